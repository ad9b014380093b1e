"""An agent steps aside from a case, or a senior gives it to another."""

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from jury.rules.errors import N_, Conflict, Invalid, Refusal
from jury.rules.words import Because
from jury.store.desk import StoodAside
from jury.store.outcomes import Review
from jury.store.people import Person
from jury.store.questions import Question

from . import seconding
from .claiming import (
    GivenToOther,
    SeniorNeeded,
    drop_claim,
    holder_of,
    lock_open,
    refuse_unfit,
)
from .notices import owe
from .record import actor, record

AGENTS_MAY = (Because.KNOWS_PARTY, Because.KNOWS_TRADE, Because.HAS_INTEREST, Because.TOO_CLOSE)
LONGEST_REASON = 500


class BecauseMissing(Invalid):
    sentence = N_("Please say why you step aside; until then nothing was changed.")


class GivingNeedsReason(Invalid):
    sentence = N_(
        "Please say in up to %(longest)d characters why you give it to them; your colleague reads "
        "it. Nothing was changed."
    )


class NotForThem(Conflict):
    sentence = N_(
        "%(name)s may not take this case, so it was not given to them. Please choose another "
        "colleague."
    )


def stand_aside(
    session: Session, review: Review, because: str, agent: Person, now: datetime
) -> None:
    """The agent knows a party or has an interest: the case goes back, and is never theirs again.

    A decision of theirs that waits for a second person counts for nothing.
    Doing it twice is doing it once. Refuses with AlreadyDecided, WrongPhase or BecauseMissing.
    """
    lock_open(session, review)
    case = review.case
    if session.get(StoodAside, (case.id, agent.id)):
        return
    if because not in AGENTS_MAY:
        raise BecauseMissing()
    session.add(StoodAside(case_id=case.id, person_id=agent.id, because=Because(because), at=now))
    proposal = seconding.waiting(session, review)
    if proposal and proposal.proposed_by == agent.id:
        seconding.withdraw(session, review, now)
    if review.given_to == agent.id:
        review.given_to = review.given_by = review.given_because = None
    session.execute(
        update(Question)
        .where(Question.case_id == case.id, Question.kept_by == agent.id)
        .values(kept_by=None)
    )
    record(session, "agent_stood_aside", now, actor(agent), case, because=because)
    if review.claimed_by == agent.id:
        drop_claim(session, review, "review_let_go", actor(agent), now)
    session.flush()


def give(
    session: Session, review: Review, to: Person, because: str, senior: Person, now: datetime
) -> None:
    """A senior gives an open review to a named agent, who is told; who held it is told, too.

    Refuses with SeniorNeeded, AlreadyDecided, WrongPhase, GivingNeedsReason or NotForThem,
    and as a claim does where the senior may not handle the case themselves.
    """
    if not senior.is_senior:
        raise SeniorNeeded()
    lock_open(session, review)
    refuse_unfit(session, review, senior, besides=GivenToOther)
    because = because.strip()
    if not 0 < len(because) <= LONGEST_REASON:
        raise GivingNeedsReason(longest=LONGEST_REASON)
    _refuse_receiver(session, review, to)
    holder = holder_of(review, now)
    if holder not in (None, to.id):
        _tell(session, review, session.get_one(Person, holder), "taken_from_you", now)
    if review.claimed_by and holder != to.id:
        drop_claim(session, review, "review_let_go", actor(senior), now)
    review.given_to, review.given_by, review.given_because = to.id, senior.id, because
    record(session, "review_given", now, actor(senior), review.case, review=review.id, to=to.id)
    _tell(session, review, to, "given_to_you", now)
    session.flush()


def _refuse_receiver(session: Session, review: Review, to: Person) -> None:
    if not to.is_staff or to.left_at:
        raise NotForThem(name=to.name)
    try:
        refuse_unfit(session, review, to, besides=GivenToOther)
    except Refusal as refused:
        raise NotForThem(name=to.name) from refused


def _tell(session: Session, review: Review, person: Person, kind: str, now: datetime) -> None:
    path, due_at = f"/desk/{review.id}", review.due_at
    owe(session, person, kind, now, case=review.case, path=path, due_at=due_at)
