"""What the law asks of a juror before giving them a seat, looked up juror by juror."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, ScalarSelect, and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

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
    parties = (case.order.buyer, case.order.seller)
    people = [account.person_id for account in parties if account.person_id]
    theirs = or_(
        MarketAccount.id.in_([account.id for account in parties]),
        MarketAccount.person_id.in_(people),
    )
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
    """The jurors in these slots of a roll and what the law asks of each: no query of the roll."""
    found = (
        select(
            RollSlot.slot,
            RollSlot.juror_id,
            RollSlot.stratum,
            Juror.languages,
            Juror.on_duty,
            Juror.suspended_at,
            Juror.n_ballots,
            or_(Person.left_at.is_not(None), Person.is_staff, Person.is_admin),
            _clusters(),
            _is_party(case),
            _has_traded(case, now - timedelta(days=policy.traded_days), now),
            _is_of_same_shop(case),
            _sat_before(case, now - timedelta(days=policy.sat_before_days)),
            _open_summonses(),
        )
        .join(Juror, Juror.person_id == RollSlot.juror_id)
        .join(Person, Person.id == RollSlot.juror_id)
        .where(RollSlot.epoch_id == epoch_id, RollSlot.slot.in_(slots))
    )
    return {
        row[0]: (
            row[1],
            JurorFacts(
                stratum=row[2],
                languages=frozenset(row[3]),
                is_on_duty=row[4] and not row[7],  # who holds office sees gold and rulings
                is_suspended=row[5] is not None,
                is_newcomer=row[6] < policy.newcomer_ballots,
                clusters=frozenset(row[8] or ()),
                is_party=row[9],
                has_traded=row[10],
                is_of_same_shop=row[11],
                sat_before=row[12],
                open_summonses=row[13],
            ),
        )
        for row in session.execute(found)
    }


def _accounts() -> ColumnElement[bool]:
    return MarketAccount.person_id == Juror.person_id


def _clusters() -> ScalarSelect[list[str]]:
    named = func.array_agg(MarketAccount.cluster)
    theirs = select(named).where(_accounts(), MarketAccount.cluster.is_not(None))
    return theirs.correlate(Juror).scalar_subquery()


def _is_party(case: Case) -> ColumnElement[bool]:
    parties = (case.order.buyer_id, case.order.seller_id)
    return exists().where(_accounts(), MarketAccount.id.in_(parties)).correlate(Juror)


def _has_traded(case: Case, since: datetime, until: datetime) -> ColumnElement[bool]:
    parties = (case.order.buyer_id, case.order.seller_id)
    within = and_(Order.placed_at >= since, Order.placed_at < until)
    bought = exists().where(
        _accounts(), Order.buyer_id == MarketAccount.id, Order.seller_id.in_(parties), within
    )
    sold = exists().where(
        _accounts(), Order.seller_id == MarketAccount.id, Order.buyer_id.in_(parties), within
    )
    return or_(bought.correlate(Juror), sold.correlate(Juror))


def _is_of_same_shop(case: Case) -> ColumnElement[bool]:
    theirs = and_(Order.seller_id == MarketAccount.id, Order.shop == case.order.shop)
    return exists().where(_accounts(), theirs).correlate(Juror)


def _sat_before(case: Case, since: datetime) -> ColumnElement[bool]:
    """On this case at any time, or lately on any case of the same seller."""
    here, lately = aliased(Summons), aliased(Summons)
    on_this_case = exists().where(
        Hearing.case_id == case.id,
        Panel.hearing_id == Hearing.id,
        here.panel_id == Panel.id,
        here.juror_id == Juror.person_id,
        here.answer.in_(SAT),
    )
    for_this_seller = exists().where(
        lately.juror_id == Juror.person_id,
        lately.answer.in_(SAT),
        lately.called_at > since,
        Panel.id == lately.panel_id,
        Hearing.id == Panel.hearing_id,
        Case.id == Hearing.case_id,
        Order.id == Case.order_id,
        Order.seller_id == case.order.seller_id,
    )
    return or_(on_this_case.correlate(Juror), for_this_seller.correlate(Juror))


def _open_summonses() -> ScalarSelect[int]:
    waiting = aliased(Summons)
    counted = select(func.count()).where(
        waiting.juror_id == Juror.person_id, waiting.answer == Answer.AWAITED
    )
    return counted.correlate(Juror).scalar_subquery()
