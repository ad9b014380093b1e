"""What is believed of a juror before, and while, little is known of them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv, gammaln

from .binomial import beta_quantile

Floats = NDArray[np.float64]

EXPECTED_DIAGONAL = 0.7  # a crowd nobody has seen yet is right this often
EXPECTED_JURORS = 2.0  # how many jurors' worth of evidence that expectation weighs
EXPECTED_STRENGTH = 8.0  # ballots; the centre of what is believed of the strength ...
STRENGTH_SPREAD = 1.0  # ... and its standard deviation, in logs
EXPECTED_CASES = 20.0  # of each class, so that the first cases of a court cannot tip the next
STRENGTHS = np.geomspace(1.0, 100.0, 24)
COARSE = 4  # strengths apart are tried first, then those between the best and its neighbours
FEW_JURORS = 2048  # whose counts are summed one by one
GRID_POINTS = 512
NEAR_ZERO = 1e-3  # ballots; what the points are even in is log(ballots + this)


@dataclass(frozen=True)
class Prior:
    """What is believed of any juror, and of the classes, before a ballot of theirs is read.

    Axes: k truth, l vote.

    Attributes
    ----------
    community : float array, shape (classes, classes)
        ``community[k, l]`` = p(a juror nobody knows votes l | truth is k); rows sum to 1.
    strength : float array, shape (classes,)
        How many ballots on cases of truth k the community row weighs in a juror's own; ≥ 0.
    classes : float array, shape (classes,)
        Cases of each truth imagined seen already; ≥ 0.
    """

    community: Floats
    strength: Floats
    classes: Floats

    def __post_init__(self) -> None:
        k = len(self.classes)
        if self.community.shape != (k, k) or self.strength.shape != (k,):
            raise ValueError(
                "community must be (classes, classes), strength and classes (classes,)"
            )
        check_rows(self.community, "community")
        for name, value in (("strength", self.strength), ("classes", self.classes)):
            if not np.all(np.isfinite(value)) or np.any(value < 0):
                raise ValueError(f"{name} must be finite and not below 0")


def check_rows(rows: Floats, name: str) -> None:
    """Refuse with ValueError whatever is no set of distributions along the last axis."""
    if not np.all(np.isfinite(rows)) or np.any(rows < 0):
        raise ValueError(f"{name} must hold finite numbers not below 0")
    if not np.allclose(rows.sum(axis=-1), 1.0, rtol=0, atol=1e-9):
        raise ValueError(f"{name}: every row must sum to 1")


def expected(n_classes: int) -> Prior:
    """The prior of a court that has seen nothing: right 7 times in 10, errors spread evenly."""
    wrong = (1 - EXPECTED_DIAGONAL) / (n_classes - 1)
    community = np.full((n_classes, n_classes), wrong)
    np.fill_diagonal(community, EXPECTED_DIAGONAL)
    return Prior(
        community,
        np.full(n_classes, EXPECTED_STRENGTH),
        np.full(n_classes, EXPECTED_CASES),
    )


def flat(n_classes: int) -> Prior:
    """No belief at all: with it the fit is the maximum likelihood of Dawid & Skene (1979)."""
    return Prior(
        np.full((n_classes, n_classes), 1 / n_classes),
        np.zeros(n_classes),
        np.zeros(n_classes),
    )


def learn(counts: Floats, classes: Floats | None = None) -> Prior:
    """The community's rows and their strength, learnt from the jurors themselves.

    Each juror's row for truth k is taken as a draw from Dirichlet(s_k · c_k), the
    counts of their votes as multinomial given the row. c_k is the mean of the
    jurors' observed rows, each weighted by n / (n + s), so that a juror of a
    thousand ballots speaks hardly louder than one of fifty, and a juror of none
    is silent; s_k maximises the Dirichlet-multinomial likelihood (Minka 2000,
    "Estimating a Dirichlet distribution", eq. 53) times a log-normal belief, over
    a fixed grid. So a freak juror moves neither by more than one juror's worth.

    Parameters
    ----------
    counts : float array, shape (jurors, classes, classes)
        ``counts[j, k, l]`` = expected number of votes l by juror j on cases of truth k; ≥ 0.
    classes : float array, shape (classes,), optional
        Passed on into the prior; one imagined case a class when not given.

    Returns
    -------
    Prior
        With no counts at all, ``expected(n_classes)``.

    Raises
    ------
    ValueError
        If counts has another shape, or holds NaN or a negative number.

    Notes
    -----
    O(jurors · classes²), whatever the grid: of more than 2,048 jurors the counts are
    gathered on 512 points first, which moves s by less than a step of the grid.
    """
    if counts.ndim != 3 or counts.shape[1] != counts.shape[2]:
        raise ValueError("counts must be (jurors, classes, classes)")
    if not np.isfinite(counts.sum()) or counts.min(initial=0) < 0:
        raise ValueError("counts must be finite and not below 0")
    start = expected(counts.shape[1])
    learnt = [learn_row(counts[:, k], start.community[k]) for k in range(counts.shape[1])]
    return Prior(
        np.array([row for row, _ in learnt]),
        np.array([strength for _, strength in learnt]),
        start.classes if classes is None else classes,
    )


def learn_row(counts: Floats, expected_row: Floats) -> tuple[Floats, float]:
    """The community's row and its strength, from counts (jurors, classes) of one truth."""
    total = counts.sum(axis=1)
    seen = total > 1e-9
    counts, total = counts[seen], total[seen]
    if not len(total):
        return expected_row, EXPECTED_STRENGTH
    totals, shares = _gathered(total, [np.ones(len(total)), *(counts / total[:, None]).T])
    cells = [_gathered(cell, [np.ones(len(cell))]) for cell in counts.T]

    def tried(strength: float) -> tuple[float, float, Floats]:
        row = shares[1:] @ (totals / (totals + strength)) + EXPECTED_JURORS * expected_row
        row /= row.sum()
        score = -(np.log(strength / EXPECTED_STRENGTH) ** 2) / (2 * STRENGTH_SPREAD**2)
        score -= shares[0] @ _log_rising(totals, strength)
        for (x, weights), a in zip(cells, strength * row, strict=True):
            score += weights[0] @ _log_rising(x, a)
        return float(score), strength, row

    strengths = STRENGTHS.tolist()
    coarse = range(0, len(strengths), COARSE)
    near = max(coarse, key=lambda n: tried(strengths[n])[0])
    fine = strengths[max(near - COARSE + 1, 0) : near + COARSE]
    _, strength, row = max(map(tried, fine), key=lambda found: found[0])
    return row, strength


