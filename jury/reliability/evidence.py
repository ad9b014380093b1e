"""What the votes say of each case, told by two models that have not seen the case itself."""

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import log_softmax, logsumexp

from .dawid_skene import Fit
from .left_out import by_others
from .prior import EXPECTED_DIAGONAL, EXPECTED_JURORS, EXPECTED_STRENGTH, Floats
from .sweep import each
from .table import Block, lay_out
from .temper import Temper
from .votes import Integers, Votes, check_cases


def evidence(votes: Votes, fit: Fit) -> Floats:
    """Log-probability of each class of each case, before anything is learnt from known truths.

    The fit's class shares and ``held_out``, tempered by the number of votes (``Temper``): a
    case of 20 votes is surer than one of 3, but not seven times as sure.

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
    with np.errstate(divide="ignore"):
        told, shares = held_out(votes, fit), np.log(fit.prior)
    if not (np.all(np.isfinite(told)) and np.all(np.isfinite(shares))):
        raise ValueError("the fit must leave every vote and class possible: give it a prior")
    seen = np.bincount(np.asarray(votes[0], dtype=np.int64), minlength=len(told))
    exponent = Temper().exponent(np.maximum(seen, 1))
    return np.asarray(log_softmax(shares + exponent[:, None] * told, axis=1))


def answers(told: Floats) -> Integers:
    """The likeliest class of each case, the lower one where two are equal; shape (cases,)."""
    return np.asarray(told.argmax(axis=1), dtype=np.int64)


def scores(told: Floats) -> Floats:
    """How far the likeliest class of each case is ahead of all others together, in log-odds."""
    best = told.argmax(axis=1)[:, None]
    rest = np.where(np.arange(told.shape[1]) == best, -np.inf, told)
    return np.asarray(np.take_along_axis(told, best, axis=1)[:, 0] - logsumexp(rest, axis=1))


def vote_weights(fit: Fit) -> Floats:
    """What a vote of each juror says of a case still to come, (jurors, classes, classes).

    ``vote_weights[j, k, l]`` is log p(juror j votes l | truth is k), the mean of two models'. One
    is Dawid & Skene's, where a juror has a row for each class. In the other a juror is one
    number, the share of votes that were right, by whatever class. The one sees more, the other
    is mistaken less about jurors of few votes; where they differ, their mean says less, and so
    it ranks cases better than either (a logarithmic opinion pool: Genest & Zidek 1986,
    "Combining probability distributions"). So rows need not sum to 1.
    """
    return pooled(fit.confusion, accuracies(fit))


def pooled(rows: Floats, accuracy: ArrayLike) -> Floats:
    """The mean of the two models' logs for jurors of such rows and such accuracy."""
    right = np.asarray(accuracy, dtype=np.float64)[..., None, None]
    n_classes = rows.shape[-1]
    one = np.where(np.eye(n_classes, dtype=bool), right, (1 - right) / (n_classes - 1))
    return np.asarray((np.log(rows) + np.log(one)) / 2)


def accuracies(fit: Fit) -> Floats:
    """The share of each juror's votes expected to be right, shrunk to the community's."""
    return _shrunk(_right(fit.counts), fit.counts.sum(axis=(1, 2)), fit)


def community_accuracy(fit: Fit) -> float:
    """The share of all votes expected to be right, drawn to what is expected of a crowd unseen."""
    imagined = EXPECTED_JURORS * EXPECTED_STRENGTH
    right = _right(fit.counts).sum() + imagined * EXPECTED_DIAGONAL
    return float(right / (fit.counts.sum() + imagined))


def _right(counts: Floats) -> Floats:
    return np.asarray(np.trace(counts, axis1=1, axis2=2))


def _shrunk(right: Floats, votes: Floats, fit: Fit) -> Floats:
    believed = EXPECTED_STRENGTH * community_accuracy(fit)
    return np.asarray((right + believed) / (votes + EXPECTED_STRENGTH))


def held_out(votes: Votes, fit: Fit, cases: ArrayLike | None = None) -> Floats:
    """Σ of ``vote_weights`` for chosen cases, each judged as if it had not been in the fit.

    Every juror's counts lose what the case itself put into them before they are used:
    leave-one-out at the price of one pass. (The case's pull on the community's rows and on
    other cases stays; it is of the order 1 / cases.)

    Parameters
    ----------
    votes : three int arrays
        The votes the fit was made from.
    fit : Fit
        Its posterior says what each case contributed: gold wholly to its class.
    cases : int array, shape (chosen,), optional
        Which cases; each once. All when not given.

    Returns
    -------
    float array, shape (chosen, classes)
        Up to a constant of each case; 0 for a case without votes.

    Raises
    ------
    ValueError
        If the votes do not fit the Fit, or a case is unknown or named twice.

    Notes
    -----
    O(votes · classes), whichever cases are chosen.
    """
    n_cases, n_classes = fit.posterior.shape
    chosen = slice(None) if cases is None else check_cases(cases, n_cases)
    table = lay_out(votes, n_classes, n_cases, len(fit.confusion))
    by_row, by_accuracy = by_others(fit.counts, fit.believed), _by_accuracy(fit)
    told = np.empty_like(fit.posterior)

    def judged(block: Block) -> None:
        own = fit.posterior[block.cases]
        told[block.cases] = (by_row(block, own) + by_accuracy(block, own)) / 2

    list(each(table.blocks, judged))
    return told[chosen]


def _by_accuracy(fit: Fit) -> Callable[[Block, Floats], Floats]:
    """As ``by_others``, for jurors who are one number each."""
    n_jurors, n_classes = len(fit.counts), len(fit.prior)
    right, voted = _right(fit.counts), fit.counts.sum(axis=(1, 2))

    def told(block: Block, own: Floats) -> Floats:
        vote, juror = np.divmod(block.seen.indices.astype(np.intp), n_jurors)
        case = np.arange(len(own)).repeat(np.diff(block.seen.indptr))
        at = case * n_classes + vote
        accuracy = _shrunk(right.take(juror) - own.ravel().take(at), voted.take(juror) - 1, fit)
        odds = np.log(accuracy * (n_classes - 1) / (1 - accuracy))
        return np.asarray(np.bincount(at, odds, minlength=own.size).reshape(own.shape))

    return told
