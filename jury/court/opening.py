"""When the court may be asked: who comes too early is refused, and both parties are told once."""

import logging
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from jury.rules.errors import N_, Conflict
from jury.rules.intervention import Request
from jury.rules.words import RefundStep, Side
from jury.store.cases import Case
from jury.store.orders import Order
from jury.store.refunds import RefundRequest

from . import notices
from .record import CLOCK, record
from .refunding import note_opening, path_of, standing

log = logging.getLogger(__name__)


class RefundNotAskedFor(Conflict):
    sentence = N_(
        "Nobody asks for a refund on this order, so the court cannot be asked yet and no case was "
        "opened. First the buyer asks the seller for the refund, on the order's page; when that "
        "is refused or not answered, the court can be asked."
    )


class NotOpenYet(Conflict):
    sentence = N_(
        "The court can be asked about this order from %(opens_at)s on, so no case was opened yet. "
        "Until then the seller can still grant the refund. You will be told when it is time."
    )


class RefundGranted(Conflict):
    sentence = N_(
        "The seller has granted the refund, so there is nothing to decide and no case was opened. "
        "If the money does not come, ask for the refund again on the order's page."
    )


def refuse_early(found: Request, now: datetime) -> None:
    """RefundNotAskedFor, RefundGranted or NotOpenYet while the court may not be asked."""
    if found.is_open(now):
        return
    if found.opens_at:
        raise NotOpenYet(opens_at=found.opens_at)
    if found.last is RefundStep.GRANTED:
        raise RefundGranted()
    raise RefundNotAskedFor()


def tell_opened(session: Session, now: datetime, most: int = 200) -> int:
    """Tell both parties of each order that the court may be asked: once an opening. How many.

    Safe to run from any number of workers: each order is locked, or left to who holds it. One
    that fails is logged and left for the next time.
    """
    waiting = (
        select(Order)
        .join(RefundRequest, RefundRequest.order_id == Order.id)
        .where(RefundRequest.opens_at <= now, RefundRequest.told_at.is_(None))
        .order_by(RefundRequest.opens_at, Order.id)
        .limit(most)
        .with_for_update(of=Order, skip_locked=True)
    )
    n_told = 0
    for order in session.scalars(waiting.execution_options(populate_existing=True)).all():
        try:
            with session.begin_nested():
                n_told += _tell(session, order, now)
        except Exception:
            log.exception("the opening of order %s was not told", order.id)
    return n_told


def _tell(session: Session, order: Order, now: datetime) -> bool:
    """Whether the parties were told; who asked the court before knows it already."""
    found = standing(session, order, now)
    note_opening(session, order, found)  # the terms may have changed meanwhile
    noted = session.get_one(RefundRequest, order.id)
    if noted.told_at or not found.is_open(now):  # somebody was first, or it opens later now
        return False
    noted.told_at = now
    asked = select(Case.id).where(Case.order_id == order.id, ~Case.is_archived)
    if session.scalar(asked.limit(1)):
        return False
    record(session, "intervention_opened", now, CLOCK, order=order.id)
    for side in Side:
        person, loops_at = order.account_of(side).person, found.loops_at or now
        notices.owe(
            session,
            person,
            f"intervention_open_{side}",
            now,
            path=path_of(order),
            ref=order.ref,
            loops_at=loops_at,
        )
    session.flush()
    return True
