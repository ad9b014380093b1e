"""A review ends: what was decided stands in it, and an escalation becomes a ruling."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from jury.rules.words import Body, Decision, Due, Side, Task
from jury.store import audited
from jury.store.outcomes import Review
from jury.store.queue import defer

from . import enforcing
from .deadlines import lift
from .record import actor, record


@dataclass(frozen=True)
class Decided:
    """What an agent decided, on which ground, in which words."""

    decision: Decision
    side: Side
    code: str
    text: str
    by: UUID


def release_claim(session: Session, review: Review, now: datetime) -> None:
    """The agent's work is done: the case is held by nobody, and given to nobody."""
    review.claimed_by = review.claim_expires_at = None
    review.given_to = review.given_by = review.given_because = None
    lift(session, review.case, Due.CLAIM_EXPIRES, now, review.id)
    session.flush()


def conclude(session: Session, review: Review, decided: Decided, now: datetime) -> None:
    """Let what was decided take force. The case is locked, and all is checked, by the caller."""
    review.decision, review.side = decided.decision, decided.side
    review.code, review.text = decided.code, decided.text
    review.decided_by, review.decided_at = decided.by, now
    release_claim(session, review, now)
    record(
        session,
        "review_decided",
        now,
        actor(decided.by),
        review.case,
        review=review.id,
        task=review.task,
        decision=decided.decision,
        side=decided.side,
        code=decided.code,
    )
    if review.task is Task.ESCALATION:
        hearing = review.hearing or review.case.hearings[-1]
        enforcing.rule(session, review.case, hearing, decided.side, Body.STAFF, now, review)
    session.flush()
    if audited.is_audit(session, review):
        defer(session, "assure")
