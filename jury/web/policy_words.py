"""How a policy is said: its terms in groups, their values with units, the cases of its bands."""

from collections.abc import Mapping, Sequence
from operator import itemgetter
from typing import Any, NamedTuple

from babel.numbers import get_territory_currencies
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _

from jury.rules.errors import N_
from jury.rules.policy import KNOWN_COUNTRIES, Policy
from jury.rules.policy_book import PolicyBook, Scope, changes
from jury.rules.words import Category

from .filters import money, percent
from .wording import said

GROUPS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "hearing": (
        N_("Who decides, and the hearing"),
        {
            "body": N_("Who decides"),
            "crowd_max_minor": N_("Largest amount the crowd hears"),
            "intervention_hours": N_("From applying for the refund until intervention opens"),
            "refusal_days": N_("Until a refusal that nobody contested may be repeated"),
            "evidence_hours": N_("Time for evidence"),
            "answer_hours": N_("Time for the answer"),
        },
    ),
    "panel": (
        N_("The panel"),
        {
            "seats": N_("Seats on a panel"),
            "quorum": N_("Votes for one side that a verdict needs"),
            "voting_hours": N_("Time a panel may vote"),
            "unclear_share": N_("Share of a panel that cannot judge and sends the case to staff"),
            "newcomer_share": N_("Largest share of newcomers on a panel"),
            "stratum_share": N_("Least share of either stratum on a panel"),
            "traded_days": N_("How long a trade with a party keeps a juror away"),
            "sat_before_days": N_("Time before a juror sits again on a case of the same seller"),
        },
    ),
    "sureness": (
        N_("How sure a verdict must be"),
        {
            "alpha": N_("Largest share of wrong verdicts a certificate may allow"),
            "delta": N_("Chance that a certificate promises too much"),
            "audit_share": N_("Share of closed panels audited blind"),
            "fallback_posterior": N_("Probability a verdict needs while there is no certificate"),
            "fallback_dissent": N_("Votes that may then stand against it"),
            "sure_posterior": N_("Probability at which a panel with its quorum closes early"),
        },
    ),
    "summonses": (
        N_("Summonses"),
        {
            "summons_hours": N_("Time to answer a summons"),
            "wave_margin": N_("Jurors called at first beyond the quorum"),
            "wave_seats": N_("Jurors called with each later wave"),
            "wave_hours": N_("Time between waves"),
            "reminder_hours": N_("How long before the end a juror is reminded"),
            "max_open_summonses": N_("Open summonses a juror may hold"),
            "newcomer_ballots": N_("Ballots after which a juror is no newcomer"),
            "gold_share": N_("Share of gold cases among summonses"),
        },
    ),
    "staff": (
        N_("Staff"),
        {
            "staff_working_days": N_("Time staff have to decide"),
            "claim_minutes": N_("How long a claim on the desk lasts"),
            "question_hours": N_("Time a party has for a question of staff"),
            "second_person_minor": N_("Amount from which an override needs a second person"),
            "clear_posterior": N_("Probability from which overriding needs a second person"),
        },
    ),
    "after": (
        N_("After the ruling"),
        {
            "low_value_minor": N_("Amount up to which the buyer keeps the item"),
            "appeal_days": N_("Time to appeal"),
            "appeal_answer_hours": N_("Time to answer an appeal"),
            "appeal_staff_max_minor": N_("Largest amount whose appeal senior staff decide"),
            "comply_hours": N_("Time the seller has to comply"),
            "comply_reminder_hours": N_("How long before that end the seller is reminded"),
            "return_days": N_("Time to send the item back"),
            "payment_hours": N_("Time the marketplace has to confirm a payment"),
        },
    ),
    "standing": (
        N_("The seller's record"),
        {
            "campaign_refunds": N_("Dispute refunds a month that still allow campaigns"),
            "restriction_days": N_("How long a seller is kept from campaigns"),
        },
    ),
    "joining": (
        N_("Becoming a juror"),
        {
            "quiz_cases": N_("Mock cases in the quiz"),
            "quiz_pass": N_("Right answers that pass the quiz"),
            "quiz_wait_hours": N_("Wait before the quiz may be tried again"),
            "account_days": N_("Least age of a juror's marketplace account"),
            "completed_orders": N_("Completed orders of a juror's account"),
        },
    ),
    "place": (
        N_("Place and keeping"),
        {
            "country": N_("Country whose working days count"),
            "timezone": N_("Time zone in which days begin and end"),
            "retention_days": N_("How long texts are kept after the end"),
        },
    ),
}
TERMS = {name: words for _title, terms in GROUPS.values() for name, words in terms.items()}
BODIES = {
    "crowd": N_("the crowd"),
    "staff": N_("staff"),
    "choice": N_("the crowd, or staff if a party asks"),
}
PROBABILITIES = ("alpha", "delta", "fallback_posterior", "sure_posterior", "clear_posterior")


