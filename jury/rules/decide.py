"""Deciding: when a panel's ballots make a verdict, and when they go to staff."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import ceil, exp

from .policy import Policy
from .recusal import ROUNDING
from .stopping import Look
from .words import Side, Why

EDGE = 1e-9  # log-odds summed in another order differ by less


@dataclass(frozen=True)
class Tally:
    """The ballots of a panel; ``open_seats`` are called and may still vote."""

    buyer: int
    seller: int
    cannot_judge: int
    open_seats: int
    seats: int

    def for_side(self, side: Side) -> int:
        return self.buyer if side is Side.BUYER else self.seller

    @property
    def majority(self) -> Side | None:
        """The side with more ballots, each counted alike; None for a tie."""
        if self.buyer == self.seller:
            return None
        return Side.BUYER if self.buyer > self.seller else Side.SELLER


@dataclass(frozen=True)
class Finding:
    """One condition of a verdict: what was found, what was needed, whether it is met."""

    why: Why  # the escalation's reason where it is not met
    found: float
    needed: float
    is_met: bool


@dataclass(frozen=True)
class Verdict:
    """The panel decided: ``posterior`` is the probability that ``side`` is right."""

    side: Side
    posterior: float
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Escalation:
    """The panel is not sure; ``side`` is only where its ballots lean."""

    why: Why
    side: Side
    posterior: float
    findings: tuple[Finding, ...]

    @property
    def reasons(self) -> tuple[Why, ...]:
        """Every condition that failed, the telling one first."""
        return tuple(dict.fromkeys(found.why for found in self.findings if not found.is_met))


@dataclass(frozen=True)
class Bar:
    """How sure a panel must be to rule, and how many ballots may stand against it (None: any)."""

    posterior: float
    dissent: int | None = None


def bar(policy: Policy, certified: float | None) -> Bar:
    """What a verdict has to pass: the certified threshold alone, if there is one.

    Without, the policy's fallback: nobody has measured yet how often such
    verdicts are wrong, so nearly all ballots must agree as well.
    """
    if certified is not None:
        return Bar(certified)
    return Bar(policy.fallback_posterior, policy.fallback_dissent)


def decide(
    tally: Tally,
    posterior_buyer: float,
    policy: Policy,
    certified: float | None = None,
    leak: bool = False,
) -> Verdict | Escalation:
    """A verdict if every condition is met; else an escalation with what failed.

    In order: no leak of who the parties are; fewer than the unclear share
    cannot judge; ballots enough that a side could reach the quorum; weighted
    and raw count name the same side; that side has the quorum; it passes the
    ``bar``. ValueError where the posterior is no probability.
    """
    side, posterior = _leaning(tally, posterior_buyer)
    met = bar(policy, certified)
    findings = _conditions(tally, side, policy, leak) + _sureness(tally, side, posterior, met)
    failed = [finding.why for finding in findings if not finding.is_met]
    if failed:
        return Escalation(failed[0], side, posterior, findings)
    return Verdict(side, posterior, findings)


def score(tally: Tally, posterior_buyer: float, policy: Policy, leak: bool = False) -> float:
    """How sure the panel is of the side it could rule for; 0 where no bar would let it rule.

    A panel rules for this side under a certified threshold exactly when its
    score reaches it, which is what makes scores of audited panels fit to set one.
    """
    side, posterior = _leaning(tally, posterior_buyer)
    met = all(finding.is_met for finding in _conditions(tally, side, policy, leak))
    return posterior if met else 0.0


def look_at(tally: Tally, posterior_buyer: float, policy: Policy, leak: bool = False) -> Look:
    """What a panel has come to so far, as its path keeps it."""
    ballots = tally.buyer + tally.seller + tally.cannot_judge
    side, _posterior = _leaning(tally, posterior_buyer)
    return Look(ballots, side, score(tally, posterior_buyer, policy, leak))


def may_close_early(
    tally: Tally, log_odds: float, towards_buyer: float, towards_seller: float, policy: Policy
) -> bool:
    """Whether the panel need not hear its open seats: it is sure, or could never rule.

    Sure: its ``score`` has reached the policy's ``sure_posterior``. Never: no
    votes of the open seats could give it a score above 0. Neither looks at the
    bar a verdict has to pass: what closes panels moves only where somebody
    adopts other terms, never with a certificate (decision 0008).

    ``log_odds`` is log p(buyer) − log p(seller) so far; ``towards_buyer`` and
    ``towards_seller`` are how far the most telling juror's ballot can move it
    either way. Open seats, called yet or not, may vote in any mix or not at
    all, and a ballot may move the odds anywhere in between, even against its
    own side, as that of a juror who is mostly wrong does.

    A "cannot judge" counts towards the unclear share and frees its seat for
    one more vote. The seat it calls is not open yet, so that one is not taken
    to be followed by a second: else no panel could close before its last seat.
    ValueError for a distance below 0. O(open seats squared).
    """
    if min(towards_buyer, towards_seller) < 0:
        raise ValueError("distances start at 0")
    if not tally.open_seats or _is_sure(tally, log_odds, policy):
        return True
    for after in _outcomes(tally):
        votes = after.buyer + after.seller - tally.buyer - tally.seller
        low = log_odds - votes * towards_seller - EDGE
        high = log_odds + votes * towards_buyer + EDGE
        # Odds in between add nothing: only the side they lean to matters here.
        if any(score(after, probability(odds), policy) for odds in (low, high)):
            return False
    return True


def _is_sure(tally: Tally, log_odds: float, policy: Policy) -> bool:
    sure = policy.sure_posterior
    return sure < 1 and score(tally, probability(log_odds), policy) >= sure


def probability(log_odds: float) -> float:
    """The probability with these log-odds, without overflow.

    >>> probability(0), probability(-2000), probability(2000)
    (0.5, 0.0, 1.0)
    """
    if log_odds < 0:
        return 1 - probability(-log_odds)
    return 1 / (1 + exp(-log_odds))


def unclear_limit(seats: int, policy: Policy) -> int:
    """So many who cannot judge make the case unclear."""
    return max(1, ceil(seats * policy.unclear_share - ROUNDING))


def _conditions(tally: Tally, side: Side, policy: Policy, leak: bool) -> tuple[Finding, ...]:
    """What every verdict needs, however sure the panel is."""
    limit = unclear_limit(tally.seats, policy)
    unable, votes, ours = (
        tally.cannot_judge,
        tally.buyer + tally.seller,
        tally.for_side(side),
    )
    lead = ours - tally.for_side(side.other)
    return (
        Finding(Why.LEAK, leak, 0, not leak),
        Finding(Why.UNCLEAR, unable, limit, unable < limit),
        Finding(Why.QUORUM, votes, policy.quorum, votes >= policy.quorum),
        Finding(Why.AGAINST_RAW, lead, 1, lead >= 1),
        Finding(Why.QUORUM, ours, policy.quorum, ours >= policy.quorum),
    )


def _sureness(tally: Tally, side: Side, posterior: float, met: Bar) -> tuple[Finding, ...]:
    sure = Finding(Why.BORDERLINE, posterior, met.posterior, posterior >= met.posterior)
    if met.dissent is None:
        return (sure,)
    against = tally.for_side(side.other)
    return sure, Finding(Why.BORDERLINE, against, met.dissent, against <= met.dissent)


def _leaning(tally: Tally, posterior_buyer: float) -> tuple[Side, float]:
    """The side the ballots lean to, and how probably it is right."""
    if not 0 <= posterior_buyer <= 1:
        raise ValueError(f"{posterior_buyer} is no probability")
    if posterior_buyer == 0.5:
        return tally.majority or Side.BUYER, 0.5
    if posterior_buyer > 0.5:
        return Side.BUYER, posterior_buyer
    return Side.SELLER, 1 - posterior_buyer


def _outcomes(tally: Tally) -> Iterator[Tally]:
    """Every tally the open seats could lead to, as far as ``decide`` can tell them apart."""
    seats = range(tally.open_seats + 1)
    for unable in (0, tally.open_seats):
        for buyer in seats:
            for seller in seats[: len(seats) - buyer]:
                yield replace(
                    tally,
                    buyer=tally.buyer + buyer,
                    seller=tally.seller + seller,
                    cannot_judge=tally.cannot_judge + unable,
                    open_seats=0,
                )
