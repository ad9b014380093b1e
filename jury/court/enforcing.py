"""The ruling: what is decided takes force, both sides are told, and one day it is final."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from jury.rules.appeal import appeal_ends
from jury.rules.phases import Phase, move
from jury.rules.remedy import remedy
from jury.rules.words import Answer, Body, Due, Side
from jury.store.appeals import sides_left
from jury.store.cases import Case
from jury.store.outcomes import Review, Ruling
from jury.store.panels import Hearing, Panel, Summons
from jury.store.people import Person

from . import executing, standings, undoing
from .calling import tell
from .deadlines import lift_all, set_deadline
from .ending import end_case
from .notices import owe
from .publishing import publish
from .record import CLOCK, actor, record


def rule(
    session: Session,
    case: Case,
    hearing: Hearing,
    side: Side,
    body: Body,
    now: datetime,
    review: Review | None = None,
) -> Ruling:
    """Put a ruling in force; one before it is replaced. The case is locked by the caller.

    Refuses with WrongPhase where the law allows no ruling.
    """
    case.phase = move(case.phase, Phase.RULED)
    before, left = _replace(session, case, now), sides_left(session, case)
    ordered = remedy(side, case.asks, case.order.amount_minor, case.asked_minor, case.policy)
    ruling = Ruling(
        case_id=case.id,
        hearing_id=hearing.id,
        side=side,
        body=body,
        review_id=review and review.id,
        remedy=ordered.remedy,
        amount_minor=ordered.refund_minor,
        made_at=now,
        appeal_ends_at=appeal_ends(now, left, case.policy),
    )
    session.add(ruling)
    hearing.closed_at = hearing.closed_at or now
    session.flush()
    _record(session, case, ruling, review, now)
    _publish(session, case, ruling, now)
    lift_all(session, case, now)
    _carry_out(session, case, ruling, before, now)
    standings.follow(session, case, ruling, before, now)
    _tell_parties(session, case, ruling, left, now)
    _tell_jurors(session, hearing, "case_decided", now)
    if left:
        set_deadline(session, case, Due.APPEAL_WINDOW_ENDS, ruling.appeal_ends_at)
    else:
        end_appeal_window(session, case, None, now)
    session.flush()
    return ruling


def _record(
    session: Session, case: Case, ruling: Ruling, review: Review | None, now: datetime
) -> None:
    decider = review.decided_by if review else None
    record(
        session,
        "ruled",
        now,
        actor(decider) if decider else CLOCK,
        case,
        ruling=ruling.id,
        hearing=ruling.hearing_id,
        side=ruling.side,
        body=ruling.body,
        remedy=ruling.remedy,
        amount_minor=ruling.amount_minor,
    )


def _publish(session: Session, case: Case, ruling: Ruling, now: datetime) -> None:
    if case.is_archived:
        return
    publish(
        session,
        "case.ruled",
        case.order.ref,
        now,
        case=case,
        side=ruling.side,
        remedy=ruling.remedy,
        amount_minor=ruling.amount_minor,
        currency=case.order.currency,
        appeal_ends_at=ruling.appeal_ends_at,
    )


def _replace(session: Session, case: Case, now: datetime) -> Ruling | None:
    in_force = select(Ruling).where(Ruling.case_id == case.id, Ruling.replaced_at.is_(None))
    ruling = session.scalar(in_force)
    if ruling:
        ruling.replaced_at = now
        session.flush()
    return ruling


def _carry_out(
    session: Session, case: Case, ruling: Ruling, before: Ruling | None, now: datetime
) -> None:
    if before and (before.remedy, before.amount_minor) == (ruling.remedy, ruling.amount_minor):
        executing.resume(session, case, ruling, now)
        return
    if before:
        undoing.reverse(session, case, before, now)
        _tell_reversed(session, case, ruling, before, now)
    executing.begin(session, case, ruling, now)


def _tell_reversed(
    session: Session, case: Case, ruling: Ruling, before: Ruling, now: datetime
) -> None:
    """What was ruled before no longer holds: everybody it was told to is told."""
    record(session, "reversed", now, CLOCK, case, ruling=ruling.id, before=before.id)
    publish(session, "case.reversed", case.order.ref, now, case=case, side=ruling.side)
    for side in Side:
        person, path = case.person_on(side), f"/cases/{case.id}"
        owe(session, person, "case_reversed", now, case=case, path=path, ruled_at=before.made_at)
    _tell_jurors(session, before.hearing, "case_decided_again", now)


def _tell_parties(
    session: Session, case: Case, ruling: Ruling, left: Collection[Side], now: datetime
) -> None:
    """Both are told of the ruling; each also whether it can still appeal."""
    path = f"/cases/{case.id}"
    for side in Side:
        owe(
            session,
            case.person_on(side),
            "ruled" if side in left else "ruled_unless_appealed" if left else "ruled_finally",
            now,
            case=case,
            path=path,
            side=ruling.side,
            appeal_ends_at=ruling.appeal_ends_at,
        )


def _tell_jurors(session: Session, hearing: Hearing, kind: str, now: datetime) -> None:
    """Those who voted are told that there is a ruling, which they may read."""
    voted = (
        select(Summons, Person)
        .join(Panel, Panel.id == Summons.panel_id)
        .join(Person, Person.id == Summons.juror_id)
        .where(Panel.hearing_id == hearing.id, Summons.answer == Answer.VOTED)
        .order_by(Summons.seat)
    )
    for summons, person in session.execute(voted):
        tell(session, person, summons, kind, now)


def end_appeal_window(session: Session, case: Case, subject: UUID | None, now: datetime) -> None:
    """Nobody appealed in time: the ruling is final (a deadline's act).

    A case with nothing left to carry out is closed. What else falls due lives
    on: summonses to it as a gold case still lapse.
    """
    if case.phase is not Phase.RULED:
        return
    case.phase = move(case.phase, Phase.EXECUTING)
    close_when_done(session, case, now)


def close_when_done(session: Session, case: Case, now: datetime) -> None:
    """Close a case whose ruling is final and carried out. The case is locked by the caller."""
    if case.phase is Phase.EXECUTING and executing.is_done(session, case):
        end_case(session, case, Phase.CLOSED, now)
        record(session, "case_closed", now, CLOCK, case)
        publish(session, "case.closed", case.order.ref, now, case=case)
