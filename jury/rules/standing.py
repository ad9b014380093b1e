"""A seller's standing: what its dispute refunds of a month mean, and for how long."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from .policy import Policy


def month_of(at: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The calendar month of the zone in which the moment lies, half-open."""
    first = at.astimezone(zone).replace(day=1, hour=0, minute=0, second=0, microsecond=0, fold=0)
    next_first = first.replace(year=first.year + first.month // 12, month=first.month % 12 + 1)
    return first, next_first


def is_too_many(n_refunds: int, policy: Policy) -> bool:
    """Whether so many dispute refunds in one month close campaigns to the seller."""
    return n_refunds > policy.campaign_refunds


def restricted_until(began_at: datetime, policy: Policy, zone: ZoneInfo) -> datetime:
    """When a restriction ends by itself: with its month, or after the days the policy names."""
    if policy.restriction_days:
        return began_at + timedelta(days=policy.restriction_days)
    return month_of(began_at, zone)[1]
