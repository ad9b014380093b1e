"""Makers of what happens on the desk: a clear panel, a proposal, a question."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from jury.court import asking, reviewing, seconding
from jury.rules.asking import Way
from jury.rules.words import Side
from jury.store.desk import Proposal
from jury.store.outcomes import Outcome, Review
from jury.store.people import Person
from jury.store.questions import Question
from tests.factories import T0, make_escalation, make_staff

LATER = T0 + timedelta(hours=48)
TEXT = "The photograph of the parcel shows the damage before delivery."


def make_senior(session: Session, **named: Any) -> Person:
    return make_staff(session, is_senior=True, **named)


def make_clear(session: Session) -> Review:
    """The review of a panel that leans clearly to the buyer."""
    review = make_escalation(session, ["buyer"] * 5)
    outcome = session.scalars(select(Outcome)).one()
    assert outcome.posterior_buyer > review.case.policy.clear_posterior
    return review


def look(session: Session, review: Review, agent: Person, side: Side = Side.BUYER) -> None:
    reviewing.claim(session, review, agent, LATER)
    if review.viewed_by != agent.id:
        reviewing.record_view(session, review, side, "The label is dated.", agent, LATER)


def decide(session: Session, review: Review, agent: Person, side: Side) -> None:
    """Look, and decide for the side on the first ground that fits every decision."""
    look(session, review, agent, side)
    lean = reviewing.lean_of(reviewing.outcome_of(session, review))
    decision = reviewing.decision_for(lean, side)
    reviewing.decide(session, review, decision, side, "evidence_supports", TEXT, agent, LATER)


def make_proposal(session: Session, agent: Person) -> tuple[Review, Proposal]:
    """A clear panel overridden by the agent, which waits for a second person."""
    review = make_clear(session)
    decide(session, review, agent, Side.SELLER)
    proposal = seconding.waiting(session, review)
    assert proposal
    return review, proposal


def make_question(
    session: Session,
    review: Review,
    agent: Person,
    side: Side = Side.BUYER,
    way: Way = Way.WRITTEN,
    text: str = "On which day did you open the parcel?",
) -> Question:
    reviewing.claim(session, review, agent, LATER)
    return asking.ask(session, review.case, side, text, way, agent, LATER)
