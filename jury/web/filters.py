"""How moments, money, shares and redacted texts are written for the reader of a page."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, tzinfo
from datetime import date as civil_day
from decimal import Decimal
from zoneinfo import ZoneInfo

from babel.dates import format_datetime, get_timezone_gmt, get_timezone_name
from babel.numbers import format_currency, format_percent, get_currency_precision
from flask import Flask, current_app
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _
from markupsafe import Markup, escape

from jury.clock import now
from jury.redaction.placeholders import PLACEHOLDER

SOON = timedelta(hours=24)
DAY = {"zh": ("M月d日", "y年M月d日"), "en": ("d MMM", "d MMM y")}  # this year, another year
SIDES = {"买家": "buyer", "卖家": "seller", "buyer": "buyer", "seller": "seller"}


def reader_zone() -> tzinfo:
    """The zone moments are written in; people have none of their own yet, so the court's."""
    return ZoneInfo(current_app.config["TIMEZONE"])


def reader_locale() -> str:
    """The language of the reader, by the short name that letters know."""
    return str(get_locale().language)


def moment_words(dt: datetime, zone: bool = False, year: bool = False) -> str:
    """The moment in the reader's zone, the year only when it is not this one.

    With ``year`` it is always written; with ``zone`` too, and the zone named, as in a tooltip.
    """
    there = dt.astimezone(reader_zone())
    if not zone:
        return _written(there, _day_pattern(there, whole=year) + " HH:mm")
    long = _written(there, _day_pattern(there, whole=True) + " HH:mm")
    name = get_timezone_name(there, locale=get_locale())
    return f"{long} {name} ({get_timezone_gmt(there, locale=get_locale())})"


def _day_pattern(there: civil_day, whole: bool = False) -> str:
    short, long = DAY[get_locale().language]
    this_year = now().astimezone(reader_zone()).year
    return long if whole or there.year != this_year else short


def _written(there: datetime, pattern: str) -> str:
    return str(format_datetime(there, pattern, locale=get_locale()))


def moment(dt: datetime, year: bool = False) -> Markup:
    """A ``time`` element: the moment as read here, its zone in a tooltip."""
    html, read = '<time datetime="{}" title="{}">{}</time>', moment_words(dt, year=year)
    return Markup(html).format(dt.isoformat(), moment_words(dt, zone=True), read)


def date(dt: datetime) -> str:
    """The day, in the reader's zone."""
    return day_words(dt.astimezone(reader_zone()).date())


def day_words(on: civil_day) -> str:
    """The same for a day that belongs to no zone."""
    return _written(datetime.combine(on, datetime.min.time(), reader_zone()), _day_pattern(on))


def time_left(dt: datetime, at: datetime | None = None) -> str:
    """How long until ``dt``, rounded down so that nobody is promised time they do not have."""
    minutes = (dt - (at or now())) // timedelta(minutes=1)
    if dt <= (at or now()):
        return str(_("time is over"))
    if minutes < 1:
        return str(_("less than a minute left"))
    return _counted(minutes)


def _counted(minutes: int) -> str:
    if minutes < 60:
        return str(ngettext("%(num)d minute left", "%(num)d minutes left", minutes))
    if minutes < 48 * 60:
        return str(ngettext("%(num)d hour left", "%(num)d hours left", minutes // 60))
    return str(ngettext("%(num)d day left", "%(num)d days left", minutes // (24 * 60)))


def time_left_words() -> dict[str, list[str]]:
    """The phrases of ``time_left`` for one and for many, # for the number, for the script."""
    start = datetime(2026, 1, 1, tzinfo=UTC)
    steps = {"minutes": timedelta(minutes=1), "hours": timedelta(hours=1)}
    pairs = {
        unit: [time_left(start + step * n, start).replace(str(n), "#") for n in (1, 7)]
        for unit, step in steps.items()
    }
    pairs["days"] = [time_left(start + timedelta(days=7), start).replace("7", "#")] * 2
    pairs["over"] = [_("time is over")]
    pairs["moments"] = [_("less than a minute left")]
    return pairs


def due_state(dt: datetime, at: datetime | None = None) -> str:
    """``calm``, ``soon`` within a day of ``dt``, or ``late`` from that moment on."""
    left = dt - (at or now())
    if left <= timedelta(0):
        return "late"
    return "soon" if left <= SOON else "calm"


def money(amount_minor: int, currency: str) -> str:
    """An amount kept in minor units, written in the reader's language."""
    amount = Decimal(amount_minor).scaleb(-get_currency_precision(currency))
    return str(format_currency(amount, currency, locale=get_locale()))


def percent(share: float, digits: int = 1) -> str:
    """A share as a percentage that never rounds to certainty: 0.9999 is ">99.9%", not "100%"."""
    pattern = "0%" if digits == 0 else "0." + "0" * digits + "%"
    least = Decimal(1).scaleb(-digits - 2)
    exact = Decimal(repr(float(share)))
    if 0 < exact < least / 2:
        return "<" + _percent(least, pattern)
    if 1 - least / 2 < exact < 1:
        return ">" + _percent(1 - least, pattern)
    return _percent(exact, pattern)


def _percent(share: Decimal, pattern: str) -> str:
    return str(format_percent(share, pattern, locale=get_locale()))


def redacted(text: str) -> Markup:
    """A text for jurors and parties: paragraphs, each placeholder a word in a quiet box."""
    paragraphs = [part.strip() for part in re.split(r"\n\s*\n", text) if part.strip()]
    return Markup("\n").join(_paragraph(part) for part in paragraphs)


def redacted_line(text: str) -> Markup:
    """The same for a single line, without paragraphs."""
    return Markup("").join(_boxed(PLACEHOLDER.split(text)))


def _paragraph(text: str) -> Markup:
    lines = [redacted_line(line) for line in text.splitlines()]
    return Markup("<p>{}</p>").format(Markup("<br>").join(lines))


def _boxed(pieces: list[str]) -> Iterable[Markup]:
    bracket = Markup('<span class="hidden-text">{}</span>')
    box = Markup('<span class="redacted {}" title="{}">{}{}{}</span>')
    for place, piece in enumerate(pieces):
        if place % 2 == 0:
            yield escape(piece)
        else:
            side = SIDES.get(piece, "")
            yield box.format(
                side, _("taken out"), bracket.format("【"), piece, bracket.format("】")
            )


FILTERS = (
    moment, moment_words, date, time_left, due_state, money, percent,
    redacted, redacted_line,
)  # fmt: skip


def init_app(app: Flask) -> None:
    """Give every template these filters and the reader's locale."""
    for written in FILTERS:
        app.add_template_filter(written)
    app.jinja_env.globals.update(get_locale=get_locale, time_left_words=time_left_words)
