"""The office's calendar: a year of working days, corrected day by day or by a list."""

import calendar as weeks
from dataclasses import dataclass
from datetime import date
from typing import Any

from babel.dates import format_date, get_day_names, get_month_names
from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _
from sqlalchemy import extract, select

from jury.clock import now
from jury.court import calendars, days_told, policies
from jury.court.days_told import LONGEST_NOTE, YEARS, DayTold
from jury.court.record import actor
from jury.rules.calendar import Calendar, Kind
from jury.rules.policy import KNOWN_COUNTRIES
from jury.store.base import db
from jury.store.calendars import CalendarDay

from . import access
from .admin import bp

FAULTS_SHOWN = 20


@dataclass(frozen=True)
class DayShown:
    """A day of the year view: whether it is worked, and why."""

    day: date
    works: bool
    kind: Kind
    is_set: bool

    @property
    def look(self) -> str:
        """How it is drawn: only what is unlike an ordinary day of its week stands out."""
        if self.works:
            return "made-up" if self.kind is not Kind.WORKING else ""
        return "weekend" if self.kind is Kind.WEEKEND else "off"


@bp.get("/calendar")
@access.admin
def calendar() -> Any:
    """A year of working days, what admins set, and whether the year is final."""
    return _year(_asked_year(), [])


def _asked_year() -> int:
    year = request.values.get("year", 0, type=int)
    return year if year in YEARS else _today().year


def _today() -> date:
    zone = calendars.zone_of(policies.current(db.session(), now()).policy)
    return now().astimezone(zone).date()


def _country() -> str:
    """The country asked for, or the one whose days count now."""
    asked = request.values.get("country", "")
    in_force = policies.current(db.session(), now()).policy.country
    return asked if asked in KNOWN_COUNTRIES else in_force


def _year(year: int, faults: list[tuple[int, str]], text: str = "") -> Any:
    session, country = db.session(), _country()
    known = calendars.calendar_in(session, country)
    days = select(CalendarDay).where(CalendarDay.country == country)
    of_year = days.where(extract("year", CalendarDay.day) == year).order_by(CalendarDay.day)
    return render_template(
        "admin/calendar.html",
        year=year,
        years=[n for n in (year - 1, year + 1) if n in YEARS],
        country=country,
        country_name=get_locale().territories.get(country, country),
        months=_months(year, known),
        day_names=_day_names(),
        days=session.scalars(of_year).all(),
        is_published=known.is_published(year),
        is_confirmed=year in known.confirmed,
        today=_today(),
        faults=faults[:FAULTS_SHOWN],
        n_faults=len(faults),
        day_words=day_words,
    )


def _day_names() -> list[tuple[str, str]]:
    """The days of the week from Monday on, in short and in full."""
    short, full = (
        get_day_names(width, "stand-alone", get_locale()) for width in ("narrow", "wide")
    )
    return [(short[n], full[n]) for n in range(7)]


def _months(year: int, known: Calendar) -> list[tuple[str, list[list[DayShown | None]]]]:
    names = get_month_names("wide", "stand-alone", get_locale())
    in_weeks = weeks.Calendar().monthdatescalendar
    return [
        (
            names[month],
            [
                [_shown(day, known) if day.month == month else None for day in week]
                for week in in_weeks(year, month)
            ],
        )
        for month in range(1, 13)
    ]


def _shown(day: date, known: Calendar) -> DayShown:
    return DayShown(day, known.is_working(day), known.kind_of(day), day in known.overrides)


def day_words(day: date) -> str:
    """The day as a reader writes it, with its day of the week."""
    return str(format_date(day, "full", locale=get_locale()))


@bp.get("/calendar/<iso>")
@access.admin
def calendar_day(iso: str) -> Any:
    """One day: what the list says, what an admin said, and a form to say otherwise."""
    return _day(_read_day(iso))


def _read_day(iso: str) -> date:
    try:
        day = date.fromisoformat(iso)
    except ValueError:
        abort(404)
    return day if day.year in YEARS else abort(404)


def _day(day: date, fault: str = "", at: str = "works") -> Any:
    country = _country()
    known = calendars.calendar_in(db.session(), country)
    return render_template(
        "admin/calendar_day.html",
        shown=_shown(day, known),
        words=day_words(day),
        row=db.session.get(CalendarDay, (country, day)),
        country=country,
        note=request.form.get("note"),
        works=request.form.get("works"),
        fault=fault,
        at=at,
        longest=LONGEST_NOTE,
    )


@bp.post("/calendar/<iso>")
@access.admin
def set_day(iso: str) -> Any:
    """Set the day to working or not, or take that back."""
    day, country, by = _read_day(iso), _country(), actor(access.me())
    if request.form.get("do") == "take-back":
        moved = calendars.take_back_day(db.session(), country, day, by, now())
        said = _("%(day)s follows the published list again.", day=day_words(day))
        return _done(day.year, moved, said)
    works, note = request.form.get("works"), " ".join(request.form.get("note", "").split())
    if works not in ("yes", "no"):
        return _day(day, _("Choose whether the day is worked.")), 422
    if not note:
        told = _("Write where this is announced, so that others can check it. Nothing was set yet.")
        return _day(day, told, "note"), 422
    if len(note) > LONGEST_NOTE:
        told = _("The note is too long: at most %(n)s characters.", n=LONGEST_NOTE)
        return _day(day, told, "note"), 422
    told = [DayTold(day, works == "yes", note)]
    moved = calendars.set_days(db.session(), country, told, frozenset(), by, now())
    return _done(day.year, moved, _("%(day)s is set.", day=day_words(day)))


def _done(year: int, moved: int, said: str) -> Any:
    db.session.commit()
    later = ngettext("%(num)d due date moved later.", "%(num)d due dates moved later.", moved)
    flash(f"{said} {later if moved else _('No due date moved.')}", "success")
    return redirect(url_for(".calendar", year=year, country=request.args.get("country")))


@bp.post("/calendar/year")
@access.admin
def set_year() -> Any:
    """Confirm that the year's list is whole, or take that back. Refuses with YearTooFar."""
    year = request.form.get("year", 0, type=int)
    country, by = _country(), actor(access.me())
    if request.form.get("do") == "take-back":
        moved = calendars.take_back_year(db.session(), country, year, by, now())
        return _done(year, moved, _("%(year)s is provisional again.", year=year))
    moved = calendars.confirm_year(db.session(), country, year, by, now())
    return _done(year, moved, _("%(year)s is confirmed as final.", year=year))


@bp.post("/calendar/import")
@access.admin
def import_calendar() -> Any:
    """Take in a list of days, all or none, each fault with its line."""
    sent, year = request.files.get("list"), _asked_year()
    if not sent or not sent.filename:
        return _year(year, [(0, _("Choose a file first. Nothing was taken in."))]), 422
    try:
        days, wrong = days_told.read(sent.read().decode("utf-8-sig"))
        faults = [(fault.line, _(fault.sentence) % fault.facts) for fault in wrong]
    except UnicodeDecodeError:
        days, faults = [], [(1, _("The file is not text in UTF-8."))]
    if faults:
        return _year(year, faults), 422
    named = {day.day.year for day in days}
    is_final = frozenset(named if request.form.get("is_final") else ())
    by = actor(access.me())
    moved = calendars.set_days(db.session(), _country(), days, is_final, by, now())
    said = ngettext("%(num)d day is taken in.", "%(num)d days are taken in.", len(days))
    return _done(min(named), moved, said)
