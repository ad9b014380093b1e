"""The stopping rule: what decides at which ballots a panel closes, and so what its score means.

Audits of panels that closed by one rule say nothing certain of panels that close by another,
with one exception. Of two rules that differ only in the posterior at which a panel closes,
the looser one is the stricter one, stopped earlier: until it stops, both have seen the same
ballots. So a panel that closed by the stricter one tells exactly what it would have come to
under the looser (``at_closing``), and its audit serves both; never the other way round.
"""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any, NamedTuple

from .policy import Policy
from .words import Side

VERSION = 2  # of what the code makes of the terms: 2 weighs each ballot by two models
CLOSING = "sure_posterior"
TERMS = (
    *("seats", "quorum", "unclear_share", CLOSING, "voting_hours", "summons_hours"),
    *("wave_margin", "wave_seats", "wave_hours", "newcomer_share", "stratum_share"),
)
STEPS = 1000  # a posterior to close at is written in tenths of a percent


@dataclass(frozen=True)
class Rule:
    """A stopping rule: its ``family`` is all of it but the posterior at which it closes.

    An older court kept of its panels the name alone: family and closing are None.
    """

    name: str
    family: str | None = None
    closing: float | None = None


class Look(NamedTuple):
    """What the law saw when it looked: after so many ballots, which side, and how sure."""

    ballots: int
    side: Side
    score: float


def rule_of(terms: Policy) -> Rule:
    """The stopping rule that the terms make."""
    others = [name for name in TERMS if name != CLOSING]
    return Rule(fingerprint(terms), _hashed(terms, others), terms.sure_posterior)


def fingerprint(terms: Policy) -> str:
    """What a panel's stopping rule is known by: equal for equal terms that bear on it.

    >>> fingerprint(Policy()) == fingerprint(Policy(appeal_days=3))
    True
    >>> fingerprint(Policy()) == fingerprint(Policy(quorum=10))
    False
    """
    return _hashed(terms, TERMS)


def _hashed(terms: Policy, names: Sequence[str]) -> str:
    plain = json.dumps([VERSION, *(float(getattr(terms, name)) for name in names)])
    return hashlib.sha256(plain.encode()).hexdigest()[:16]


def at_closing(path: Sequence[Look], closing: float, has_ended: bool = True) -> Look | None:
    """What a panel would have closed with, had it closed at the posterior ``closing``.

    ``path`` is every look at it, the one that closed it last. None where it ended by no rule
    (``has_ended`` is false: an alarm, nobody left to call) before it was so sure.

    >>> path = [Look(9, Side.BUYER, 0.97), Look(10, Side.BUYER, 0.94), Look(12, Side.BUYER, 0.99)]
    >>> at_closing(path, 0.95).ballots, at_closing(path, 0.98).ballots, at_closing(path, 1).ballots
    (9, 12, 12)
    """
    for look in path:
        if closing < 1 and look.score >= closing:
            return look
    return path[-1] if path and has_ended else None


def read(path: Sequence[Sequence[Any]] | None) -> list[Look]:
    """The looks, from the plain rows they are kept as."""
    return [Look(int(n), Side(side), float(score)) for n, side, score in path or ()]


def digest(path: Sequence[Sequence[Any]]) -> str:
    """What the ledger keeps of a path: it tells nobody which ballot went which way."""
    exact = json.dumps([list(look) for look in path], separators=(",", ":"))
    return hashlib.sha256(exact.encode()).hexdigest()


def rounded_up(threshold: float) -> float:
    """The least posterior that a policy can hold and that lets no panel close below.

    >>> rounded_up(0.9615), rounded_up(0.962), rounded_up(0.9999)
    (0.962, 0.962, 1.0)
    """
    return ceil(threshold * STEPS - 1e-9) / STEPS


def looser(
    threshold: float, sure: float, certified: Callable[[float], float | None]
) -> float | None:
    """The least posterior below ``sure`` at which panels may close and rule at once, if any.

    Whole percents are tried from the strictest down, and last the ``threshold`` in force,
    rounded up; the first that fails ends it. ``certified`` answers from where on panels would
    rule that close at a posterior; if that is more than the posterior, they close too soon.
    """
    least, found = rounded_up(threshold), None
    whole = (n / 100 for n in range(ceil(sure * 100 - 1e-9) - 1, int(least * 100), -1))
    for closing in (*(n for n in whole if n > least), least):
        if not 0.5 < closing < sure:
            break
        rules_from = certified(closing)
        if rules_from is None or rules_from > closing:
            break
        found = closing
    return found
