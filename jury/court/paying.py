"""Orders to pay: sent as events, recalled while unsent, and answered by the marketplace."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from jury.rules import books
from jury.rules.books import Booked
from jury.rules.execution import Pay, Step
from jury.rules.words import Due
from jury.store.books import Booking, balance_of
from jury.store.cases import Case
from jury.store.events import Event
from jury.store.executions import Payment, Run, payments_of
from jury.store.people import MarketAccount, Person

from . import booking
from .deadlines import lift, set_deadline
from .notices import owe
from .publishing import publish
from .stepping import take


def order(
    session: Session,
    case: Case,
    ruling_id: UUID | None,
    kind: Pay,
    amount_minor: int,
    now: datetime,
    undoes: Payment | None = None,
    **facts: str | bool,
) -> Payment:
    """Order the marketplace to pay; it is asked again where it does not answer in time."""
    trade = case.order
    event = publish(
        session,
        kind,
        trade.ref,
        now,
        case=case,
        amount_minor=amount_minor,
        currency=trade.currency,
        buyer=trade.buyer.ref,
        seller=trade.seller.ref,
        undoes=str(undoes.event_id) if undoes else None,
        **facts,
    )
    payment = Payment(
        event_id=event.id,
        event=event,
        case_id=case.id,
        ruling_id=ruling_id,
        kind=kind,
        amount_minor=amount_minor,
        ordered_at=now,
        state="ordered",
        undoes=undoes and undoes.event_id,
    )
    session.add(payment)
    session.flush()
    await_answer(session, payment, case, now)
    return payment


def await_answer(session: Session, payment: Payment, case: Case, now: datetime) -> None:
    overdue = now + timedelta(hours=case.policy.payment_hours)
    set_deadline(session, case, Due.PAYMENT_OVERDUE, overdue, payment.event_id)


def keep_waiting(session: Session, case: Case, now: datetime) -> None:
    """A ruling lifts every deadline of its case; what the marketplace owes an answer to stays."""
    for payment in payments_of(session, case):
        if payment.is_open:
            await_answer(session, payment, case, now)


def free_deposit(session: Session, case: Case) -> int:
    """What of the seller's deposit nobody has spoken for; the account stays locked."""
    seller = case.order.seller
    session.refresh(seller, with_for_update=True)
    return balance_of(session, books.deposit(seller.id), case.order.currency)


def order_deduction(
    session: Session, case: Case, run: Run, amount_minor: int, now: datetime
) -> Payment:
    """Hold a part of the deposit, and order the marketplace to pay the buyer from it."""
    lines = books.deposit_held(case.order.seller_id, amount_minor)
    currency = case.order.currency
    hold = booking.book(session, Booked.DEPOSIT_HELD, lines, currency, now, case)
    payment = order(session, case, run.ruling_id, Pay.DEDUCT, amount_minor, now)
    payment.held_by = hold.id
    session.flush()
    return payment


def release_hold(session: Session, payment: Payment, case: Case, now: datetime) -> None:
    if payment.held_by:
        booking.undo(session, session.get_one(Booking, payment.held_by), now, case)
        payment.held_by = None


def recall(session: Session, payment: Payment, case: Case, now: datetime) -> bool:
    """Keep back an order that has not been sent; False where it is out of our hands.

    A delivery that is going on is waited for: it takes seconds.
    """
    event = payment.event
    session.refresh(event, with_for_update=True)
    if event.state == "sent":
        return False
    event.state, payment.state = "recalled", "recalled"
    lift(session, case, Due.PAYMENT_OVERDUE, now, payment.event_id)
    session.flush()
    return True


def send_after_all(session: Session, payment: Payment, case: Case, now: datetime) -> None:
    """A recalled order goes out under its own id: had it arrived after all, it is paid once."""
    payment.state = "ordered"
    send_again(session, payment.event, now)
    await_answer(session, payment, case, now)


def send_again(session: Session, event: Event, now: datetime) -> None:
    """Owe the event once more, with all its attempts before it."""
    session.refresh(event, with_for_update=True)
    event.state, event.sent_at, event.attempts, event.next_try_at = "owed", None, 0, now
    session.flush()


def ask_again(session: Session, case: Case, subject: UUID | None, now: datetime) -> None:
    """The marketplace has not answered (a deadline's act): ask it again, tell the office."""
    payment = session.get(Payment, subject)
    if payment is None or not payment.is_open:
        return
    if payment.flagged_at is None:
        payment.flagged_at = now
        _tell_office(session, case, payment, now)
    amount = payment.amount_minor
    take(session, case, payment.ruling_id, Step.UNANSWERED, now, amount)
    if payment.event.state != "owed":
        send_again(session, payment.event, now)
    await_answer(session, payment, case, now)


def _tell_office(session: Session, case: Case, payment: Payment, now: datetime) -> None:
    admins = select(Person).where(Person.is_admin, Person.left_at.is_(None)).order_by(Person.id)
    for admin in session.scalars(admins):
        owe(
            session,
            admin,
            "payment_unanswered",
            now,
            case=case,
            path="/office/work#payments",
            amount_minor=payment.amount_minor,
            currency=case.order.currency,
        )


def seller_of(session: Session, ref: str) -> MarketAccount | None:
    """The account of this reference, locked."""
    return session.scalar(select(MarketAccount).where(MarketAccount.ref == ref).with_for_update())
