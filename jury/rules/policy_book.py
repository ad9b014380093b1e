"""A policy by kind of trade: base terms, and bands of cases in which some terms differ."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple, Self

from . import older_terms
from .errors import N_, Invalid
from .policy import Fault, Policy
from .words import Category

MOST_BANDS = 20
COURT_WIDE = frozenset(
    {
        "alpha", "delta", "audit_share", "sure_posterior", "country", "timezone",
        "max_open_summonses", "newcomer_ballots", "campaign_refunds", "restriction_days",
        "quiz_cases", "quiz_pass", "quiz_wait_hours", "account_days", "completed_orders",
    }
)  # fmt: skip
NO_CATEGORY = N_("There is no such category.")
NO_AMOUNT = N_("An amount is a whole number of minor units from 0 up.")


class BadBand(Invalid):
    sentence = N_("Band %(band)s cannot have %(name)s = %(value)s, so nothing was adopted. %(why)s")


class BandFault(NamedTuple):
    """What is wrong, and where: in the ``band``, or in the base terms (0)."""

    band: int
    fault: Fault


@dataclass(frozen=True)
class Scope:
    """Which cases: of some categories (none named: all) and of an amount, both ends included."""

    categories: frozenset[Category] = frozenset()
    from_minor: int | None = None
    up_to_minor: int | None = None

    def fits(self, category: Category, amount_minor: int) -> bool:
        is_kind = not self.categories or category in self.categories
        return is_kind and self.least <= amount_minor <= self.most

    @property
    def least(self) -> int:
        return self.from_minor or 0

    @property
    def most(self) -> float:
        return float("inf") if self.up_to_minor is None else self.up_to_minor

    def covers(self, other: "Scope") -> bool:
        """Whether it fits whatever the other fits."""
        every = frozenset(Category)
        is_wider = (self.categories or every) >= (other.categories or every)
        return is_wider and self.least <= other.least and other.most <= self.most


@dataclass(frozen=True)
class Band:
    """Cases in which some terms differ from the base, and those terms."""

    scope: Scope
    terms: Mapping[str, Any] = field(default_factory=dict)

    def plain(self) -> dict[str, Any]:
        return {
            "categories": sorted(self.scope.categories),
            "from_minor": self.scope.from_minor,
            "up_to_minor": self.scope.up_to_minor,
            "terms": dict(self.terms),
        }

    @classmethod
    def from_plain(cls, number: int, plain: Mapping[str, Any]) -> Self:
        """Refuses, with BadBand, what names no band; whether its terms are lawful the book says."""
        for name in plain.keys() - {"categories", "from_minor", "up_to_minor", "terms"}:
            raise _bad(number, name, plain[name], N_("There is no such part of a band."))
        given, terms = plain.get("categories") or [], plain.get("terms") or {}
        if not isinstance(given, list) or not set(map(str, given)) <= set(Category):
            raise _bad(number, "categories", given, NO_CATEGORY)
        for name in ("from_minor", "up_to_minor"):
            if not _is_amount(plain.get(name)):
                raise _bad(number, name, plain[name], NO_AMOUNT)
        if not isinstance(terms, Mapping):
            raise _bad(number, "terms", terms, N_("Terms are names with values."))
        categories = frozenset(Category(word) for word in given)
        return cls(Scope(categories, plain.get("from_minor"), plain.get("up_to_minor")), terms)


def _is_amount(value: object) -> bool:
    return value is None or (type(value) is int and value >= 0)


def _bad(number: int, name: str, value: object, why: str) -> BadBand:
    return BadBand(band=number, name=name, value=str(value), why=why)


@dataclass(frozen=True)
class PolicyBook:
    """Base terms and an ordered list of bands: the first that fits a case gives its terms.

    A case keeps the number of its band, 0 for the base.
    """

    base: Policy
    bands: Sequence[Band] = ()

    @classmethod
    def from_plain(cls, terms: dict[str, Any], bands: Sequence[Mapping[str, Any]]) -> Self:
        """What somebody wrote; refuses, with BadPolicy or BadBand, what cannot be meant."""
        Policy.from_terms(terms)
        book = cls.stored(terms, bands)
        book.check()
        return book

    @classmethod
    def stored(cls, terms: dict[str, Any], bands: Sequence[Mapping[str, Any]]) -> Self:
        """What a row keeps: it was lawful when adopted, and stays so for its cases."""
        read = (Band.from_plain(n, plain) for n, plain in enumerate(bands, 1))
        kept = tuple(Band(band.scope, older_terms.of_band(band.terms)) for band in read)
        return cls(Policy(**older_terms.of_base(terms)), kept)

    def plain_bands(self) -> list[dict[str, Any]]:
        return [band.plain() for band in self.bands]

    def band_for(self, category: Category, amount_minor: int) -> int:
        """The number of the first band that fits, 0 when none does."""
        fitting = (n for n, b in enumerate(self.bands, 1) if b.scope.fits(category, amount_minor))
        return next(fitting, 0)

    def policy(self, band: int) -> Policy:
        """The terms of the band with that number; 0 is the base."""
        return self._policies[band]

    @cached_property
    def _policies(self) -> Sequence[Policy]:
        return (self.base, *(_with(self.base, band) for band in self.bands))

    @property
    def policies(self) -> Sequence[Policy]:
        """The base terms, then those of each band."""
        return self._policies

    def check(self) -> None:
        """Refuse, with BadPolicy or BadBand, terms that some case could not be judged under."""
        self.base.check()
        for number, fault in self.faults():
            raise BadBand(band=number, **fault._asdict())

    def faults(self) -> list[BandFault]:
        """All that is wrong, in the base and in each band, each with a sentence why."""
        found = [BandFault(0, fault) for fault in self.base.faults()]
        if len(self.bands) > MOST_BANDS:
            why = N_("So many bands nobody could keep apart.")
            found.append(BandFault(MOST_BANDS + 1, Fault("scope", str(len(self.bands)), why)))
        for number, band in enumerate(self.bands, 1):
            faults = [*self._faults_of_scope(number, band.scope), *_faults_of_terms(band)]
            if not faults and not self.base.faults():
                faults = _with(self.base, band).faults()
            found += [BandFault(number, fault) for fault in faults]
        return found

    def _faults_of_scope(self, number: int, scope: Scope) -> Iterator[Fault]:
        if scope.least > scope.most:
            yield Fault(
                "up_to_minor", str(scope.up_to_minor), N_("It lies below the least amount.")
            )
        elif scope.covers(Scope()):
            why = N_("It fits every case: change the base terms instead.")
            yield Fault("scope", "*", why)
        elif any(before.scope.covers(scope) for before in self.bands[: number - 1]):
            why = N_("A band before it takes every case that it fits.")
            yield Fault("scope", str(number), why)


def _faults_of_terms(band: Band) -> Iterator[Fault]:
    known = Policy().terms()
    if not band.terms:
        yield Fault("terms", "0", N_("No term differs in it."))
    for name, value in band.terms.items():
        if name not in known:
            yield Fault(name, str(value), N_("There is no such term."))
        elif name in COURT_WIDE:
            yield Fault(name, str(value), N_("This term is the same for every case."))


def _with(base: Policy, band: Band) -> Policy:
    return Policy(**base.terms() | dict(band.terms))


class Change(NamedTuple):
    """What a later version makes of a term: in which scope (None: the base), from, and to.

    In a band None stands for "as in the base"; ``name`` is empty where only the
    band's place in the order is another.
    """

    scope: Scope | None
    name: str
    before: Any
    after: Any


def changes(old: PolicyBook, new: PolicyBook) -> list[Change]:
    """Every term that differs: the base's, then band by band, each known by its scope."""
    before, after = old.base.terms(), new.base.terms()
    found = [Change(None, n, before[n], after[n]) for n in after if before[n] != after[n]]
    was = {band.scope: band.terms for band in old.bands}
    now = {band.scope: band.terms for band in new.bands}
    for scope in [*now, *(gone for gone in was if gone not in now)]:
        old_terms, new_terms = was.get(scope, {}), now.get(scope, {})
        names = [name for name in after if old_terms.get(name) != new_terms.get(name)]
        found += [Change(scope, n, old_terms.get(n), new_terms.get(n)) for n in names]
    stayed = [scope for scope in was if scope in now]
    if stayed != [scope for scope in now if scope in was]:
        found += [
            Change(scope, "", n, m)
            for m, scope in enumerate(now, 1)
            for n, other in enumerate(was, 1)
            if scope == other and n != m
        ]
    return found
