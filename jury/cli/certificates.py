"""Which cases of a file count as decided: those that its audits prove to be right often enough."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jury.outside.files import Truths
from jury.reliability.audits import needed
from jury.reliability.baseline import shares
from jury.reliability.calibrate import NOBODY, Known, calibrate
from jury.reliability.certify import certify
from jury.reliability.dawid_skene import Fit
from jury.reliability.prior import Floats
from jury.reliability.votes import Integers, Votes

Judged = tuple[Integers, Floats, Floats]  # label, confidence, score


@dataclass(frozen=True)
class Stated:
    """What may be said of the cases. ``confidence`` is of the likeliest class, case by case.

    ``n_above`` audits were at or above the threshold, ``n_wrong`` of them found the crowd wrong,
    and with so many it takes ``n_needed``; without a threshold, at the first score tried.
    """

    label: Integers
    confidence: Floats
    decided: NDArray[np.bool_]
    threshold: float | None
    certified_error: float | None
    n_audited: int
    n_above: int
    n_wrong: int
    n_needed: int


def state(
    votes: Votes,
    found: Fit,
    is_calibrated: bool,
    gold: Truths,
    audited: Truths,
    alpha: float,
    delta: float,
    is_exact: bool,
) -> Stated:
    """The certificate of a fit by random audits; nothing is decided where they prove nothing.

    A gold case is no audit: its truth had a part in the fit. Where it is to be exact, audits
    teach nothing, not even one another's cases.
    """
    as_audit = ~np.isin(audited.cases, gold.cases)
    cases, truths = audited.cases[as_audit], audited.classes[as_audit]
    if is_calibrated:
        taught = NOBODY if is_exact else (cases, truths)
        label, confidence, score = _calibrated(votes, found, taught, (gold.cases, gold.classes))
    else:
        label, confidence, score = _plain(votes, found)
    threshold, error, n_above, n_wrong, n_needed = None, None, 0, 0, needed(0, alpha, delta)
    if len(cases):
        rest = np.ones(len(label), dtype=bool)
        rest[gold.cases] = False
        right = label[cases] == truths
        proved = certify(score[cases], right, alpha, delta, population=score[rest])
        threshold, error = proved.threshold, proved.certified_error
        n_above, n_wrong, n_needed = proved.audited, proved.wrong, proved.needed
    decided = np.zeros(len(label), dtype=bool) if threshold is None else score >= threshold
    label[gold.cases], confidence[gold.cases] = gold.classes, 1.0
    decided[gold.cases] = threshold is not None
    told = (len(cases), n_above, n_wrong, n_needed)
    return Stated(label, confidence, decided, threshold, error, *told)


def _calibrated(votes: Votes, found: Fit, audits: Known, gold: Known) -> Judged:
    """Answers, confidence and scores brought to scale by what is known of other cases."""
    made = calibrate(votes, found, audits, gold)
    return made.answer, made.posterior[np.arange(len(made.answer)), made.answer], made.score


def _plain(votes: Votes, found: Fit) -> Judged:
    """The model's own posterior for all three; as a score, its ties are broken by the raw share."""
    counted = shares(votes, len(found.prior), len(found.posterior))
    label = found.posterior.argmax(axis=1)
    alike = counted[np.arange(len(label)), label] / np.maximum(counted.sum(axis=1), 1)
    confidence = found.posterior[np.arange(len(label)), label]
    return label, confidence, confidence + 1e-6 * alike


def in_words(stated: Stated, alpha: float, delta: float) -> str:
    """What was proved, or what it takes to prove something."""
    promise = f"an error of at most {alpha:g} with confidence {1 - delta:g}"
    found = f"{stated.n_wrong} found the crowd wrong"
    if stated.threshold is not None:
        return (
            f"{stated.decided.sum()} of {len(stated.decided)} tasks are decided, "
            f"with {promise}: of the {stated.n_above} audits among them {found}."
        )
    if not stated.n_audited:
        return (
            f"Nothing is decided: without audits nothing is proved. {promise.capitalize()} takes "
            f"at least {stated.n_needed} random cases whose truth is known: see --audited."
        )
    if stated.n_audited < needed(0, alpha, delta):
        return (
            f"Nothing is decided: {stated.n_audited} audits are too few. To prove {promise} takes "
            f"at least {needed(0, alpha, delta)}."
        )
    return (
        f"Nothing is decided: {stated.n_audited} audits do not prove {promise}. Of the "
        f"{stated.n_above} among the surest tasks that were tried first, {found}; with so many "
        f"it takes {stated.n_needed} there. More audits, or a larger --alpha, may."
    )
