"""Undoing: a ruling was replaced by one that orders otherwise, and what it brought goes back."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from jury.rules.books import Booked
from jury.rules.execution import Pay, Stage, Step, is_with_seller
from jury.rules.words import Due, Remedy
from jury.store.cases import Case
from jury.store.executions import Payment, payments_of, run_of
from jury.store.outcomes import Ruling

from . import netting, paying
from .deadlines import lift, set_deadline
from .executing import OURS
from .stepping import take


def reverse(session: Session, case: Case, before: Ruling, now: datetime) -> None:
    """The next ruling orders otherwise: whatever was done for the one ``before`` is undone.

    What was paid is ordered back to where it came from, the deposit too; claims
    are struck out at once. Both come to zero when the marketplace has answered.
    Where the seller has the item as well, it sends that to the buyer first. Where the
    buyer gets a refund again, what it still has of the earlier one stays, and counts.
    """
    run = run_of(session, case)
    paying.keep_waiting(session, case, now)
    if run is None or run.stage in (Stage.UNDONE, Stage.BACK):
        return
    for kind in OURS:
        lift(session, case, kind, now)
    has_lost = before.remedy is not Remedy.NO_REFUND
    step = Step.REVERSED if has_lost else Step.GIVE_BACK_DROPPED
    take(session, case, run.ruling_id, step, now, run.amount_minor)
    netting.strike(session, case, now, Booked.REFUND_OWED, Booked.SHORTFALL)
    is_held = has_lost and is_with_seller(each.step for each in run.steps)
    for payment in payments_of(session, case):
        is_ours = payment.ruling_id == run.ruling_id and payment.kind is not Pay.REVERSE
        stays = payment.state == "paid" and (is_held or not has_lost)
        if is_ours and not stays:
            take_back(session, case, payment, now)
    if is_held:
        ends = now + timedelta(days=case.policy.return_days)
        set_deadline(session, case, Due.GIVE_BACK_ENDS, ends)
        take(session, case, run.ruling_id, Step.GIVE_BACK_DUE, now, run.amount_minor, ends=ends)


def take_back(session: Session, case: Case, payment: Payment, now: datetime) -> None:
    """Recall an order that is not sent, and order back what was paid; once, however often asked."""
    undone = select(Payment.event_id).where(Payment.undoes == payment.event_id)
    if session.scalar(undone):
        return
    if payment.state == "recalled" or (
        payment.is_open and paying.recall(session, payment, case, now)
    ):
        payment.state = "dropped"
        paying.release_hold(session, payment, case, now)
    elif payment.state == "paid":  # one sent but unanswered goes straight back once it is paid
        order_back(session, case, payment, now)
    session.flush()


def order_back(session: Session, case: Case, paid: Payment, now: datetime) -> None:
    """Order a payment back to where it came from."""
    take(session, case, paid.ruling_id, Step.BACK_ORDERED, now, paid.amount_minor)
    source = "deposit" if paid.kind is Pay.DEDUCT else "seller"
    amount = paid.amount_minor
    paying.order(session, case, paid.ruling_id, Pay.REVERSE, amount, now, undoes=paid, to=source)
