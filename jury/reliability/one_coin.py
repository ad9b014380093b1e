"""One coin a juror: equally often right whatever the truth, errors spread evenly."""

import numpy as np
from numpy.typing import ArrayLike

from .dawid_skene import Fit, Rows, fitted, here
from .prior import Floats, Prior, expected, learn_row
from .sweep import Told
from .votes import Votes


def fit(
    votes: Votes,
    n_classes: int,
    *,
    n_cases: int | None = None,
    n_jurors: int | None = None,
    gold: tuple[ArrayLike, ArrayLike] | None = None,
    prior: Prior | None = None,
    start: Fit | Floats | None = None,
    rounds: int = 3,
    iterations: int = 100,
    tolerance: float = 1e-7,
    told: Told | None = None,
) -> Fit:
    """The most probable accuracies and class shares, and the truths they imply.

    p(juror j votes l | truth is k) = a_j where l = k, else (1 − a_j) / (classes − 1):
    Dawid & Skene's model with one number a juror (the homogeneous model of Zhang,
    Chen, Zhou & Jordan 2014, "Spectral methods meet EM", sect. 3.2). It needs far fewer
    votes a juror, and cannot see a juror who favours a class.

    Parameters, errors and what never falls are those of ``dawid_skene.fit``.
    Without ``prior``, the community's accuracy and its strength are learnt.

    Returns
    -------
    Fit
        ``confusion`` holds a_j on its diagonals. It is made from the sums of ``counts``
        over classes, so ``evidence``, which goes row by row, is not for it.

    Notes
    -----
    The cost of ``dawid_skene.fit``.
    """
    crowd = here(votes, n_classes, n_cases, n_jurors, gold, start)
    return fitted(crowd, ROWS, prior, rounds, iterations, tolerance, told)


def tied(counts: Floats, believed: Prior) -> Floats:
    """Rows of one accuracy a juror: (right + prior) / (all + prior); with neither, the community's.

    Of all such rows these make ``counts`` and ``believed`` most probable.
    """
    imagined = believed.strength[:, None] * believed.community
    right = _on_diagonal(counts) + np.trace(imagined)
    whole = counts.sum(axis=(1, 2)) + imagined.sum()
    accuracy = np.full(len(counts), believed.community.diagonal().mean())
    np.divide(right, whole, out=accuracy, where=whole > 0)
    return _rows(np.minimum(accuracy, 1.0, out=accuracy), counts.shape[1])


def _on_diagonal(tables: Floats) -> Floats:
    return np.asarray(np.einsum("jkk->j", tables))


def _rows(accuracy: Floats, n_classes: int) -> Floats:
    rows = np.empty((n_classes, n_classes, len(accuracy)))
    rows[:] = (1 - accuracy) / (n_classes - 1)
    for k in range(n_classes):
        rows[k, k] = accuracy
    return rows.transpose(2, 0, 1)


def _learn(counts: Floats) -> Prior:
    n_classes = counts.shape[1]
    start = expected(n_classes)
    right = _on_diagonal(counts)
    wrong = np.maximum(counts.sum(axis=(1, 2)) - right, 0.0)
    usual = start.community[0, 0]
    row, strength = learn_row(np.stack([right, wrong], axis=1), np.array([usual, 1 - usual]))
    community = _rows(row[:1], n_classes)[0]
    return Prior(community, np.full(n_classes, strength / n_classes), start.classes)


ROWS = Rows(tied, _learn)
