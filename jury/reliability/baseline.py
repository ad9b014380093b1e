"""The majority of votes: what reliability must beat, and what a court falls back on."""

import numpy as np
from numpy.typing import NDArray

from .prior import Floats
from .votes import Votes, check_votes

TIE = -1


def shares(votes: Votes, n_classes: int, n_cases: int | None = None) -> Floats:
    """How many votes each class has in each case, shape (cases, classes)."""
    case, _, vote, n_cases, _ = check_votes(votes, n_classes, n_cases, None)
    counted = np.bincount(case * n_classes + vote, minlength=n_cases * n_classes)
    return counted.reshape(n_cases, n_classes).astype(np.float64)


def majority(votes: Votes, n_classes: int, n_cases: int | None = None) -> NDArray[np.int64]:
    """The class with most votes in each case, or ``TIE`` where no class leads alone.

    Parameters
    ----------
    votes : three int arrays of one length
        Case, juror, class voted, in any order.
    n_classes : int
        At least 2.
    n_cases : int, optional
        How many cases there are, if more than the votes name; one without votes is a tie.

    Returns
    -------
    int array, shape (cases,)

    >>> majority(([0, 0, 0, 1, 1], [0, 1, 2, 0, 1], [1, 1, 0, 0, 1]), 2)
    array([ 1, -1])
    """
    counted = shares(votes, n_classes, n_cases)
    leaders = counted == counted.max(axis=1, keepdims=True)
    return np.where(leaders.sum(axis=1) == 1, leaders.argmax(axis=1), TIE)


def accuracy(decided: NDArray[np.int64], truth: NDArray[np.int64], n_classes: int) -> float:
    """The share of cases decided rightly, a tie counting as a fair guess; NaN without cases."""
    if decided.shape != truth.shape:
        raise ValueError("decided and truth must be of one length")
    right = np.where(decided == TIE, 1 / n_classes, decided == truth)
    return float(right.mean()) if len(right) else float("nan")
