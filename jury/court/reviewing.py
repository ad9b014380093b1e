"""The staff desk's work: cases that the crowd left open, and blind audits."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from jury.rules.calendar import Calendar, working_days_after
from jury.rules.words import Task, Why
from jury.store.cases import Case
from jury.store.outcomes import Review
from jury.store.panels import Hearing

from .record import CLOCK, record

ZONE = ZoneInfo("Asia/Shanghai")  # the working days are those of China


def open_review(
    session: Session,
    case: Case,
    hearing: Hearing | None,
    task: Task,
    why: Why | None,
    now: datetime,
) -> Review:
    """Put the case on the staff desk, due in working days. The case is locked by the caller."""
    due = working_days_after(now, case.policy.staff_working_days, Calendar(), ZONE)
    review = Review(
        case_id=case.id,
        hearing_id=hearing.id if hearing else None,
        task=task,
        why=why,
        opened_at=now,
        due_at=due.at,
        is_provisional=due.is_provisional,
    )
    session.add(review)
    session.flush()
    record(session, "review_opened", now, CLOCK, case, review=review.id, task=task, why=why)
    return review
