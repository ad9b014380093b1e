"""Counting due dates again when the list of working days has changed; none is ever shortened."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, contains_eager

from jury.rules.calendar import Calendar, Deadline, working_days_after
from jury.rules.words import Side, Task
from jury.store.cases import Case
from jury.store.outcomes import Review

from .locks import lock
from .notices import Fact, owe
from .record import Value, record


def recount(session: Session, country: str, calendar: Calendar, by: str, now: datetime) -> int:
    """Count anew when open reviews under the country's calendar are due; how many moved later.

    Whether a due date is provisional is brought up to date as well. Cases are
    locked one after the other in the order of their ids.
    """
    return sum(_recounted(session, review, calendar, by, now) for review in _open(session, country))


def countries(session: Session) -> list[str]:
    """The countries whose calendars open reviews are counted in."""
    return sorted({review.case.policy.country for review in session.scalars(_all_open())})


def _all_open() -> Select[Review]:
    found = select(Review).join(Review.case).where(Review.decided_at.is_(None))
    return found.order_by(Case.id, Review.id).options(contains_eager(Review.case))


def _open(session: Session, country: str) -> list[Review]:
    found = session.scalars(_all_open()).all()
    return [review for review in found if review.case.policy.country == country]


def due_of(review: Review, calendar: Calendar) -> Deadline:
    """When the review is due by the calendar as it stands."""
    policy = review.case.policy
    zone = ZoneInfo(policy.timezone)
    return working_days_after(review.opened_at, policy.staff_working_days, calendar, zone)


def _recounted(
    session: Session, review: Review, calendar: Calendar, by: str, now: datetime
) -> bool:
    lock(session, review.case)
    session.refresh(review, with_for_update=True)
    if review.decided_at:
        return False
    due, before = due_of(review, calendar), review.due_at
    review.is_provisional = due.is_provisional
    if due.at <= before:
        return False
    review.due_at = due.at
    told: dict[str, Value] = {
        "review": review.id,
        "was": before.isoformat(),
        "due_at": due.at.isoformat(),
    }
    record(session, "review_moved", now, by, review.case, **told)
    if review.task is Task.ESCALATION:
        _tell_parties(session, review, before, now)
    session.flush()
    return True


def _tell_parties(session: Session, review: Review, before: datetime, now: datetime) -> None:
    case = review.case
    for side in Side:
        person, path = case.person_on(side), f"/cases/{case.id}"
        facts: dict[str, Fact] = {
            "due_at": review.due_at,
            "is_provisional": int(review.is_provisional),
        }
        owe(session, person, "due_moved", now, case=case, path=path, **facts)
