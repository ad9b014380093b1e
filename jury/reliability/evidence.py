"""What the votes say of each case, told by two models that have not seen the case itself."""

import numpy as np
from scipy.special import log_softmax

from .dawid_skene import Fit
from .prior import EXPECTED_STRENGTH, Floats
from .temper import held_out
from .votes import Integers, Votes, check_votes

CORRELATION = 0.15  # of jurors' errors on one case, as recorded crowds show before any audit


def evidence(votes: Votes, fit: Fit) -> Floats:
    """Log-probability of each class of each case: the mean of two models' log-posteriors.

    One model is Dawid & Skene's, with all the rows of a juror; the other knows a juror by one
    number, the share of votes that were right. Where they differ the mean is less sure, which
    is what makes it rank cases better than either (a logarithmic opinion pool: Genest & Zidek
    1986, "Combining probability distributions", sect. 3). Both leave a vote's own case out
    when they judge its juror, and both are tempered by the number of votes, as if errors on
    one case had a correlation of ``CORRELATION``: so a case of 20 votes is surer than one of
    3, but not seven times as sure.

    Parameters
    ----------
    votes : three int arrays
        The votes the fit was made from.
    fit : Fit
        Its gold is known to both models; cases to be audited must not have been gold.

    Returns
    -------
    float array, shape (cases, classes)
        exp of a row sums to 1. A case without votes gets what the class shares give.

    Raises
    ------
    ValueError
        If the votes do not fit the Fit.

    Notes
    -----
    O(votes · classes). Deterministic.
    """
    n_cases, n_classes = fit.posterior.shape
    case, juror, vote, _, _ = check_votes(votes, n_classes, n_cases, len(fit.confusion))
    seen = np.maximum(np.bincount(case, minlength=n_cases), 1)
    tempered = 1 / (1 + (seen - 1) * CORRELATION)[:, None]  # as ``Temper.exponent``
    rows = held_out((case, juror, vote), fit, np.arange(n_cases))
    shares = np.log(fit.prior)
    many = log_softmax(shares + tempered * rows, axis=1)
    one = log_softmax(shares + tempered * _one_coin(case, juror, vote, fit), axis=1)
    return np.asarray(log_softmax((many + one) / 2, axis=1))


def answers(told: Floats) -> Integers:
    """The likeliest class of each case, the lower one where two are equal; shape (cases,)."""
    return np.asarray(told.argmax(axis=1), dtype=np.int64)


def scores(told: Floats) -> Floats:
    """How far the likeliest class of each case is ahead of the next, in log-odds; ≥ 0."""
    best = np.sort(told, axis=1)[:, -2:]
    return np.asarray(best[:, 1] - best[:, 0])


def _one_coin(case: Integers, juror: Integers, vote: Integers, fit: Fit) -> Floats:
    """Σ_j log p(vote of juror j | truth is k) up to a constant, each juror one accuracy.

    Right votes are counted by the fit's posterior, without the case's own, and shrunk to the
    crowd's mean by ``EXPECTED_STRENGTH`` votes.
    """
    n_cases, n_classes = fit.posterior.shape
    right = fit.posterior[case, vote]
    mean = (right.sum() + 1) / (len(right) + 2)
    counted = np.bincount(juror, right, minlength=len(fit.confusion))[juror] - right
    votes = np.bincount(juror, minlength=len(fit.confusion))[juror] - 1
    accuracy = (counted + EXPECTED_STRENGTH * mean) / (votes + EXPECTED_STRENGTH)
    weight = np.log(accuracy) - np.log((1 - accuracy) / (n_classes - 1))
    flat = np.bincount(case * n_classes + vote, weight, minlength=n_cases * n_classes)
    return np.asarray(flat.reshape(n_cases, n_classes), dtype=np.float64)