NONE = {
    "alpha": (0, N_("no certificate is used")),
    "sure_posterior": (1, N_("none closes for being sure")),
}


class Told(NamedTuple):
    """A change in words: of which cases, what, from, to."""

    where: str
    term: str
    before: str
    after: str


def term(name: str) -> str:
    """What a term of a policy means; one of an older code by its name."""
    return _(TERMS[name]) if name in TERMS else name


def is_share(name: str) -> bool:
    return name in PROBABILITIES or name.endswith("_share")


def currency_of(policy: Policy) -> str:
    """The currency of the policy's country, in which its amounts are written."""
    return str((get_territory_currencies(policy.country) or ["CNY"])[0])


def unit(name: str, currency: str) -> str:
    """In what a term is typed; nothing where it is a plain number or a word."""
    if name.endswith("_minor"):
        return currency
    if is_share(name):
        return "%"
    endings = {"_hours": _("hours"), "_minutes": _("minutes"), "_working_days": _("working days")}
    endings["_days"] = _("days")
    return next((words for ending, words in endings.items() if name.endswith(ending)), "")


def countries() -> list[tuple[str, str]]:
    """The countries whose working days are known, by their names."""
    names = get_locale().territories
    return sorted(((code, names.get(code, code)) for code in KNOWN_COUNTRIES), key=itemgetter(1))


def value(name: str, of: Any, currency: str) -> str:
    """The value of a term with its unit, as a reader says it."""
    if name == "body":
        return _(BODIES[of])
    if name == "country":
        return str(get_locale().territories.get(of, of))
    if name.endswith("_minor"):
        return money(of, currency)
    if name in NONE and of == NONE[name][0]:
        return _(NONE[name][1])
    if is_share(name):
        return percent(of)
    return _counted(name, of)


def _counted(name: str, n: Any) -> str:
    if name == "restriction_days" and n == 0:
        return _("until the month ends")
    if name.endswith("_hours"):
        return str(ngettext("%(num)d hour", "%(num)d hours", n))
    if name.endswith("_working_days"):
        return str(ngettext("%(num)d working day", "%(num)d working days", n))
    if name.endswith("_days"):
        return str(ngettext("%(num)d day", "%(num)d days", n))
    if name.endswith("_minutes"):
        return str(ngettext("%(num)d minute", "%(num)d minutes", n))
    return str(n)


def scope(of: Scope | None, currency: str) -> str:
    """Which cases a band takes; None is the base."""
    if of is None:
        return _("All other cases")
    kinds = [said(category) for category in Category if category in of.categories]
    what, amounts = _(", ").join(kinds) or _("any kind of trade"), _amounts(of, currency)
    what = what[:1].upper() + what[1:]
    return _("%(what)s, %(amounts)s", what=what, amounts=amounts) if amounts else what


def _amounts(of: Scope, currency: str) -> str:
    least = money(of.least, currency)
    if of.up_to_minor is None:
        return _("from %(least)s", least=least) if of.from_minor else ""
    most = money(of.up_to_minor, currency)
    if not of.from_minor:
        return _("up to %(most)s", most=most)
    return _("%(least)s to %(most)s", least=least, most=most)


def told(old: PolicyBook, new: PolicyBook) -> list[Told]:
    """Every difference between two versions in words."""
    currency = currency_of(new.base)
    return [
        Told(
            scope(change.scope, currency),
            term(change.name) if change.name else _("Place among the bands"),
            _side(old, change.name, change.before, currency),
            _side(new, change.name, change.after, currency),
        )
        for change in changes(old, new)
    ]


def _side(book: PolicyBook, name: str, of: Any, currency: str) -> str:
    if not name:
        return str(of)
    if of is None:
        base = value(name, getattr(book.base, name), currency)
        return _("as in all other cases (%(value)s)", value=base)
    return value(name, of, currency)


def bands(book: PolicyBook) -> Sequence[tuple[str, list[tuple[str, str]]]]:
    """Each band in words: its cases, and the terms that differ there."""
    currency = currency_of(book.base)
    return [
        (
            scope(band.scope, currency),
            [
                (term(name), value(name, band.terms[name], currency))
                for name in TERMS
                if name in band.terms
            ],
        )
        for band in book.bands
    ]


def groups(policy: Policy) -> list[tuple[str, list[tuple[str, str, str]]]]:
    """All terms by group: the name in the record, what it means, its value in words."""
    terms, currency = policy.terms(), currency_of(policy)
    return [
        (_(title), [(name, term(name), value(name, terms[name], currency)) for name in names])
        for title, names in GROUPS.values()
    ]
