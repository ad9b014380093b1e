"""An agent leaves: what they held goes back to the desk, and their ways in are closed."""

from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from jury.rules.asking import Asked
from jury.rules.seconding import Proposed
from jury.store.cases import Case
from jury.store.desk import Proposal
from jury.store.outcomes import Review, still_open
from jury.store.people import Person
from jury.store.questions import Question

from . import signing
from .claiming import let_go
from .notices import owe
from .record import actor, record


def held_by(session: Session, agent: Person) -> list[Review]:
    """The open reviews the agent has claimed or was given, in the order their cases are locked."""
    theirs = or_(Review.claimed_by == agent.id, Review.given_to == agent.id)
    held = select(Review).where(theirs, still_open())
    return list(session.scalars(held.order_by(Review.case_id)))


def asked_by(session: Session, agent: Person) -> list[Question]:
    """Open questions that the agent looks after."""
    kept = select(Question).where(Question.kept_by == agent.id, Question.state == Asked.OPEN)
    return list(session.scalars(kept.order_by(Question.case_id)))


def proposed_by(session: Session, agent: Person) -> list[Review]:
    """Reviews in which a decision of the agent waits for a second person."""
    waiting = select(Review).join(Proposal, Proposal.review_id == Review.id)
    theirs = waiting.where(Proposal.proposed_by == agent.id, Proposal.state == Proposed.WAITING)
    return list(session.scalars(theirs.order_by(Review.case_id)))


def hand_over(session: Session, agent: Person, now: datetime) -> int:
    """The agent leaves: what they worked on is free again, colleagues are told, sign-ins end.

    A decision of theirs still waits for its second person; an open question stays
    open. Answers how many cases were handed over.
    """
    held, asked = held_by(session, agent), asked_by(session, agent)
    for review in held:
        let_go(session, review, agent, now)
    for question in asked:
        question.kept_by = None
    proposed = proposed_by(session, agent)
    leave(session, agent, now)
    session.flush()
    _tell_colleagues(session, {review.case: review for review in [*held, *proposed]}, asked, now)
    session.flush()
    return len(held)


def _tell_colleagues(
    session: Session, reviews: dict[Case, Review], asked: list[Question], now: datetime
) -> None:
    remaining = select(Person).where(Person.is_staff, Person.left_at.is_(None))
    others = [question.case for question in asked if question.case not in reviews]
    for colleague in session.scalars(remaining.order_by(Person.id)):
        for case, review in reviews.items():
            path, due_at = f"/desk/{review.id}", review.due_at
            owe(session, colleague, "handed_over", now, case=case, path=path, due_at=due_at)
        for case in others:
            owe(session, colleague, "question_handed_over", now, case=case, path="/desk?show=asked")


def leave(session: Session, person: Person, now: datetime) -> None:
    """End a person's office and sessions; a party or juror stays one and may sign in again."""
    person.is_staff = person.is_senior = person.is_admin = False
    if person.juror is None and not person.accounts:
        person.left_at = now
    record(session, "person_left", now, actor(person))
    signing.revoke_all(session, person, now)
