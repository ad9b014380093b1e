"""A request for a refund, step by dated step, before anybody asks the court."""

from collections.abc import Iterable
from datetime import datetime
from urllib.parse import quote

from sqlalchemy import select
from sqlalchemy.orm import Session

from jury.rules import intervention
from jury.rules.errors import N_, Conflict, Invalid
from jury.rules.intervention import Request, Step
from jury.rules.phases import Phase
from jury.rules.remedy import check_asked
from jury.rules.words import RefundStep, Remedy, Side
from jury.store.cases import Case
from jury.store.orders import Order
from jury.store.people import Person
from jury.store.refunds import RefundEntry, RefundReason, RefundRequest

from . import notices, policies
from .publishing import publish
from .record import actor, fresh_salt, record, salted

LONGEST_REASON = 1000
LONGEST_PATH = 200
MILESTONES = {"refund_applied": RefundStep.APPLIED, "refund_refused": RefundStep.REFUSED}


class NotYourStep(Conflict):
    sentence = N_(
        "The buyer asks for a refund and takes it back; the seller grants or refuses it. "
        "Nothing was changed."
    )


class AlreadyApplied(Conflict):
    sentence = N_(
        "A refund was already asked for on %(at)s and stands, so nothing was changed. "
        "The order's page says from when on the court can be asked."
    )


class NothingAppliedFor(Conflict):
    sentence = N_(
        "No refund is being asked for on this order at the moment, so nothing was changed. "
        "Please reload the order's page to see where it stands."
    )


class MayNotRefuseYet(Conflict):
    sentence = N_(
        "You have refused this refund already, and that stands; nothing was changed. "
        "If nobody asks the court, you may refuse again from %(loops_at)s on."
    )


class BeforeTheCourt(Conflict):
    sentence = N_(
        "This order is before the court as case %(code)s, so nothing was changed here. "
        "The seller can still settle, on the page of the case."
    )


class DisputeOver(Conflict):
    sentence = N_(
        "The dispute about this order is over (case %(code)s), so nothing was changed here. "
        "What was decided or agreed stands on the page of the case: please follow that."
    )


class ReasonMissing(Invalid):
    sentence = N_("Please say why, in a few words; until then nothing is changed.")


class ReasonTooLong(Invalid):
    sentence = N_(
        "The reason has %(length)d characters; at most %(longest)d are kept. "
        "Nothing was changed yet: please shorten it."
    )


def standing(session: Session, order: Order, now: datetime) -> Request:
    """Where the request for a refund on the order stands, under the terms of today."""
    spans = select(Case.filed_at, Case.ended_at).where(Case.order_id == order.id, ~Case.is_archived)
    asked = [(filed_at, ended_at) for filed_at, ended_at in session.execute(spans)]
    steps = [Step(entry.what, entry.at) for entry in steps_of(session, order)]
    return intervention.request(steps, policies.for_order(session, order, now), asked)


def steps_of(session: Session, order: Order) -> list[RefundEntry]:
    """The dated steps, in the order in which they happened."""
    of_order = select(RefundEntry).where(RefundEntry.order_id == order.id)
    return list(session.scalars(of_order.order_by(RefundEntry.at, RefundEntry.id)))


def apply_for(
    session: Session,
    order: Order,
    asks: Remedy,
    asked_minor: int,
    reason: str,
    person: Person,
    now: datetime,
) -> RefundEntry:
    """The buyer asks the seller for a refund; the wait for the court begins.

    Refuses with NotYourStep, BeforeTheCourt, DisputeOver, AlreadyApplied,
    BadAmount, ReasonMissing or ReasonTooLong.
    """
    found = _locked(session, order, Side.BUYER, person, now)
    if found.applied_at and found.is_live:
        raise AlreadyApplied(at=found.applied_at)
    check_asked(asks, order.amount_minor, asked_minor)
    whole = order.amount_minor
    entry = RefundEntry(
        asks=asks, asked_minor=asked_minor if asks is Remedy.PARTIAL_REFUND else whole
    )
    _keep(session, order, RefundStep.APPLIED, entry, _reason(reason), person, now)
    _tell(session, order, Side.SELLER, "refund_applied", now)
    return entry


def take_back(session: Session, order: Order, person: Person, now: datetime) -> RefundEntry:
    """The buyer no longer asks.

    Refuses with NotYourStep, BeforeTheCourt, DisputeOver or NothingAppliedFor.
    """
    _locked_live(session, order, Side.BUYER, person, now)
    entry = _keep(session, order, RefundStep.WITHDRAWN, RefundEntry(), "", person, now)
    _tell(session, order, Side.SELLER, "refund_withdrawn", now)
    return entry


def grant(session: Session, order: Order, person: Person, now: datetime) -> RefundEntry:
    """The seller gives what is asked for: an ordinary refund, which stands on no record (R20).

    The marketplace is told, who pays it. Refuses with NotYourStep,
    BeforeTheCourt, DisputeOver or NothingAppliedFor.
    """
    _locked_live(session, order, Side.SELLER, person, now)
    applied = latest_application(session, order)
    entry = RefundEntry(
        asks=applied.asks if applied else None, asked_minor=applied.asked_minor if applied else None
    )
    _keep(session, order, RefundStep.GRANTED, entry, "", person, now)
    publish(
        session,
        "refund.granted",
        order.ref,
        now,
        asks=entry.asks or Remedy.REFUND,
        amount_minor=order.amount_minor if entry.asked_minor is None else entry.asked_minor,
        currency=order.currency,
    )
    _tell(session, order, Side.BUYER, "refund_granted", now)
    return entry


