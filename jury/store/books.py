"""The account book: bookings and their lines. Append-only; balances are summed, never stored."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, String, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from jury.rules.books import Booked

from .base import Keyed, Model, words


class Booking(Keyed, Model):
    """One movement of money. Its lines sum to zero, all of them written with it.

    ``told_as`` is the marketplace's own name of what it told, so that it counts once;
    ``undoes`` the booking that this one takes back, which happens to none twice.
    """

    __table_args__ = (
        CheckConstraint("currency ~ '^[A-Z]{3}$'", name="currency_iso"),
        CheckConstraint("(kind = 'reversal') = (undoes IS NOT NULL)", name="reversal_of_one"),
        CheckConstraint("(kind = 'deposit_told') = (told_as IS NOT NULL)", name="told_is_named"),
    )

    kind: Mapped[Booked] = mapped_column(words(Booked))
    at: Mapped[datetime]
    case_id: Mapped[UUID | None] = mapped_column(ForeignKey("case.id"), index=True)
    currency: Mapped[str] = mapped_column(String(3))
    n_lines: Mapped[int]
    told_as: Mapped[str | None] = mapped_column(String(64), unique=True)
    undoes: Mapped[UUID | None] = mapped_column(ForeignKey("booking.id"), unique=True)

    lines: Mapped[list["BookingLine"]] = relationship(order_by="BookingLine.account")


class BookingLine(Model):
    """What one booking moved on one account."""

    __table_args__ = (CheckConstraint("amount_minor <> 0", name="amount_moves"),)

    booking_id: Mapped[UUID] = mapped_column(ForeignKey("booking.id"), primary_key=True)
    account: Mapped[str] = mapped_column(String(60), primary_key=True, index=True)
    amount_minor: Mapped[int] = mapped_column(BigInteger)


def balance_of(
    session: Session, account: str, currency: str = "CNY", case_id: UUID | None = None
) -> int:
    """What stands on the account, in the currency's minor units; of one case only where asked."""
    lines = (
        select(func.coalesce(func.sum(BookingLine.amount_minor), 0))
        .join(Booking, Booking.id == BookingLine.booking_id)
        .where(BookingLine.account == account, Booking.currency == currency)
    )
    if case_id:
        lines = lines.where(Booking.case_id == case_id)
    return int(session.scalar(lines) or 0)


def balances_of(session: Session, account: str) -> dict[str, int]:
    """What stands on the account in each currency that it was ever told in."""
    lines = (
        select(Booking.currency, func.sum(BookingLine.amount_minor))
        .join(Booking, Booking.id == BookingLine.booking_id)
        .where(BookingLine.account == account)
        .group_by(Booking.currency)
        .order_by(Booking.currency)
    )
    return {row[0]: int(row[1]) for row in session.execute(lines)}
