"""What waits for the reader, and so where signing in leads."""

from dataclasses import dataclass

from flask import g
from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from jury.clock import now
from jury.rules.phases import WITH_PARTIES, Phase
from jury.rules.words import Answer, Side
from jury.store.base import db
from jury.store.cases import Case, Statement
from jury.store.notices import Notice
from jury.store.orders import Order
from jury.store.panels import Hearing, Panel, Summons
from jury.store.people import MarketAccount, Person


@dataclass(frozen=True)
class Waiting:
    """What a page's frame says of its reader."""

    is_party: bool
    n_unread: int


def waiting_for(person: Person) -> Waiting:
    """Asked once a request, in one query."""
    if "waiting" not in g:
        unread = select(func.count()).where(Notice.person_id == person.id, Notice.read_at.is_(None))
        is_party = exists().where(MarketAccount.person_id == person.id)
        asked = select(is_party, unread.scalar_subquery())
        g.waiting = Waiting(*db.session.execute(asked).one())
    waiting: Waiting = g.waiting
    return waiting


def open_summonses(person: Person) -> int:
    """How many summonses the juror may still answer."""
    waiting = select(func.count()).select_from(Summons).join(Panel)
    return (
        db.session.scalar(
            waiting.where(
                Summons.juror_id == person.id,
                Summons.answer == Answer.AWAITED,
                Summons.lapses_at > now(),
                Panel.paused_at.is_(None),
            )
        )
        or 0
    )


def cases_due(person: Person) -> int:
    """In how many cases the person has yet to hand in a statement, or to answer an appeal."""
    buyer, seller = aliased(MarketAccount), aliased(MarketAccount)
    due = (
        select(func.count())
        .select_from(Case)
        .join(Order)
        .join(buyer, Order.buyer_id == buyer.id)
        .join(seller, Order.seller_id == seller.id)
        .where(
            Case.phase.in_(WITH_PARTIES | {Phase.APPEALED}),
            Case.is_archived.is_(False),
            or_(
                and_(buyer.person_id == person.id, ~_handed_in(Side.BUYER)),
                and_(seller.person_id == person.id, ~_handed_in(Side.SELLER)),
            ),
        )
    )
    return db.session.scalar(due) or 0


def _handed_in(side: Side) -> ColumnElement[bool]:
    latest = select(func.max(Hearing.instance)).where(Hearing.case_id == Case.id)
    return exists().where(
        Statement.case_id == Case.id,
        Statement.side == side,
        Statement.instance == latest.correlate(Case).scalar_subquery(),
        Statement.handed_in_at.is_not(None),
    )


def home_of(person: Person) -> str:
    """The page where something is due for the person, else the one they most belong to."""
    if person.juror and open_summonses(person):
        return "/bench"
    if cases_due(person):
        return "/cases"
    if person.is_staff:
        return "/desk"
    if person.is_admin:
        return "/office"
    if person.juror:
        return "/bench"
    return "/cases" if waiting_for(person).is_party else "/"
