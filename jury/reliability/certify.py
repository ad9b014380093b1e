"""The certificate: how loose a threshold may be before the court's error is no longer proved."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .audits import ALPHA, DELTA, most_wrong, needed
from .binomial import at_most
from .prior import Floats

STEPS = 40  # thresholds are tried that take in so many equal shares of all cases, one by one:
MIDDLE = 20  # from the surer half on, or as much later as it takes to expect audits enough ...
SURE = 1.5  # ... even so many standard deviations below expectation;
SUREST = 4  # and from the surest tenth, or as much later as it takes to test by ...
RESERVED = 0.1  # ... this part of delta, so that a court of hard cases is not left with nothing


@dataclass(frozen=True)
class Threshold:
    """What random audits prove of the cases at or above a score.

    Attributes
    ----------
    threshold : float or None
        A case of this score or more may be decided by the crowd; None: nothing is proved.
    certified_error : float or None
        alpha: what the error of those cases is at most, with confidence 1 − delta.
    bound : float or None
        What these audits leave possible when they are taken alone, at most alpha. Not promised:
        the threshold was chosen by the audits that it is reckoned from.
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
    bound: float | None
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
    population: ArrayLike | None = None,
) -> Threshold:
    """The loosest threshold whose selective error is ≤ ``alpha`` at confidence 1 − ``delta``.

    Fixed-sequence testing (Angelopoulos et al. 2021, "Learn then Test"):
    thresholds are quantiles of the scores of *all* cases, which are known before any
    audit is read, so choosing them costs no confidence. Each asks whether the error of
    the cases above it exceeds alpha, by the exact binomial test of the audits above it;
    the first that cannot be refuted ends the sequence. The first true hypothesis
    met is refuted with probability ≤ delta, whatever the scores are worth and however
    error and score hang together, and so the whole promise is broken that rarely.

    The sequence starts not at the strictest threshold, where one wrong audit would end it,
    but at the median of the population, or looser where fewer audits than the test needs
    (``audits.needed``) would be expected above that. Where there are audits enough, a second
    one starts among the surer cases, from the surest tenth on, with a tenth of delta; if it
    comes as far as the median, the first has the whole delta again (the fallback procedure,
    Wiens 2003).

    Parameters
    ----------
    scores : float array, shape (audited,)
        Of the audited cases, the higher the surer. They must be a uniform random sample of
        the population, and their truth must have had no part in any score.
    correct : bool array, shape (audited,)
        Whether the crowd's class was the true one.
    alpha, delta : float
        The error to stay below and the chance of being mistaken about it; in (0, 1).
    population : float array, shape (cases,), optional
        The scores of all cases, audited ones included. The audited alone when not given: as
        valid, but ``decided`` then speaks of them.

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
    >>> proved.threshold, proved.decided, proved.certified_error, round(proved.bound, 3)
    (0.5, 1.0, 0.05, 0.023)
    """
    score, right, every = _checked(scores, correct, alpha, delta, population)
    least = needed(0, alpha, delta)
    own = _shares_of_delta(every, len(score), alpha, delta)
    carried, proved = 0.0, None
    for threshold, share in own.items():
        n, k = _audits_above(threshold, score, right)
        level = (carried + share) * delta
        is_proved = level > 0 and at_most(k, n, alpha) <= level
        carried = carried + share if is_proved else 0.0
        proved = (threshold, n, k, level) if is_proved else proved
    if proved is None:
        first = max(own, key=lambda threshold: own[threshold], default=0.0)
        n, k = _audits_above(first, score, right)
        return Threshold(None, None, None, 0.0, n, k, n >= least, needed(k, alpha, delta))
    threshold, n, k, level = proved
    decided = float(np.mean(every >= threshold))
    needs = needed(k, alpha, level)
    return Threshold(threshold, alpha, most_wrong(k, n, level), decided, n, k, True, needs)


def _checked(
    scores: ArrayLike,
    correct: ArrayLike,
    alpha: float,
    delta: float,
    population: ArrayLike | None,
) -> tuple[Floats, NDArray[np.bool_], Floats]:
    score = np.asarray(scores, dtype=np.float64)
    every = score if population is None else np.asarray(population, dtype=np.float64)
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


def _audits_above(threshold: float, score: Floats, right: NDArray[np.bool_]) -> tuple[int, int]:
    above = score >= threshold
    return int(np.sum(above)), int(np.sum(above & ~right))


def _shares_of_delta(every: Floats, audited: int, alpha: float, delta: float) -> dict[float, float]:
    """The thresholds to try, from the highest, and which part of delta each has of its own."""
    first = _first(MIDDLE, audited, len(every), needed(0, alpha, delta))
    surest = _first(SUREST, audited, len(every), needed(0, alpha, delta * RESERVED))
    parts = {first: 1.0}
    if surest < first:
        parts = {surest: RESERVED, first: 1 - RESERVED}
    descending, own = np.sort(every)[::-1], dict[float, float]()
    for step in range(min(parts), STEPS + 1):
        if len(every):
            threshold = float(descending[-(-step * len(every) // STEPS) - 1])
            own[threshold] = own.get(threshold, 0.0) + parts.get(step, 0.0)
    return own


def _first(earliest: int, audited: int, cases: int, least: int) -> int:
    """The first step, not before ``earliest``, above which enough audits are to be expected."""
    share = np.arange(earliest, STEPS) / STEPS
    spread = np.sqrt(audited * share * (1 - share) * (1 - audited / max(cases, 1)))
    able = audited * share - SURE * spread >= least
    return earliest + int(np.argmax(able)) if able.any() else STEPS
