"""How many ballots a case takes when its panel may close before the last seat has voted."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
from scipy.special import softmax

from bench.crowds import Crowd, Floats, Integers, absent, crowds, first_of_each_case
from jury.reliability.dawid_skene import fit
from jury.reliability.evidence import vote_weights
from jury.reliability.prior import shrink
from jury.reliability.temper import PANEL_CORRELATION, Temper

SEATS, SEEDS, LEAST_VOTES = 17, 5, 13
POSTERIORS = (0.99, 0.98, 0.95, 0.90)
QUORUMS = (9, 5)  # of 17: the court's own, and a smaller one
FIRST = 3  # ballots before a panel may close for being sure enough


def measure(folder: Path) -> list[str]:
    """A row a rule: ballots a case and points of accuracy against all of the panel's ballots."""
    chosen = [crowd for crowd in crowds(folder) if _votes_a_case(crowd) >= LEAST_VOTES]
    if not chosen:
        return absent("stopping", folder)
    panels = [_Panels(crowd, seed) for crowd in chosen for seed in range(SEEDS)]
    lines = [
        f"{', '.join(crowd.name for crowd in chosen)}; {SEATS} seats, {SEEDS} orders of votes each",
        f"{'closing when':38} {'ballots':>7} {'saved':>6} {'accuracy':>8}  points, 95 % interval",
    ]
    full = [panel.right_at(panel.length) for panel in panels]
    for name, rule in RULES.items():
        closed = [rule(panel) for panel in panels]
        right = [panel.right_at(at) for panel, at in zip(panels, closed, strict=True)]
        ballots = float(np.mean([at.mean() for at in closed]))
        whole = float(np.mean([panel.length.mean() for panel in panels]))
        lines.append(
            f"{name:38} {ballots:7.2f} {1 - ballots / whole:6.1%} "
            f"{np.mean([r.mean() for r in right]):8.3f}  {_difference(right, full)}"
        )
    return lines


def _votes_a_case(crowd: Crowd) -> float:
    return float(np.median(np.bincount(crowd.votes[0])))


class _Panels:
    """Every case of known truth as a panel: what is known after each ballot, in random order.

    Jurors are known from all cases but the one they sit on, as a court would from its past.
    Axes: cases, ballots cast (from 0), classes.
    """

    def __init__(self, crowd: Crowd, seed: int) -> None:
        rng = np.random.default_rng(seed)
        case, juror, vote = votes = first_of_each_case(crowd.votes, SEATS, rng)
        fitted = fit(votes, crowd.n_classes, n_cases=crowd.n_cases)
        each = np.arange(len(case))
        counts = fitted.counts[juror]
        counts[each, :, vote] -= fitted.posterior[case]
        counts = np.maximum(counts, 0.0)
        of_each = replace(fitted, counts=counts, confusion=shrink(counts, fitted.believed))
        told = vote_weights(of_each)[each, :, vote]
        at = each - np.searchsorted(case, case) + 1
        step = np.zeros((crowd.n_cases, SEATS + 1, crowd.n_classes))
        counted = np.zeros_like(step)
        step[case, at], counted[case, at, vote] = told, 1.0
        exponent = Temper(PANEL_CORRELATION).exponent(SEATS)
        joint = np.log(fitted.prior) + exponent * step.cumsum(axis=1)
        self.posterior: Floats = softmax(joint[crowd.known], axis=2)
        self.tally: Floats = counted.cumsum(axis=1)[crowd.known]
        self.length: Integers = np.bincount(case, minlength=crowd.n_cases)[crowd.known]
        self.truth = crowd.truth

    def right_at(self, ballots: Integers) -> Floats:
        """Whether the likeliest class after so many ballots is the true one, case by case."""
        told = self.posterior[np.arange(len(ballots)), ballots]
        return (told.argmax(axis=1) == self.truth).astype(np.float64)

    def first(self, may_close: Floats) -> Integers:
        """The first number of ballots at which a panel may close, or all it has."""
        may_close[np.arange(len(self.length)), self.length] = True
        return may_close.argmax(axis=1)

    def unassailable(self) -> Floats:
        """Whether the ballots still out could not even equal the leading class's lead."""
        counts = np.sort(self.tally, axis=2)
        open_seats = self.length[:, None] - np.arange(SEATS + 1)
        return counts[:, :, -1] - counts[:, :, -2] > open_seats

    def sure(self, threshold: float) -> Floats:
        enough = np.arange(SEATS + 1) >= FIRST
        return (self.posterior.max(axis=2) >= threshold) & enough

    def sure_with(self, threshold: float, quorum: int) -> Floats:
        """Whether the likeliest class has the quorum and the most ballots, and is so likely."""
        likeliest = self.posterior.argmax(axis=2)[:, :, None]
        ours = np.take_along_axis(self.tally, likeliest, axis=2)[:, :, 0]
        others = self.tally.copy()
        np.put_along_axis(others, likeliest, -1.0, axis=2)
        may_rule = (ours >= quorum) & (ours > others.max(axis=2))
        return may_rule & (self.posterior.max(axis=2) >= threshold)

    def hopeless(self, quorum: int) -> Floats:
        """Whether no class could reach the quorum any more; none is sure before it has."""
        open_seats = self.length[:, None] - np.arange(SEATS + 1)
        return self.tally.max(axis=2) + open_seats < quorum

    def court(self, threshold: float, quorum: int) -> Integers:
        """When the court closes: its side has the quorum and is sure, or it could never rule."""
        return self.first(self.sure_with(threshold, quorum) | self.hopeless(quorum))


RULES: dict[str, Callable[[_Panels], Integers]] = {
    "all have voted": lambda panels: panels.length,
    "the majority is unassailable": lambda panels: panels.first(panels.unassailable()),
    **{
        f"or posterior ≥ {threshold}": lambda panels, threshold=threshold: panels.first(
            panels.unassailable() | panels.sure(threshold)
        )
        for threshold in POSTERIORS
    },
    **{
        f"the court's rule, quorum {quorum}, ≥ {threshold:.2f}": (
            lambda panels, threshold=threshold, quorum=quorum: panels.court(threshold, quorum)
        )
        for quorum in QUORUMS
        for threshold in POSTERIORS
    },
}


def _difference(right: list[Floats], full: list[Floats]) -> str:
    """Points of accuracy gained, the mean over panels' sets; cases drawn again with repetition."""
    gained = [100 * (one - other) for one, other in zip(right, full, strict=True)]
    rng = np.random.default_rng(0)
    again = [
        np.mean([rng.choice(points, len(points)).mean() for points in gained]) for _ in range(500)
    ]
    low, high = np.quantile(again, [0.025, 0.975])
    return f"{np.mean([points.mean() for points in gained]):+.2f} ({low:+.2f} to {high:+.2f})"
