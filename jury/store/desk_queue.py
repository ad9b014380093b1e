"""The desk's queue: what is due first, who works on it, and what an agent may take."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select, true
from sqlalchemy.orm import Session, joinedload

from jury.rules.asking import Asked
from jury.rules.phases import Phase
from jury.rules.words import Task, Why

from . import desk_rules
from .cases import Case
from .outcomes import Review, still_open
from .people import Person
from .questions import Question

Condition = ColumnElement[bool]

# A panel's own reasons stay unsaid before the blind look, so the queue tells no more than these.
BY_POLICY, BY_PANEL, BY_APPEAL = "policy", "panel", "appeal"
_TOLD = {BY_POLICY: Why.POLICY, BY_APPEAL: Why.APPEAL}


@dataclass(frozen=True)
class Row:
    """One open review as an agent finds it in the queue."""

    review: Review
    is_takeable: bool
    is_own_proposal: bool

    @property
    def question(self) -> Question | None:
        """What was asked last, while it matters to who takes the case."""
        asked = self.review.case.questions
        return asked[-1] if asked and asked[-1].state is not Asked.TAKEN_BACK else None


def open_reviews() -> Select[Review]:
    """Reviews to be done; an escalation that was settled or withdrawn meanwhile is not."""
    alive = or_(Review.task != Task.ESCALATION, Case.phase == Phase.ESCALATED)
    return select(Review).join(Case).where(still_open(), alive)


def claimed_by(agent: Person, now: datetime) -> Condition:
    return and_(Review.claimed_by == agent.id, Review.claim_expires_at > now)


def unclaimed(now: datetime) -> Condition:
    """Nobody holds it; a claim that ran out is none, whether or not the clock has found it."""
    return or_(Review.claimed_by.is_(None), Review.claim_expires_at <= now)


def views(agent: Person, now: datetime) -> dict[str, Condition]:
    """The parts of the queue an agent may look at."""
    theirs = or_(claimed_by(agent, now), Review.given_to == agent.id)
    return {
        "all": desk_rules.is_for_appeal(agent),
        "mine": theirs,
        "unclaimed": and_(unclaimed(now), desk_rules.may_take(agent)),
        "asked": exists().where(Question.case_id == Review.case_id, Question.state == Asked.OPEN),
    }


def came_by(why: str) -> Condition:
    """Why it came here, as far as the queue tells it; all for a word it does not know."""
    if why in _TOLD:
        return Review.why == _TOLD[why]
    if why == BY_PANEL:
        return or_(Review.why.is_(None), Review.why.not_in(list(_TOLD.values())))
    return true()


def queue(session: Session, agent: Person, only: Condition, skip: int, most: int) -> Sequence[Row]:
    """Open reviews by due date, each with its case, order, holder and questions."""
    with_all = (
        joinedload(Review.case).joinedload(Case.order),
        joinedload(Review.case).selectinload(Case.questions),
        joinedload(Review.claimant),
        joinedload(Review.hearing),
        joinedload(Review.receiver),
    )
    rows = (
        open_reviews()
        .add_columns(desk_rules.may_take(agent), desk_rules.proposed_by(agent))
        .where(only)
        .order_by(Review.due_at, Review.id)
    )
    found = session.execute(rows.options(*with_all).offset(skip).limit(most))
    return [Row(*row) for row in found]


def counts(session: Session, conditions: dict[str, Condition]) -> dict[str, int]:
    """How many open reviews meet each condition, in one query."""
    n = func.count()
    asked = open_reviews().with_only_columns(*(n.filter(only) for only in conditions.values()))
    return dict(zip(conditions, session.execute(asked).one(), strict=True))


def next_review(session: Session, agent: Person, now: datetime) -> Review | None:
    """What the agent holds, else was given, else may take; each time what is due first."""
    free = and_(unclaimed(now), desk_rules.may_take(agent))
    mine = claimed_by(agent, now)
    best = open_reviews().where(or_(mine, free))
    first = (func.coalesce(is_so, False).desc() for is_so in (mine, Review.given_to == agent.id))
    ordered = best.order_by(*first, Review.due_at, Review.id)
    return session.scalar(ordered.limit(1))
