"""Settling: the respondent agrees, or the seller gives of itself; no ruling follows."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from jury.rules import settlement
from jury.rules.errors import N_, Conflict, Invalid
from jury.rules.phases import WITH_PARTIES, Phase
from jury.rules.remedy import Ordered
from jury.rules.settlement import BEFORE_RULING
from jury.rules.words import Answer, Remedy, Side
from jury.store.cases import Case
from jury.store.outcomes import Review, Ruling, still_open
from jury.store.panels import Hearing, Panel, Summons
from jury.store.people import Person
from jury.store.settlements import Settlement

from . import asking, calling, executing, notices
from .deadlines import due_of, lift_all
from .ending import end_case
from .hearing import ENDS, NotYours
from .locks import lock
from .publishing import publish
from .record import CLOCK, actor, record


class AgreementOver(Conflict):
    sentence = N_(
        "The time to agree is over, so nothing was changed and the case goes on. "
        "Until the ruling the seller can still settle, on the page of the case."
    )


class TooLateToSettle(Conflict):
    sentence = N_(
        "The case is decided or over, so it can no longer be settled and nothing was changed. "
        "Its page says what holds now."
    )


class NotTheSeller(Conflict):
    sentence = N_(
        "Only the seller can settle a case by giving the money back, so nothing was changed."
    )


class NotOnOffer(Invalid):
    sentence = N_(
        "Please choose one of the settlements that the page of the case offers. Nothing was "
        "changed, and the case goes on."
    )


def offers(session: Session, case: Case, side: Side) -> list[Ordered]:
    """What the side may settle for now; nothing for a buyer, or once there is a ruling."""
    if side is not Side.SELLER or not may_settle(session, case):
        return []
    paid, asked = case.order.amount_minor, case.asked_minor
    return settlement.offers(case.claimant, case.asks, paid, asked, case.policy)


def settle(session: Session, case: Case, side: Side, remedy: Remedy, now: datetime) -> Settlement:
    """The seller settles, at any time before the ruling; the same once more changes nothing.

    Refuses with NotTheSeller, TooLateToSettle or NotOnOffer.
    """
    lock(session, case)
    if known := _settled_before(session, case, side, remedy):
        return known
    if side is not Side.SELLER:
        raise NotTheSeller()
    if not may_settle(session, case):
        raise TooLateToSettle()
    given = next((each for each in offers(session, case, side) if each.remedy is remedy), None)
    if given is None:
        raise NotOnOffer()
    return _end(session, case, side, given, "seller_settled", now)


def agree(session: Session, case: Case, side: Side, now: datetime) -> Settlement:
    """The respondent gives the claimant what it asks for: settled at once, without a ruling.

    Refuses with NotYours for the claimant, AgreementOver from the deadline on, whether or not
    the clock has struck. Agreeing once more changes nothing.
    """
    lock(session, case)
    if known := _settled_before(session, case, side, case.asks):
        return known
    if side is case.claimant:
        raise NotYours()
    ends_at = due_of(session, case, ENDS[case.phase]) if case.phase in WITH_PARTIES else now
    if ends_at and ends_at <= now:
        raise AgreementOver()
    given = settlement.agreed(case.asks, case.order.amount_minor, case.asked_minor)
    return _end(session, case, side, given, "case_settled", now)


def _settled_before(session: Session, case: Case, side: Side, remedy: Remedy) -> Settlement | None:
    known = session.get(Settlement, case.id)
    return known if known and (known.by, known.remedy) == (side, remedy) else None


def may_settle(session: Session, case: Case) -> bool:
    """Before the first ruling; an appeal does not bring the chance back."""
    ruled = select(Ruling.id).where(Ruling.case_id == case.id).limit(1)
    return case.phase in BEFORE_RULING and session.scalar(ruled) is None


def in_full(case: Case) -> Ordered:
    """What gives the buyer all that the case is about."""
    paid, asked = case.order.amount_minor, case.asked_minor
    return settlement.offers(case.claimant, case.asks, paid, asked, case.policy)[0]


def settle_as_granted(session: Session, case: Case, by: str, now: datetime) -> Settlement:
    """The seller gave in full outside the court: the marketplace told so, and pays it itself.

    No order to pay goes out, or the buyer would be paid twice. The case is locked by
    the caller, who has seen that it may still be settled.
    """
    made = _close(session, case, Side.SELLER, in_full(case), "refund_granted_outside", by, now)
    _tell(session, case, "case_granted", now)
    return made


def _end(
    session: Session, case: Case, side: Side, given: Ordered, act: str, now: datetime
) -> Settlement:
    person = case.person_on(side)
    made = _close(session, case, side, given, act, actor(person) if person else CLOCK, now)
    if given.refund_minor:
        executing.settle(session, case, given.remedy, given.refund_minor, now)
    _tell(session, case, "case_settled", now)
    return made


def _close(
    session: Session, case: Case, side: Side, given: Ordered, act: str, by: str, now: datetime
) -> Settlement:
    """The case ends with what is given; nobody decides it any more."""
    made = Settlement(
        case_id=case.id,
        by=side,
        remedy=given.remedy,
        amount_minor=given.refund_minor,
        made_at=now,
    )
    session.add(made)
    session.flush()
    record(
        session,
        act,
        now,
        by,
        case,
        side=side,
        remedy=given.remedy,
        amount_minor=given.refund_minor,
    )
    _end_panels(session, case, now)
    _overtake_reviews(session, case, now)
    asking.drop(session, case, now)
    lift_all(session, case, now)
    end_case(session, case, Phase.SETTLED, now)
    what, amount = given.remedy, given.refund_minor
    publish(session, "case.settled", case.order.ref, now, case, remedy=what, amount_minor=amount)
    session.flush()
    return made


def _tell(session: Session, case: Case, kind: str, now: datetime) -> None:
    for each in Side:
        path = f"/cases/{case.id}"
        notices.owe(session, case.person_on(each), kind, now, case=case, path=path)
    session.flush()


def _end_panels(session: Session, case: Case, now: datetime) -> None:
    """The panel ends without an outcome: nobody is waited for, and ballots stay as they are."""
    of_case = (
        select(Panel)
        .join(Panel.hearing)
        .where(Hearing.case_id == case.id, Panel.closed_at.is_(None), ~Panel.is_gold)
    )
    for panel in session.scalars(of_case):
        lock(session, case, panel)
        released = calling.release_awaited(session, case, panel, now)
        panel.closed_at, panel.paused_at = now, None
        record(session, "panel_ended", now, CLOCK, case, panel=panel.id, released=len(released))
        session.flush()
        _tell_jurors(session, panel, {summons.id for summons in released}, now)
    for hearing in case.hearings:
        hearing.closed_at = hearing.closed_at or now


def _tell_jurors(session: Session, panel: Panel, released: set[object], now: datetime) -> None:
    """Those who voted and those who still might have are told that the parties settled."""
    called = select(Summons, Person).join(Person, Person.id == Summons.juror_id)
    seats = called.where(Summons.panel_id == panel.id).order_by(Summons.seat)
    for summons, person in session.execute(seats):
        if summons.answer is Answer.VOTED or summons.id in released:
            calling.tell(session, person, summons, "parties_settled", now)


def _overtake_reviews(session: Session, case: Case, now: datetime) -> None:
    """Nobody on the desk has anything to decide any more."""
    for review in session.scalars(select(Review).where(Review.case_id == case.id, still_open())):
        review.claimed_by = review.claim_expires_at = None
        review.overtaken_at = now
        record(session, "review_overtaken", now, CLOCK, case, review=review.id)
