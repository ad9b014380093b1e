"""What the votes say of each case, told by two models that have not seen the case itself."""

import numpy as np
from scipy.special import log_softmax, logsumexp, softmax

from .dawid_skene import Fit
from .left_out import by_others
from .prior import EXPECTED_STRENGTH, Floats
from .sweep import each
from .table import Block, Table, lay_out
from .votes import Integers, Votes, check_votes

CORRELATION = 0.1  # of jurors' errors on one case, as recorded crowds show before any audit
EASE = (0.25, 0.5, 1.0, 2.0)  # what a case may multiply the log-odds of a right vote by
IMAGINED_CASES = 5.0  # of each ease
ROUNDS = 10  # of learning how common each ease is


def evidence(votes: Votes, fit: Fit) -> Floats:
    """Log-probability of each class of each case: the mean of two models' log-posteriors.

    One model is Dawid & Skene's: a juror has a row for each class and all cases are alike. In
    the other a juror has one number, the share of votes that were right, and cases are of
    different ``EASE``, which is summed out (Whitehill et al. 2009, "Whose vote should count
    more", there fitted case by case). Where the models differ their mean is less
    sure, and so it ranks cases better than either (a logarithmic opinion pool: Genest & Zidek
    1986, "Combining probability distributions"). Both leave a vote's own case out
    when they judge its juror, and both are tempered by the number of votes, as if errors on
    one case had a correlation of ``CORRELATION``: a case of 20 votes is surer than one of 3,
    but not seven times as sure.

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
        If the votes do not fit the Fit, or it calls some vote or class impossible, as one of
        maximum likelihood may: nothing could be weighed against that.

    Notes
    -----
    O(votes · classes). Deterministic.
    """
    n_cases, n_classes = fit.posterior.shape
    case, juror, vote, _, _ = check_votes(votes, n_classes, n_cases, len(fit.confusion))
    seen = np.maximum(np.bincount(case, minlength=n_cases), 1)
    tempered = 1 / (1 + (seen - 1) * CORRELATION)[:, None]  # as ``Temper.exponent``
    rows = _by_rows(lay_out((case, juror, vote), n_classes, n_cases, len(fit.confusion)), fit)
    with np.errstate(divide="ignore"):
        shares = np.log(fit.prior)
    if not (np.all(np.isfinite(rows)) and np.all(np.isfinite(shares))):
        raise ValueError("the fit must leave every vote and class possible: give it a prior")
    many = log_softmax(shares + tempered * rows, axis=1)
    one = log_softmax(shares + tempered * _of_any_ease(case, juror, vote, fit), axis=1)
    return np.asarray(log_softmax((many + one) / 2, axis=1))


def _by_rows(table: Table, fit: Fit) -> Floats:
    """log p(votes of the case | truth is k) by Dawid & Skene: as ``held_out`` for every case."""
    told_of, rows = by_others(fit.counts, fit.believed), np.empty_like(fit.posterior)

    def judged(block: Block) -> None:
        rows[block.cases] = told_of(block, fit.posterior[block.cases])

    list(each(table.blocks, judged))
    return rows


def answers(told: Floats) -> Integers:
    """The likeliest class of each case, the lower one where two are equal; shape (cases,)."""
    return np.asarray(told.argmax(axis=1), dtype=np.int64)


def scores(told: Floats) -> Floats:
    """How far the likeliest class of each case is ahead of the next, in log-odds; ≥ 0."""
    best = np.sort(told, axis=1)[:, -2:]
    return np.asarray(best[:, 1] - best[:, 0])


def _of_any_ease(case: Integers, juror: Integers, vote: Integers, fit: Fit) -> Floats:
    """log p(votes of the case | truth is k), jurors of one accuracy each and cases of any ease.

    A vote is right with probability e^{ab} / (e^{ab} + classes − 1) for a juror of log-odds a
    and a case of ease b.
    """
    n_cases, n_classes = fit.posterior.shape
    odds = _log_odds(juror, fit.posterior[case, vote], fit)
    told = np.empty((n_cases, n_classes, len(EASE)))
    for n, ease in enumerate(EASE):
        wrong = -np.logaddexp(ease * odds, np.log(n_classes - 1))
        right = np.bincount(case * n_classes + vote, ease * odds, minlength=n_cases * n_classes)
        told[:, :, n] = np.bincount(case, wrong, minlength=n_cases)[:, None]
        told[:, :, n] += right.reshape(n_cases, n_classes)
    return np.asarray(logsumexp(told + np.log(_common(told, fit.prior)), axis=2))


def _log_odds(juror: Integers, right: Floats, fit: Fit) -> Floats:
    """For each vote, how much likelier its juror is right than wrong in one certain way.

    Right votes are counted by the fit's posterior, without the case's own, and shrunk to the
    crowd's mean by ``EXPECTED_STRENGTH`` votes.
    """
    mean = (right.sum() + 1) / (len(right) + 2)
    counted = np.bincount(juror, right, minlength=len(fit.confusion))[juror] - right
    votes = np.bincount(juror, minlength=len(fit.confusion))[juror] - 1
    accuracy = (counted + EXPECTED_STRENGTH * mean) / (votes + EXPECTED_STRENGTH)
    return np.asarray(np.log(accuracy * (len(fit.prior) - 1) / (1 - accuracy)))


def _common(told: Floats, prior: Floats) -> Floats:
    """How common each ease is, learnt by EM from all cases at once."""
    n_cases, n_classes, n = told.shape
    joint, common = told + np.log(prior)[:, None], np.full(n, 1 / n)
    for _ in range(ROUNDS):
        held = softmax((joint + np.log(common)).reshape(n_cases, -1), axis=1)
        counted = held.reshape(n_cases, n_classes, n).sum(axis=(0, 1)) + IMAGINED_CASES
        common = counted / counted.sum()
    return np.asarray(common)
