"""A seller's standing follows its rulings: nothing is stored that can be counted."""

from datetime import datetime

from sqlalchemy.orm import Session

from jury.rules.policy import Policy
from jury.rules.standing import is_too_many, month_of, restricted_until
from jury.rules.words import Side
from jury.store.cases import Case
from jury.store.outcomes import Ruling
from jury.store.people import MarketAccount
from jury.store.restrictions import (
    Restriction,
    dispute_refunds,
    open_restrictions,
    restriction_of,
)

from . import policies
from .calendars import zone_of
from .notices import owe
from .publishing import publish
from .record import CLOCK, record


def follow(
    session: Session, case: Case, ruling: Ruling, before: Ruling | None, now: datetime
) -> None:
    """A ruling has changed the seller's record, and perhaps its rights. The case is locked."""
    was_liable = before is not None and before.side is Side.BUYER
    is_liable = ruling.side is Side.BUYER
    if case.is_archived or was_liable == is_liable:
        return
    seller = case.order.seller
    session.refresh(seller, with_for_update=True)  # of two cases at once, the second counts both
    kind = "credit.recorded" if is_liable else "credit.cleared"
    publish(session, kind, seller.ref, now, case=case)
    compare(session, seller, now)


def compare(session: Session, seller: MarketAccount, now: datetime) -> None:
    """Restrict the seller, or lift what no longer holds. Its account is locked by the caller."""
    policy = policies.current(session, now).policy
    restriction = restriction_of(session, seller.id)
    if restriction:
        _review(session, restriction, policy, now)
        return
    _count(session, seller, policy, now)


def _count(session: Session, seller: MarketAccount, policy: Policy, now: datetime) -> None:
    n = n_refunds(session, seller, now, policy)
    if is_too_many(n, policy):
        _restrict(session, seller, n, policy, now)


def n_refunds(session: Session, seller: MarketAccount, at: datetime, policy: Policy) -> int:
    """The dispute refunds of the month in which the moment lies."""
    return len(dispute_refunds(session, seller.id, *month_of(at, zone_of(policy))))


def _restrict(
    session: Session, seller: MarketAccount, n: int, policy: Policy, now: datetime
) -> None:
    restriction = Restriction(account_id=seller.id, account=seller, began_at=now, n_refunds=n)
    session.add(restriction)
    session.flush()
    until = restricted_until(now, policy, zone_of(policy))
    record(session, "seller_restricted", now, CLOCK, restriction=restriction.id, refunds=n)
    publish(
        session,
        "seller.restricted",
        seller.ref,
        now,
        dispute_refunds=n,
        limit=policy.campaign_refunds,
        until=until,
    )
    owe(
        session, seller.person, "seller_restricted", now, path="/standing", n=n, ends=until
    )  # the count and the day are the reader's own


def _review(session: Session, restriction: Restriction, policy: Policy, now: datetime) -> None:
    seller, began_at = restriction.account, restriction.began_at
    if now >= restricted_until(began_at, policy, zone_of(policy)):
        _lift(session, restriction, "time", now)
        if _has_more(session, restriction, policy, now):
            _count(session, seller, policy, now)
    elif not is_too_many(n_refunds(session, seller, began_at, policy), policy):
        _lift(session, restriction, "reversal", now)


def _has_more(session: Session, restriction: Restriction, policy: Policy, now: datetime) -> bool:
    """Whether this month brought a dispute refund that the restriction was not for."""
    found = dispute_refunds(session, restriction.account_id, *month_of(now, zone_of(policy)))
    return any(took_effect > restriction.began_at for _case, took_effect in found)


def _lift(session: Session, restriction: Restriction, because: str, now: datetime) -> None:
    restriction.ended_at, restriction.ended_because = now, because
    seller = restriction.account
    session.flush()
    record(session, "restriction_lifted", now, CLOCK, restriction=restriction.id, because=because)
    publish(session, "seller.restriction_lifted", seller.ref, now, because=because)
    owe(session, seller.person, "restriction_lifted", now, path="/standing")


def end_overdue(session: Session, now: datetime) -> int:
    """Lift the restrictions whose time is over; how many. For the worker, at a month's end."""
    n = 0
    for restriction in open_restrictions(session):
        session.refresh(restriction.account, with_for_update=True)
        session.refresh(restriction)
        if restriction.ended_at is None:
            compare(session, restriction.account, now)
            n += restriction.ended_at is not None
    session.flush()
    return n
