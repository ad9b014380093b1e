"""What an admin types of a new version of the policy: base terms, bands, a reason, a start."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from babel.numbers import get_currency_precision
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from jury.court.calendars import midnight, zone_of
from jury.court.policies import LONGEST_REASON, SHORTEST_REASON
from jury.rules.policy import Fault, Policy
from jury.rules.policy_book import COURT_WIDE, MOST_BANDS, Band, PolicyBook, Scope
from jury.rules.words import Category

from ..policy_words import TERMS, currency_of, is_share, term
from .amounts import plain

NUMBER = re.compile(r"\d{1,15}(\.\d{1,8})?", re.ASCII)
WORDS = ("body", "country", "timezone")
OF_A_BAND = [name for name in TERMS if name not in COURT_WIDE]


class Wrong(NamedTuple):
    """A field, what is wrong with it, and how it is called."""

    field: str
    sentence: str
    label: str = ""

    @property
    def line(self) -> tuple[str, str]:
        """As it stands in the list on top of the page."""
        told = _("%(term)s: %(value)s", term=self.label, value=self.sentence)
        return self.field, told if self.label else self.sentence


@dataclass
class BandDraft:
    """A band as typed; a term without a text is as in the base."""

    categories: list[str] = field(default_factory=list)
    from_minor: str = ""
    up_to_minor: str = ""
    terms: dict[str, str] = field(default_factory=dict)

    @property
    def others(self) -> list[str]:
        """The terms that may yet be added."""
        return [name for name in OF_A_BAND if name not in self.terms]


@dataclass
class Draft:
    """A version as typed so far, on the ground of a version adopted before."""

    ground: PolicyBook
    base: dict[str, str]
    bands: list[BandDraft]
    reason: str = ""
    starts: str = "now"
    starts_on: str = ""

    @classmethod
    def of(cls, ground: PolicyBook) -> "Draft":
        """The version before, ready to be changed."""
        currency = currency_of(ground.base)
        base = {name: text_of(name, value, currency) for name, value in ground.base.terms().items()}
        return cls(ground, base, [_typed(band, currency) for band in ground.bands])

    @classmethod
    def sent(cls, ground: PolicyBook, form: MultiDict[str, str]) -> "Draft":
        """What the form holds."""
        n_bands = min(form.get("n_bands", 0, type=int), MOST_BANDS + 1)
        return cls(
            ground,
            {name: form.get(f"base-{name}", "").strip() for name in TERMS},
            [_sent_band(n, form) for n in range(1, n_bands + 1)],
            form.get("reason", "").strip(),
            form.get("starts", "now"),
            form.get("starts_on", "").strip(),
        )

    def change(self, do: str) -> None:
        """Add, drop or raise a band, or give one another term, as a button of the form says."""
        what, _dash, number = do.partition("-")
        n = int(number) if number.isdecimal() else 0
        if what == "add" and len(self.bands) <= MOST_BANDS:
            self.bands.append(BandDraft())
        elif what == "drop" and 1 <= n <= len(self.bands):
            del self.bands[n - 1]
        elif what == "raise" and 2 <= n <= len(self.bands):
            self.bands.insert(n - 2, self.bands.pop(n - 1))

    @property
    def currency(self) -> str:
        country = self.base.get("country", "")
        is_known = not Policy(country=country).faults()
        return currency_of(Policy(country=country) if is_known else self.ground.base)

    def fields(self) -> Iterator[tuple[str, str]]:
        """All that was typed, to be sent again."""
        yield from ((f"base-{name}", text) for name, text in self.base.items())
        yield "n_bands", str(len(self.bands))
        for n, band in enumerate(self.bands, 1):
            yield from ((f"band-{n}-categories", word) for word in band.categories)
            yield f"band-{n}-from_minor", band.from_minor
            yield f"band-{n}-up_to_minor", band.up_to_minor
            yield from ((f"band-{n}-{name}", text) for name, text in band.terms.items())
        yield from (("reason", self.reason), ("starts", self.starts))
        yield "starts_on", self.starts_on

    def book(self) -> PolicyBook:
        """The terms as far as they can be read; what cannot stays a text, a fault to the law."""
        base = Policy(**{name: self._value(name, text) for name, text in self.base.items()})
        return PolicyBook(base, tuple(self._band(band) for band in self.bands))

    def _band(self, typed: BandDraft) -> Band:
        kinds = frozenset(Category(word) for word in typed.categories if word in set(Category))
        ends = [self._amount(text) for text in (typed.from_minor, typed.up_to_minor)]
        terms = {name: self._value(name, text) for name, text in typed.terms.items() if text}
        return Band(Scope(kinds, *ends), terms)

    def _amount(self, text: str) -> int | None:
        found = _number("_minor", text, self.currency)
        return found if isinstance(found, int) else None

    def _value(self, name: str, text: str) -> Any:
        """The value; exactly the one kept before where the text is how that is written."""
        for kept in self._kept(name):
            if text_of(name, kept, self.currency) == text:
                return kept
        return text if name in WORDS else _number(name, text, self.currency)

    def _kept(self, name: str) -> Iterator[Any]:
        yield getattr(self.ground.base, name)
        yield from (band.terms[name] for band in self.ground.bands if name in band.terms)

    def faults(self, now: datetime) -> list[Wrong]:
        """Everything to mend, by field."""
        found = [self._wrong(band, fault) for band, fault in self.book().faults()]
        for n, band in enumerate(self.bands, 1):
            ends = {"from_minor": _("From the amount"), "up_to_minor": _("Up to the amount")}
            for name, label in ends.items():
                typed = getattr(band, name)
                if typed and self._amount(typed) is None:
                    told = _("Write an amount such as 25.00.")
                    found.append(Wrong(f"band-{n}-{name}", told, label))
        if not SHORTEST_REASON <= len(self.reason) <= LONGEST_REASON:
            told = _("Say why, in %(a)s to %(b)s characters.", a=SHORTEST_REASON, b=LONGEST_REASON)
            found.append(Wrong("reason", told))
        if self.starts != "now" and not self._is_day_to_come(now):
            found.append(Wrong("starts_on", _("Choose a day after today, or let it start now.")))
        return found

    def _wrong(self, n: int, fault: Fault) -> Wrong:
        """A fault by the law, at the field that it is about or, where there is none, near it."""
        name, sentence = fault.name, _said(fault)
        if n == 0:
            return Wrong(f"base-{name}", sentence, term(name))
        if n > MOST_BANDS:
            return Wrong("add", sentence)
        where = _("Band %(n)s", n=n)
        if name == "scope":
            return Wrong(f"band-{n}-categories", sentence, where)
        if name == "up_to_minor" or name in self.bands[n - 1].terms:
            label = term(name) if name in TERMS else _("Up to the amount")
            return Wrong(f"band-{n}-{name}", sentence, f"{where}, {label}")
        told = _("%(term)s: %(value)s", term=term(name), value=sentence)
        return Wrong(f"band-{n}-more", told if name in TERMS else sentence, where)

    def _is_day_to_come(self, now: datetime) -> bool:
        day = self._day()
        today = now.astimezone(zone_of(self.ground.base)).date()
        return bool(day and today < day and day.year < today.year + 10)

    def _day(self) -> date | None:
        try:
            return date.fromisoformat(self.starts_on)
        except ValueError:
            return None

    def starts_at(self) -> datetime | None:
        """When it starts: at midnight of its day in the marketplace's zone; None for at once."""
        day = self._day()
        return midnight(self.ground.base, day) if self.starts != "now" and day else None


