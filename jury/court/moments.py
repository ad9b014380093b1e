"""Moments and sums that other machines tell, in words: read, or refused where none is meant."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation

SKEW = timedelta(minutes=5)  # so far a clock of theirs may be ahead of ours
FIRST, LAST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
MINOR_UNITS = {"JPY": 0, "KRW": 0, "VND": 0}  # all others count in hundredths
MOST_MINOR = 10**15


def read_moment(text: str) -> datetime | None:
    """The moment as written; none without a zone, or in a time that nobody here can mean."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo and FIRST <= moment < LAST else None


def has_come(moment: datetime, now: datetime) -> bool:
    return moment <= now + SKEW


def read_minor(text: str, currency: str) -> int | None:
    """A sum in minor units, such as 12900 for '129.00' of CNY; below zero where it says so."""
    try:
        minor = Decimal(text).scaleb(MINOR_UNITS.get(currency, 2))
        if minor != minor.to_integral_value():
            raise InvalidOperation
    except (ArithmeticError, ValueError):
        return None
    return int(minor) if abs(minor) < MOST_MINOR else None
