"""Probabilities that can be believed: evidence brought to scale by cases of known truth."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import log_softmax, softmax

from .dawid_skene import Fit
from .evidence import answers, evidence, scores
from .prior import Floats
from .votes import Integers, Votes, check_cases, check_classes

FOLDS = 10
SCALE_SPREAD = 0.35  # of the logarithm of the scale, believed to be 1
BIAS_SPREAD = 0.7  # of each class's bias, believed to be 0


@dataclass(frozen=True)
class Calibration:
    """Axes: cases, classes; audited cases in the order they were given.

    Attributes
    ----------
    answer : int array, shape (cases,)
        The class the crowd names. No audit had a part in it.
    score : float array, shape (cases,)
        How sure it is, to rank cases by and to ``certify``: no audit had a part in it.
    posterior : float array, shape (cases, classes)
        p(truth is k), calibrated: an audited case by the other audits only, so that these rows
        can be held against the audits. Rows sum to 1. Its likeliest class may differ from
        ``answer`` where neither is sure.
    correct : bool array, shape (audited,)
        Whether the answer was right.
    scale : float
        What the evidence was multiplied by: below 1, the crowd was too sure of itself.
    bias : float array, shape (classes,)
        What was added to the evidence for each class.
    """

    answer: Integers
    score: Floats
    posterior: Floats
    correct: NDArray[np.bool_]
    scale: float
    bias: Floats


def calibrate(votes: Votes, fit: Fit, audited: tuple[ArrayLike, ArrayLike]) -> Calibration:
    """Answers, scores to certify by, and posteriors that are right as often as they say.

    The posterior is softmax(bias + scale · ``evidence``), scale and biases the most probable
    ones under what is believed of them before (Guo et al. 2017, "On calibration of modern
    neural networks", sect. 4.2, with a prior: thirty audits settle little).

    Parameters
    ----------
    votes : three int arrays
        The votes the fit was made from.
    fit : Fit
    audited : two int arrays
        Cases of known truth and their class: a random sample. For ``score`` and ``correct``
        to be fit to ``certify`` they must not have been gold in the fit; for ``posterior``
        alone they may, because ``evidence`` leaves out what a case itself told.

    Returns
    -------
    Calibration
        Without audits, by what is believed before any.

    Raises
    ------
    ValueError
        If the votes do not fit the Fit, or an audited case is unknown, named twice or given no
        class.

    Notes
    -----
    O(votes · classes) and eleven small fits. Deterministic.
    """
    told = evidence(votes, fit)
    known = check_cases(audited[0], len(told))
    truth = check_classes(audited[1], told.shape[1], len(known))
    whole = learnt(told[known], truth)
    posterior = _scaled(told, whole)
    fold = np.arange(len(known)) % FOLDS
    for left_out in range(min(FOLDS, len(known))):
        here = fold == left_out
        others = learnt(told[known[~here]], truth[~here])
        posterior[known[here]] = _scaled(told[known[here]], others)
    named = answers(told)
    return Calibration(
        answer=named,
        score=scores(told),
        posterior=posterior,
        correct=named[known] == truth,
        scale=float(np.exp(whole[0])),
        bias=whole[1:],
    )


def learnt(told: Floats, truth: Integers) -> Floats:
    """The most probable log scale and bias of each class, shape (1 + classes,).

    Minimises −Σ_i log softmax(bias + scale · told_i)[truth_i] and what normal beliefs of
    spread ``SCALE_SPREAD`` and ``BIAS_SPREAD`` cost; all 0 when nothing is known.
    """
    from scipy.optimize import minimize  # a third of a second, which only a fit need pay

    n_classes = told.shape[1]
    precision = np.r_[SCALE_SPREAD**-2.0, np.full(n_classes, BIAS_SPREAD**-2.0)]
    hit = np.eye(n_classes)[truth]

    def misfit(at: Floats) -> tuple[float, Floats]:
        scaled = np.exp(at[0]) * told
        logs = log_softmax(scaled + at[1:], axis=1)
        miss = np.exp(logs) - hit
        slope = np.r_[(miss * scaled).sum(), miss.sum(axis=0)] + precision * at
        return float(-(hit * logs).sum() + (precision * at**2).sum() / 2), slope

    return np.asarray(minimize(misfit, np.zeros(1 + n_classes), jac=True, method="BFGS").x)


def _scaled(told: Floats, at: Floats) -> Floats:
    return np.asarray(softmax(np.exp(at[0]) * told + at[1:], axis=1))
