"""Waves: a panel's jurors are called a few at a time, so that a clear case does not use them all.

Whoever is called has the whole time to answer, in whichever wave; so the last goes out
while there is that much left, and takes all seats that are still to be called.
"""

from datetime import datetime, timedelta
from typing import NamedTuple

from .policy import Policy


class Wave(NamedTuple):
    """To how many seats jurors are called from now on, and when more follow (None: never)."""

    n_open: int
    next_at: datetime | None


def first(seats: int, now: datetime, closes_at: datetime, terms: Policy) -> Wave:
    """The wave that opens a panel: its quorum and some to spare."""
    return _wave(terms.quorum + terms.wave_margin, seats, now, closes_at, terms)


def following(n_open: int, seats: int, now: datetime, closes_at: datetime, terms: Policy) -> Wave:
    """The wave after one that left the panel with ``n_open`` seats called."""
    return _wave(n_open + terms.wave_seats, seats, now, closes_at, terms)


def resumed(now: datetime, closes_at: datetime, terms: Policy) -> datetime:
    """When the next wave goes out of a panel that stood still and goes on now."""
    latest = closes_at - timedelta(hours=terms.summons_hours)
    return max(now, min(now + timedelta(hours=terms.wave_hours), latest))


def _wave(wanted: int, seats: int, now: datetime, closes_at: datetime, terms: Policy) -> Wave:
    next_at = now + timedelta(hours=terms.wave_hours)
    is_last = next_at > closes_at - timedelta(hours=terms.summons_hours)
    if is_last or wanted >= seats:
        return Wave(seats, None)
    return Wave(wanted, next_at)
