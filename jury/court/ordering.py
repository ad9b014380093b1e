"""Orders come in from the marketplace: all of a batch, or none of it."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from jury.rules.errors import N_, Conflict, Invalid
from jury.store.orders import Order
from jury.store.people import MarketAccount, OneTimeLink

from . import links, notices, refunding
from .record import record
from .told import Told, TraderTold

INVITED_FOR = timedelta(days=30)
ONE_AT_A_TIME = 0x6F7264657273  # "orders", as a number that only imports lock


@dataclass(frozen=True)
class Import:
    """What a batch brought: orders new to us, and orders told once more as they were."""

    n_new: int
    n_known: int
    n_invited: int


class BadOrders(Invalid):
    sentence = N_(
        "%(n)d problems were found, so no order of this batch was taken in. "
        "Please mend these lines and send the whole batch again."
    )

    def __init__(self, lines: list[tuple[int, str]]) -> None:
        super().__init__(n=len(lines))
        self.lines = lines


class OrderToldOtherwise(Conflict):
    sentence = N_(
        "Order %(ref)s is already here and says something else, so nothing was taken in. "
        "An order cannot be changed once it was told; send the others without it."
    )


def import_orders(session: Session, batch: Iterable[Told], now: datetime, by: str) -> Import:
    """Take in the orders and invite the parties who have no way in yet.

    The same order told again is no error and changes nothing. Refuses with
    OrderToldOtherwise, taking in nothing, when one contradicts what is known.
    """
    n_new = n_known = n_invited = 0
    session.execute(select(func.pg_advisory_xact_lock(ONE_AT_A_TIME)))  # a retry may run beside
    for told in batch:
        known = session.scalar(select(Order).where(Order.ref == told.ref))
        fingerprint = told_hash(told)
        if known is None:
            order = _take_in(session, told, fingerprint, now)
            n_invited += sum(_invite(session, a, order, now) for a in (order.buyer, order.seller))
            n_new += 1
        elif known.told_hash == fingerprint:
            n_known += 1
        else:
            raise OrderToldOtherwise(ref=told.ref)
    session.flush()
    record(session, "orders_told", now, by, new=n_new, known=n_known)
    return Import(n_new, n_known, n_invited)


def told_hash(told: Told) -> str:
    plain = json.dumps(told.plain(), sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(plain.encode()).hexdigest()


def _take_in(session: Session, told: Told, fingerprint: str, now: datetime) -> Order:
    order = Order(
        ref=told.ref,
        buyer=_account(session, told.buyer, bought=True),
        seller=_account(session, told.seller, bought=False),
        shop=told.shop,
        item=told.item,
        category=told.category,
        amount_minor=told.amount_minor,
        currency=told.currency,
        placed_at=told.placed_at,
        milestones=[{"what": what, "at": at.isoformat()} for what, at in told.milestones],
        contacts=told.contacts(),
        told_hash=fingerprint,
        told_at=now,
    )
    session.add(order)
    session.flush()
    refunding.tell_milestones(session, order, told.milestones, now)
    return order


def _account(session: Session, trader: TraderTold, bought: bool) -> MarketAccount:
    """The trader's account, made or brought up to date with what the marketplace says now."""
    account = session.scalar(select(MarketAccount).where(MarketAccount.ref == trader.ref))
    if account is None:
        account = MarketAccount(ref=trader.ref, n_bought=0, n_sold=0)
        session.add(account)
    fresh: dict[str, Any] = {
        "name": trader.name,
        "email": trader.email,
        "phone": trader.phone,
        "opened_on": trader.opened_on,
        "cluster": trader.cluster,
    }
    for field, value in fresh.items():
        if value:
            setattr(account, field, value)
    if bought:
        account.n_bought = max(account.n_bought + 1, trader.n_orders)
    else:
        account.n_sold = max(account.n_sold + 1, trader.n_orders)
    session.flush()
    return account


def _invite(session: Session, account: MarketAccount, order: Order, now: datetime) -> bool:
    """Send a one-time link to an account that belongs to nobody here and has none waiting."""
    if account.person_id or not account.email:
        return False
    waiting = select(OneTimeLink).where(
        OneTimeLink.account_id == account.id,
        OneTimeLink.used_at.is_(None),
        OneTimeLink.expires_at > now,
    )
    if session.scalar(waiting.limit(1)):
        return False
    token = links.make_link(session, "invite", now, INVITED_FOR, account=account)
    notices.write(
        session,
        account.email,
        "zh",
        "invited",
        now,
        {"item": order.item, "ref": order.ref},
        f"/welcome/{token}",
    )
    return True