def _log_rising(x: Floats, a: float) -> Floats:
    """log Γ(x + a) − log Γ(a): of which the Dirichlet-multinomial likelihood is made."""
    return np.asarray(gammaln(x + a) - gammaln(a))


def _gathered(x: Floats, weights: list[Floats]) -> tuple[Floats, Floats]:
    """Points and weights (one row a given weight) that sum smooth functions as ``x`` does.

    Few values are their own points. Many are shared out between the two nearest
    points of a grid, even in log(x + 0.001), in proportion to their nearness.
    """
    if len(x) <= FEW_JURORS:
        return x, np.array(weights)
    grid = np.linspace(np.log(NEAR_ZERO), np.log(x.max() + NEAR_ZERO), GRID_POINTS)
    points = np.exp(grid) - NEAR_ZERO
    points[0] = 0.0
    step = grid[1] - grid[0]
    below = np.minimum(((np.log(x + NEAR_ZERO) - grid[0]) / step).astype(np.int64), len(grid) - 2)
    above = np.clip((x - points[below]) / (points[below + 1] - points[below]), 0.0, 1.0)
    shared = [
        np.bincount(below, w * (1 - above), minlength=len(grid))
        + np.bincount(below + 1, w * above, minlength=len(grid))
        for w in weights
    ]
    return points, np.array(shared)


def shrink(counts: Floats, prior: Prior) -> Floats:
    """Confusion rows of jurors, drawn to the community's while few ballots are known.

    (n_jkl + s_k c_kl) / (n_jk + s_k): the mean of the Dirichlet posterior. A juror
    without ballots of truth k gets the community's row, also at strength 0.

    Parameters
    ----------
    counts : float array, shape (..., classes, classes)
        Expected votes l on cases of truth k; ≥ 0.
    prior : Prior
        Community rows and their strength.

    Returns
    -------
    float array of the shape of counts; rows sum to 1.
    """
    added: Floats = counts + prior.strength[:, None] * prior.community
    total = added.sum(axis=-1, keepdims=True)
    if total.min(initial=1.0) > 0:
        return np.asarray(np.divide(added, total, out=added))
    return np.where(total > 0, added / np.where(total > 0, total, 1.0), prior.community)


def interval(right: float, n: float, level: float = 0.95) -> tuple[float, float]:
    """Where a juror's accuracy lies, given ``right`` right of ``n``.

    Jeffreys' interval: the central ``level`` of Beta(right + ½, n − right + ½),
    with the closed end at 0 when none is right and at 1 when all are (Brown, Cai &
    DasGupta 2001, "Interval estimation for a binomial proportion", sect. 4.3).
    Counts may be fractions. With n = 0 it is (0, 1): nothing is known.

    Raises
    ------
    ValueError
        Unless 0 ≤ right ≤ n and 0 < level < 1.

    >>> tuple(round(end, 3) for end in interval(8, 10))
    (0.497, 0.956)
    """
    if not (0 <= right <= n and np.isfinite(n)):
        raise ValueError("right must lie between 0 and n")
    if not 0 < level < 1:
        raise ValueError("level must lie between 0 and 1")
    tail = (1 - level) / 2
    low = 0.0 if right == 0 else beta_quantile(tail, right + 0.5, n - right + 0.5)
    high = 1.0 if right == n else beta_quantile(1 - tail, right + 0.5, n - right + 0.5)
    return low, high


def row_intervals(counts: Floats, prior: Prior, level: float = 0.95) -> tuple[Floats, Floats]:
    """Where each number of a confusion matrix lies, given what was counted and believed.

    The central ``level`` of its Beta(c + s_k c_kl, n − c + s_k (1 − c_kl)), the margin of
    the Dirichlet whose mean is ``shrink``; at strength 0, Jeffreys' half a ballot each.
    It takes the counts for known, though most truths are only probable: somewhat narrow.

    Parameters
    ----------
    counts : float array, shape (..., classes, classes)
        Expected votes l on cases of truth k; ≥ 0.
    prior : Prior
        Community rows and their strength.
    level : float
        In (0, 1).

    Returns
    -------
    low, high : float arrays of the shape of counts
    """
    if not 0 < level < 1:
        raise ValueError("level must lie between 0 and 1")
    believed = prior.strength[:, None] * prior.community
    a = counts + np.where(believed > 0, believed, 0.5)
    b = np.maximum(a.sum(axis=-1, keepdims=True) - a, 0.5)
    tail = (1 - level) / 2
    return np.asarray(betaincinv(a, b, tail)), np.asarray(betaincinv(a, b, 1 - tail))
