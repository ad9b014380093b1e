"""How far a sum of log-likelihoods may be believed, learnt from cases of known truth."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import log_softmax

from .prior import Floats
from .votes import Integers, check_classes

CORRELATION = 0.15  # of jurors' errors on one case, as recorded crowds show before any audit;
PANEL_CORRELATION = 0.1  # the same by a panel's seats, of which a third or so need not be heard
SCALE_SPREAD = 0.35  # of the logarithm of the scale, believed to be 1
BIAS_SPREAD = 0.7  # of each class's bias and reliance, believed to be 0
ESCALATED_WEIGHT = 0.25  # of a case known only because it was hard, beside 1 for gold and audits


@dataclass(frozen=True)
class Temper:
    """What is known of jurors erring together, and of the classes.

    Votes on one case are not independent given its truth: a hard case fools many.
    ``n`` votes with correlation ρ tell as much as n / (1 + (n − 1) ρ) independent
    ones (Kish 1965, "Survey Sampling", sect. 5.4), so a summed log-likelihood is
    multiplied by 1 / (1 + (n − 1) ρ). In a panel n is its seats, fixed when it is drawn, and
    not the ballots cast: so one more ballot never lowers the side it is for, where both models
    of its juror know them as right more often than not, whichever side is.

    Attributes
    ----------
    correlation : float
        ρ ≥ 0; at 0 votes are independent. ``Temper()`` is the court that knows no truth yet.
    scale : float
        What the evidence, class shares and all, is multiplied by; > 0. Below 1, the crowd
        was too sure of itself.
    bias : tuple of float, a class each
        What is then added for each class; nothing when empty. A crowd may say "the seller is
        right" too readily, whoever says it.
    """

    correlation: float = CORRELATION
    scale: float = 1.0
    bias: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        if not (np.isfinite(self.correlation) and self.correlation >= 0):
            raise ValueError("correlation must be finite and not below 0")
        if not (np.isfinite(self.scale) and self.scale > 0 and np.all(np.isfinite(self.bias))):
            raise ValueError("scale must be finite and above 0, each bias finite")

    def exponent(self, n: ArrayLike) -> Floats:
        """What the summed log-likelihood of n votes or seats, each ≥ 1, is multiplied by."""
        votes = np.asarray(n, dtype=np.float64)
        if np.any(votes < 1):
            raise ValueError("a panel has at least one seat")
        return np.asarray(1 / (1 + (votes - 1) * self.correlation))

    def apply(self, told: Floats) -> Floats:
        """Evidence, (…, classes), brought to scale; up to a constant of each row."""
        return np.asarray(self.scale * told + (np.array(self.bias) if self.bias else 0.0))


@dataclass(frozen=True)
class Learnt:
    """What known truths say of evidence. ``reliance`` is added to the class answered."""

    scale: float
    bias: Floats
    reliance: Floats

    def apply(self, told: Floats) -> Floats:
        """Log-probability of each class, (cases, classes), of evidence brought to scale."""
        return np.asarray(log_softmax(self.scale * self.shifted(told), axis=1))

    def shifted(self, told: Floats) -> Floats:
        """The evidence with bias and reliance alone, in its own unit: what cases rank by."""
        answered = np.arange(told.shape[1]) == told.argmax(axis=1)[:, None]
        return np.asarray(told + (self.bias + answered * self.reliance) / self.scale)


def learnt(told: Floats, truth: ArrayLike, weights: ArrayLike | None = None) -> Learnt:
    """The most probable scale, bias and reliance under what is believed of them before.

    Minimises −Σ_i w_i log softmax(scale · told_i + bias + reliance at the class answered) at the
    truth, and what normal beliefs of spread ``SCALE_SPREAD`` and ``BIAS_SPREAD`` cost (Guo et
    al. 2017, "On calibration of modern neural networks", sect. 4.2, with a prior: thirty cases
    settle little).

    Parameters
    ----------
    told : float array, shape (known, classes)
        ``evidence`` of cases of known truth, which had no part in it.
    truth : int array, shape (known,)
    weights : float array, shape (known,), optional
        1 where the case is a random one (gold, blind audit), ``ESCALATED_WEIGHT`` where it is
        known because the panel was not sure: hard cases say too little of the others. All 1
        when not given.

    Returns
    -------
    Learnt
        Scale 1 and nothing else when nothing is known. Reliance is 0 for two classes, where
        bias says the same.

    Raises
    ------
    ValueError
        If shapes disagree, a truth names no class, a weight is below 0, or anything is NaN or
        infinite.
    """
    known, n_classes = told.shape
    y = check_classes(truth, n_classes, known)
    w = np.ones(known) if weights is None else np.asarray(weights, dtype=np.float64)
    if (
        w.shape != y.shape
        or np.any(w < 0)
        or not (np.isfinite(told).all() and np.isfinite(w).all())
    ):
        raise ValueError("told and weights must be finite, a row and a weight ≥ 0 for each truth")
    if known == 0:
        return Learnt(1.0, np.zeros(n_classes), np.zeros(n_classes))
    found = _most_probable(told, y, w)
    reliance = found[1 + n_classes :] if n_classes > 2 else np.zeros(n_classes)
    return Learnt(float(np.exp(found[0])), found[1 : 1 + n_classes], reliance)


def _most_probable(told: Floats, truth: Integers, weights: Floats) -> Floats:
    """log scale, bias and, for more than two classes, reliance."""
    from scipy.optimize import minimize  # a third of a second, which only a fit need pay

    n_classes = told.shape[1]
    hit, said = np.eye(n_classes)[truth], np.eye(n_classes)[told.argmax(axis=1)]
    more = n_classes if n_classes > 2 else 0
    precision = np.r_[SCALE_SPREAD**-2.0, np.full(n_classes + more, BIAS_SPREAD**-2.0)]

    def misfit(at: Floats) -> tuple[float, Floats]:
        scaled = np.exp(at[0]) * told
        shift = at[1 : 1 + n_classes] + (said * at[1 + n_classes :] if more else 0.0)
        logs = log_softmax(scaled + shift, axis=1)
        miss = weights[:, None] * (np.exp(logs) - hit)
        slopes = [miss.sum(axis=0)] + ([(miss * said).sum(axis=0)] if more else [])
        slope = np.r_[(miss * scaled).sum(), *slopes] + precision * at
        cost = (weights[:, None] * hit * logs).sum() - (precision * at**2).sum() / 2
        return float(-cost), slope

    start = np.zeros(len(precision))
    return np.asarray(minimize(misfit, start, jac=True, method="L-BFGS-B").x)
