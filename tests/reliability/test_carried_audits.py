"""Audits of a strict stopping rule, carried to a looser one: what they prove stays true."""

from collections.abc import Callable
from functools import cache
from math import sqrt

import numpy as np
import pytest

from jury.reliability.certify import certify
from jury.rules.stopping import Look, at_closing, looser
from jury.rules.words import Side

STRICT, SEATS, CASES = 0.99, 17, 6_000
ALPHA, DELTA, TIMES = 0.05, 0.10, 150
MOST_BROKEN = DELTA * TIMES + 3 * sqrt(TIMES * DELTA * (1 - DELTA))
Closing = Callable[[float], tuple[np.ndarray, np.ndarray]]


def closings(quorum: int, ease: tuple[float, float], weights: tuple[float, float]) -> Closing:
    """Panels of a court that believes in independent jurors, which they are not.

    A case's ease is drawn once, and each of its jurors is right with that chance. The buyer is
    always in the right. Answers, for any closing posterior, each panel's score and whether its
    side was the true one.
    """
    rng = np.random.default_rng(20261126)
    right = rng.random((CASES, SEATS)) < rng.beta(*ease, size=CASES)[:, None]
    odds = np.cumsum(np.where(right, 1, -1) * rng.uniform(*weights, size=right.shape), axis=1)
    told = np.cumsum(right, axis=1)
    paths = [_path(*rows, quorum) for rows in zip(odds.tolist(), told.tolist(), strict=True)]

    @cache
    def closing(posterior: float) -> tuple[np.ndarray, np.ndarray]:
        ends = [at_closing(path, posterior) for path in paths]
        scores, sides = zip(*((end.score, end.side is Side.BUYER) for end in ends), strict=True)
        return np.array(scores), np.array(sides)

    return closing


def _path(odds: list[float], buyers: list[int], quorum: int) -> list[Look]:
    """What a court that closes at ``STRICT`` saw of the panel, from its quorum on."""
    path: list[Look] = []
    for n, (log_odds, buyer) in enumerate(zip(odds, buyers, strict=True), start=1):
        side = Side.BUYER if log_odds > 0 else Side.SELLER
        ours = buyer if side is Side.BUYER else n - buyer
        may_rule = ours >= quorum and 2 * ours > n
        score = float(1 / (1 + np.exp(-abs(log_odds)))) if may_rule else 0.0
        if n >= quorum:
            path.append(Look(n, side, score))
        if score >= STRICT:
            break
    return path


WORLDS = {
    "a quorum of nine": closings(9, (6, 2), (0.3, 0.8)),
    "an easy court": closings(5, (9, 1.5), (0.4, 1.1)),
    "errors that grow where panels close sooner": closings(3, (8, 1.6), (0.6, 1.6)),
    "errors about alpha": closings(5, (7, 1.9), (0.4, 1.1)),
}


class Court:
    """A court that has closed 2,000 panels at ``STRICT``, a tenth of them audited by lot."""

    def __init__(self, closing: Closing, seed: int) -> None:
        rng = np.random.default_rng(seed)
        self.closing = closing
        self.heard = rng.integers(CASES, size=2_000)
        self.audited = self.heard[rng.random(2_000) < 0.1]

    def certified(self, posterior: float) -> float | None:
        score, right = self.closing(posterior)
        every, known = score[self.heard], score[self.audited]
        was_right = right[self.audited][known > 0]
        kept = every[every > 0]
        return certify(known[known > 0], was_right, ALPHA, DELTA, population=kept).threshold

    def rules_from(self, posterior: float) -> float | None:
        """From where on panels rule that close at the posterior, as the office asks."""
        found, score = self.certified(posterior), self.closing(posterior)[0][self.heard]
        if found is None or np.any((posterior <= score) & (score < found)):
            return found
        return min(found, posterior)

    def keeps_its_promise(self, posterior: float, threshold: float) -> bool:
        """Whether at most alpha of the verdicts are wrong where panels close at the posterior."""
        score, right = self.closing(posterior)
        decides = score >= threshold
        return bool(np.mean(~right[decides]) <= ALPHA) if decides.any() else True

    def adopt(self) -> tuple[float, float | None]:
        """Adopt what is offered, again and again till nothing is; where it closes and rules."""
        sure, threshold = STRICT, self.certified(STRICT)
        while threshold is not None:
            closing = looser(threshold, sure, self.rules_from)
            if closing is None:
                break
            sure, threshold = closing, self.certified(closing)
        return sure, threshold


@pytest.mark.parametrize("world", WORLDS)
@pytest.mark.parametrize("closing", [0.95, 0.8])
def test_a_looser_rule_fixed_beforehand_keeps_its_promise(world, closing):
    broken = 0
    for seed in range(TIMES):
        court = Court(WORLDS[world], seed)
        threshold = court.certified(closing)
        broken += threshold is not None and not court.keeps_its_promise(closing, threshold)
    assert broken <= MOST_BROKEN


@pytest.mark.parametrize("world", WORLDS)
def test_a_rule_chosen_by_the_audits_that_certify_it_keeps_its_promise(world):
    broken = adopted = 0
    for seed in range(TIMES):
        court = Court(WORLDS[world], seed)
        closing, threshold = court.adopt()
        adopted += closing < STRICT
        broken += threshold is not None and not court.keeps_its_promise(closing, threshold)
    assert broken <= MOST_BROKEN
    assert adopted > 0


def test_scores_of_the_strict_rule_would_not_have_kept_it():
    """A certificate of how panels were at the strict closing does not see how they err sooner."""
    world, broken = WORLDS["errors that grow where panels close sooner"], 0
    for seed in range(TIMES):
        court = Court(world, seed)
        threshold = court.certified(STRICT)
        broken += threshold is not None and not court.keeps_its_promise(0.8, min(threshold, 0.8))
    assert broken > MOST_BROKEN
