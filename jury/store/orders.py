"""The trades that disputes are about, as the marketplace told them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from jury.rules.words import Category, Side

from .base import Keyed, Model, words
from .people import MarketAccount, Person


class Order(Keyed, Model):
    """One trade. ``contacts`` holds what redaction must find: names, phones, addresses.

    ``contacts`` is personal and erasable: identifier kind → list of strings,
    the kinds being those of ``jury.redaction.known``.
    """

    __tablename__ = "orders"
    __table_args__ = (
        CheckConstraint("amount_minor >= 0", name="amount_not_negative"),
        CheckConstraint("currency ~ '^[A-Z]{3}$'", name="currency_iso"),
        CheckConstraint("buyer_id <> seller_id", name="two_parties"),
        Index("ix_orders_pair", "buyer_id", "seller_id", "placed_at"),
    )

    ref: Mapped[str] = mapped_column(String(64), unique=True)
    buyer_id: Mapped[UUID] = mapped_column(ForeignKey("market_account.id"), index=True)
    seller_id: Mapped[UUID] = mapped_column(ForeignKey("market_account.id"), index=True)
    shop: Mapped[str] = mapped_column(String(120))
    item: Mapped[str] = mapped_column(String(200))
    category: Mapped[Category] = mapped_column(words(Category))
    amount_minor: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(String(3), default="CNY")
    placed_at: Mapped[datetime] = mapped_column(index=True)
    milestones: Mapped[list[Any]] = mapped_column(default=list)
    contacts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    told_hash: Mapped[str] = mapped_column(String(64))
    told_at: Mapped[datetime]

    buyer: Mapped[MarketAccount] = relationship(foreign_keys=[buyer_id])
    seller: Mapped[MarketAccount] = relationship(foreign_keys=[seller_id])

    def account_of(self, side: Side) -> MarketAccount:
        return self.buyer if side is Side.BUYER else self.seller

    def side_of(self, person: Person) -> Side | None:
        """The side on which the person stands, if on one."""
        return next((side for side in Side if self.account_of(side).person_id == person.id), None)
