"""The case file: the whole case on one page, to print, or as files to take elsewhere."""

import json
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from flask import Response, render_template, url_for
from flask_babel import gettext as _
from sqlalchemy import select

from jury.clock import now
from jury.court import appealing
from jury.court.calendars import zone_of
from jury.outside import letters
from jury.rules.appeal import SENTENCES
from jury.rules.asking import Asked
from jury.rules.words import Due, Side, Task
from jury.store.base import db
from jury.store.cases import Case, Deadline, Exhibit, Passage
from jury.store.ledger import Entry
from jury.store.notices import Notice
from jury.store.outcomes import Outcome
from jury.store.panels import Hearing

from . import (
    access,
    office_words,
    parties_execution,
    parties_file_zip,
    parties_ruling,
    parties_settling,
    parties_story,
    parties_timeline,
    policy_words,
    sight,
)
from .filters import reader_locale
from .parties import bp

DUES = (
    Due.EVIDENCE_ENDS,
    Due.ANSWER_ENDS,
    Due.QUESTION_ENDS,
    Due.APPEAL_WINDOW_ENDS,
    Due.APPEAL_ANSWER_ENDS,
    Due.RETURN_ENDS,
    Due.RECEIPT_ENDS,
    Due.GIVE_BACK_ENDS,
    Due.GIVEN_BACK_ENDS,
    Due.COMPLY_ENDS,
)
KINDS = ("story", "wish", "chat", "later")


@dataclass(frozen=True)
class Heard:
    """One hearing; how the votes stood only once it was ruled on."""

    hearing: Hearing
    outcome: Outcome | None


@dataclass(frozen=True)
class DueDate:
    """By when something was, or is, to be done."""

    what: str
    at: datetime
    is_past: bool
    is_provisional: bool


@bp.get("/cases/<uuid:case_id>/file")
@access.party_to
def case_file(case: Case, side: Side) -> Any:
    """All that the reader may know of the case, on one page that prints well."""
    pictures = {each.id: url_for("pictures.show", exhibit_id=each.id) for each in shown_in(case)}
    return render_template("parties/file.html", **_all_of(case, side), pictures=pictures)


@bp.get("/cases/<uuid:case_id>/file.zip")
@access.party_to
def case_file_zip(case: Case, side: Side) -> Response:
    """The same with its pictures, its proofs and how to recheck them."""
    exhibits = shown_in(case)
    found = parties_file_zip.pictures(exhibits)
    names = {exhibit_id: name for exhibit_id, (name, _pixels) in found.items()}
    html = render_template("parties/file_apart.html", **_all_of(case, side), pictures=names)
    packed = parties_file_zip.packed(db.session(), case, html, found.values())
    served = Response(packed, mimetype="application/zip")
    served.headers["Content-Disposition"] = f'attachment; filename="{case.code}.zip"'
    served.headers["Cache-Control"] = "private, no-store"
    return served


def shown_in(case: Case) -> list[Exhibit]:
    """The pictures handed in that staff released to jurors, while they are kept."""
    released = (each for each in case.pictures if sight.is_released(each) and each.file)
    kept = [] if case.texts_erased_at else released
    return [each for each in kept if _is_handed_in(case, each)]


def _brought(case: Case) -> list[Exhibit]:
    """Every picture handed in, also those that jurors were not shown; the claimant's first."""
    if case.texts_erased_at:
        return []
    handed_in = (each for each in case.pictures if _was_handed_in(each))
    return sorted(handed_in, key=lambda each: (each.side is not case.claimant, each.number))


def _was_handed_in(exhibit: Exhibit) -> bool:
    statement = exhibit.case.statement_of(exhibit.side, exhibit.instance)
    return sight.is_released(exhibit) or bool(statement and statement.handed_in_at)


