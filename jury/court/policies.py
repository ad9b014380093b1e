"""The terms in force: which policy a case is filed under, and how one is adopted."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from jury.rules.policy import Policy
from jury.store.cases import PolicyVersion

from .record import OPERATOR, record


def current(session: Session, now: datetime) -> PolicyVersion:
    """The version in force; a court that has adopted none adopts the defaults."""
    in_force = (
        select(PolicyVersion)
        .where(PolicyVersion.starts_at <= now)
        .order_by(PolicyVersion.starts_at.desc(), PolicyVersion.id.desc())
        .limit(1)
    )
    return session.scalar(in_force) or adopt(session, Policy(), "The defaults.", now, OPERATOR)


def adopt(session: Session, policy: Policy, reason: str, now: datetime, by: str) -> PolicyVersion:
    """Put a policy in force from now on; cases filed before keep theirs. Refuses with BadPolicy."""
    policy.check()
    version = PolicyVersion(terms=policy.terms(), starts_at=now, reason=reason)
    session.add(version)
    session.flush()
    record(session, "policy_adopted", now, by, policy=version.id, reason=reason)
    session.flush()
    return version
