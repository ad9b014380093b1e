"""Assuring: from audits follows a certificate of how often the court's verdicts are wrong.

Not to be confused with the certificate of a draw (``certifying``). Each computation is a row
that is never changed; a panel keeps the one in force when it was drawn.
"""

import json
from collections.abc import Sequence
from datetime import datetime
from itertools import product
from typing import Any

import numpy as np
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from jury.reliability.calibration import reliability_curve
from jury.rules.appeal import panel_terms
from jury.rules.policy import Policy
from jury.rules.policy_book import PolicyBook
from jury.rules.stopping import Rule, fingerprint, rule_of
from jury.rules.words import Side
from jury.store import audited
from jury.store.audited import Audited
from jury.store.ledger import Entry
from jury.store.outcomes import ErrorCertificate
from jury.store.panels import Panel

from . import measuring, policies
from .measuring import Measured
from .record import CLOCK, record

LOCK = 9_000_002  # of the certificates: computed one after the other
MOST_PANELS = 1 + len(Side)  # on a case: each side may appeal once
BINS = 10


def in_force(session: Session, terms: Policy) -> ErrorCertificate | None:
    """The certificate for a panel drawn now; None where nothing is promised yet, or any more.

    The newest computation counts, also where it takes back what one before it promised.
    """
    if not terms.alpha:
        return None
    newest = audited.newest_certificate(session, fingerprint(terms), terms.alpha, terms.delta)
    return newest if newest and newest.threshold is not None else None


def assure(session: Session, now: datetime) -> list[ErrorCertificate]:
    """Compute the certificate of each stopping rule that audits are in of; one at a time.

    Also of rules adopted by which nothing has closed yet, where audits of stricter ones serve
    them. Nothing is computed while the policy in force uses no certificate.
    """
    session.execute(select(func.pg_advisory_xact_lock(LOCK)))
    version = policies.current(session, now)
    terms = version.policy
    if not terms.alpha:
        return []
    owed = {(rule.name, terms.alpha, terms.delta): rule for rule in audited.audited_rules(session)}
    for adopted in (version, *policies.coming(session, now)):
        alpha, delta = adopted.policy.alpha, adopted.policy.delta
        owed |= {(rule.name, alpha, delta): rule for rule in _rules_of(adopted.book) if alpha}
    made = []
    for (_name, alpha, delta), rule in owed.items():
        measured = measuring.measure(session, rule, alpha, delta)
        if measured.known:
            made.append(_keep(session, rule, alpha, measured, terms, now))
    return made


def _rules_of(book: PolicyBook) -> list[Rule]:
    """The stopping rules of its panels: those of each band, and of panels heard on appeal."""
    panels = product(book.policies, range(MOST_PANELS))
    return [rule_of(panel_terms(terms, n_before)) for terms, n_before in panels]


def _keep(
    session: Session,
    rule: Rule,
    alpha: float,
    measured: Measured,
    terms: Policy,
    now: datetime,
) -> ErrorCertificate:
    found: dict[str, Any] = {"curve": curve(measured.known), "others": measured.at_others()}
    found["tested"] = [measured.found.audited, measured.found.wrong]
    threshold = measured.found.threshold
    if threshold is not None and (rule.name, alpha) == (fingerprint(terms), terms.alpha):
        found["offer"] = measuring.offer(session, terms, threshold)
        found["too_soon"] = measured.too_soon(terms.sure_posterior)
    made = ErrorCertificate(
        made_at=now,
        stopping=rule.name,
        alpha=alpha,
        delta=measured.delta,
        audited=len(measured.known),
        n_decided=measured.n_decided,
        n_wrong=measured.n_wrong,
        threshold=threshold,
        certified_error=measured.found.certified_error,
        needed=measured.found.needed,
        found=found,
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
