"""Working days: weekends and national holidays out, make-up working days in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

import holidays

Overrides = Mapping[date, bool]  # what an admin says of a day: works, or does not


class Kind(StrEnum):
    """What a day is by the published list."""

    WORKING = "working"
    MADE_UP = "made_up"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"


@dataclass(frozen=True)
class Deadline:
    """When it is too late; provisional where a year it spans may still change."""

    at: datetime
    is_provisional: bool


@dataclass(frozen=True)
class Calendar:
    """A country's working days, as published and as an admin corrected them."""

    country: str = "CN"
    overrides: Overrides = field(default_factory=dict)
    confirmed: frozenset[int] = frozenset()

    def is_working(self, day: date) -> bool:
        if day in self.overrides:
            return self.overrides[day]
        return self.kind_of(day) in (Kind.WORKING, Kind.MADE_UP)

    def kind_of(self, day: date) -> "Kind":
        """What the published list says of a day, whatever an admin said since."""
        known = _published(self.country, day.year)
        if day in known.made_up:
            return Kind.MADE_UP
        if day in known.off:
            return Kind.HOLIDAY
        return Kind.WEEKEND if day.weekday() in known.weekend else Kind.WORKING

    def is_published(self, year: int) -> bool:
        """Whether the library knows make-up working days of the year."""
        return bool(_published(self.country, year).made_up)

    def is_final(self, year: int) -> bool:
        """Whether the year's holidays are published rather than estimated.

        The library estimates a year not yet published, without make-up
        working days; so one of them in the year, or an admin's word, tells.
        """
        return year in self.confirmed or self.is_published(year)


def working_days_after(moment: datetime, days: int, calendar: Calendar, zone: ZoneInfo) -> Deadline:
    """The end, in ``zone``, of the ``days``-th working day after the day of ``moment``.

    Answered in UTC. ValueError for a naive moment or fewer than one day.
    """
    if moment.tzinfo is None or days < 1:
        raise ValueError("an aware moment and at least one day")
    day = moment.astimezone(zone).date()
    years = {day.year}
    while days:
        day += timedelta(days=1)
        years.add(day.year)
        days -= calendar.is_working(day)
    midnight = datetime.combine(day + timedelta(days=1), time(), zone)
    at = midnight.astimezone(ZoneInfo("UTC"))
    return Deadline(at, not all(calendar.is_final(year) for year in years))


class _Published(NamedTuple):
    """A year as the library knows it; ``weekend`` in days of the week, Monday 0."""

    off: frozenset[date]
    made_up: frozenset[date]
    weekend: frozenset[int]


@lru_cache(maxsize=64)
def _published(country: str, year: int) -> _Published:
    known = holidays.country_holidays(country, years=year)
    made_up = frozenset(day for day in known.weekend_workdays if day.year == year)
    return _Published(frozenset(known) - made_up, made_up, frozenset(known.weekend))
