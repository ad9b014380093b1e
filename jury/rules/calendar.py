"""Working days: weekends and national holidays out, make-up working days in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

SATURDAY = 5
Overrides = Mapping[date, bool]  # what an admin says of a day: works, or does not


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
        off, made_up = _published(self.country, day.year)
        return day in made_up or (day.weekday() < SATURDAY and day not in off)

    def is_final(self, year: int) -> bool:
        """Whether the year's holidays are published rather than estimated.

        The library estimates a year not yet published, without make-up
        working days; so one of them in the year, or an admin's word, tells.
        """
        return year in self.confirmed or bool(_published(self.country, year)[1])


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


@lru_cache(maxsize=64)
def _published(country: str, year: int) -> tuple[frozenset[date], frozenset[date]]:
    """The year's holidays and its make-up working days, as the library knows them."""
    known = holidays.country_holidays(country, years=year)
    made_up = {day for day in known.weekend_workdays if day.year == year}
    return frozenset(known), frozenset(made_up)
