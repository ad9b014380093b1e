"""Netting: what the buyer was paid under an earlier ruling, and still has, is not paid again."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from jury.rules.books import Booked
from jury.rules.execution import REVERSING, Pay
from jury.store.books import Booking
from jury.store.cases import Case
from jury.store.executions import Payment, Run, given_back, payments_of, run_of

from . import booking, paying


def count_in(session: Session, case: Case, ruling_id: UUID | None, now: datetime) -> None:
    """The payments of earlier rulings that stay with the buyer are this ruling's from now on.

    An order to give one back that was not sent is dropped; one that was sent counts when
    it is answered. What the buyer was said to owe beyond our reach, it may keep.
    """
    strike(session, case, now, Booked.SHORTFALL)
    returned = set(session.scalars(given_back(case)))
    for payment in payments_of(session, case):
        if payment.ruling_id == ruling_id:
            continue
        if payment.kind is Pay.REVERSE:
            _drop_unsent(session, payment, case, now)
        elif payment.state in ("ordered", "paid") and payment.event_id not in returned:
            payment.ruling_id = ruling_id
    session.flush()


def _drop_unsent(session: Session, payment: Payment, case: Case, now: datetime) -> None:
    if payment.is_open and paying.recall(session, payment, case, now):
        payment.state = "dropped"


def drop_recalled(session: Session, case: Case, run: Run, now: datetime) -> None:
    """An order that an appeal kept back is not sent any more; its hold is let go."""
    for payment in payments_of(session, case):
        if payment.ruling_id == run.ruling_id and payment.state == "recalled":
            payment.state = "dropped"
            paying.release_hold(session, payment, case, now)
    session.flush()


def order_out(session: Session, case: Case, run: Run) -> Payment | None:
    """The order to pay the buyer that waits for an answer."""
    mine = [each for each in payments_of(session, case) if each.ruling_id == run.ruling_id]
    return next((each for each in mine if each.is_open and each.kind is not Pay.REVERSE), None)


def counts(session: Session, case: Case, payment: Payment) -> bool:
    """Whether a payment belongs to the refund in force, so that the buyer rightly has it."""
    run = run_of(session, case)
    return bool(run and run.ruling_id == payment.ruling_id and run.stage not in REVERSING)


def strike(session: Session, case: Case, now: datetime, *kinds: Booked) -> None:
    """Undo the claims of these kinds that stand in the book of the case."""
    undone = select(Booking.undoes).where(Booking.case_id == case.id, Booking.undoes.is_not(None))
    standing = select(Booking).where(
        Booking.case_id == case.id, Booking.kind.in_(kinds), Booking.id.not_in(undone)
    )
    for claim in session.scalars(standing.order_by(Booking.at, Booking.id)).all():
        booking.undo(session, claim, now, case)
