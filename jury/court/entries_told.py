"""What parties may take away of their case's entries: a chain that anybody can recheck."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from jury.rules.execution import Step
from jury.rules.words import Task
from jury.store.cases import Case
from jury.store.ledger import Entry
from jury.store.panels import Hearing, Panel, Summons

from .record import actor

PROTOCOL = "jury-entries/v1"
TOLD = frozenset(Step) | {
    "appealed",
    "case_closed",
    "case_filed",
    "case_lapsed",
    "case_settled",
    "case_withdrawn",
    "draw_committed",
    "evidence_closed",
    "evidence_frozen",
    "exhibit_show",
    "exhibit_withhold",
    "grant_noted",
    "hearing_opened",
    "hearing_paused",
    "hearing_resumed",
    "panel_closed",
    "passage_covered",
    "passage_uncovered",
    "pictures_removed",
    "question_answered",
    "question_asked",
    "question_call_failed",
    "question_taken_back",
    "question_unanswered",
    "refund_granted_outside",
    "released",
    "reversed",
    "review_decided",
    "review_moved",
    "review_opened",
    "ruled",
    "seller_settled",
    "share_added",
    "staff_asked_for",
    "statement_handed_in",
    "texts_erased",
    "tracking_kept",
}


@dataclass(frozen=True)
class _Known:
    """What decides whether an entry may be told."""

    jurors: frozenset[str]  # as actors
    open_panels: frozenset[str]
    ruled_panels: frozenset[str]
    reviews: frozenset[str]  # by which the case was, or is to be, decided


def chain(session: Session, case: Case) -> dict[str, Any]:
    """The case's entries in their order; of those kept back, only the hashes that chain them.

    Kept back is what names a juror by an id, and what parties are not told: calls, ballots,
    audits, the count of a panel before the ruling. While a panel votes the chain ends where
    it was called, for the mere number of its entries would tell of ballots.
    """
    written = select(Entry).where(Entry.case_id == case.id).order_by(Entry.id)
    known = _known(session, case)
    lines = list(_until_open(session.scalars(written).all(), known))
    told = [_line(entry, body, known) for entry, body in lines]
    while told and "act" not in told[-1]:
        told.pop()
    return {"protocol": PROTOCOL, "case": str(case.id), "code": case.code, "entries": told}


def _known(session: Session, case: Case) -> _Known:
    called = select(Summons.juror_id).join(Panel).join(Hearing).where(Hearing.case_id == case.id)
    panels = [h.panel for h in case.hearings if h.instance and h.panel]
    ruled = {ruling.hearing_id for ruling in case.rulings}
    return _Known(
        frozenset(actor(juror_id) for juror_id in session.scalars(called.distinct())),
        frozenset(str(panel.id) for panel in panels if panel.closed_at is None),
        frozenset(str(panel.id) for panel in panels if panel.hearing_id in ruled),
        frozenset(str(r.id) for r in case.reviews if r.task is Task.ESCALATION),
    )


def _until_open(entries: Sequence[Entry], known: _Known) -> Iterator[tuple[Entry, dict[str, Any]]]:
    for entry in entries:
        body = json.loads(entry.body)
        if entry.act == "hearing_opened" and body["panel"] in known.open_panels:
            return
        yield entry, body


def _line(entry: Entry, body: dict[str, Any], known: _Known) -> dict[str, Any]:
    linked = {"leaf_hash": entry.leaf_hash, "previous": entry.previous}
    if not _may_tell(entry, body, known):
        return linked
    at = entry.at.astimezone(UTC).isoformat(timespec="microseconds")
    return {"at": at, "actor": entry.actor, "act": entry.act, "body": entry.body, **linked}


def _may_tell(entry: Entry, body: dict[str, Any], known: _Known) -> bool:
    if entry.act not in TOLD or entry.actor in known.jurors:
        return False
    if entry.act.startswith("review_"):
        return body["review"] in known.reviews
    return entry.act != "panel_closed" or body["panel"] in known.ruled_panels
