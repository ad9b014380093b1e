"""The words of messages, made from kind and facts in the recipient's language."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_datetime, get_timezone_gmt
from babel.support import NullTranslations, Translations

from jury.rules.errors import N_

TRANSLATIONS = Path(__file__).resolve().parents[1] / "translations"
MOMENT = {"zh": "y年M月d日 HH:mm", "en": "d MMM y HH:mm"}


@dataclass(frozen=True)
class Words:
    """What a kind of message says; %(facts)s stand for the facts it is owed with.

    Mail travels in the open: a case is named by its code alone, a juror or a party never.
    """

    subject: str
    body: str


@dataclass(frozen=True)
class Rendered:
    subject: str
    body: str


KINDS: dict[str, Words] = {
    "invited": Words(
        N_("Your order can be taken to the court"),
        N_(
            "The marketplace has told us of an order of yours: %(item)s. If you and the other "
            "side cannot agree on it, this court can decide. The link opens your account here; "
            "it works once, within 30 days. You need do nothing while all is well."
        ),
    ),
    "recover": Words(
        N_("Set a new password"),
        N_(
            "Somebody, we hope you, asked for a new password. The link lets you set one; it works "
            "once, within two hours. If it was not you, do nothing: your password stays as it is."
        ),
    ),
    # What a juror is sent names no case: a code could tell an old case from a new one.
    "summoned": Words(
        N_("You are called to a case"),
        N_(
            "You have been drawn as a juror. Please read both sides and vote by %(lapses_at)s. If "
            "you know a party, or have no time, say so there: it costs nothing."
        ),
    ),
    "reminded": Words(
        N_("A case still waits for your vote"),
        N_(
            "You are called to a case and have not voted yet. After %(lapses_at)s the seat goes "
            "to another juror."
        ),
    ),
    "summons_lapsed": Words(
        N_("Your summons has lapsed"),
        N_(
            "You were called to a case and did not vote by %(lapses_at)s, so the seat goes to "
            "another juror. If you have little time just now, go off duty: that costs nothing."
        ),
    ),
    "case_decided": Words(
        N_("A case on which you voted is decided"),
        N_(
            "The outcome, your own vote and the reasons of both sides can be read now. Nobody "
            "gains or loses by having been in the majority."
        ),
    ),
    "gold_dispute_answered": Words(
        N_("Your objection is answered"),
        N_("Staff have looked at the case again. What they found stands on its page."),
    ),
    "filing_kept": Words(
        N_("Case %(code)s is filed"),
        N_(
            "You have asked the court to decide. Write what happened and bring your pictures by "
            "%(ends)s; the other side has been told and can do the same."
        ),
    ),
    "filed": Words(
        N_("Case %(code)s: the other side asks the court to decide"),
        N_(
            "The other side of your order has taken it to this court, as case %(code)s. Please say "
            "what happened and bring your evidence by %(ends)s. If you agree with what is asked, "
            "you can settle there with one click."
        ),
    ),
    "handed_in": Words(
        N_("Case %(code)s: the other side has handed in"),
        N_(
            "The other side has handed in its statement in case %(code)s. You can read it now, "
            "with what identifies people taken out."
        ),
    ),
    "answer_wanted": Words(
        N_("Case %(code)s: please answer or agree"),
        N_(
            "The claimant has handed in its statement in case %(code)s. Answer or agree by "
            "%(ends)s. If you do neither, the case moves on by itself with what it holds."
        ),
    ),
    "evidence_closed": Words(
        N_("Case %(code)s: both statements are in"),
        N_(
            "Nothing more can be added to case %(code)s. Staff now check that nobody can be "
            "recognised in it; then it is heard. You need do nothing."
        ),
    ),
    "case_settled": Words(
        N_("Case %(code)s is settled"),
        N_(
            "The sides of case %(code)s have agreed, so the court does not rule. What was agreed "
            "stands on the page of the case. It leaves no record."
        ),
    ),
    "case_withdrawn": Words(
        N_("Case %(code)s is withdrawn"),
        N_("Case %(code)s has ended without a ruling. Nothing more falls due in it."),
    ),
    "case_lapsed": Words(
        N_("Case %(code)s has ended"),
        N_(
            "Nothing was handed in to case %(code)s in time, so it has ended without a ruling. "
            "Either side may ask the court again about the same order."
        ),
    ),
    "ruled": Words(
        N_("Case %(code)s: there is a ruling"),
        N_(
            "Case %(code)s has been decided. The ruling, its reasons and what happens next stand "
            "on the page of the case. It becomes final on %(appeal_ends_at)s."
        ),
    ),
    "escalated": Words(
        N_("Case %(code)s goes to staff"),
        N_(
            "The panel's votes do not settle case %(code)s surely enough, so a member of staff "
            "decides it, by %(due_at)s. You need do nothing."
        ),
    ),
    "with_staff": Words(
        N_("Case %(code)s is decided by staff"),
        N_(
            "The marketplace's rules give cases such as %(code)s to staff instead of a panel. A "
            "member of staff decides it by %(due_at)s. You need do nothing."
        ),
    ),
    "suspended": Words(
        N_("You are suspended as a juror"),
        N_(
            "You are not called to panels for now. The reason: %(reason)s. The way back: "
            "%(way_back)s."
        ),
    ),
    "reinstated": Words(
        N_("You are a juror again"),
        N_("Your suspension has ended. From the next roll on you can be called to panels."),
    ),
    "paused": Words(
        N_("Case %(code)s is paused"),
        N_(
            "Something in case %(code)s may tell who somebody is. Staff look at it; the time that "
            "takes is added to every deadline. You need do nothing."
        ),
    ),
    "review_waiting": Words(
        N_("Case %(code)s waits on the desk"),
        N_("Case %(code)s has come to the staff desk. It is due by %(due_at)s."),
    ),
    "handed_over": Words(
        N_("Case %(code)s is yours to take up"),
        N_(
            "A colleague has handed over case %(code)s. It lies unclaimed on the desk, due by "
            "%(due_at)s."
        ),
    ),
}
# For a kind whose words are missing here: what happened stands on the page it leads to.
OTHER = Words(
    N_("There is news for you"), N_("Something has changed. It stands on the page linked here.")
)
GREETING = N_("Read more and act here: %(link)s")
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
    say = _translations(locale).gettext
    return Rendered(say(words.subject) % told, say(words.body) % told)


def as_mail(
    kind: str, facts: dict[str, Any], locale: str, zone: str, link: str, court: str
) -> Rendered:
    """The same as a letter: with the link to act by, and who sent it."""
    inner, say = render(kind, facts, locale, zone), _translations(locale).gettext
    leads = say(GREETING) % {"link": link}
    body = "\n\n".join((inner.body, leads, "-- \n" + say(SIGNATURE) % {"court": court}))
    return Rendered(f"{inner.subject} · {court}", body + "\n")


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


@lru_cache
def _translations(locale: str) -> NullTranslations:
    return Translations.load(str(TRANSLATIONS), [locale])
