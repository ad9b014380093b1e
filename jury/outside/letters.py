"""The words of messages, made from kind and facts in the recipient's language."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_datetime, get_timezone_gmt
from babel.numbers import format_currency, get_currency_precision
from babel.support import NullTranslations, Translations

from jury.rules.errors import N_

from . import letter_page
from .letter_words import ALWAYS as ALWAYS
from .letter_words import KINDS as KINDS
from .letter_words import Words

TRANSLATIONS = Path(__file__).resolve().parents[1] / "translations"
MOMENT = {"zh": "y年M月d日 HH:mm", "en": "d MMM y HH:mm"}


@dataclass(frozen=True)
class Rendered:
    subject: str
    body: str


# For a kind whose words are missing here: what happened stands on the page it leads to.
OTHER = Words(
    N_("There is news for you"), N_("Something has changed. It stands on the page linked here.")
)
PROVISIONAL = N_("That day may still move later: the public holidays are not yet certain.")
GREETING = N_("Read more and act here: %(link)s")
OPEN = N_("Read more and act here")
QUIETER = N_("Messages without a deadline can be switched off in your settings: %(link)s")
SIGNATURE = N_(
    "This message was sent by %(court)s because it concerns you. Do not answer it; nobody reads "
    "answers. We never ask for your password."
)


class _Facts(dict[str, Any]):
    def __missing__(self, name: str) -> str:
        return "…"  # a message with a gap is better than none


def render(kind: str, facts: dict[str, Any], locale: str, zone: str) -> Rendered:
    """Subject and body for the inbox, moments in the zone."""
    words = KINDS.get(kind, OTHER)
    told = _Facts({name: _told(fact, locale, zone) for name, fact in facts.items()})
    if "amount_minor" in facts and "currency" in facts:
        told["amount"] = _money(facts["amount_minor"], facts["currency"], locale)
    say = _translations(locale).gettext
    body = say(words.body) % told
    if facts.get("is_provisional"):
        body += " " + say(PROVISIONAL)
    return Rendered(say(words.subject) % told, body)


@dataclass(frozen=True)
class Mail(Rendered):
    """A letter in full: plain text, the same as a page, and where to switch its kind off."""

    page: str
    settings: str = ""


def as_mail(
    kind: str, facts: dict[str, Any], locale: str, zone: str, link: str, court: str, home: str = ""
) -> Mail:
    """The same as a letter: with the link to act by, and who sent it.

    ``home`` is the court's address, for the settings that a letter without a deadline names.
    """
    inner, say = render(kind, facts, locale, zone), _translations(locale).gettext
    settings = f"{home}/settings#messages" if home and can_be_switched_off(kind) else ""
    signed = say(SIGNATURE) % {"court": court}
    quieter = say(QUIETER) % {"link": settings} if settings else ""
    parts = (inner.body, say(GREETING) % {"link": link}, f"-- \n{signed}", quieter)
    page = letter_page.written(
        locale, inner.subject, inner.body, link, say(OPEN), court, signed, quieter, settings
    )
    body = "\n\n".join(part for part in parts if part) + "\n"
    return Mail(f"{inner.subject} · {court}", body, page, settings)


def can_be_switched_off(kind: str) -> bool:
    """Whether a reader may do without it; the inbox has it all the same."""
    words = KINDS.get(kind)
    return words is not None and words.group != ALWAYS and not words.has_deadline


def _told(fact: Any, locale: str, zone: str) -> Any:
    """A fact as people read it; moments were kept as ISO text."""
    if not isinstance(fact, str) or len(fact) < len("2026-09-01T12:00+00:00"):
        return fact
    try:
        at = datetime.fromisoformat(fact)
    except ValueError:
        return fact
    if at.tzinfo is None:
        return fact
    there = at.astimezone(ZoneInfo(zone))
    words = format_datetime(there, MOMENT[locale], locale=locale)
    return f"{words} ({get_timezone_gmt(there, locale=locale)})"


def _money(amount_minor: int, currency: str, locale: str) -> str:
    units = Decimal(amount_minor).scaleb(-get_currency_precision(currency))
    return str(format_currency(units, currency, locale=locale))


@lru_cache
def _translations(locale: str) -> NullTranslations:
    return Translations.load(str(TRANSLATIONS), [locale])
