"""The certificate: from which score on at most a share alpha of the answers is wrong."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from .audits import most_wrong, needed
from .binomial import at_most

STEPS = 20  # how finely the sample is cut: thresholds are tried at these shares of it


@dataclass(frozen=True)
class Threshold:
    """What audits allow to be promised.

    ``threshold`` is the least score to decide from, with ``certified_error`` the
    exact bound there; both None where no promise can be kept. ``audited`` is the size
    of the sample; ``enough`` whether so many could have proved the promise at all,
    ``needed`` how many audited answers above a threshold it takes.
    """

    threshold: float | None
    certified_error: float | None
    audited: int
    enough: bool
    needed: int


def certify(scores: ArrayLike, correct: ArrayLike, alpha: float, delta: float) -> Threshold:
    """The loosest threshold whose selective error is at most alpha, with confidence 1 − delta.

    Fixed-sequence testing (Angelopoulos et al. 2021, "Learn then Test", sect. 2.3):
    thresholds fixed by the scores alone, from the strictest that could pass to the
    loosest, each tested by the exact binomial tail at level delta, until one fails.

    Parameters
    ----------
    scores : float array, shape (audited,)
        How sure each audited answer was; 0 for one that would never be given.
    correct : bool array, shape (audited,)
    alpha : float
        The error allowed, in (0, 1).
    delta : float
        The chance that the promise is broken, in (0, 1).

    Raises
    ------
    ValueError
        If shapes disagree, a score is not finite, or alpha or delta lies outside.

    Notes
    -----
    Audited answers must be exchangeable with those to come. O(n log n).

    >>> certify([0.9] * 45, [True] * 45, 0.05, 0.10).threshold
    0.9
    """
    s, right = np.asarray(scores, dtype=np.float64), np.asarray(correct, dtype=bool)
    if s.ndim != 1 or s.shape != right.shape or not np.all(np.isfinite(s)):
        raise ValueError("scores and correct must be two equally long rows, scores finite")
    if not (0 < alpha < 1 and 0 < delta < 1):
        raise ValueError("alpha and delta lie between 0 and 1")
    first = needed(0, alpha, delta)
    given = np.sort(s[s > 0])[::-1]
    found: float | None = None
    error: float | None = None
    wanted = first
    for n in _sequence(len(given), first):
        decided = s >= given[n - 1]
        wrong, total = int((~right[decided]).sum()), int(decided.sum())
        if at_most(wrong, total, alpha) > delta:
            wanted = needed(wrong, alpha, delta) if found is None else wanted
            break
        found, error, wanted = float(given[n - 1]), most_wrong(wrong, total, delta), total
    return Threshold(found, error, len(s), len(given) >= first, wanted)


def _sequence(n: int, first: int) -> list[int]:
    """How many answers, from the surest on, each test looks at."""
    if n < first:
        return []
    steps = np.linspace(first, n, STEPS).astype(int)
    return sorted(set(steps.tolist()))
