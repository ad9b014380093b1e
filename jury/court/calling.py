"""Calling jurors: the summons, when it lapses, and the word that goes out with it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from jury.rules.words import Answer, Due
from jury.store.cases import Case
from jury.store.panels import Panel, Summons
from jury.store.people import Person

from .deadlines import lift_subject, set_deadline, set_deadlines
from .notices import owe
from .record import CLOCK, record


def call(
    session: Session, case: Case, panel: Panel, called: Sequence[Summons], now: datetime
) -> None:
    """Send these summonses out. The case is locked by the caller.

    The database has the last word on a seat that is held already. A gold
    summons goes the same way, so that nothing tells it from another.
    """
    if not called:
        return
    session.add_all(called)
    record(
        session,
        "jurors_called",
        now,
        CLOCK,
        case,
        panel=panel.id,
        summonses=[str(summons.id) for summons in called],
        seats=[summons.seat for summons in called],
        counters=[summons.counter for summons in called if summons.counter is not None],
    )
    session.flush()
    set_summons_deadlines(session, case, called, now)
    people = select(Person).where(Person.id.in_([summons.juror_id for summons in called]))
    named = {person.id: person for person in session.scalars(people)}
    for summons in called:
        # The case is not named: its code could tell an old case from a new one.
        tell(session, named[summons.juror_id], summons, "summoned", now)
    session.flush()
    session.expire(panel, ["summonses"])


def set_summons_deadlines(
    session: Session, case: Case, called: Sequence[Summons], now: datetime
) -> None:
    """Each summons lapses at its time, and its juror is reminded before; again if it is moved."""
    reminder = timedelta(hours=case.policy.reminder_hours)
    due: list[tuple[Due, datetime, UUID | None]] = []
    for summons in called:
        due.append((Due.SUMMONS_LAPSES, summons.lapses_at, summons.id))
        if summons.lapses_at - reminder > now:
            due.append((Due.SUMMONS_REMINDER, summons.lapses_at - reminder, summons.id))
    set_deadlines(session, case, due)


def tell(session: Session, person: Person, summons: Summons, kind: str, now: datetime) -> None:
    """Owe a juror word of a summons."""
    path = f"/bench/{summons.id}"
    owe(session, person, kind, now, path=path, lapses_at=summons.lapses_at)


def release_awaited(session: Session, case: Case, panel: Panel, now: datetime) -> list[Summons]:
    """Let go of those who have not answered; no deadline of theirs falls due any more.

    Gold summonses that went out beside those of this panel end with it, at the
    next tick: their cases are not locked here, so that nobody waits in a circle.
    """
    awaited = select(Summons).where(Summons.panel_id == panel.id, Summons.answer == Answer.AWAITED)
    released = list(session.scalars(awaited))
    for summons in released:
        summons.answer, summons.answered_at = Answer.RELEASED, now
        lift_subject(session, case, summons.id, now)
    beside = select(Summons).where(
        Summons.beside_id == panel.hearing_id, Summons.answer == Answer.AWAITED
    )
    for summons in session.scalars(beside.order_by(Summons.id)):
        set_deadline(session, summons.case, Due.SUMMONS_LAPSES, now, summons.id)
    return released
