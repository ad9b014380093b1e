"""Questions the staff desk asks: what waits, what is due first, what may become gold."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session, joinedload

from jury.rules.phases import Phase
from jury.rules.words import Task

from . import appeals
from .cases import Case
from .orders import Order
from .outcomes import Gold, GoldDispute, Review
from .panels import Hearing, LeakReport, Panel, Summons
from .people import MarketAccount, Person

DECIDED = (Phase.RULED, Phase.EXECUTING, Phase.CLOSED)
FOR_RELEASE = (Phase.REDACTING, Phase.PAUSED)


def open_reviews() -> Select[Review]:
    """Reviews to be done; an escalation that was settled or withdrawn meanwhile is not."""
    alive = or_(Review.task != Task.ESCALATION, Case.phase == Phase.ESCALATED)
    return select(Review).join(Case).where(Review.decided_at.is_(None), alive)


def claimed_by(agent: Person, now: datetime) -> ColumnElement[bool]:
    return and_(Review.claimed_by == agent.id, Review.claim_expires_at > now)


def unclaimed(now: datetime) -> ColumnElement[bool]:
    """Nobody holds it; a claim that ran out is none, whether or not the clock has found it."""
    return or_(Review.claimed_by.is_(None), Review.claim_expires_at <= now)


def queue(session: Session, only: ColumnElement[bool], skip: int, most: int) -> Sequence[Review]:
    """Open reviews by due date, each with its case, order, holder and hearing, in one query."""
    with_all = (
        joinedload(Review.case).joinedload(Case.order),
        joinedload(Review.claimant),
        joinedload(Review.hearing),
    )
    rows = open_reviews().where(only).order_by(Review.due_at, Review.id)
    return session.scalars(rows.options(*with_all).offset(skip).limit(most)).all()


def counts(session: Session, agent: Person, now: datetime) -> tuple[int, int, int]:
    """How many reviews are open, are the agent's, and are nobody's."""
    mine, free = claimed_by(agent, now), unclaimed(now)
    n = func.count()
    shown = open_reviews().where(appeals.is_for(agent))
    asked = shown.with_only_columns(n, n.filter(mine), n.filter(free))
    every, theirs, nobodys = session.execute(asked).one()
    return every, theirs, nobodys


def next_review(session: Session, agent: Person, now: datetime) -> Review | None:
    """What is due first of what the agent holds, else of what nobody holds and they may take."""
    held = open_reviews().where(claimed_by(agent, now)).order_by(Review.due_at, Review.id)
    free = (
        open_reviews()
        .join(Order, Order.id == Case.order_id)
        .where(unclaimed(now), ~_is_party(agent), ~_was_called(agent), appeals.is_for(agent))
        .order_by(Review.due_at, Review.id)
    )
    return session.scalar(held.limit(1)) or session.scalar(free.limit(1))


def _is_party(agent: Person) -> ColumnElement[bool]:
    of_order = or_(MarketAccount.id == Order.buyer_id, MarketAccount.id == Order.seller_id)
    return exists().where(MarketAccount.person_id == agent.id, of_order)


def _was_called(agent: Person) -> ColumnElement[bool]:
    return exists().where(
        Summons.juror_id == agent.id,
        Summons.panel_id == Panel.id,
        Panel.hearing_id == Hearing.id,
        Hearing.case_id == Case.id,
    )


def for_release(session: Session) -> Sequence[Case]:
    """Cases whose texts wait for staff, the paused first, then the longest waiting."""
    waiting = select(Case).where(Case.phase.in_(FOR_RELEASE), Case.is_archived.is_(False))
    first = waiting.order_by((Case.phase == Phase.PAUSED).desc(), Case.filed_at, Case.id)
    return session.scalars(first.options(joinedload(Case.order))).all()


def open_reports(
    session: Session, case_id: UUID | None = None
) -> dict[UUID, list[tuple[LeakReport, bool]]]:
    """Jurors' reports of personal data that wait, by case, each with whether it is on gold."""
    waiting = (
        select(Hearing.case_id, LeakReport, Panel.is_gold)
        .join(Summons, Summons.id == LeakReport.summons_id)
        .join(Panel, Panel.id == Summons.panel_id)
        .join(Hearing, Hearing.id == Panel.hearing_id)
        .where(LeakReport.resolved_at.is_(None))
        .order_by(LeakReport.made_at)
    )
    if case_id:
        waiting = waiting.where(Hearing.case_id == case_id)
    found: dict[UUID, list[tuple[LeakReport, bool]]] = {}
    for of_case, report, is_gold in session.execute(waiting):
        found.setdefault(of_case, []).append((report, is_gold))
    return found


def golds(session: Session, state: str) -> Sequence[Gold]:
    """Gold cases in this state, the latest first."""
    found = select(Gold).where(Gold.state == state).order_by(Gold.proposed_at.desc())
    return session.scalars(found.options(joinedload(Gold.case))).all()


def open_disputes(session: Session, case_id: UUID | None = None) -> Sequence[GoldDispute]:
    """What jurors say against gold cases and nobody has answered yet."""
    waiting = select(GoldDispute).where(GoldDispute.resolved_at.is_(None))
    if case_id:
        waiting = waiting.where(GoldDispute.case_id == case_id)
    with_case = joinedload(GoldDispute.gold).joinedload(Gold.case)
    return session.scalars(waiting.order_by(GoldDispute.made_at).options(with_case)).all()


def proposable(session: Session, most: int) -> Sequence[Case]:
    """Decided cases, the latest first, that were never proposed and whose texts are kept."""
    known = exists().where(Gold.case_id == Case.id)
    decided = select(Case).where(
        Case.phase.in_(DECIDED), Case.texts_erased_at.is_(None), Case.is_archived.is_(False), ~known
    )
    latest = decided.order_by(Case.filed_at.desc(), Case.id).limit(most)
    return session.scalars(latest.options(joinedload(Case.order))).all()


def waiting_counts(session: Session, agent: Person) -> tuple[int, int, int]:
    """How much waits in each room: reviews, cases to release, and gold to settle."""
    shown = open_reviews().where(appeals.is_for(agent))
    reviews = shown.with_only_columns(func.count()).scalar_subquery()
    release = select(func.count()).where(Case.phase.in_(FOR_RELEASE), Case.is_archived.is_(False))
    proposals = select(func.count()).where(Gold.state == "proposed", Gold.proposed_by != agent.id)
    disputes = select(func.count()).where(GoldDispute.resolved_at.is_(None))
    gold = proposals.scalar_subquery() + disputes.scalar_subquery()
    n_reviews, n_release, n_gold = session.execute(
        select(reviews, release.scalar_subquery(), gold)
    ).one()
    return n_reviews, n_release, n_gold