def _all_of(case: Case, side: Side) -> dict[str, Any]:
    at, zone = parties_story.stage_of(case, side), zone_of(case.policy)
    done = [line for line in parties_timeline.timeline(at) if line.get("at")]
    return {
        "case": case,
        "side": side,
        "at": at,
        "zone": zone,
        "made_at": now(),
        "dated": partial(dated, zone=zone),
        "asked": parties_ruling.remedy_words(case.asks, case.asked_minor, case),
        "settled": parties_settling.shown(at)["settled"],
        "timeline": [line for line in done if line.get("state", "done") == "done"],
        "texts": {of: _texts(case, of) for of in Side},
        "exhibits": _brought(case),
        "is_released": sight.is_released,
        "is_withheld": sight.is_withheld,
        "hearings": [_heard(each) for each in case.hearings if each.instance],
        "rulings": sorted(parties_ruling.told(case), key=lambda told: told.ruling.made_at),
        "appeals": appealing.grounds_of(db.session(), case),
        "appeal_words": SENTENCES,
        "questions": [q for q in case.questions if q.state is not Asked.TAKEN_BACK],
        "steps": _steps(case),
        "notices": _notices(case, zone),
        "dues": _dues(case),
        "terms": policy_words.groups(case.policy),
    }


def dated(at: datetime, zone: ZoneInfo) -> str:
    """A moment so that nobody anywhere can misread it: year first, with what it is ahead of UTC."""
    return at.astimezone(zone).isoformat(" ", "minutes")


def _texts(case: Case, side: Side) -> list[Passage]:
    """What the side handed in, as jurors read it; drafts and captions left out."""
    if case.texts_erased_at:
        return []
    of_side = [p for p in case.evidence if p.side is side and p.kind in KINDS and p.redacted]
    return sorted(
        (p for p in of_side if _is_handed_in(case, p)),
        key=lambda p: (p.instance, KINDS.index(p.kind)),
    )


def _is_handed_in(case: Case, brought: Passage | Exhibit) -> bool:
    """A draft stays its author's alone, however the case ended."""
    statement = case.statement_of(brought.side, brought.instance)
    return bool(statement and statement.handed_in_at)


def _heard(hearing: Hearing) -> Heard:
    is_ruled = any(ruling.hearing_id == hearing.id for ruling in hearing.case.rulings)
    return Heard(hearing, parties_ruling.outcome_of(hearing.panel) if is_ruled else None)


def _steps(case: Case) -> list[tuple[datetime, str, str]]:
    """Each step of carrying out: when, what, how much."""
    written = select(Entry).where(Entry.case_id == case.id).order_by(Entry.at, Entry.id)
    currency = case.order.currency
    return [
        (entry.at, what, parties_execution.step_note(entry.act, json.loads(entry.body), currency))
        for entry in db.session.scalars(written)
        if (what := parties_execution.step_words(entry.act))
    ]


def _notices(case: Case, zone: ZoneInfo) -> list[tuple[datetime, Side, str]]:
    """What each side was told and when, by the subject alone."""
    sides = {person.id: of for of in Side if (person := case.person_on(of))}
    owed = select(Notice).where(Notice.case_id == case.id, Notice.person_id.in_(sides))
    return [
        (
            notice.owed_at,
            sides[notice.person_id],
            letters.render(notice.kind, notice.facts, reader_locale(), str(zone)).subject,
        )
        for notice in db.session.scalars(owed.order_by(Notice.owed_at, Notice.id))
    ]


def _dues(case: Case) -> list[DueDate]:
    """Every due date of the parties, the panels and staff, the earliest first."""
    set_ = select(Deadline).where(Deadline.case_id == case.id, Deadline.kind.in_(DUES))
    of_parties = [
        DueDate(office_words.word(row.kind), row.due_at, row.done_at is not None, False)
        for row in db.session.scalars(set_)
    ]
    votes = [
        DueDate(_("The panel's vote ends"), panel.closes_at, panel.closed_at is not None, False)
        for heard in case.hearings
        if heard.instance and (panel := heard.panel)
    ]
    staff = [
        DueDate(
            _("A member of staff decides"),
            review.due_at,
            bool(review.decided_at or review.overtaken_at),
            review.is_provisional,
        )
        for review in case.reviews
        if review.task is Task.ESCALATION
    ]
    return sorted([*of_parties, *votes, *staff], key=lambda due: due.at)
