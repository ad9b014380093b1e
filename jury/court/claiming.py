"""Claims: who holds a case of the desk, until when, and how it comes back to the queue."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session

from jury.rules.errors import N_, Conflict, Forbidden, Refusal
from jury.rules.phases import Phase, WrongPhase
from jury.rules.words import Due, Side, Task
from jury.store import desk_rules
from jury.store.cases import Case
from jury.store.desk import StoodAside
from jury.store.outcomes import Review
from jury.store.panels import Hearing, Panel, Summons
from jury.store.people import Person

from .deadlines import lift, set_deadline
from .locks import lock
from .record import CLOCK, actor, record


class ClaimedByOther(Conflict):
    sentence = N_(
        "A colleague works on this case until %(until)s, so it was not given to you. "
        "Please take another one."
    )


class ClaimNeeded(Conflict):
    sentence = N_(
        "Your claim on this case has ended, so nothing was recorded. What you typed is still here: "
        "claim the case again and send it once more."
    )


class AgentIsInvolved(Forbidden):
    sentence = N_(
        "You are a party to this case or were called to its panel, so a colleague has to handle "
        "it. Nothing was changed."
    )


class AgentStoodAside(Forbidden):
    sentence = N_(
        "You stepped aside from this case, so a colleague has to handle it. Nothing was changed."
    )


class SecondPersonNeeded(Forbidden):
    sentence = N_(
        "The decision on this case is yours and waits for a second person, so you cannot take "
        "it. Nothing was changed; you are told if it comes back."
    )


class SeniorNeeded(Forbidden):
    sentence = N_("This is for a senior agent, so nothing was changed. Please take another case.")


class FreshSeniorNeeded(Forbidden):
    sentence = N_(
        "This case needs a senior colleague who had no part in it before, so it was not given to "
        "you. Nothing was changed; please take another one."
    )


class GivenToOther(Conflict):
    sentence = N_(
        "A senior gave this case to a colleague, so it was not given to you. "
        "Please take another one."
    )


class AlreadyDecided(Conflict):
    sentence = N_(
        "This case has been decided in the meantime. The first decision stands, and nothing was "
        "changed."
    )


def claim(session: Session, review: Review, agent: Person, now: datetime) -> None:
    """Give the case to the agent for a while; who holds it already holds it anew.

    Refuses with AlreadyDecided, WrongPhase, ClaimedByOther, or the refusal of the first of
    ``REFUSALS`` whose rule keeps the agent from it.
    """
    lock_open(session, review)
    refuse_unfit(session, review, agent)
    holder = holder_of(review, now)
    if holder not in (None, agent.id):
        raise ClaimedByOther(until=review.claim_expires_at or now)
    renew(session, review, agent, now)
    if holder is None:
        review.taken_at = now
        record(session, "review_claimed", now, actor(agent), review.case, review=review.id)
    session.flush()


def let_go(session: Session, review: Review, agent: Person, now: datetime) -> None:
    """The agent puts the case back; it is nobody's. Of a case not theirs nothing changes."""
    lock(session, review.case)
    session.refresh(review)
    if review.decided_at or agent.id not in (review.claimed_by, review.given_to):
        return
    if review.given_to == agent.id:
        review.given_to = review.given_by = review.given_because = None
    drop_claim(session, review, "review_let_go", actor(agent), now)


def drop_claim(session: Session, review: Review, act: str, by: str, now: datetime) -> None:
    """Nobody holds the case any more. It is locked by the caller."""
    lift(session, review.case, Due.CLAIM_EXPIRES, now, review.id)
    _drop(session, review, act, by, now)


def expire_claim(session: Session, case: Case, subject: UUID | None, now: datetime) -> None:
    """The claim's time is over (a deadline's act); one renewed meanwhile stays."""
    review = session.get(Review, subject, populate_existing=True)
    if review and not review.decided_at and review.claimed_by and not holder_of(review, now):
        _drop(session, review, "claim_expired", CLOCK, now)


def renew(session: Session, review: Review, agent: Person, now: datetime) -> None:
    """The agent is at work: the claim lasts a while from now. The case is locked by the caller."""
    until = now + timedelta(minutes=review.case.policy.claim_minutes)
    review.claimed_by, review.claim_expires_at = agent.id, until
    set_deadline(session, review.case, Due.CLAIM_EXPIRES, until, review.id)


def _drop(session: Session, review: Review, act: str, by: str, now: datetime) -> None:
    review.claimed_by = review.claim_expires_at = None
    record(session, act, now, by, review.case, review=review.id)
    session.flush()


def holder_of(review: Review, now: datetime) -> UUID | None:
    """Who holds the case now; a claim that ran out holds nothing, ticked away or not."""
    holds = review.claim_expires_at is not None and review.claim_expires_at > now
    return review.claimed_by if holds else None


def lock_open(session: Session, review: Review) -> None:
    """The case locked and the review fresh; refuses one that is decided or overtaken."""
    lock(session, review.case)
    session.refresh(review)
    if review.decided_at:
        raise AlreadyDecided()
    if review.task is Task.ESCALATION and review.case.phase is not Phase.ESCALATED:
        raise WrongPhase(phase=review.case.phase, to=Phase.RULED)


def refuse_strangers(session: Session, review: Review, agent: Person, now: datetime) -> None:
    """ClaimNeeded for whoever does not hold the case now."""
    if holder_of(review, now) != agent.id:
        raise ClaimNeeded()


def refuse_sight(session: Session, review: Review, agent: Person) -> None:
    """The refusal for whoever may not even read the review; of an appeal FreshSeniorNeeded."""
    refuse_involved(session, review.case, agent)
    shown = select(desk_rules.is_for_appeal(agent)).where(Review.id == review.id)
    if not session.scalar(shown):
        raise FreshSeniorNeeded()


def refuse_involved(session: Session, case: Case, agent: Person) -> None:
    """AgentIsInvolved for a party or a called juror, AgentStoodAside for who stepped aside."""
    called = exists().where(
        Summons.juror_id == agent.id,
        Summons.panel_id == Panel.id,
        Panel.hearing_id == Hearing.id,
        Hearing.case_id == case.id,
    )
    is_party = any(case.order.account_of(side).person_id == agent.id for side in Side)
    if is_party or session.scalar(select(called)):
        raise AgentIsInvolved()
    if session.get(StoodAside, (case.id, agent.id)):
        raise AgentStoodAside()


REFUSALS: dict[Callable[[Person], ColumnElement[bool]], type[Refusal]] = {
    desk_rules.is_uninvolved: AgentIsInvolved,
    desk_rules.has_not_stood_aside: AgentStoodAside,
    desk_rules.is_not_the_first: SecondPersonNeeded,
    desk_rules.is_senior_enough: SeniorNeeded,
    desk_rules.is_for_appeal: FreshSeniorNeeded,
    desk_rules.is_given_to_no_other: GivenToOther,
}


def refuse_unfit(
    session: Session, review: Review, agent: Person, besides: type[Refusal] | None = None
) -> None:
    """The refusal of the first rule that keeps the review from the agent.

    ``besides`` is a refusal that does not matter to the caller.
    """
    asked = [rule(agent) for rule in desk_rules.RULES]
    allowed = session.execute(select(*asked).where(Review.id == review.id)).one()
    for rule, allows in zip(desk_rules.RULES, allowed, strict=True):
        if not allows and REFUSALS[rule] is not besides:
            raise REFUSALS[rule]()
