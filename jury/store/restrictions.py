"""A seller's standing as it can be counted: dispute refunds, trade disputes, restrictions."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    Select,
    String,
    and_,
    func,
    select,
    text,
)
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column, relationship

from jury.rules.words import Side

from .base import Keyed, Model
from .cases import Case
from .orders import Order
from .outcomes import Ruling
from .people import MarketAccount


class Restriction(Keyed, Model):
    """A span in which a seller may not join campaigns. It ends; it is never taken away."""

    __table_args__ = (
        Index(
            "uq_restriction_open",
            "account_id",
            unique=True,
            postgresql_where=text("ended_at IS NULL"),
        ),
        CheckConstraint("(ended_at IS NULL) = (ended_because IS NULL)", name="ended_with_reason"),
        CheckConstraint("ended_because IN ('reversal', 'time')", name="known_reason"),
        CheckConstraint("ended_at >= began_at", name="ends_after_it_began"),
    )

    account_id: Mapped[UUID] = mapped_column(ForeignKey("market_account.id"), index=True)
    began_at: Mapped[datetime]
    n_refunds: Mapped[int]
    ended_at: Mapped[datetime | None]
    ended_because: Mapped[str | None] = mapped_column(String(10))

    account: Mapped[MarketAccount] = relationship()


def took_effect() -> ColumnElement[datetime]:
    """Since when the buyer has been right without a break: an appeal that upholds moves nothing."""
    mine, other = aliased(Ruling), aliased(Ruling)
    otherwise = select(func.max(other.made_at)).where(
        other.case_id == Ruling.case_id, other.side == Side.SELLER
    )
    since = func.coalesce(otherwise.correlate(Ruling).scalar_subquery(), text("'-infinity'"))
    first = select(func.min(mine.made_at)).where(
        mine.case_id == Ruling.case_id, mine.side == Side.BUYER, mine.made_at > since
    )
    return first.correlate(Ruling).scalar_subquery()


def _against(account_id: UUID) -> ColumnElement[bool]:
    return and_(
        Order.seller_id == account_id,
        Ruling.side == Side.BUYER,
        Ruling.replaced_at.is_(None),
        ~Case.is_archived,
    )


def _rulings(account_id: UUID) -> Select[Case, datetime]:
    in_force = (
        select(Case, took_effect().label("took_effect"))
        .select_from(Ruling)
        .join(Case, Case.id == Ruling.case_id)
        .join(Order, Order.id == Case.order_id)
    )
    return in_force.where(_against(account_id))


def dispute_refunds(
    session: Session, account_id: UUID, since: datetime, until: datetime
) -> list[tuple[Case, datetime]]:
    """The cases in which the seller was ruled responsible, and when, within the span."""
    within = _rulings(account_id).where(took_effect() >= since, took_effect() < until)
    found = session.execute(within.order_by(took_effect(), Case.id))
    return [(row[0], row[1]) for row in found]


def trade_disputes(session: Session, account_id: UUID) -> list[tuple[Case, datetime]]:
    """What the seller's credit record shows: one for each ruling in force against it."""
    found = session.execute(_rulings(account_id).order_by(took_effect().desc(), Case.id))
    return [(row[0], row[1]) for row in found]


def restriction_of(session: Session, account_id: UUID) -> Restriction | None:
    """The restriction that has not ended, if there is one."""
    open_one = select(Restriction).where(
        Restriction.account_id == account_id, Restriction.ended_at.is_(None)
    )
    return session.scalar(open_one)


def open_restrictions(session: Session) -> list[Restriction]:
    still = select(Restriction).where(Restriction.ended_at.is_(None))
    return list(session.scalars(still.order_by(Restriction.began_at, Restriction.id)))
