"""The certificate: how loose a threshold may be before the court's error is no longer proved."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import bdtr

from .audits import ALPHA, DELTA, most_wrong, needed
from .prior import Floats

START = 0.5  # testing starts with the surer half of the cases ...
SURE = 1.5  # ... or with so many more that enough audits are to be expected, at this many sd
STEP = 0.025  # and takes in this share of all cases at a time


@dataclass(frozen=True)
class Threshold:
    """What random audits prove of the cases at or above a score.

    Attributes
    ----------
    threshold : float or None
        A case of this score or more may be decided by the crowd; None: nothing is proved.
    certified_error : float or None
        The largest error those cases may have with confidence 1 − delta, at most alpha.
    decided : float
        The share of the population at or above the threshold.
    audited, wrong : int
        Audits at or above it, and how many found the crowd wrong; without a threshold, those
        of the first test, which failed.
    enough : bool
        Whether that many audits could have proved anything, had none found the crowd wrong.
    needed : int
        The fewest audits that prove alpha with so many wrong; more than ``audited`` while
        there is no threshold.
    """

    threshold: float | None
    certified_error: float | None
    decided: float
    audited: int
    wrong: int
    enough: bool
    needed: int


def certify(
    scores: ArrayLike,
    correct: ArrayLike,
    alpha: float = ALPHA,
    delta: float = DELTA,
    *,
    population: ArrayLike,
) -> Threshold:
    """The loosest threshold whose selective error is ≤ ``alpha`` at confidence 1 − ``delta``.

    Fixed-sequence testing (Angelopoulos et al. 2021, "Learn then Test", sect. 2.3):
    thresholds are quantiles of the scores of *all* cases, which are known before any
    audit is read, so choosing them costs no confidence. Each asks whether the error of
    the cases above it exceeds alpha, by the exact binomial test of the audits above it;
    the first that cannot be refuted ends the sequence. The first true hypothesis
    met is refuted with probability ≤ delta, whatever the scores are worth and however
    error and score hang together, and so the whole promise is broken that rarely.

    The sequence starts not at the strictest threshold, where one wrong audit would end it,
    but at the median of the population, or looser where fewer audits than the test needs
    (``audits.needed``) would be expected above that.

    Parameters
    ----------
    scores : float array, shape (audited,)
        Of the audited cases, the higher the surer. They must be a uniform random sample of
        the population, and their truth must have had no part in any score.
    correct : bool array, shape (audited,)
        Whether the crowd's class was the true one.
    alpha, delta : float
        The error to stay below and the chance of being mistaken about it; in (0, 1).
    population : float array, shape (cases,)
        The scores of all cases, audited ones included.

    Raises
    ------
    ValueError
        On shapes that disagree, NaN or infinite scores, correct that is not of booleans, more
        audits than cases, or alpha or delta outside (0, 1).

    Notes
    -----
    The binomial test holds for cases still to come; it is a little stricter than a
    hypergeometric one, which would speak of this population alone. O(cases · log cases).

    >>> surely = np.linspace(0.5, 1, 1000)
    >>> proved = certify(surely[::10], np.ones(100, bool), population=surely)
    >>> proved.enough, proved.decided, round(proved.certified_error, 3), proved.audited
    (True, 1.0, 0.023, 100)
    """
    score, right, every = _checked(scores, correct, alpha, delta, population)
    least = needed(0, alpha, delta)
    tried = _thresholds(every, _start(len(score), len(every), least))
    audited = np.array([np.sum(score >= t) for t in tried], dtype=np.int64)
    wrong = np.array([np.sum(~right[score >= t]) for t in tried], dtype=np.int64)
    refuted = _chance(wrong, audited, alpha) <= delta
    passed = len(tried) if refuted.all() else int(np.argmin(refuted))
    last = max(passed - 1, 0)
    n, k = (int(count[last]) if len(tried) else 0 for count in (audited, wrong))
    if passed == 0 or len(tried) == 0:
        return Threshold(None, None, 0.0, n, k, n >= least, needed(k, alpha, delta))
    share = float(np.mean(every >= tried[last]))
    proved = most_wrong(k, n, delta)
    return Threshold(float(tried[last]), proved, share, n, k, True, needed(k, alpha, delta))


def _checked(
    scores: ArrayLike, correct: ArrayLike, alpha: float, delta: float, population: ArrayLike
) -> tuple[Floats, NDArray[np.bool_], Floats]:
    score, every = (np.asarray(s, dtype=np.float64) for s in (scores, population))
    right = np.asarray(correct)
    if score.ndim != 1 or every.ndim != 1 or right.shape != score.shape:
        raise ValueError("scores and correct must be of one length, and population a row of scores")
    if len(right) and right.dtype != np.bool_:
        raise ValueError("correct must hold True and False only")
    if not (np.all(np.isfinite(score)) and np.all(np.isfinite(every))):
        raise ValueError("every score must be a finite number")
    if len(score) > len(every):
        raise ValueError("there are more audits than cases")
    if not (0 < alpha < 1 and 0 < delta < 1):
        raise ValueError("alpha and delta must lie between 0 and 1")
    return score, right.astype(np.bool_), every


def _chance(wrong: NDArray[np.int64], audited: NDArray[np.int64], alpha: float) -> Floats:
    """P(no more than these are wrong) if each were wrong with probability alpha."""
    return np.where(audited > wrong, bdtr(wrong, np.maximum(audited, 1), alpha), 1.0)


def _start(audited: int, cases: int, least: int) -> float:
    """The share of all cases that the first test is about."""
    shares = np.arange(START, 1, STEP)
    spread = np.sqrt(audited * shares * (1 - shares) * (1 - audited / max(cases, 1)))
    able = audited * shares - SURE * spread >= least
    return float(shares[np.argmax(able)]) if able.any() else 1.0


def _thresholds(every: Floats, start: float) -> Floats:
    """The scores that bound the best ``start`` of all cases, and so on down to the lowest."""
    shares = start + STEP * np.arange(round((1 - start) / STEP) + 1)
    ranks = np.ceil(shares * len(every) - 1e-6).astype(np.int64) - 1
    return np.unique(np.sort(every)[::-1][ranks])[::-1] if len(every) else every
