"""One closing panel: its ballots weighed by what is known of the jurors who cast them."""

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import softmax

from .prior import Floats, check_rows
from .temper import Temper
from .votes import check_classes


def log_posterior(
    told: ArrayLike, choices: ArrayLike, prior: ArrayLike, temper: Temper, seats: int
) -> Floats:
    """log p(truth is k | ballots) up to a constant, for one panel.

    scale · (log prior[k] + t · Σ_j told[j, k, choices[j]]) + bias[k], where t is
    ``temper.exponent(seats)``.

    Parameters
    ----------
    told : float array, shape (ballots, classes, classes)
        ``told[j, k, l]`` = log p(the juror of ballot j votes l | truth is k), of one model or the
        mean of several (``evidence.vote_weights``); finite.
    choices : int array, shape (ballots,)
        Class voted. "Cannot judge" is no vote: leave the ballot out.
    prior : float array, shape (classes,)
        p(truth is k) before any vote, each > 0; sums to 1.
    temper : Temper
        What the court believed of jurors erring together.
    seats : int
        Seats of the panel, whether or not all voted; at least as many as ballots.

    Returns
    -------
    float array, shape (classes,)
        For two classes ``out[1] - out[0]`` are the log-odds of class 1.

    Raises
    ------
    ValueError
        If shapes disagree, a choice names no class, the prior is no distribution or 0
        somewhere, anything is NaN or infinite, or there are more ballots than seats.

    Notes
    -----
    O(ballots · classes); half a millisecond for a panel of 17 on a busy machine.
    """
    p, table = np.asarray(prior, dtype=np.float64), np.asarray(told, dtype=np.float64)
    k = p.shape[0] if p.ndim == 1 else -1
    table = table.reshape(0, k, k) if table.size == 0 and k > 0 else table
    if k < 2 or table.ndim != 3 or table.shape[1:] != (k, k):
        raise ValueError("told must be (ballots, classes, classes), prior (classes,)")
    check_rows(p, "prior")
    if not (np.all(np.isfinite(table)) and np.all(p > 0)):
        raise ValueError("nothing may be impossible: one ballot must not settle a case alone")
    n = len(table)
    voted = check_classes(choices, k, n)
    if n > seats:
        raise ValueError("there are more ballots than seats")
    summed = table[np.arange(n), :, voted].sum(axis=0)
    return temper.apply(np.log(p) + temper.exponent(seats) * summed)


def panel_posterior(
    told: ArrayLike, choices: ArrayLike, prior: ArrayLike, temper: Temper, seats: int
) -> Floats:
    """p(truth is k | ballots) of one panel, shape (classes,): ``log_posterior`` normalised.

    Without ballots it is the prior, brought to scale. Refuses what ``log_posterior`` refuses.

    >>> juror = np.log([[0.9, 0.1], [0.1, 0.9]])
    >>> panel_posterior([juror], [0], [0.5, 0.5], Temper(0.0), seats=17).round(3)
    array([0.9, 0.1])
    """
    return np.asarray(softmax(log_posterior(told, choices, prior, temper, seats)))
