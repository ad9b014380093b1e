"""An agent leaves: what they held goes back to the desk, and their ways in are closed."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from jury.store.outcomes import Review, still_open
from jury.store.people import Person

from . import signing
from .claiming import let_go
from .notices import owe
from .record import actor, record


def held_by(session: Session, agent: Person) -> list[Review]:
    """The open reviews the agent has claimed, in the order their cases are locked."""
    held = select(Review).where(Review.claimed_by == agent.id, still_open())
    return list(session.scalars(held.order_by(Review.case_id)))


def hand_over(session: Session, agent: Person, now: datetime) -> int:
    """The agent leaves: their cases are free again, colleagues are told, sign-ins end.

    Answers how many cases were handed over.
    """
    held = held_by(session, agent)
    for review in held:
        let_go(session, review, agent, now)
    leave(session, agent, now)
    session.flush()
    remaining = select(Person).where(Person.is_staff, Person.left_at.is_(None))
    for colleague in session.scalars(remaining.order_by(Person.id)):
        for review in held:
            path = f"/desk/{review.id}"
            due_at = review.due_at
            owe(session, colleague, "handed_over", now, case=review.case, path=path, due_at=due_at)
    session.flush()
    return len(held)


def leave(session: Session, person: Person, now: datetime) -> None:
    """End a person's office and sessions; a party or juror stays one and may sign in again."""
    person.is_staff = person.is_senior = person.is_admin = False
    if person.juror is None and not person.accounts:
        person.left_at = now
    record(session, "person_left", now, actor(person))
    signing.revoke_all(session, person, now)
