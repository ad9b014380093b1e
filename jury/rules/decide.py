"""Deciding: when a panel's ballots make a verdict, and when they go to staff."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import ceil, exp

from .policy import Policy
from .recusal import ROUNDING
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


def decide(
    tally: Tally, posterior_buyer: float, policy: Policy, leak: bool = False
) -> Verdict | Escalation:
    """A verdict if every condition is met; else an escalation with what failed.

    In order: no leak of who the parties are; fewer than the unclear share
    cannot judge; ballots enough that a side could reach the quorum; weighted
    and raw count name the same side; that side has the quorum; its posterior
    is past the threshold. ValueError where the posterior is no probability.
    """
    if not 0 <= posterior_buyer <= 1:
        raise ValueError(f"{posterior_buyer} is no probability")
    side = _leaning(tally, posterior_buyer)
    posterior = posterior_buyer if side is Side.BUYER else 1 - posterior_buyer
    findings = _findings(tally, side, posterior, policy, leak)
    failed = [finding.why for finding in findings if not finding.is_met]
    if failed:
        return Escalation(failed[0], side, posterior, findings)
    return Verdict(side, posterior, findings)


def may_close_early(
    tally: Tally, log_odds: float, towards_buyer: float, towards_seller: float, policy: Policy
) -> bool:
    """Whether no votes of the open seats could change what ``decide`` answers.

    ``log_odds`` is log p(buyer) − log p(seller) so far; ``towards_buyer`` and
    ``towards_seller`` are how far the most telling juror's ballot can move it
    either way. Open seats may vote in any mix or not at all, and a ballot may
    move the odds anywhere in between, even against its own side, as that of a
    juror who is mostly wrong does.

    A "cannot judge" counts towards the unclear share and frees its seat for
    one more vote. The seat it calls is not open yet, so that one is not taken
    to be followed by a second: else no panel could close before its last seat.
    ValueError for a distance below 0. O(open seats squared).
    """
    if min(towards_buyer, towards_seller) < 0:
        raise ValueError("distances start at 0")
    now = _answer(tally, log_odds, policy)
    for after in _outcomes(tally):
        votes = after.buyer + after.seller - tally.buyer - tally.seller
        low = log_odds - votes * towards_seller - EDGE
        high = log_odds + votes * towards_buyer + EDGE
        # Odds in between add nothing: the answer changes at most once on each
        # side of even, and a tie or a lack of ballots does not look at the odds.
        if any(_answer(after, odds, policy) != now for odds in (low, high)):
            return False
    return True


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


def _findings(
    tally: Tally, side: Side, posterior: float, policy: Policy, leak: bool
) -> tuple[Finding, ...]:
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
        Finding(Why.BORDERLINE, posterior, policy.threshold, posterior >= policy.threshold),
    )


def _leaning(tally: Tally, posterior_buyer: float) -> Side:
    if posterior_buyer == 0.5:
        return tally.majority or Side.BUYER
    return Side.BUYER if posterior_buyer > 0.5 else Side.SELLER


def _answer(tally: Tally, log_odds: float, policy: Policy) -> Side | Why:
    answer = decide(tally, probability(log_odds), policy)
    return answer.side if isinstance(answer, Verdict) else answer.why


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
