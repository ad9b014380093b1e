"""Assuring: from audits follows a certificate of how often the court's verdicts are wrong.

Not to be confused with the certificate of a draw (``certifying``). Each computation is a row
that is never changed; a panel keeps the one in force when it was drawn.
"""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import numpy as np
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from jury.reliability.calibration import reliability_curve
from jury.reliability.certify import Threshold, certify
from jury.rules.policy import Policy
from jury.store import audited
from jury.store.audited import Audited
from jury.store.ledger import Entry
from jury.store.outcomes import ErrorCertificate
from jury.store.panels import Panel

from . import policies
from .record import CLOCK, record

LOCK = 9_000_002  # of the certificates: computed one after the other
OTHER_ALPHAS = (0.01, 0.02, 0.05, 0.10, 0.15, 0.20)
BINS = 10


def in_force(session: Session, stopping: str, terms: Policy) -> ErrorCertificate | None:
    """The certificate for a panel drawn now; None where nothing is promised yet, or any more.

    The newest computation counts, also where it takes back what one before it promised.
    """
    if not terms.alpha:
        return None
    newest = audited.newest_certificate(session, stopping, terms.alpha, terms.delta)
    return newest if newest and newest.threshold is not None else None


def assure(session: Session, now: datetime) -> list[ErrorCertificate]:
    """Compute the certificate of each stopping rule of which audits are in; one at a time.

    Nothing is computed while the policy in force uses no certificate.
    """
    session.execute(select(func.pg_advisory_xact_lock(LOCK)))
    terms = policies.current(session, now).policy
    if not terms.alpha:
        return []
    rules = audited.audited_rules(session)
    return [_compute(session, stopping, terms, now) for stopping in rules]


def _compute(session: Session, stopping: str, terms: Policy, now: datetime) -> ErrorCertificate:
    known = audited.sample(session, stopping)
    able = [each for each in known if each.score > 0]
    scores = np.array([each.score for each in able])
    right = np.array([each.is_right for each in able], dtype=bool)
    every = np.array(audited.scores(session, stopping))
    found = certify(scores, right, terms.alpha, terms.delta, population=every)
    decided = scores >= (found.threshold or 0.0)
    made = ErrorCertificate(
        made_at=now,
        stopping=stopping,
        alpha=terms.alpha,
        delta=terms.delta,
        audited=len(known),
        n_decided=int(decided.sum()),
        n_wrong=int((decided & ~right).sum()),
        threshold=found.threshold,
        certified_error=found.certified_error,
        needed=found.needed,
        found={
            "curve": curve(known),
            "others": [_at(scores, right, every, a, terms.delta) for a in OTHER_ALPHAS],
        },
    )
    session.add(made)
    session.flush()
    record(session, "error_certified", now, CLOCK, **_told(made))
    session.flush()
    return made


def _told(made: ErrorCertificate) -> dict[str, Any]:
    """What the ledger keeps of a computation; fractions as they are written exactly."""
    return {
        "certificate": made.id,
        "stopping": made.stopping,
        "alpha": repr(made.alpha),
        "delta": repr(made.delta),
        "audited": made.audited,
        "decided": made.n_decided,
        "wrong": made.n_wrong,
        "threshold": repr(made.threshold),
        "certified_error": repr(made.certified_error),
    }


def _at(scores: Any, right: Any, every: Any, alpha: float, delta: float) -> dict[str, Any]:
    found: Threshold = certify(scores, right, alpha, delta, population=every)
    return {"alpha": alpha, "threshold": found.threshold, "coverage": found.decided}


def curve(known: Sequence[Audited]) -> list[list[float]]:
    """How often panels were right by how sure they were: (said, right, panels), surest last."""
    able = [each for each in known if each.score > 0]
    if not able:
        return []
    sure = np.array([each.score for each in able])
    truth = np.array([0 if each.is_right else 1 for each in able], dtype=np.int64)
    drawn = reliability_curve(np.stack([sure, 1 - sure], axis=1), truth, BINS)
    rows = zip(drawn.stated, drawn.right, drawn.cases, strict=True)
    return [[float(said), float(was), int(n)] for said, was, n in rows]


def holds(session: Session, panel: Panel) -> bool | None:
    """Whether the certificate the panel was drawn under is as the ledger says; None without one."""
    kept = panel.certificate
    if kept is None:
        return None
    entries = select(Entry.body).where(Entry.act == "error_certified", Entry.at == kept.made_at)
    bodies = (json.loads(body) for body in session.scalars(entries))
    return any(body == _told(kept) for body in bodies)
