"""Calling jurors: the summons, when it lapses, and the word that goes out with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from jury.rules.words import Answer, Due, Side
from jury.store.cases import Case
from jury.store.panels import Panel, Summons
from jury.store.people import Person

from .batches import make_many
from .deadlines import lift_subject, set_deadline, set_deadlines
from .notices import owe, owe_each
from .record import CLOCK, record


@dataclass(frozen=True)
class Call:
    """A juror who is to be called to a seat."""

    juror_id: UUID
    seat: int
    left: Side
    lapses_at: datetime
    counter: int | None = None  # of the draw that named them; gold has none


def call(
    session: Session, case: Case, panel: Panel, calls: Sequence[Call], now: datetime
) -> list[Summons]:
    """Send these jurors their summonses. The case is locked by the caller.

    The database has the last word on a seat that is held already. A gold
    summons goes the same way, so that nothing tells it from another.
    """
    if not calls:
        return []
    rows = [{"id": uuid4(), **vars(call)} for call in calls]
    record(
        session,
        "jurors_called",
        now,
        CLOCK,
        case,
        panel=panel.id,
        summonses=[str(row["id"]) for row in rows],
        seats=[call.seat for call in calls],
        counters=[call.counter for call in calls if call.counter is not None],
    )
    called = make_many(session, Summons, rows, panel_id=panel.id, called_at=now)
    set_summons_deadlines(session, case, called, now)
    people = select(Person).where(Person.id.in_([call.juror_id for call in calls]))
    named = {person.id: person for person in session.scalars(people)}
    # The case is not named: its code could tell an old case from a new one.
    owed = [(named[s.juror_id], _path_of(s), {"lapses_at": s.lapses_at}) for s in called]
    owe_each(session, "summoned", now, owed)
    session.expire(panel, ["summonses"])
    return called


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
    owe(session, person, kind, now, path=_path_of(summons), lapses_at=summons.lapses_at)


def _path_of(summons: Summons) -> str:
    return f"/bench/{summons.id}"


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