def refuse(
    session: Session, order: Order, reason: str, person: Person, now: datetime
) -> RefundEntry:
    """The seller refuses, with a reason; again only once the nine days have passed (R3).

    Refuses with NotYourStep, BeforeTheCourt, DisputeOver, NothingAppliedFor,
    MayNotRefuseYet, ReasonMissing or ReasonTooLong.
    """
    found = _locked_live(session, order, Side.SELLER, person, now)
    if not found.may_refuse(now):
        raise MayNotRefuseYet(loops_at=found.loops_at or now)
    words = _reason(reason)
    entry = _keep(session, order, RefundStep.REFUSED, RefundEntry(), words, person, now)
    publish(session, "refund.refused", order.ref, now)
    _tell(session, order, Side.BUYER, "refund_refused", now)
    return entry


def _locked(session: Session, order: Order, side: Side, person: Person, now: datetime) -> Request:
    session.flush()
    session.refresh(order, with_for_update=True)
    if order.account_of(side).person_id != person.id:
        raise NotYourStep()
    _refuse_disputed(session, order)
    return standing(session, order, now)


def _refuse_disputed(session: Session, order: Order) -> None:
    """What the court has before it, or has ended, is not decided once more beside it."""
    before = select(Case).where(Case.order_id == order.id, ~Case.is_archived)
    for case in session.scalars(before.where(Case.phase != Phase.WITHDRAWN)):
        raise BeforeTheCourt(code=case.code) if case.is_live else DisputeOver(code=case.code)


def _locked_live(
    session: Session, order: Order, side: Side, person: Person, now: datetime
) -> Request:
    found = _locked(session, order, side, person, now)
    if not found.is_live:
        raise NothingAppliedFor()
    return found


def _reason(words: str) -> str:
    words = words.strip().replace("\r\n", "\n").replace("\x00", "")
    if not words:
        raise ReasonMissing()
    if len(words) > LONGEST_REASON:
        raise ReasonTooLong(length=len(words), longest=LONGEST_REASON)
    return words


def latest_application(session: Session, order: Order) -> RefundEntry | None:
    """What the buyer asked for last; one that the marketplace told names no amount."""
    applied = [each for each in steps_of(session, order) if each.what is RefundStep.APPLIED]
    return applied[-1] if applied else None


def _keep(
    session: Session,
    order: Order,
    what: RefundStep,
    entry: RefundEntry,
    reason: str,
    person: Person,
    now: datetime,
) -> RefundEntry:
    entry.order_id, entry.what, entry.at = order.id, what, now
    entry.source, entry.told_at = "party", now
    keep(session, order, entry, reason, actor(person), now)
    note_opening(session, order, standing(session, order, now))
    return entry


def keep(
    session: Session, order: Order, entry: RefundEntry, reason: str, by: str, now: datetime
) -> None:
    """Write a step down, with its ledger entry. The order is locked by the caller."""
    salt = fresh_salt() if reason else ""
    session.add(entry)
    session.flush()
    if reason:
        session.add(RefundReason(step_id=entry.id, salt=salt, text=reason))
    record(
        session,
        f"refund_{entry.what}",
        now,
        by,
        order=order.id,
        step=entry.id,
        at=entry.at.isoformat(),
        reason=salted(reason, salt) if reason else None,
    )
    session.flush()


def tell_milestones(
    session: Session, order: Order, milestones: Iterable[tuple[str, datetime]], now: datetime
) -> None:
    """Keep the steps that came with an order which is new to us; the batch has the ledger entry."""
    steps = [(MILESTONES[what], at) for what, at in milestones if what in MILESTONES]
    for what, at in steps:
        entry = RefundEntry(order_id=order.id, what=what, at=at, source="order", told_at=now)
        session.add(entry)
    if steps:
        session.flush()
        policy = policies.for_order(session, order, now)
        note_opening(session, order, intervention.request([Step(*step) for step in steps], policy))


def note_opening(session: Session, order: Order, found: Request) -> None:
    """Note when the clock has to tell the parties; another opening is told of anew."""
    noted = session.get(RefundRequest, order.id, populate_existing=True)
    if noted is None:
        noted = RefundRequest(order_id=order.id)
        session.add(noted)
    if noted.opens_at != found.opens_at:
        noted.opens_at, noted.told_at = found.opens_at, None
    session.flush()


def _tell(session: Session, order: Order, side: Side, kind: str, now: datetime) -> None:
    found, person = standing(session, order, now), order.account_of(side).person
    opens_at, loops_at = found.opens_at or now, found.loops_at or now
    path, ref = path_of(order), order.ref
    notices.owe(
        session, person, kind, now, path=path, ref=ref, opens_at=opens_at, loops_at=loops_at
    )


def path_of(order: Order) -> str:
    """Where the order's own page is; the list of orders, where its reference is too long."""
    path = f"/orders/{quote(order.ref)}"
    return path if len(path) <= LONGEST_PATH else "/orders"
