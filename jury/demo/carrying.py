"""The town carries out its rulings: sellers pay or do not, buyers send back, the till answers."""

import hashlib
from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from jury.court import complying, confirming, deposits
from jury.rules.execution import Pay, Stage
from jury.rules.phases import Phase
from jury.rules.words import Side
from jury.store.cases import Case
from jury.store.executions import Payment, Run, run_of
from jury.store.people import MarketAccount

from .marketplace import has_funds

PATIENCE = timedelta(hours=20)
LOOK_EVERY = timedelta(hours=6)
DEPOSITS = (300_00, 1_000_00, 5_000_00)  # in minor units, by the seller's reference


def pay_deposits(session: Session, sellers: list[tuple[MarketAccount, str]], now: datetime) -> None:
    """Every seller of the town, with the currency it sells in, has a deposit at the marketplace."""
    for account, currency in sellers:
        amount = DEPOSITS[_number(account.ref) % len(DEPOSITS)]
        deposits.tell(
            session, f"deposit-{account.ref}-{currency}", account.ref, amount, currency, now
        )


def _number(ref: str) -> int:
    return hashlib.sha256(ref.encode()).digest()[0]


def answer_all(session: Session, now: datetime) -> None:
    """What the marketplace would say to the orders that are out, in a past without one."""
    out = select(Payment).where(Payment.state == "ordered").order_by(Payment.ordered_at)
    for payment in session.scalars(out).all():
        seller = payment.case.order.seller.ref
        is_paid = payment.kind is not Pay.REFUND or has_funds(seller)
        event = payment.event
        event.state, event.sent_at = "sent", now
        confirming.answer(session, event.id, is_paid, "" if is_paid else "no funds", now, now)


def comply(session: Session, now: datetime, pace: float = 1.0, slow: Collection[UUID] = ()) -> None:
    """Parties who do not sign in do their part, some only when they are made to.

    The cases of ``slow`` are left to whoever tells their story.
    """
    ruled = select(Case).where(Case.phase.in_([Phase.RULED, Phase.EXECUTING]), ~Case.is_archived)
    for case in session.scalars(ruled.order_by(Case.filed_at)).all():
        run = run_of(session, case)
        if case.id in slow:
            continue
        if run and not run.is_suspended and run.steps[-1].at + PATIENCE / pace <= now:
            _act(session, case, run, now)


def _pays_by_choice(seller: str) -> bool:
    return has_funds(seller) and _number(seller) % 2 == 0


def _act(session: Session, case: Case, run: Run, now: datetime) -> None:
    side = Side.BUYER if run.stage is Stage.RETURNING else Side.SELLER
    person = case.person_on(side)
    if person is None or person.password_hash:
        return
    if run.stage is Stage.RETURNING:
        complying.send_back(session, case, side, f"SF{case.id.int % 10**12:012}", now)
    elif run.stage is Stage.SENT:
        complying.confirm_receipt(session, case, side, now)
    elif run.stage is Stage.DUE and _pays_by_choice(case.order.seller.ref):
        complying.pay_now(session, case, side, now)
