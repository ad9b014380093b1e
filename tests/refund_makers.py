"""Makers of orders by where their request for a refund stands."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from jury.court import refunding
from jury.rules.words import RefundStep, Remedy
from jury.store.orders import Order
from jury.store.refunds import RefundEntry
from tests.factories import T0, make_order

DAY = timedelta(days=1)


def make_unasked(session: Session, **named: object) -> Order:
    """An order about which nobody has asked for a refund."""
    return make_order(session, applied_at=None, **named)


def make_applied(session: Session, now: datetime = T0, **named: object) -> Order:
    """An order on whose page the buyer has just asked for the money back."""
    order = make_unasked(session, **named)
    refunding.apply_for(session, order, Remedy.REFUND, 0, "Cracked.", order.buyer.person, now)
    return order


def make_refused(session: Session, now: datetime = T0, **named: object) -> Order:
    """The same a day later, when the seller has refused."""
    order = make_applied(session, now, **named)
    refunding.refuse(session, order, "It is not.", order.seller.person, now + DAY)
    return order


def add_step(session: Session, order: Order, what: RefundStep, at: datetime) -> None:
    """One more step, as the marketplace might have told it with the order."""
    session.add(RefundEntry(order_id=order.id, what=what, at=at, source="order", told_at=at))
    session.flush()
