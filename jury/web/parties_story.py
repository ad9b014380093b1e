"""A case as a party's page tells it: what is happening now, what was, what is to come."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from jury.court.deadlines import due_of
from jury.rules.phases import WITH_PARTIES, Phase
from jury.rules.words import Body, Due, Side, Task
from jury.store.base import db
from jury.store.cases import Case
from jury.store.ledger import Entry
from jury.store.outcomes import Review, Ruling
from jury.store.panels import Panel

from .filters import moment_words
from .wording import milestone


@dataclass(frozen=True)
class Stage:
    """What a page says of a case to one of its sides: where it stands, and what is due."""

    case: Case
    side: Side
    due: dict[Due, datetime | None]
    panel: Panel | None
    review: Review | None
    ruling: Ruling | None

    @property
    def is_claimant(self) -> bool:
        return self.side is self.case.claimant

    def has_handed_in(self, side: Side) -> bool:
        statement = self.case.statement_of(side)
        return bool(statement and statement.handed_in_at)

    @property
    def must_write(self) -> bool:
        """Whether the reader may still bring its statement."""
        return self.case.phase in WITH_PARTIES and not self.has_handed_in(self.side)

    @property
    def due_at(self) -> datetime | None:
        """By when the reader has to act; None when nothing is due from them."""
        if not self.must_write:
            return None
        if self.case.phase is Phase.ANSWERING:
            return self.due[Due.ANSWER_ENDS]
        ends = self.due[Due.EVIDENCE_ENDS]
        if ends and not self.is_claimant:
            ends += timedelta(hours=self.case.policy.answer_hours)
        return ends


def stage_of(case: Case, side: Side) -> Stage:
    session = db.session()
    hearing = max(case.hearings, key=lambda each: each.instance, default=None)
    review = next((r for r in case.reviews if r.task is Task.ESCALATION), None)
    ruling = next((r for r in case.rulings if r.replaced_at is None), None)
    kinds = (Due.EVIDENCE_ENDS, Due.ANSWER_ENDS)
    due = {kind: due_of(session, case, kind) for kind in kinds}
    return Stage(case, side, due, hearing.panel if hearing else None, review, ruling)


def headline(at: Stage) -> tuple[str, str]:
    """What is happening now and what the reader must do by when; and what follows from it."""
    match at.case.phase:
        case Phase.EVIDENCE | Phase.ANSWERING:
            return _while_writing(at)
        case Phase.REDACTING:
            return (
                _("Both statements are in. You need do nothing."),
                _("Staff check that nobody can be recognised in them; then the case is heard."),
            )
        case Phase.PAUSED:
            return (
                _("The hearing is paused. You need do nothing."),
                _("Something in the case may tell who somebody is. Staff are looking at it."),
            )
        case Phase.HEARING if at.panel:
            return (
                _(
                    "A panel reads the case and votes until %(moment)s. You need do nothing.",
                    moment=moment_words(at.panel.closes_at),
                ),
                _("How the votes stand is told to nobody before the end."),
            )
        case Phase.ESCALATED if at.review:
            return (
                _(
                    "A member of staff decides the case by %(moment)s. You need do nothing.",
                    moment=moment_words(at.review.due_at),
                ),
                _("That day may still move: next year's public holidays are not yet certain.")
                if at.review.is_provisional
                else "",
            )
    return _when_over(at)


def _while_writing(at: Stage) -> tuple[str, str]:
    if not at.must_write:
        return _while_waiting(at)
    by = moment_words(at.due_at) if at.due_at else ""
    if at.case.phase is Phase.ANSWERING:
        return (
            _("Please answer or agree by %(moment)s.", moment=by),
            _(
                "The other side has handed in its statement. What you have saved by then counts as "
                "handed in; if there is nothing, the case goes on without your side."
            ),
        )
    if at.is_claimant:
        return (
            _("Please tell what happened and hand in by %(moment)s.", moment=by),
            _(
                "What you have saved by then counts as handed in. If there is nothing, "
                "the case ends without a ruling."
            ),
        )
    return (
        _("The other side asks the court to decide. Please tell your side, or agree."),
        _(
            "As soon as the other side has handed in, you have %(hours)s hours left; "
            "that is %(moment)s at the latest.",
            hours=at.case.policy.answer_hours,
            moment=by,
        ),
    )


def _while_waiting(at: Stage) -> tuple[str, str]:
    ends = at.due[Due.ANSWER_ENDS] or at.due[Due.EVIDENCE_ENDS]
    return (
        _(
            "Your statement is in. The other side has until %(moment)s. You need do nothing.",
            moment=moment_words(ends) if ends else "",
        ),
        _("The case goes on by itself then, or as soon as the other side has handed in."),
    )


def _when_over(at: Stage) -> tuple[str, str]:
    if at.case.phase is Phase.SETTLED:
        return (
            _("You have agreed with the other side, so the court does not rule."),
            _("What was agreed stands below. It leaves no record."),
        )
    if at.case.phase is Phase.WITHDRAWN:
        return (
            _("The case has ended without a ruling."),
            _("It was withdrawn, or nothing was handed in. Nothing falls due any more."),
        )
    if at.ruling is None:
        return _("The case goes on."), ""
    won = at.ruling.side is at.side
    told = _("The court has decided in your favour.") if won else _(
        "The court has decided in favour of the other side."
    )  # fmt: skip
    if at.case.phase is Phase.CLOSED:
        return told, _("The ruling is final.")
    final = moment_words(at.ruling.appeal_ends_at)
    return told, _("The ruling becomes final on %(moment)s.", moment=final)


def timeline(at: Stage) -> list[dict[str, Any]]:
    """What was done, what is going on, and what is to come, one line each."""
    return [*_trade(at.case), *_done(at), *_to_come(at)]


def _trade(case: Case) -> Iterator[dict[str, Any]]:
    yield {"at": case.order.placed_at, "what": milestone("ordered")}
    for step in case.order.milestones:
        yield {"at": datetime.fromisoformat(step["at"]), "what": milestone(step["what"])}


def _done(at: Stage) -> Iterator[dict[str, Any]]:
    written = select(Entry).where(Entry.case_id == at.case.id).order_by(Entry.at, Entry.id)
    for entry in db.session.scalars(written):
        body = json.loads(entry.body)
        if what := _said(entry.act, at, body):
            yield {"at": entry.at, "what": what}


def _said(act: str, at: Stage, body: dict[str, Any]) -> str | None:
    """An act in words; None for what parties are not told, such as calls and ballots."""
    if act == "review_opened" and body.get("task") != Task.ESCALATION:
        return None
    by_side = _mine() if body.get("side") == at.side else _theirs()
    return by_side.get(act) or _of_the_court().get(act)


def _mine() -> dict[str, str]:
    return {
        "case_filed": _("You asked the court to decide"),
        "statement_handed_in": _("Your statement was handed in"),
        "case_settled": _("You agreed to what was asked"),
        "case_withdrawn": _("You withdrew the case"),
    }


def _theirs() -> dict[str, str]:
    return {
        "case_filed": _("The other side asked the court to decide"),
        "statement_handed_in": _("The other side's statement was handed in"),
        "case_settled": _("The other side agreed to what was asked"),
        "case_withdrawn": _("The other side withdrew the case"),
    }


def _of_the_court() -> dict[str, str]:
    return {
        "case_lapsed": _("Nothing was handed in, so the case ended"),
        "evidence_closed": _("The evidence was closed"),
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
    is_crowd = case.body is Body.CROWD
    steps = [
        (Phase.EVIDENCE, _("Both sides tell what happened"), ""),
        (Phase.ANSWERING, _("The respondent answers, or agrees"), ""),
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
    rest = steps[here + 1 :]
    return items + [{"what": what, "note": note, "state": "coming"} for _p, what, note in rest]


def _hours(hours: int) -> str:
    return str(_("for %(hours)s hours", hours=hours))


def _days(case: Case) -> str:
    return str(_("within %(days)s working days", days=case.policy.staff_working_days))
