"""Giving back: a ruling was reversed after the item went to the seller, and it goes back."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from jury.rules import books
from jury.rules.books import Booked
from jury.rules.errors import N_, Conflict
from jury.rules.execution import Pay, Stage, Step
from jury.rules.words import Due, Side
from jury.store.cases import Case
from jury.store.executions import (
    ItemReturn,
    Payment,
    Run,
    latest_item,
    payments_of,
    run_of,
    still_owed,
)
from jury.store.outcomes import Ruling

from . import booking, complying, enforcing, executing, undoing
from .deadlines import due_of, lift, set_deadline
from .record import CLOCK, actor, fresh_salt, record, salted
from .stepping import take


class GiveBackTooLate(Conflict):
    sentence = N_(
        "The time to send the item back to the buyer was over on %(ended_at)s, so this was not "
        "recorded. The item counts as kept, and the buyer keeps or gets the refund for it."
    )


def send(session: Session, case: Case, side: Side, tracking: str, now: datetime) -> None:
    """The seller has sent the item to the buyer: only now what was paid for it goes back.

    Refuses with NotDueNow, GiveBackTooLate or TrackingMissing.
    """
    run = complying.run_at(session, case, Stage.GIVING_BACK, side is Side.SELLER)
    _refuse_late(session, case, now)
    tracking = complying.tidy_tracking(tracking)
    salt, by = fresh_salt(), _by(case, side)
    sent = ItemReturn(
        case_id=case.id, ruling_id=_in_force(session, case), tracking=tracking, salt=salt
    )
    sent.sent_at = now
    session.add(sent)
    lift(session, case, Due.GIVE_BACK_ENDS, now)
    counts_from = now + timedelta(hours=case.policy.comply_hours)
    set_deadline(session, case, Due.GIVEN_BACK_ENDS, counts_from)
    record(session, "tracking_kept", now, by, case, tracking=salted(tracking, salt))
    take(session, case, run.ruling_id, Step.GIVEN_BACK, now, run.amount_minor, by, ends=counts_from)
    for payment in payments_of(session, case):
        if payment.ruling_id == run.ruling_id and payment.kind is not Pay.REVERSE:
            undoing.take_back(session, case, payment, now)
    session.flush()


def keep(session: Session, case: Case, side: Side, now: datetime) -> None:
    """The seller cannot send the item back, and says so: it bears the price.

    Refuses with NotDueNow or GiveBackTooLate.
    """
    run = complying.run_at(session, case, Stage.GIVING_BACK, side is Side.SELLER)
    _refuse_late(session, case, now)
    _keep(session, case, run, now, _by(case, side))


def end_giving(session: Session, case: Case, subject: UUID | None, now: datetime) -> None:
    """The item was not sent to the buyer in time (a deadline's act): the seller has kept it."""
    run = run_of(session, case)
    if run and run.stage is Stage.GIVING_BACK and not run.is_suspended:
        _keep(session, case, run, now, CLOCK)


def confirm(session: Session, case: Case, side: Side, now: datetime) -> None:
    """The buyer has the item again. Refuses with NotDueNow."""
    run = complying.run_at(session, case, Stage.GIVEN, side is Side.BUYER)
    _receive(session, case, run, now, _by(case, side))


def end_given(session: Session, case: Case, subject: UUID | None, now: datetime) -> None:
    """Long enough under way to the buyer: it counts as received (a deadline's act)."""
    run = run_of(session, case)
    if run and run.stage is Stage.GIVEN and not run.is_suspended:
        _receive(session, case, run, now, CLOCK)


def _receive(session: Session, case: Case, run: Run, now: datetime, by: str) -> None:
    if item := latest_item(session, case):
        item.received_at = now
    lift(session, case, Due.GIVEN_BACK_ENDS, now)
    take(session, case, run.ruling_id, Step.GOT_BACK, now, run.amount_minor, by)
    enforcing.close_when_done(session, case, now)
    session.flush()


def _keep(session: Session, case: Case, run: Run, now: datetime, by: str) -> None:
    """Who has the item pays for it: the claim that the reversal struck out is owed again.

    What was paid stays with the buyer, an order that is out is waited for, and the
    rest falls due as any refund does; it counts on no record, for the seller was right.
    """
    lift(session, case, Due.GIVE_BACK_ENDS, now)
    take(session, case, run.ruling_id, Step.ITEM_KEPT, now, run.amount_minor, by)
    owed = still_owed(session, case, run)
    is_out = any(_is_out(payment, run) for payment in payments_of(session, case))
    if owed > 0 and not is_out:
        executing.fall_due(session, case, run.ruling_id, run.amount_minor, now)
    else:
        trade = case.order
        lines = books.refund_owed(trade.buyer_id, trade.seller_id, run.amount_minor)
        booking.book(session, Booked.REFUND_OWED, lines, trade.currency, now, case)
    if is_out:
        take(session, case, run.ruling_id, Step.PAY_FORCED, now, owed)
    enforcing.close_when_done(session, case, now)
    session.flush()


def _is_out(payment: Payment, run: Run) -> bool:
    is_ours = payment.ruling_id == run.ruling_id and payment.kind is not Pay.REVERSE
    return is_ours and payment.is_open


def _refuse_late(session: Session, case: Case, now: datetime) -> None:
    ends = due_of(session, case, Due.GIVE_BACK_ENDS)
    if ends and ends <= now:
        raise GiveBackTooLate(ended_at=ends)


def _in_force(session: Session, case: Case) -> UUID:
    ruling = select(Ruling.id).where(Ruling.case_id == case.id, Ruling.replaced_at.is_(None))
    return session.scalars(ruling).one()


def _by(case: Case, side: Side) -> str:
    person = case.person_on(side)
    return actor(person) if person else CLOCK
