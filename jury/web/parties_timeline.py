"""The timeline of a party's page: what was done, what is going on, what is to come by law."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from jury.court import refunding
from jury.rules.phases import Phase
from jury.rules.words import Body, Task
from jury.store.base import db
from jury.store.cases import Case
from jury.store.ledger import Entry

from . import parties_execution
from .parties_story import Stage
from .wording import milestone


def timeline(at: Stage) -> list[dict[str, Any]]:
    """What was done, what is going on, and what is to come, one line each."""
    done = sorted([*_trade(at.case), *_done(at)], key=lambda line: line["at"])
    return [*done, *_to_come(at)]


def _trade(case: Case) -> Iterator[dict[str, Any]]:
    yield {"at": case.order.placed_at, "what": milestone("ordered")}
    for step in case.order.milestones:
        yield {"at": datetime.fromisoformat(step["at"]), "what": milestone(step["what"])}
    for taken in refunding.steps_of(db.session(), case.order):
        if taken.source != "order":  # those that came with it are among its milestones
            yield {"at": taken.at, "what": milestone(f"refund_{taken.what}")}


def _done(at: Stage) -> Iterator[dict[str, Any]]:
    written = select(Entry).where(Entry.case_id == at.case.id).order_by(Entry.at, Entry.id)
    for entry in db.session.scalars(written):
        body = json.loads(entry.body)
        if what := _said(entry.act, at, body):
            note = parties_execution.step_note(entry.act, body, at.case.order.currency)
            yield {"at": entry.at, "what": what, "note": note}


def _said(act: str, at: Stage, body: dict[str, Any]) -> str | None:
    """An act in words; None for what parties are not told, such as calls and ballots."""
    if act == "review_opened" and body.get("task") != Task.ESCALATION:
        return None
    if act == "statement_handed_in" and body.get("instance", 1) > 1:
        act = "appeal_answered"
    is_mine = body.get("side") == at.side
    mine = _mine() | _my_appeal() | _asked_me()
    by_side = mine if is_mine else _theirs() | _their_appeal() | _asked_them()
    of_all = _of_the_court() | _of_appeals()
    return by_side.get(act) or of_all.get(act) or parties_execution.step_words(act)


def _mine() -> dict[str, str]:
    return {
        "case_filed": _("You asked the court to decide"),
        "statement_handed_in": _("Your statement was handed in"),
        "case_settled": _("You agreed to what was asked"),
        "case_withdrawn": _("You withdrew the case"),
        "seller_settled": _("You settled the case"),
        "staff_asked_for": _("You asked for a member of staff to decide"),
    }


def _theirs() -> dict[str, str]:
    return {
        "case_filed": _("The other side asked the court to decide"),
        "statement_handed_in": _("The other side's statement was handed in"),
        "case_settled": _("The other side agreed to what was asked"),
        "case_withdrawn": _("The other side withdrew the case"),
        "seller_settled": _("The other side settled the case"),
        "staff_asked_for": _("The other side asked for a member of staff to decide"),
    }


def _my_appeal() -> dict[str, str]:
    return {
        "appealed": _("You appealed"),
        "appeal_answered": _("What you brought to the appeal was handed in"),
    }


def _their_appeal() -> dict[str, str]:
    return {
        "appealed": _("The other side appealed"),
        "appeal_answered": _("What the other side brought to the appeal was handed in"),
    }


def _of_appeals() -> dict[str, str]:
    return {"reversed": _("The earlier ruling was reversed")}


def _asked_me() -> dict[str, str]:
    return {
        "question_asked": _("Staff asked you a question"),
        "question_answered": _("You answered a question of staff"),
        "question_unanswered": _("You did not answer a question of staff in time"),
        "question_call_failed": _("Staff called you and did not reach you"),
        "question_taken_back": _("A question to you was taken back"),
    }


def _asked_them() -> dict[str, str]:
    return {
        "question_asked": _("Staff asked the other side a question"),
        "question_answered": _("The other side answered a question of staff"),
        "question_unanswered": _("The other side did not answer a question of staff in time"),
        "question_call_failed": _("Staff called the other side and did not reach it"),
        "question_taken_back": _("A question to the other side was taken back"),
    }


def _of_the_court() -> dict[str, str]:
    return {
        "refund_granted_outside": _(
            "The marketplace said that the seller had granted the refund: the case was settled"
        ),
        "grant_noted": _(
            "The marketplace said that the seller had granted a refund; the case stays as it is"
        ),
        "case_lapsed": _("Nothing was handed in, so the case ended"),
        "evidence_closed": _("The evidence was closed"),
        "evidence_frozen": _("The evidence was frozen: nobody can add or change anything"),
        "released": _("Staff released the texts and pictures"),
        "hearing_opened": _("The panel was drawn"),
        "hearing_paused": _("The hearing was paused"),
        "hearing_resumed": _("The hearing went on"),
        "panel_closed": _("The vote ended"),
        "review_opened": _("The case went to staff"),
        "ruled": _("The court ruled"),
        "case_closed": _("The ruling became final"),
        "texts_erased": _("Texts and pictures were erased"),
    }


def _to_come(at: Stage) -> list[dict[str, Any]]:
    """The step going on now, and those that follow it by law."""
    case = at.case
    is_crowd = (case.last_hearing if at.appeals else case).body is Body.CROWD
    steps = [
        (Phase.EVIDENCE, _("Both sides tell what happened"), ""),
        (Phase.ANSWERING, _("The respondent answers, or agrees"), ""),
        (Phase.APPEALED, _answers_appeal(at), ""),
        (Phase.REDACTING, _("Staff check that nobody can be recognised"), ""),
        (Phase.HEARING, _("A panel of jurors votes"), _hours(case.policy.voting_hours))
        if is_crowd and case.phase is not Phase.ESCALATED
        else (Phase.ESCALATED, _("A member of staff decides"), _days(case)),
        (Phase.RULED, _("The ruling, with its reasons"), ""),
        (Phase.CLOSED, _("The ruling is final"), ""),
    ]
    now_at = Phase.HEARING if case.phase is Phase.PAUSED else case.phase
    phases = [phase for phase, *_rest in steps]
    if now_at not in phases or now_at is Phase.CLOSED:
        return []
    here = phases.index(now_at)
    if now_at is Phase.RULED and at.ruling:
        return [{"at": at.ruling.appeal_ends_at, "what": steps[-1][1], "state": "coming"}]
    items: list[dict[str, Any]] = [{"when": _("now"), "what": steps[here][1], "state": "now"}]
    rest = [step for step in steps[here + 1 :] if step[0] is not Phase.APPEALED]
    return items + [{"what": what, "note": note, "state": "coming"} for _p, what, note in rest]


def _answers_appeal(at: Stage) -> str:
    if at.must_answer:
        return str(_("You may answer the appeal"))
    return str(_("The other side may answer the appeal"))


def _hours(hours: int) -> str:
    return str(_("for %(hours)s hours", hours=hours))


def _days(case: Case) -> str:
    return str(_("within %(days)s working days", days=case.policy.staff_working_days))
