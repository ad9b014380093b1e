"""What the town's staff do: release, decide, agree on gold cases."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from jury.court import claiming, exhibits, releasing, reviewing, seconding
from jury.rules import grounds
from jury.rules.words import Decision, Side, Task
from jury.store.cases import Case
from jury.store.outcomes import Review
from jury.store.people import Person

from .disputes import Dispute, Exhibit
from .evidence import dispute_of

MINUTE = timedelta(minutes=1)
LAST_HOURS = timedelta(hours=3)
AUDITED_WITHIN = timedelta(days=2)


def release(session: Session, case: Case, agent: Person, now: datetime) -> None:
    """Withhold each picture that tells who somebody is, show the others, release the case."""
    dispute = dispute_of(case)
    telling = {each.caption for each in dispute.exhibits if _tells(each, dispute)}
    for exhibit in case.exhibits:
        caption = exhibit.caption.raw if exhibit.caption else ""
        decide = exhibits.withhold if caption in telling else exhibits.show
        if exhibit.shown == "undecided":
            decide(session, exhibit, agent, now)
    releasing.release(session, case, agent, now)


def _tells(exhibit: Exhibit, dispute: Dispute) -> bool:
    """A parcel's label always does; another picture where a name or a number is written on it."""
    written = "".join(word for line in exhibit.lines for word in line)
    return exhibit.kind == "label" or any(n in written for n in dispute.names.identifiers())


def open_review(session: Session, case: Case, task: Task = Task.ESCALATION) -> Review | None:
    """What the case waits for at the desk."""
    return session.scalar(
        select(Review).where(
            Review.case_id == case.id, Review.task == task, Review.decided_at.is_(None)
        )
    )


def nearly_due(session: Session, now: datetime, pace: float = 1.0) -> list[Review]:
    """What lies on the desk until its last hours; before, it is for those who sign in to take.

    So is the newest of what is late: a desk shows that too.
    """
    waiting = select(Review).join(Case).where(Review.decided_at.is_(None), ~Case.is_archived)
    found = session.scalars(waiting.order_by(Review.due_at)).all()
    late = [review for review in found if review.due_at <= now]
    return [
        review
        for review in found
        if review not in late[-1:]
        and review.opened_at + (review.due_at - LAST_HOURS - review.opened_at) / pace <= now
    ]


def audit(session: Session, agents: Sequence[Person], now: datetime) -> None:
    """Look blind at what the draw chose for an audit, in good time."""
    waiting = select(Review).where(Review.task == Task.AUDIT, Review.decided_at.is_(None))
    long_ago = waiting.where(Review.opened_at <= now - AUDITED_WITHIN).order_by(Review.opened_at)
    for review in session.scalars(long_ago).all():
        decide(session, review, free_agent(review.case, agents), now)


def decide(session: Session, review: Review, agent: Person, now: datetime) -> Decision:
    """Look and decide; where a second person is needed, a senior agrees at once."""
    decision = propose(session, review, agent, now)
    if review.decided_at is None:
        _confirm(session, review, dispute_of(review.case), now)
    return decision


def propose(session: Session, review: Review, agent: Person, now: datetime) -> Decision:
    """Look blind, then decide for the side that is right, whatever the panel leans to."""
    dispute = dispute_of(review.case)
    right = dispute.right
    claiming.claim(session, review, agent, max(review.opened_at, now - _reading(review)))
    reviewing.record_view(session, review, right, dispute.remarks[right][0], agent, now)
    decision = reviewing.decision_for(
        reviewing.lean_of(reviewing.outcome_of(session, review)), right
    )
    code = grounds.codes(decision)[1 if decision is Decision.OVERRIDE else 0]
    reviewing.decide(session, review, decision, right, code, dispute.lesson, agent, now)
    return decision


def _reading(review: Review) -> timedelta:
    """How long an agent looks at a case before deciding."""
    return MINUTE * (2 + review.case_id.int % 9)


def _confirm(session: Session, review: Review, dispute: Dispute, now: datetime) -> None:
    """The second person of a decision that needs two: a senior, who looks blind as well."""
    right = dispute.right
    senior = session.scalars(select(Person).where(Person.is_staff, Person.is_senior)).first()
    if senior:
        claiming.claim(session, review, senior, now)
        reviewing.record_view(session, review, right, dispute.remarks[right][-1], senior, now)
        seconding.confirm(session, review, senior, now)


def free_agent(case: Case, agents: Sequence[Person]) -> Person:
    """An agent for the case, always the same one, who is no party to it."""
    sides = {person.id for side in Side if (person := case.person_on(side))}
    free = [agent for agent in agents if agent.id not in sides]
    return free[case.id.int % len(free)]
