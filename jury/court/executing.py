"""Carrying out: what a ruling orders is done step by dated step."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from jury.rules import books
from jury.rules.books import Booked
from jury.rules.execution import OVER, WAITS_FOR, Pay, Stage, Step, first_step, is_with_seller
from jury.rules.words import Due, Remedy, Side
from jury.store.cases import Case, Deadline
from jury.store.executions import (
    Run,
    is_waiting,
    payments_of,
    run_of,
    steps_of,
    still_owed,
)  # fmt: skip
from jury.store.outcomes import Ruling

from . import booking, netting, paying
from .deadlines import due_of, lift, set_deadline
from .notices import owe
from .publishing import publish
from .record import CLOCK
from .stepping import take

OURS = (
    Due.RETURN_ENDS, Due.RECEIPT_ENDS, Due.COMPLY_REMINDER, Due.COMPLY_ENDS, Due.GIVE_BACK_ENDS,
    Due.GIVEN_BACK_ENDS,
)  # fmt: skip


def begin(session: Session, case: Case, ruling: Ruling, now: datetime) -> None:
    """A ruling has taken force: what it orders falls due. The case is locked by the caller.

    Where it spares a return that nobody had spared before, both sides are told so.
    """
    paying.keep_waiting(session, case, now)
    _open(session, case, ruling.id, ruling.remedy, ruling.amount_minor, now)
    if ruling.remedy is Remedy.REFUND_WITHOUT_RETURN and ruling.remedy is not case.asks:
        _tell_spared(session, case, now)


def _tell_spared(session: Session, case: Case, now: datetime) -> None:
    line, currency, path = case.policy.low_value_minor, case.order.currency, f"/cases/{case.id}"
    for side in Side:
        owe(
            session,
            case.person_on(side),
            "return_spared",
            now,
            case=case,
            path=path,
            amount_minor=line,
            currency=currency,
        )


def settle(session: Session, case: Case, remedy: Remedy, amount_minor: int, now: datetime) -> None:
    """The seller gave of itself: an ordinary refund, which leaves no record."""
    _open(session, case, None, remedy, amount_minor, now)


def _open(
    session: Session,
    case: Case,
    ruling_id: UUID | None,
    remedy: Remedy,
    amount_minor: int,
    now: datetime,
) -> None:
    first = first_step(remedy, amount_minor)
    if first is None or case.is_archived:
        return
    has_come = is_with_seller(each.step for each in steps_of(session, case))
    if first is Step.REFUND_DUE or has_come:  # sent back under an earlier ruling, and kept
        fall_due(session, case, ruling_id, amount_minor, now)
        return
    ends = now + timedelta(days=case.policy.return_days)
    set_deadline(session, case, Due.RETURN_ENDS, ends)
    take(session, case, ruling_id, first, now, amount_minor, ends=ends)


def fall_due(
    session: Session, case: Case, ruling_id: UUID | None, amount_minor: int, now: datetime
) -> None:
    """The refund is owed from now on. One that was agreed on is ordered at once.

    What the buyer has already, from an earlier ruling of the case, counts towards it.
    """
    netting.count_in(session, case, ruling_id, now)
    trade = case.order
    lines = books.refund_owed(trade.buyer_id, trade.seller_id, amount_minor)
    booking.book(session, Booked.REFUND_OWED, lines, trade.currency, now, case)
    _give_time(session, case, ruling_id, amount_minor, now)
    if ruling_id is None:
        order_refund(session, case, Step.PAY_CHOSEN, now, CLOCK)
    else:
        _take_counted(session, case, now)


def _give_time(
    session: Session, case: Case, ruling_id: UUID | None, amount_minor: int, now: datetime
) -> None:
    ends = now + timedelta(hours=case.policy.comply_hours)
    set_deadline(session, case, Due.COMPLY_ENDS, ends)
    take(session, case, ruling_id, Step.REFUND_DUE, now, amount_minor, ends=ends)
    reminded = ends - timedelta(hours=case.policy.comply_reminder_hours)
    if ruling_id and reminded > now:
        set_deadline(session, case, Due.COMPLY_REMINDER, reminded)


def _take_counted(session: Session, case: Case, now: datetime) -> None:
    """The steps that payments of an earlier ruling spare: it is paid, or an order is out."""
    run = run_of(session, case)
    assert run is not None  # it has just fallen due
    owed, out = still_owed(session, case, run), netting.order_out(session, case, run)
    if out:
        step = Step.PAY_FORCED if out.kind is Pay.REFUND else Step.DEDUCT_ORDERED
        take(session, case, run.ruling_id, step, now, out.amount_minor)
    elif owed <= 0:
        lift(session, case, Due.COMPLY_REMINDER, now)
        lift(session, case, Due.COMPLY_ENDS, now)
        take(session, case, run.ruling_id, Step.PAID, now, run.amount_minor)


def owe_again(session: Session, case: Case, amount_minor: int, now: datetime) -> None:
    """What counted towards the refund in force has gone back after all: it is owed once more."""
    run = run_of(session, case)
    if run and run.stage is Stage.PAID:
        _give_time(session, case, run.ruling_id, run.amount_minor, now)
    elif run and run.stage is Stage.SHORT:
        _fall_short(session, case, run, amount_minor, now)


def order_refund(session: Session, case: Case, step: Step, now: datetime, by: str) -> None:
    """Order the refund that is due, chosen by the seller or forced. The case is locked."""
    run = run_of(session, case)
    if run is None or run.stage is not Stage.DUE or run.is_suspended:
        return
    lift(session, case, Due.COMPLY_REMINDER, now)
    take(session, case, run.ruling_id, step, now, run.amount_minor, by)
    is_ordinary = run.ruling_id is None or run.last(Step.ITEM_KEPT) is not None
    paying.order(
        session,
        case,
        run.ruling_id,
        Pay.REFUND,
        still_owed(session, case, run),
        now,
        forced=step is Step.PAY_FORCED,
        counts_as="ordinary_refund" if is_ordinary else "dispute_refund",
    )


def remind(session: Session, case: Case, subject: UUID | None, now: datetime) -> None:
    """The seller has not paid yet (a deadline's act)."""
    run = run_of(session, case)
    if run and run.stage is Stage.DUE and not run.is_suspended:
        ends = due_of(session, case, Due.COMPLY_ENDS)
        take(session, case, run.ruling_id, Step.REMINDED, now, run.amount_minor, ends=ends)


def force(session: Session, case: Case, subject: UUID | None, now: datetime) -> None:
    """The seller's time is over (a deadline's act): the refund is paid automatically.

    An order that is out already is now as good as forced: refused, it leads to the deposit.
    """
    order_refund(session, case, Step.PAY_FORCED, now, CLOCK)


def go_on(session: Session, case: Case, now: datetime) -> None:
    """What follows once the marketplace has answered. The case is locked by the caller."""
    run = run_of(session, case)
    if run is None or run.is_suspended or run.stage not in (Stage.REFUSED, Stage.PARTLY):
        return
    owed = still_owed(session, case, run)
    if owed <= 0:
        take(session, case, run.ruling_id, Step.PAID, now, run.amount_minor)
    elif run.stage is Stage.REFUSED and (ends := due_of(session, case, Due.COMPLY_ENDS)):
        take(session, case, run.ruling_id, Step.REFUND_DUE, now, run.amount_minor, ends=ends)
    elif run.stage is Stage.REFUSED:
        _take_deposit(session, case, run, owed, now)
    else:
        _fall_short(session, case, run, owed, now)


def _take_deposit(session: Session, case: Case, run: Run, owed: int, now: datetime) -> None:
    amount = books.most_to_deduct(owed, paying.free_deposit(session, case))
    if not amount:
        _fall_short(session, case, run, owed, now)
        return
    take(session, case, run.ruling_id, Step.DEDUCT_ORDERED, now, amount)
    paying.order_deduction(session, case, run, amount, now)


def _fall_short(session: Session, case: Case, run: Run, owed: int, now: datetime) -> None:
    """No more can be had here: what is left is recorded, and the marketplace told to penalise."""
    trade = case.order
    lines = books.shortfall(trade.buyer_id, trade.seller_id, owed)
    booking.book(session, Booked.SHORTFALL, lines, trade.currency, now, case)
    take(session, case, run.ruling_id, Step.SHORT, now, owed)
    publish(
        session,
        "seller.penalised",
        trade.seller.ref,
        now,
        case=case,
        unpaid_minor=owed,
        currency=trade.currency,
    )
    take(session, case, run.ruling_id, Step.PENALISED, now, owed)


def suspend(session: Session, case: Case, now: datetime) -> None:
    """An appeal was made: nothing more is carried out until the next ruling.

    Orders not sent yet are recalled. One that was sent cannot be: its answer is
    booked whenever it comes, and undone if the appeal succeeds.
    """
    run = run_of(session, case)
    if run is None or run.stage in OVER or run.is_suspended:
        return
    for kind in OURS:
        lift(session, case, kind, now)
    for payment in payments_of(session, case):
        if payment.is_open and payment.kind is not Pay.REVERSE:
            paying.recall(session, payment, case, now)
    take(session, case, run.ruling_id, Step.SUSPENDED, now)


def resume(session: Session, case: Case, ruling: Ruling, now: datetime) -> None:
    """The next ruling orders the same: what was begun goes on, with the time that was left."""
    run = run_of(session, case)
    paying.keep_waiting(session, case, now)
    if run is None or run.stage in OVER:
        return
    held = run.last(Step.SUSPENDED) if run.is_suspended else None
    _give_time_left(session, case, run.stage, held.at if held else now, now)
    if held:
        take(session, case, run.ruling_id, Step.RESUMED, now)
    for payment in payments_of(session, case):
        if payment.state == "recalled":
            paying.send_after_all(session, payment, case, now)
    go_on(session, case, now)


def _give_time_left(
    session: Session, case: Case, stage: Stage, stopped_at: datetime, now: datetime
) -> None:
    """Set again what was stopped at that moment, as late after now as it was due after then."""
    stopped = select(Deadline).where(
        Deadline.case_id == case.id,
        Deadline.kind.in_(WAITS_FOR.get(stage, ())),
        Deadline.subject.is_(None),
        Deadline.done_at == stopped_at,
        Deadline.due_at > stopped_at,
    )
    for deadline in session.scalars(stopped.execution_options(populate_existing=True)).all():
        set_deadline(session, case, deadline.kind, now + (deadline.due_at - stopped_at))


def is_done(session: Session, case: Case) -> bool:
    """Whether nothing of the ruling in force is left to carry out."""
    run = run_of(session, case)
    return (run is None or run.stage in OVER) and not is_waiting(session, case)
