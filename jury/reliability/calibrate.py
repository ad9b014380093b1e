"""Probabilities that can be believed: evidence brought to scale by cases of known truth."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .dawid_skene import Fit
from .evidence import answers, evidence, scores
from .prior import Floats
from .temper import Learnt, learnt
from .votes import Integers, Votes, check_cases, check_classes

FOLDS = 10
Known = tuple[ArrayLike, ArrayLike]  # cases, and their classes
NOBODY: Known = (np.zeros(0, np.int64), np.zeros(0, np.int64))


@dataclass(frozen=True)
class Calibration:
    """Axes: cases, classes; audited cases in the order they were given.

    An audited case's own truth had no part in what stands here of it: it is judged by what the
    other known cases taught.

    Attributes
    ----------
    answer : int array, shape (cases,)
        The class the crowd names.
    score : float array, shape (cases,)
        How sure it is, to rank cases by and to ``certify``: log-odds, in the evidence's unit.
    posterior : float array, shape (cases, classes)
        p(truth is k), calibrated. Rows sum to 1, and the answer is the likeliest.
    correct : bool array, shape (audited,)
        Whether the answer was right.
    learnt : Learnt
        What the evidence was multiplied by, and what was added to it.
    """

    answer: Integers
    score: Floats
    posterior: Floats
    correct: NDArray[np.bool_]
    learnt: Learnt


def calibrate(votes: Votes, fit: Fit, audited: Known, gold: Known = NOBODY) -> Calibration:
    """Answers, scores to certify by, and posteriors that are right as often as they say.

    ``evidence`` is brought to scale by the known cases (``temper.learnt``): by all of them for
    cases of unknown truth, and for an audited case by those of the other nine tenths (cross-
    fitting), so that it can be held against its own truth.

    Parameters
    ----------
    votes : three int arrays
        The votes the fit was made from.
    fit : Fit
    audited : two int arrays
        Cases of known truth and their class: a random sample. To ``certify`` by them they must
        not have been gold in the fit.
    gold : two int arrays, optional
        More cases to learn from, random or not, which are not to be judged. They may have been
        gold in the fit, because ``evidence`` leaves out what a case itself told.

    Returns
    -------
    Calibration
        Without a known case, by what is believed before any.

    Raises
    ------
    ValueError
        If the votes do not fit the Fit, or a known case is unknown to it, named twice or given
        no class.

    Notes
    -----
    Scores that audits had no part in at all come of passing cases as ``gold`` alone; the promise
    of ``certify`` is then proved, whereas cross-fitted scores keep it because ten scales learnt
    from nine tenths of the cases hardly differ: docs/reliability.md has what was measured.

    O(votes · classes) and eleven small fits. Deterministic.
    """
    return brought_to_scale(evidence(votes, fit), audited, gold)


def brought_to_scale(told: Floats, audited: Known, gold: Known = NOBODY) -> Calibration:
    """``calibrate`` for any evidence: finite log-probabilities, (cases, classes)."""
    n_cases, n_classes = told.shape
    n_audited = len(np.atleast_1d(audited[0]))
    known = check_cases(np.r_[audited[0], gold[0]], n_cases)
    truth = check_classes(np.r_[audited[1], gold[1]], n_classes, len(known))
    whole = learnt(told[known], truth)
    posterior, shifted = whole.apply(told), whole.shifted(told)
    fold = np.where(np.arange(len(known)) < n_audited, np.arange(len(known)) % FOLDS, -1)
    for left_out in range(min(FOLDS, n_audited)):
        here = known[fold == left_out]
        others = learnt(told[known[fold != left_out]], truth[fold != left_out])
        posterior[here], shifted[here] = others.apply(told[here]), others.shifted(told[here])
    named = answers(shifted)
    return Calibration(
        answer=named,
        score=scores(shifted),
        posterior=np.exp(posterior),
        correct=named[known[:n_audited]] == truth[:n_audited],
        learnt=whole,
    )
