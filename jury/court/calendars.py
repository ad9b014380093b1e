"""The working days of the marketplace: as published, and as an admin corrected them."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from jury.rules.calendar import Calendar
from jury.rules.errors import N_, Conflict, Invalid
from jury.rules.policy import Policy
from jury.store.calendars import CalendarDay, CalendarYear

from . import rescheduling
from .days_told import LONGEST_NOTE, YEARS, DayTold
from .record import CLOCK, record


class NoteTooLong(Invalid):
    sentence = N_(
        "The note has more than %(longest)d characters, so the day was not changed. "
        "Please shorten it."
    )


class YearTooFar(Invalid):
    sentence = N_(
        "The calendar runs from %(first)d to %(last)d; nothing was changed. Please choose a "
        "day within it."
    )


class NotSet(Conflict):
    sentence = N_("This day follows the published list already; nothing was changed.")


class NotConfirmed(Conflict):
    sentence = N_("The year %(year)s was not confirmed by an admin; nothing was changed.")


def calendar_of(session: Session, policy: Policy) -> Calendar:
    """The calendar that the policy's due dates are counted in."""
    return calendar_in(session, policy.country)


def calendar_in(session: Session, country: str) -> Calendar:
    """A country's working days with what admins said of them."""
    days = select(CalendarDay.day, CalendarDay.works).where(CalendarDay.country == country)
    years = select(CalendarYear.year).where(CalendarYear.country == country)
    overrides = {row.day: row.works for row in session.execute(days)}
    return Calendar(country, overrides, frozenset(session.scalars(years)))


def zone_of(policy: Policy) -> ZoneInfo:
    """The zone in which the marketplace's days begin and end."""
    return ZoneInfo(policy.timezone)


def midnight(policy: Policy, day: date) -> datetime:
    """The moment at which the day begins in the marketplace."""
    return datetime.combine(day, time(), zone_of(policy)).astimezone(UTC)


def set_days(
    session: Session,
    country: str,
    told: Sequence[DayTold],
    is_final: frozenset[int],
    by: str,
    now: datetime,
) -> int:
    """Set days to working or not, and confirm years; answers how many due dates moved.

    A day told again is told anew; days not named stay as they were. Refuses
    with NoteTooLong or YearTooFar, leaving no trace.
    """
    if any(len(day.note) > LONGEST_NOTE for day in told):
        raise NoteTooLong(longest=LONGEST_NOTE)
    _refuse_far([day.day.year for day in told] + list(is_final))
    for each in told:
        row = {"works": each.works, "note": each.note, "set_at": now}
        given = insert(CalendarDay).values(country=country, day=each.day, **row)
        session.execute(given.on_conflict_do_update(index_elements=["country", "day"], set_=row))
    if told:
        days = [f"{day.day}:{'works' if day.works else 'off'}" for day in told]
        record(session, "calendar_days_set", now, by, country=country, days=days)
    for year in sorted(is_final):
        _confirm(session, country, year, by, now)
    return rescheduling.recount(session, country, calendar_in(session, country), by, now)


def take_back_day(session: Session, country: str, day: date, by: str, now: datetime) -> int:
    """Let a day follow the published list again; answers how many due dates moved.

    Refuses with NotSet.
    """
    of_day = (CalendarDay.country == country) & (CalendarDay.day == day)
    if session.scalar(delete(CalendarDay).where(of_day).returning(CalendarDay.day)) is None:
        raise NotSet()
    record(session, "calendar_day_taken_back", now, by, country=country, day=day.isoformat())
    return rescheduling.recount(session, country, calendar_in(session, country), by, now)


def confirm_year(session: Session, country: str, year: int, by: str, now: datetime) -> int:
    """Say that the year's list is whole; answers how many due dates moved.

    Saying it again changes nothing. Refuses with YearTooFar.
    """
    _refuse_far([year])
    _confirm(session, country, year, by, now)
    return rescheduling.recount(session, country, calendar_in(session, country), by, now)


def _confirm(session: Session, country: str, year: int, by: str, now: datetime) -> None:
    given = insert(CalendarYear).values(country=country, year=year, confirmed_at=now)
    fresh = given.on_conflict_do_nothing().returning(CalendarYear.year)
    if session.scalar(fresh) is not None:
        record(session, "calendar_year_confirmed", now, by, country=country, year=year)


def take_back_year(session: Session, country: str, year: int, by: str, now: datetime) -> int:
    """Take an admin's word on a year back; its due dates become provisional again.

    Refuses with YearTooFar or NotConfirmed.
    """
    _refuse_far([year])
    of_year = (CalendarYear.country == country) & (CalendarYear.year == year)
    if session.scalar(delete(CalendarYear).where(of_year).returning(CalendarYear.year)) is None:
        raise NotConfirmed(year=str(year))
    record(session, "calendar_year_taken_back", now, by, country=country, year=year)
    return rescheduling.recount(session, country, calendar_in(session, country), by, now)


def _refuse_far(years: Sequence[int]) -> None:
    if any(year not in YEARS for year in years):
        raise YearTooFar(first=YEARS[0], last=YEARS[-1])


def recount_all(session: Session, now: datetime) -> int:
    """Count every open due date anew: a newer list may have come with a newer release."""
    return sum(
        rescheduling.recount(session, country, calendar_in(session, country), CLOCK, now)
        for country in rescheduling.countries(session)
    )
