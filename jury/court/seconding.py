"""Two people: one agent's decision waits until another, senior, has looked and confirmed it."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from jury.rules.errors import N_, Conflict, Invalid
from jury.rules.seconding import Proposed, needs_second
from jury.rules.words import Decision, Task
from jury.store import desk_rules
from jury.store.desk import Proposal
from jury.store.outcomes import Outcome, Review
from jury.store.people import Person

from . import asking
from .claiming import lock_open, refuse_strangers, refuse_unfit
from .concluding import Decided, conclude, release_claim
from .notices import owe
from .record import actor, record

LONGEST_REASON = 1000


class ConfirmOrSendBack(Conflict):
    sentence = N_(
        "A colleague's decision on this case waits for a second person. Please confirm it or send "
        "it back; a decision of your own was not recorded."
    )


class NothingProposed(Conflict):
    sentence = N_(
        "No decision waits for a second person here any more. Nothing was changed; please "
        "reload the page to see where the case stands."
    )


class OwnViewFirst(Conflict):
    sentence = N_(
        "Please record your own view first: a second person looks with their own eyes. "
        "Nothing was changed."
    )


class SendingBackNeedsReason(Invalid):
    sentence = N_(
        "Please say in up to %(longest)d characters why you send it back; your colleague reads it. "
        "Nothing was changed."
    )


def waiting(session: Session, review: Review) -> Proposal | None:
    """The decision on this review that waits for a second person."""
    of_review = select(Proposal).where(
        Proposal.review_id == review.id, Proposal.state == Proposed.WAITING
    )
    return session.scalar(of_review)


def refuse_waiting(session: Session, review: Review) -> None:
    """ConfirmOrSendBack, while a decision waits for a second person."""
    if waiting(session, review):
        raise ConfirmOrSendBack()


def is_needed(review: Review, decision: Decision, outcome: Outcome | None) -> bool:
    """Whether the law wants two people for this decision; an audit rules nothing and never does."""
    if review.task is not Task.ESCALATION:
        return False
    sure = max(outcome.posterior_buyer, 1 - outcome.posterior_buyer) if outcome else None
    return needs_second(decision, sure, review.case.order.amount_minor, review.case.policy)


def propose(session: Session, review: Review, decided: Decided, now: datetime) -> Proposal:
    """Keep the decision until a second person has looked. Locked and checked by the caller.

    Seniors are told that the case waits for one of them, and not why: they look blind.
    """
    assert review.view_side and review.viewed_at
    proposal = Proposal(
        review_id=review.id,
        decision=decided.decision,
        side=decided.side,
        code=decided.code,
        text=decided.text,
        proposed_by=decided.by,
        proposed_at=now,
        view_side=review.view_side,
        view_reason=review.view_reason or "",
        viewed_at=review.viewed_at,
        taken_at=review.taken_at,
    )
    session.add(proposal)
    release_claim(session, review, now)
    _record(session, proposal, review, "decision_proposed", actor(decided.by), now)
    tell_seniors(session, review, now)
    session.flush()
    return proposal


def tell_seniors(session: Session, review: Review, now: datetime) -> None:
    """Tell every senior who may take the review that it waits for one of them."""
    seniors = select(Person).where(Person.is_staff, Person.is_senior, Person.left_at.is_(None))
    for senior in session.scalars(seniors.order_by(Person.id)):
        if session.scalar(
            select(Review.id).where(Review.id == review.id, desk_rules.may_take(senior))
        ):
            path, due_at = f"/desk/{review.id}", review.due_at
            owe(session, senior, "senior_wanted", now, case=review.case, path=path, due_at=due_at)


def confirm(session: Session, review: Review, senior: Person, now: datetime) -> None:
    """The second person agrees: what was proposed takes force, as decided by who proposed it.

    Refuses with NothingProposed, AlreadyDecided, ClaimNeeded, OwnViewFirst, QuestionOpen,
    or as a claim does.
    """
    proposal = _second(session, review, senior, now)
    asking.refuse_open(session, review.case)
    _end(session, proposal, review, Proposed.CONFIRMED, senior, now)
    said = Decided(
        proposal.decision, proposal.side, proposal.code, proposal.text, proposal.proposed_by
    )
    conclude(session, review, said, now)


def send_back(
    session: Session, review: Review, because: str, senior: Person, now: datetime
) -> None:
    """The second person does not agree: the case is open again, and the first is told why.

    Refuses as ``confirm`` does, and with SendingBackNeedsReason.
    """
    proposal = _second(session, review, senior, now)
    because = because.strip()
    if not 0 < len(because) <= LONGEST_REASON:
        raise SendingBackNeedsReason(longest=LONGEST_REASON)
    proposal.because = because
    _end(session, proposal, review, Proposed.SENT_BACK, senior, now)
    release_claim(session, review, now)
    first = session.get_one(Person, proposal.proposed_by)
    if first.is_staff:
        path, due_at = f"/desk/{review.id}", review.due_at
        owe(session, first, "sent_back", now, case=review.case, path=path, due_at=due_at)
    session.flush()


def withdraw(session: Session, review: Review, now: datetime) -> None:
    """Who proposed it steps aside: their decision counts for nothing. Locked by the caller."""
    proposal = waiting(session, review)
    if proposal:
        proposal.state, proposal.ended_at = Proposed.WITHDRAWN, now
        by = actor(proposal.proposed_by)
        _record(session, proposal, review, "decision_withdrawn", by, now)
        session.flush()


def _second(session: Session, review: Review, senior: Person, now: datetime) -> Proposal:
    lock_open(session, review)
    proposal = waiting(session, review)
    if proposal is None:
        raise NothingProposed()
    refuse_unfit(session, review, senior)
    refuse_strangers(session, review, senior, now)
    if review.viewed_by != senior.id:
        raise OwnViewFirst()
    return proposal


def _end(
    session: Session,
    proposal: Proposal,
    review: Review,
    state: Proposed,
    senior: Person,
    now: datetime,
) -> None:
    """Close the proposal with the senior's view in it; the review shows its author's again."""
    proposal.state, proposal.ended_at = state, now
    proposal.second_by, proposal.second_side = senior.id, review.view_side
    review.view_side, review.view_reason = proposal.view_side, proposal.view_reason
    review.viewed_at, review.viewed_by = proposal.viewed_at, proposal.proposed_by
    review.taken_at = proposal.taken_at
    _record(session, proposal, review, f"decision_{state}", actor(senior), now)


def _record(
    session: Session, proposal: Proposal, review: Review, act: str, by: str, now: datetime
) -> None:
    session.flush()
    record(session, act, now, by, review.case, review=review.id, proposal=proposal.id)
