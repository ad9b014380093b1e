"""What the law asks of a juror before giving them a seat, looked up juror by juror."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Integer,
    Row,
    ScalarSelect,
    Select,
    Text,
    Uuid,
    and_,
    any_,
    bindparam,
    cast,
    exists,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from jury.rules.policy import Policy
from jury.rules.recusal import JurorFacts
from jury.rules.words import Answer, Choice, Stratum

from .cases import Case
from .orders import Order
from .panels import Ballot, Hearing, Panel, RollSlot, Summons
from .people import Juror, MarketAccount, Person

SAT = (Answer.AWAITED, Answer.VOTED, Answer.RELEASED)


@dataclass(frozen=True)
class Seated:
    """A juror who holds a seat on a panel, as far as the quotas ask."""

    seat: int
    is_unable: bool  # cast a ballot that says so
    stratum: Stratum
    is_newcomer: bool
    clusters: frozenset[str]


def seated_on(session: Session, panel_id: UUID, policy: Policy) -> list[Seated]:
    """Who holds a seat now; those who recused themselves or lapsed do not."""
    live = (
        select(Summons.seat, Ballot.choice, Juror.stratum, Juror.n_ballots, _clusters())
        .join(Juror, Juror.person_id == Summons.juror_id)
        .outerjoin(Ballot, Ballot.summons_id == Summons.id)
        .where(Summons.panel_id == panel_id, Summons.answer.in_([Answer.AWAITED, Answer.VOTED]))
    )
    return [
        Seated(
            seat,
            choice is Choice.CANNOT_JUDGE,
            stratum,
            n_ballots < policy.newcomer_ballots,
            frozenset(clusters or ()),
        )
        for seat, choice, stratum, n_ballots, clusters in session.execute(live)
    ]


def party_clusters(session: Session, case: Case) -> frozenset[str]:
    """Device, address and payment clusters of either party, with all their accounts."""
    parties = MarketAccount.id.in_([case.order.buyer_id, case.order.seller_id])
    people = select(MarketAccount.person_id).where(parties)
    theirs = or_(parties, MarketAccount.person_id.in_(people))
    found = select(MarketAccount.cluster).where(MarketAccount.cluster.is_not(None), theirs)
    return frozenset(name for name in session.scalars(found) if name)


def facts_by_slot(
    session: Session,
    case: Case,
    epoch_id: int,
    slots: Collection[int],
    policy: Policy,
    now: datetime,
) -> dict[int, tuple[UUID, JurorFacts]]:
    """The jurors in these slots of a roll and what the law asks of each: no query of the roll.

    Whoever is being suspended at this very moment counts as suspended, so that
    nobody waits; the suspension waits for those who looked before it.
    """
    held = _held(session, epoch_id, slots)
    asked = {
        "epoch_id": epoch_id,
        "slots": list(slots),
        "case_id": case.id,
        "seller_id": case.order.seller_id,
        "parties": [case.order.buyer_id, case.order.seller_id],
        "shop": case.order.shop,
        "now": now,
        "traded_since": now - timedelta(days=policy.traded_days),
        "sat_since": now - timedelta(days=policy.sat_before_days),
    }
    return {
        row.slot: (row.juror_id, _facts(row, policy, row.slot in held))
        for row in session.execute(_standing(), asked)
    }


def hold_alone(session: Session, juror_id: UUID) -> None:
    """Let nobody look the juror up for a draw until this transaction ends.

    To be taken before any other lock: waits for those who have looked already.
    """
    session.execute(select(func.pg_advisory_xact_lock(_key(literal(juror_id, Uuid)))))


def _held(session: Session, epoch_id: int, slots: Collection[int]) -> set[int]:
    """The slots whose jurors nobody suspends until this transaction ends.

    A statement of its own before they are looked up, which then sees what was
    changed before.
    """
    asked = {"epoch_id": epoch_id, "slots": list(slots)}
    return {slot for slot, is_held in session.execute(_holding(), asked) if is_held}


@cache
def _holding() -> Select[int, bool]:
    hold = func.pg_try_advisory_xact_lock_shared(_key(RollSlot.juror_id), type_=Boolean)
    return select(RollSlot.slot, hold).where(*_is_asked())


def _key(juror_id: ColumnElement[UUID] | InstrumentedAttribute[UUID]) -> ColumnElement[int]:
    return func.hashtextextended(cast(juror_id, Text), 0)


def _is_asked() -> tuple[ColumnElement[bool], ...]:
    named = RollSlot.slot == any_(bindparam("slots", type_=ARRAY(Integer)))
    return RollSlot.epoch_id == bindparam("epoch_id"), named


def _facts(row: Row[*tuple[Any, ...]], policy: Policy, is_held: bool) -> JurorFacts:
    return JurorFacts(
        stratum=row.stratum,
        languages=frozenset(row.languages),
        is_on_duty=row.on_duty and not row.is_away,
        is_suspended=row.suspended_at is not None or not is_held,
        is_newcomer=row.n_ballots < policy.newcomer_ballots,
        clusters=frozenset(row.clusters or ()),
        is_party=row.is_party,
        has_traded=row.has_traded,
        is_of_same_shop=row.is_of_same_shop,
        sat_before=row.sat_before,
        open_summonses=row.open_summonses,
    )


@cache
def _standing() -> Select[*tuple[Any, ...]]:
    """Built once and always the same words, so that the database keeps its plan as well."""
    holds_office = or_(Person.is_staff, Person.is_admin)  # and so sees gold and rulings
    return (
        select(
            RollSlot.slot,
            RollSlot.juror_id,
            RollSlot.stratum,
            Juror.languages,
            Juror.on_duty,
            Juror.suspended_at,
            Juror.n_ballots,
            or_(Person.left_at.is_not(None), holds_office).label("is_away"),
            _clusters().label("clusters"),
            _is_party().label("is_party"),
            _has_traded().label("has_traded"),
            _is_of_same_shop().label("is_of_same_shop"),
            _sat_before().label("sat_before"),
            _open_summonses().label("open_summonses"),
        )
        .join(Juror, Juror.person_id == RollSlot.juror_id)
        .join(Person, Person.id == RollSlot.juror_id)
        .where(*_is_asked())
    )


def _accounts() -> ColumnElement[bool]:
    return MarketAccount.person_id == Juror.person_id


def _clusters() -> ScalarSelect[list[str]]:
    named = func.array_agg(MarketAccount.cluster)
    theirs = select(named).where(_accounts(), MarketAccount.cluster.is_not(None))
    return theirs.correlate(Juror).scalar_subquery()


def _of_party(account: InstrumentedAttribute[UUID]) -> ColumnElement[bool]:
    return account == any_(bindparam("parties", type_=ARRAY(Uuid)))


def _is_party() -> ColumnElement[bool]:
    return exists().where(_accounts(), _of_party(MarketAccount.id)).correlate(Juror)


def _has_traded() -> ColumnElement[bool]:
    lately = and_(Order.placed_at >= bindparam("traded_since"), Order.placed_at < bindparam("now"))
    with_seller = and_(Order.buyer_id == MarketAccount.id, _of_party(Order.seller_id))
    with_buyer = and_(Order.seller_id == MarketAccount.id, _of_party(Order.buyer_id))
    bought = exists().where(_accounts(), with_seller, lately)
    sold = exists().where(_accounts(), with_buyer, lately)
    return or_(bought.correlate(Juror), sold.correlate(Juror))


def _is_of_same_shop() -> ColumnElement[bool]:
    theirs = and_(Order.seller_id == MarketAccount.id, Order.shop == bindparam("shop"))
    return exists().where(_accounts(), theirs).correlate(Juror)


def _sat_before() -> ColumnElement[bool]:
    """On this case at any time, or lately on any case of the same seller."""
    here, lately = aliased(Summons), aliased(Summons)
    on_this_case = exists().where(
        Hearing.case_id == bindparam("case_id"),
        Panel.hearing_id == Hearing.id,
        here.panel_id == Panel.id,
        here.juror_id == Juror.person_id,
        here.answer.in_(SAT),
    )
    for_this_seller = exists().where(
        lately.juror_id == Juror.person_id,
        lately.answer.in_(SAT),
        lately.called_at > bindparam("sat_since"),
        Panel.id == lately.panel_id,
        Hearing.id == Panel.hearing_id,
        Case.id == Hearing.case_id,
        Order.id == Case.order_id,
        Order.seller_id == bindparam("seller_id"),
    )
    return or_(on_this_case.correlate(Juror), for_this_seller.correlate(Juror))


def _open_summonses() -> ScalarSelect[int]:
    waiting = aliased(Summons)
    counted = select(func.count()).where(
        waiting.juror_id == Juror.person_id, waiting.answer == Answer.AWAITED
    )
    return counted.correlate(Juror).scalar_subquery()
