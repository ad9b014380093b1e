"""Makers of reviews that were opened at a moment, for tests of due dates."""

from datetime import datetime

from sqlalchemy.orm import Session

from jury.court import reviewing
from jury.rules.phases import Phase
from jury.rules.words import Task, Why
from jury.store.outcomes import Review
from tests.factories import make_released


def make_review(session: Session, now: datetime, task: Task = Task.ESCALATION) -> Review:
    """A case that went to staff at the moment, under the policy in force."""
    case = make_released(session, now)
    case.phase = Phase.ESCALATED if task is Task.ESCALATION else Phase.RULED
    why = Why.POLICY if task is Task.ESCALATION else None
    return reviewing.open_review(session, case, case.hearings[0], task, why, now)
