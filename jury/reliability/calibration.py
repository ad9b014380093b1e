"""Whether a stated probability can be believed: scores of posteriors against known truth."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .prior import Floats, check_rows

Truth = NDArray[np.int64]


@dataclass(frozen=True)
class Curve:
    """Cases gathered by stated confidence. Axis: bins that hold a case, from low to high.

    ``stated`` is the mean confidence of a bin, ``right`` the share that was right, ``cases``
    how many it holds.
    """

    stated: Floats
    right: Floats
    cases: NDArray[np.int64]


def brier(posterior: Floats, truth: Truth) -> float:
    """Mean of Σ_k (posterior_ik − [truth_i = k])² (Brier 1950, eq. 2): 0 perfect, 2 worst.

    Parameters
    ----------
    posterior : float array, shape (cases, classes)
        Rows sum to 1.
    truth : int array, shape (cases,)

    Raises
    ------
    ValueError
        Without cases, on shapes that disagree, NaN, or a truth that names no class.
    """
    _check(posterior, truth)
    return float(((posterior - np.eye(posterior.shape[1])[truth]) ** 2).sum(axis=1).mean())


def log_loss(posterior: Floats, truth: Truth) -> float:
    """Mean of −log posterior[truth], in nats; infinite if a truth was called impossible."""
    _check(posterior, truth)
    with np.errstate(divide="ignore"):
        return float(-np.log(posterior[np.arange(len(truth)), truth]).mean())


def reliability_curve(posterior: Floats, truth: Truth, bins: int = 10) -> Curve:
    """How often the likeliest class was right, by how likely it was said to be.

    ``bins`` of equal width between 1 / classes and 1, the lowest a confidence can be
    and the highest; empty ones are left out. A confidence on an edge counts above it.
    """
    _check(posterior, truth)
    if bins < 1:
        raise ValueError("there must be at least one bin")
    stated, right = posterior.max(axis=1), posterior.argmax(axis=1) == truth
    edges = np.linspace(1 / posterior.shape[1], 1, bins + 1)[1:-1]
    bin_of = np.digitize(stated, edges)
    cases = np.bincount(bin_of, minlength=bins)
    held = cases > 0
    return Curve(
        np.bincount(bin_of, stated, minlength=bins)[held] / cases[held],
        np.bincount(bin_of, right, minlength=bins)[held] / cases[held],
        cases[held],
    )


def ece(posterior: Floats, truth: Truth, bins: int = 10) -> float:
    """Expected calibration error: mean over cases of |stated − right| of their bin, 0 to 1.

    Naeini, Cooper & Hauskrecht (2015), "Obtaining well calibrated probabilities", sect. 3.
    """
    curve = reliability_curve(posterior, truth, bins)
    return float(np.average(np.abs(curve.stated - curve.right), weights=curve.cases))


def interval_of(
    measure: Callable[[Floats, Truth], float],
    posterior: Floats,
    truth: Truth,
    rng: np.random.Generator,
    level: float = 0.95,
    times: int = 500,
) -> tuple[float, float]:
    """Where a measure of these cases would lie for others like them.

    The central ``level`` of its values over cases drawn again with repetition (Efron &
    Tibshirani 1993, "An introduction to the bootstrap", sect. 13.3). Of ``ece``, which
    drawing again can only make larger, it is the basic interval: twice the value less the
    ends, not below 0 (sect. 13.4). The same generator state gives the same interval.

    Parameters
    ----------
    measure : function of (posterior, truth)
        ``brier``, ``log_loss``, ``ece`` or another mean over cases.

    Raises
    ------
    ValueError
        On a level outside (0, 1), or what the measure refuses.
    """
    _check(posterior, truth)
    if not 0 < level < 1 or times < 1:
        raise ValueError("level must lie between 0 and 1, and times be at least 1")
    drawn = (rng.integers(len(truth), size=len(truth)) for _ in range(times))
    again = [measure(posterior[chosen], truth[chosen]) for chosen in drawn]
    low, high = np.quantile(again, [(1 - level) / 2, (1 + level) / 2])
    if measure is ece:
        twice = 2 * ece(posterior, truth)
        low, high = max(twice - high, 0.0), max(twice - low, 0.0)
    return float(low), float(high)


def _check(posterior: Floats, truth: Truth) -> None:
    if posterior.ndim != 2 or truth.shape != posterior.shape[:1] or not len(truth):
        raise ValueError("posterior must be (cases, classes) and truth (cases,), cases at least 1")
    check_rows(posterior, "posterior")
    if truth.min() < 0 or truth.max() >= posterior.shape[1]:
        raise ValueError(f"truth must lie between 0 and {posterior.shape[1] - 1}")
