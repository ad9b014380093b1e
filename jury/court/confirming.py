"""The marketplace answers orders to pay: each answer counts once, whenever it comes."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from jury.rules import books
from jury.rules.books import Booked
from jury.rules.errors import N_, Conflict, Invalid, Missing
from jury.rules.execution import OVER, RETURNING, REVERSING, Pay, Stage, Step
from jury.rules.words import Due
from jury.store.books import Booking
from jury.store.cases import Case
from jury.store.events import Event
from jury.store.executions import Payment, Run, run_of, still_owed

from . import booking, enforcing, executing, netting, paying, undoing
from .deadlines import lift
from .locks import lock
from .moments import has_come
from .record import record
from .stepping import take

LONGEST_REASON = 200
BY = "marketplace"


class UnknownPayment(Missing):
    sentence = N_(
        "There is no order to pay of this id, so nothing was booked. Send the webhook-id of the "
        "order, or of the case.ruled event when the seller paid by itself."
    )


class AnsweredOtherwise(Conflict):
    sentence = N_(
        "This order to pay was answered before as %(state)s, so nothing was changed. "
        "An answer is final; please tell the operator of the court if it was wrong."
    )


class NothingDue(Conflict):
    sentence = N_(
        "No refund of this case is due from the seller now, so nothing was booked. "
        "If an order to pay is out, answer that order."
    )


class NotYet(Invalid):
    sentence = N_(
        "The moment of the payment lies in the future, so nothing was booked. Send it again "
        "once it was paid, with the moment at which it was."
    )


def answer(
    session: Session, event_id: UUID, is_paid: bool, reason: str, at: datetime, now: datetime
) -> bool:
    """Book what the marketplace did about an order; whether that was news.

    The same answer again changes nothing. Refuses with UnknownPayment, NotYet,
    AnsweredOtherwise or, for a payment of the seller's own, NothingDue.
    """
    if not has_come(at, now):
        raise NotYet()
    event = session.get(Event, event_id)
    if event is None or event.case is None:
        raise UnknownPayment()
    case = event.case
    lock(session, case)
    payment = session.get(Payment, event_id, populate_existing=True)
    if payment is None:
        payment = _of_its_own(session, case, event, is_paid, now)
    state = "paid" if is_paid else "refused"
    if payment.answered_at:
        if payment.state != state:
            raise AnsweredOtherwise(state=payment.state)
        return False
    lift(session, case, Due.PAYMENT_OVERDUE, now, payment.event_id)
    paying.release_hold(session, payment, case, now)
    said = "".join(each if each.isprintable() else " " for each in reason)
    payment.reason = said.strip()[:LONGEST_REASON] or None  # theirs, and erasable: not in a step
    _take_in(session, case, payment, is_paid, now)
    executing.go_on(session, case, now)
    enforcing.close_when_done(session, case, now)
    session.flush()
    return True


def _of_its_own(
    session: Session, case: Case, event: Event, is_paid: bool, now: datetime
) -> Payment:
    """The seller refunded without an order: it complied with the ruling that this event told.

    While an appeal holds everything up it may as well: an order kept back is dropped.
    """
    if event.kind != "case.ruled":
        raise UnknownPayment()
    run = run_of(session, case)
    if not is_paid or run is None or not _may_pay_itself(session, case, run):
        raise NothingDue()
    netting.drop_recalled(session, case, run, now)
    payment = Payment(
        event_id=event.id,
        event=event,
        case_id=case.id,
        ruling_id=run.ruling_id,
        kind=Pay.REFUND,
        amount_minor=still_owed(session, case, run),
        ordered_at=now,
        state="ordered",
    )
    session.add(payment)
    session.flush()
    return payment


def _may_pay_itself(session: Session, case: Case, run: Run) -> bool:
    """While the refund is due, or an appeal keeps back the order to pay it."""
    if run.stage is Stage.DUE:
        return True
    is_held = run.is_suspended and run.stage not in OVER | REVERSING | RETURNING
    is_out = netting.order_out(session, case, run) is not None
    return is_held and not is_out and still_owed(session, case, run) > 0


def _take_in(session: Session, case: Case, payment: Payment, is_paid: bool, now: datetime) -> None:
    if payment.kind is Pay.REVERSE:
        _take_in_return(session, case, payment, is_paid, now)
        return
    was_dropped = not netting.counts(session, case, payment)  # reversed while the order was out
    step = STEPS[payment.kind, is_paid]
    _settle(session, case, payment, is_paid, now)
    take(session, case, payment.ruling_id, step, now, payment.amount_minor, by=BY)
    if step is Step.PAID:
        lift(session, case, Due.COMPLY_REMINDER, now)
        lift(session, case, Due.COMPLY_ENDS, now)
    if is_paid and was_dropped:
        run = run_of(session, case)
        if run is None or run.stage is not Stage.GIVING_BACK:  # else once the item is on its way
            undoing.order_back(session, case, payment, now)


def _take_in_return(
    session: Session, case: Case, payment: Payment, is_paid: bool, now: datetime
) -> None:
    """A payment went back, or stayed; where a later ruling lets the buyer keep it, that is right.

    So a refusal then leaves nobody owing, and is not told as a loss.
    """
    kept = netting.counts(session, case, session.get_one(Payment, payment.undoes))
    amount, ruling_id = payment.amount_minor, payment.ruling_id
    _settle(session, case, payment, is_paid, now)
    if is_paid:
        take(session, case, ruling_id, Step.PAID_BACK, now, amount, by=BY)
        if kept:
            executing.owe_again(session, case, amount, now)
    elif kept:
        record(session, Step.BACK_REFUSED, now, BY, case, ruling=ruling_id, amount_minor=amount)
    else:
        take(session, case, ruling_id, Step.BACK_REFUSED, now, amount, by=BY)
        _give_up_on(session, case, amount, now)


def _settle(session: Session, case: Case, payment: Payment, is_paid: bool, now: datetime) -> None:
    if is_paid:
        payment.booking_id = _book(session, case, payment, now).id
    payment.state, payment.answered_at = "paid" if is_paid else "refused", now
    session.flush()


STEPS = {
    (Pay.REFUND, True): Step.PAID,
    (Pay.REFUND, False): Step.PAY_REFUSED,
    (Pay.DEDUCT, True): Step.DEDUCTED,
    (Pay.DEDUCT, False): Step.DEDUCT_REFUSED,
}


def _book(session: Session, case: Case, payment: Payment, now: datetime) -> Booking:
    trade, amount = case.order, payment.amount_minor
    if payment.kind is Pay.REVERSE:
        undone = session.get_one(Payment, payment.undoes).booking
        assert undone is not None  # only what was paid is ordered back
        return booking.undo(session, undone, now, case)
    kind = Booked.REFUND_PAID if payment.kind is Pay.REFUND else Booked.DEDUCTION
    law = books.refund_paid if payment.kind is Pay.REFUND else books.deduction
    lines = law(trade.buyer_id, trade.seller_id, amount)
    return booking.book(session, kind, lines, trade.currency, now, case)


def _give_up_on(session: Session, case: Case, amount: int, now: datetime) -> None:
    """The buyer has not got the money any more: it owes it to the seller, beyond our reach."""
    trade = case.order
    lines = books.mirrored(books.shortfall(trade.buyer_id, trade.seller_id, amount))
    booking.book(session, Booked.SHORTFALL, lines, trade.currency, now, case)