def _said(fault: Fault) -> str:
    if fault.name.endswith("_minor") and not fault.value.isdecimal():
        return _("Write an amount such as 25.00.")
    if is_share(fault.name) and not NUMBER.fullmatch(fault.value):
        return _("Write a percentage such as 12.5.")
    return _(fault.why)


def _typed(band: Band, currency: str) -> BandDraft:
    of, ends = band.scope, [band.scope.from_minor, band.scope.up_to_minor]
    typed = ["" if end is None else text_of("_minor", end, currency) for end in ends]
    kept = [name for name in OF_A_BAND if name in band.terms]
    terms = {name: text_of(name, band.terms[name], currency) for name in kept}
    return BandDraft(sorted(of.categories), typed[0], typed[1], terms)


def _sent_band(n: int, form: MultiDict[str, str]) -> BandDraft:
    terms = {
        name: form[f"band-{n}-{name}"].strip() for name in OF_A_BAND if f"band-{n}-{name}" in form
    }
    more = form.get(f"band-{n}-more", "")
    if more in OF_A_BAND:
        terms.setdefault(more, "")
    return BandDraft(
        form.getlist(f"band-{n}-categories"),
        form.get(f"band-{n}-from_minor", "").strip(),
        form.get(f"band-{n}-up_to_minor", "").strip(),
        terms,
    )


def text_of(name: str, value: Any, currency: str) -> str:
    """A value as it stands in its field: money in whole units, shares in percent."""
    if name.endswith("_minor"):
        return f"{Decimal(value).scaleb(-get_currency_precision(currency)):f}"
    return f"{value * 100:.6g}" if is_share(name) else str(value)


def _number(name: str, text: str, currency: str) -> int | float | str:
    """The number that was typed; anything else as it stands, for the law to refuse."""
    digits = plain(text).removesuffix("%").strip()
    if not NUMBER.fullmatch(digits):
        return text
    number = Decimal(digits)
    if name.endswith("_minor"):
        number = number.scaleb(get_currency_precision(currency))
    if is_share(name):
        return float(number / 100)
    return int(number) if number == number.to_integral_value() else float(number)
