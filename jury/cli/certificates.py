"""Which cases of a file count as decided: those that its audits prove to be right often enough."""

from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec

import numpy as np
from numpy.typing import NDArray

from jury.outside.files import Truths
from jury.reliability.audits import needed
from jury.reliability.baseline import shares
from jury.reliability.dawid_skene import Fit
from jury.reliability.prior import Floats
from jury.reliability.votes import Votes


@dataclass(frozen=True)
class Stated:
    """What may be said of the cases. ``confidence`` is of the likeliest class, case by case."""

    label: NDArray[np.int64]
    confidence: Floats
    decided: NDArray[np.bool_]
    threshold: float | None
    certified_error: float | None
    n_audited: int
    n_needed: int


def state(
    votes: Votes, found: Fit, gold: Truths, audited: Truths, alpha: float, delta: float
) -> Stated:
    """The certificate of a fit by random audits; nothing is decided where they prove nothing.

    A gold case is no audit: its truth had a part in its own posterior.
    """
    as_audit = ~np.isin(audited.cases, gold.cases)
    cases, truths = audited.cases[as_audit], audited.classes[as_audit]
    posterior, score = _judged(votes, found, cases, truths)
    label = posterior.argmax(axis=1)
    rest = np.ones(len(posterior), dtype=bool)
    rest[gold.cases] = False
    threshold, error = None, None
    if len(cases) and find_spec("jury.reliability.certify"):
        right = label[cases] == truths
        certify = import_module("jury.reliability.certify").certify
        proved = certify(score[cases], right, alpha, delta, population=score[rest])
        threshold, error = proved.threshold, proved.certified_error
    decided = np.zeros(len(label), dtype=bool) if threshold is None else score >= threshold
    confidence = posterior.max(axis=1)
    least = needed(0, alpha, delta)
    return Stated(label, confidence, decided, threshold, error, len(cases), least)


def _judged(
    votes: Votes, found: Fit, cases: NDArray[np.int64], truths: NDArray[np.int64]
) -> tuple[Floats, Floats]:
    """The posterior, and the score that cases are decided by: it, ties broken by the raw share."""
    counted = shares(votes, len(found.prior), len(found.posterior))
    best = found.posterior.argmax(axis=1)
    alike = np.take_along_axis(counted, best[:, None], axis=1)[:, 0]
    share = alike / np.maximum(counted.sum(axis=1), 1)
    return found.posterior, found.posterior.max(axis=1) + 1e-6 * share
