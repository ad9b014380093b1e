"""Write into the account book. What was written stays; a mistake is undone by its mirror."""

from datetime import datetime
from uuid import uuid4

from sqlalchemy.orm import Session

from jury.rules.books import Booked, Lines, is_balanced, mirrored
from jury.store.books import Booking, BookingLine
from jury.store.cases import Case

from .record import CLOCK, record


def book(
    session: Session,
    kind: Booked,
    lines: Lines,
    currency: str,
    now: datetime,
    case: Case | None = None,
    told_as: str | None = None,
    undoes: Booking | None = None,
) -> Booking:
    """Book the lines, in minor units; the case, if any, is locked by the caller.

    Raises ValueError where they do not sum to zero: that is our mistake, never a party's.
    """
    if not is_balanced(lines):
        raise ValueError(f"A {kind} must move money and make none: {lines}")
    booking = Booking(
        id=uuid4(),
        kind=kind,
        at=now,
        case_id=case and case.id,
        currency=currency,
        n_lines=len(lines),
        told_as=told_as,
        undoes=undoes and undoes.id,
        lines=[BookingLine(account=name, amount_minor=n) for name, n in sorted(lines.items())],
    )
    session.add(booking)
    session.flush()
    record(
        session,
        "booked",
        now,
        CLOCK,
        case,
        booking=booking.id,
        kind=kind,
        currency=currency,
        accounts=sorted(lines),
        amounts=[amount for _name, amount in sorted(lines.items())],
        undoes=booking.undoes,
    )
    return booking


def undo(session: Session, booking: Booking, now: datetime, case: Case) -> Booking:
    """Book the mirror of a booking; a second time the database refuses."""
    lines = mirrored({line.account: line.amount_minor for line in booking.lines})
    return book(session, Booked.REVERSAL, lines, booking.currency, now, case, undoes=booking)
