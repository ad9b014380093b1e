"""A seller's own page: dispute refunds, the credit record, the deposit, and what follows."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import render_template
from sqlalchemy import or_, select

from jury.clock import now
from jury.court import policies
from jury.court.calendars import zone_of
from jury.rules import books
from jury.rules.standing import month_of, restricted_until
from jury.store.base import db
from jury.store.books import balances_of
from jury.store.cases import Case
from jury.store.orders import Order
from jury.store.people import MarketAccount, Person
from jury.store.restrictions import dispute_refunds, restriction_of, trade_disputes

from . import access
from .parties import bp


@dataclass(frozen=True)
class Standing:
    """What stands to a seller's account at one moment."""

    account: MarketAccount
    month_began: datetime
    month_ends: datetime
    refunds: list[tuple[Case, datetime]]
    limit: int
    until: datetime | None  # no campaigns before
    disputes: list[tuple[Case, datetime]]
    deposits: dict[str, int]
    held: dict[str, int]


def standing_of(account: MarketAccount, at: datetime) -> Standing:
    """Counted now; a restriction whose time is over has ended, ticked or not."""
    session = db.session()
    policy = policies.current(session, at).policy
    began, ends = month_of(at, zone_of(policy))
    restriction = restriction_of(session, account.id)
    until = restricted_until(restriction.began_at, policy, zone_of(policy)) if restriction else None
    return Standing(
        account,
        began,
        ends,
        dispute_refunds(session, account.id, began, ends),
        policy.campaign_refunds,
        until if until and at < until else None,
        trade_disputes(session, account.id),
        balances_of(session, books.deposit(account.id)),
        {c: n for c, n in balances_of(session, books.held(account.id)).items() if n},
    )


def accounts_that_sell(person: Person) -> list[MarketAccount]:
    """The person's accounts that have sold anything."""
    sold = select(Order.seller_id)
    theirs = select(MarketAccount).where(
        MarketAccount.person_id == person.id,
        or_(MarketAccount.n_sold > 0, MarketAccount.id.in_(sold)),
    )
    return list(db.session.scalars(theirs.order_by(MarketAccount.ref)))


@bp.get("/standing")
@access.signed_in
def standing() -> Any:
    """The reader's standing as a seller, account by account."""
    at = now()
    accounts = accounts_that_sell(access.me())
    return render_template(
        "parties/standing.html", standings=[standing_of(account, at) for account in accounts]
    )
