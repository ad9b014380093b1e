"""The staff desk's work: a case is looked at blind, then the panel is upheld or overridden."""

from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from jury.rules import grounds
from jury.rules.calendar import working_days_after
from jury.rules.errors import N_, Conflict, Invalid
from jury.rules.words import Decision, Side, Task, Why
from jury.store.cases import Case
from jury.store.ledger import Entry
from jury.store.outcomes import Outcome, Review
from jury.store.panels import Hearing, Panel
from jury.store.people import Person

from . import asking, calendars, ready_texts, seconding
from .claiming import AlreadyDecided as AlreadyDecided
from .claiming import claim as claim
from .claiming import expire_claim as expire_claim
from .claiming import let_go as let_go
from .claiming import lock_open, refuse_strangers, renew
from .concluding import Decided, conclude
from .notices import Fact, owe
from .record import CLOCK, actor, record

SHORTEST_TEXT = 20
LONGEST_TEXT = 5000
LONGEST_REASON = 1000
TOLD = {
    Why.POLICY: "with_staff",
    Why.APPEAL: "appeal_with_staff",
    Why.DRIFT: "with_staff_for_now",
}


class LookFirst(Conflict):
    sentence = N_(
        "Please record your own view first: it is taken before the ballots are shown. "
        "Nothing was decided."
    )


class AlreadyViewed(Conflict):
    sentence = N_(
        "Your own view was recorded before and cannot be changed after the ballots were shown. "
        "Decide below as you now think right; both are kept."
    )


class ViewReasonMissing(Invalid):
    sentence = N_(
        "Please say in a few words why; up to %(longest)d characters are kept. Your view was "
        "not recorded yet."
    )


class GroundUnfit(Invalid):
    sentence = N_(
        "Please choose a coded reason that fits what you decide. Nothing was decided yet; your "
        "text is still here."
    )


class TextTooShort(Invalid):
    sentence = N_(
        "Both parties will read this text: please write between %(shortest)d and %(longest)d "
        "characters. Nothing was decided yet; what you wrote is still here."
    )


class DecisionUnfit(Invalid):
    sentence = N_(
        "What you chose does not fit the side: to uphold is to keep the side the panel leans "
        "to, to override is to replace it. Nothing was decided; please choose again."
    )


def open_review(
    session: Session,
    case: Case,
    hearing: Hearing | None,
    task: Task,
    why: Why | None,
    now: datetime,
) -> Review:
    """Put the case on the staff desk, due in working days. The case is locked by the caller.

    The parties are told of an escalation; of an audit nobody is.
    """
    policy = case.policy
    calendar, zone = calendars.calendar_of(session, policy), calendars.zone_of(policy)
    due = working_days_after(now, policy.staff_working_days, calendar, zone)
    review = Review(
        case=case,
        hearing=hearing,
        task=task,
        why=why,
        opened_at=now,
        due_at=due.at,
        is_provisional=due.is_provisional,
    )
    session.add(review)
    session.flush()
    record(session, "review_opened", now, CLOCK, case, review=review.id, task=task, why=why)
    if task is Task.ESCALATION:
        _tell_parties(session, review, now)
    return review


def _tell_parties(session: Session, review: Review, now: datetime) -> None:
    case = review.case
    kind = TOLD.get(review.why or Why.BORDERLINE, "escalated")
    for side in Side:
        person, path = case.person_on(side), f"/cases/{case.id}"
        facts: dict[str, Fact] = {
            "due_at": review.due_at,
            "is_provisional": int(review.is_provisional),
        }
        owe(session, person, kind, now, case=case, path=path, **facts)


def outcome_of(session: Session, review: Review) -> Outcome | None:
    """What the panel of the reviewed hearing came to, if one voted."""
    of_hearing = select(Outcome).join(Panel).where(Panel.hearing_id == review.hearing_id)
    outcome = session.scalar(of_hearing)
    return outcome if outcome and outcome.n_buyer + outcome.n_seller else None


def lean_of(outcome: Outcome | None) -> Side | None:
    """The side that the weighted ballots lean to; None without ballots or at even odds."""
    if outcome is None or outcome.posterior_buyer == 0.5:
        return None
    return Side.BUYER if outcome.posterior_buyer > 0.5 else Side.SELLER


def decision_for(lean: Side | None, side: Side) -> Decision:
    """What ruling for ``side`` does to a panel that leans so."""
    if lean is None:
        return Decision.DECIDE
    return Decision.UPHOLD if side is lean else Decision.OVERRIDE


def record_view(
    session: Session, review: Review, side: Side, reason: str, agent: Person, now: datetime
) -> None:
    """The agent's own view, before the ballots are shown; the same one again changes nothing.

    Whoever takes the case over gives a view of their own, which takes the place
    of the one before; each has its entry, which tells whether the agent had
    looked at the case before. Refuses with AlreadyDecided, ClaimNeeded,
    AlreadyViewed or ViewReasonMissing.
    """
    lock_open(session, review)
    refuse_strangers(session, review, agent, now)
    reason = reason.strip()
    if review.viewed_by == agent.id:
        if (review.view_side, review.view_reason) == (side, reason):
            return
        raise AlreadyViewed()
    if not 0 < len(reason) <= LONGEST_REASON:
        raise ViewReasonMissing(longest=LONGEST_REASON)
    is_blind = not _has_viewed(session, review.case, agent)
    review.view_side, review.view_reason = side, reason
    review.viewed_at, review.viewed_by = now, agent.id
    renew(session, review, agent, now)
    by = actor(agent)
    record(
        session, "review_viewed", now, by, review.case, review=review.id, side=side, blind=is_blind
    )
    session.flush()


def _has_viewed(session: Session, case: Case, agent: Person) -> bool:
    before = exists().where(
        Entry.case_id == case.id, Entry.act == "review_viewed", Entry.actor == actor(agent)
    )
    return bool(session.scalar(select(before)))


def decide(
    session: Session,
    review: Review,
    decision: Decision,
    side: Side,
    code: str,
    text: str,
    agent: Person,
    now: datetime,
) -> None:
    """Uphold or override the panel, or decide where it had nothing to say.

    An escalation ends in a ruling, or waits for a second person where the law
    wants two. An audit changes nothing for the parties: what is right was asked
    in order to measure the court. Refuses with AlreadyDecided, ClaimNeeded,
    LookFirst, ConfirmOrSendBack, QuestionOpen, DecisionUnfit, GroundUnfit,
    TextTooShort or GapLeft.
    """
    lock_open(session, review)
    refuse_strangers(session, review, agent, now)
    if review.viewed_by != agent.id:
        raise LookFirst()
    seconding.refuse_waiting(session, review)
    asking.refuse_open(session, review.case)
    outcome, text = outcome_of(session, review), text.strip()
    _refuse_unfit(decision_for(lean_of(outcome), side), decision, code, text)
    ready_texts.refuse_gaps(session, text)
    decided = Decided(decision, side, code, text, agent.id)
    if seconding.is_needed(review, decision, outcome):
        seconding.propose(session, review, decided, now)
    else:
        conclude(session, review, decided, now)


def _refuse_unfit(lawful: Decision, decision: Decision, code: str, text: str) -> None:
    if decision is not lawful:
        raise DecisionUnfit()
    if not grounds.fit(decision, code):
        raise GroundUnfit()
    if not SHORTEST_TEXT <= len(text) <= LONGEST_TEXT:
        raise TextTooShort(shortest=SHORTEST_TEXT, longest=LONGEST_TEXT)
