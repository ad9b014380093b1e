"""One case at a time: its posterior from what is known of its jurors, who are then known better."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import softmax

from .dawid_skene import Fit
from .prior import Floats, shrink
from .votes import Integers, check_cases, check_classes


@dataclass(frozen=True)
class Closed:
    """What a closed case says. Axes: b ballot, k truth, l vote.

    Attributes
    ----------
    posterior : float array, shape (classes,)
        p(truth is k), by the jurors' rows as they were before the case.
    juror : int array, shape (ballots,)
        Who voted.
    counts, confusion : float arrays, shape (ballots, classes, classes)
        Their expected votes and their rows with this case taken in.
    """

    posterior: Floats
    juror: Integers
    counts: Floats
    confusion: Floats


def update(
    fit: Fit, ballots: tuple[ArrayLike, ArrayLike], truth: int | None = None, exponent: float = 1.0
) -> Closed:
    """The posterior of one new case, and what its jurors are known for after it.

    p(truth is k) ∝ prior[k] · ∏_b confusion[b, k, vote_b]^exponent; then each juror's
    expected votes grow by it: one step of incremental EM (Neal & Hinton 1998, "A view of
    the EM algorithm that justifies incremental, sparse, and other variants", sect. 3), and
    SWAP's update (Marshall et al. 2016, "Space Warps I", sect. 5) for any number of classes.
    Nothing of ``fit`` is changed: see ``absorb``.

    Parameters
    ----------
    fit : Fit
        The community's rows and strength, class shares, and the jurors' counts.
    ballots : two int arrays, shape (ballots,)
        Jurors, each once, and the class each voted for.
    truth : int, optional
        The case's class where it is known (gold, an audit): it is what jurors are then
        counted by; the posterior stays what the ballots say.
    exponent : float
        In (0, 1]: how far the ballots are believed, ``Temper.exponent(seats)``.

    Raises
    ------
    ValueError
        On a juror or class that the fit does not know, a juror named twice, or an exponent
        outside (0, 1].

    Notes
    -----
    O(ballots · classes²), whatever the crowd's size. Earlier cases are not judged anew and
    the shares of classes stay: refit now and then, with ``start=``.
    """
    n_classes = len(fit.prior)
    juror = check_cases(ballots[0], len(fit.confusion), "juror")
    vote = check_classes(ballots[1], n_classes, len(juror))
    if not 0 < exponent <= 1:
        raise ValueError("exponent must lie in (0, 1]")
    each = np.arange(len(juror))
    with np.errstate(divide="ignore"):
        told = np.log(fit.confusion[juror][each, :, vote]).sum(axis=0)
        posterior = np.asarray(softmax(np.log(fit.prior) + exponent * told))
    if np.isnan(posterior).any():
        raise ValueError("some votes are impossible under every class")
    known = (
        posterior if truth is None else np.eye(n_classes)[check_classes([truth], n_classes, 1)[0]]
    )
    counts = fit.counts[juror]
    counts[each, :, vote] += known
    return Closed(posterior, juror, counts, shrink(counts, fit.believed))


def absorb(fit: Fit, closed: Closed) -> None:
    """Write what a closed case says of its jurors into the fit's own arrays, in O(ballots)."""
    fit.counts[closed.juror] = closed.counts
    fit.confusion[closed.juror] = closed.confusion
