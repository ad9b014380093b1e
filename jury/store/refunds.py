"""What was done about a refund before intervention, and when the court may be asked."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Identity, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from jury.rules.words import RefundStep, Remedy

from .base import Model, words
from .orders import Order


class RefundEntry(Model):
    """One step of an order's request for a refund. Written once; later ones follow.

    ``event_id`` is the marketplace's own name for what it told.
    """

    __tablename__ = "refund_step"
    __table_args__ = (
        CheckConstraint("source IN ('order', 'marketplace', 'party')", name="known_source"),
        CheckConstraint("(source = 'marketplace') = (event_id IS NOT NULL)", name="event_named"),
        CheckConstraint("asked_minor >= 0", name="asked_not_negative"),
        CheckConstraint("(asks IS NULL) = (asked_minor IS NULL)", name="asks_whole"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    order_id: Mapped[UUID] = mapped_column(ForeignKey("orders.id"), index=True)
    what: Mapped[RefundStep] = mapped_column(words(RefundStep))
    at: Mapped[datetime]
    source: Mapped[str] = mapped_column(String(12))
    event_id: Mapped[str | None] = mapped_column(String(64), unique=True)
    asks: Mapped[Remedy | None] = mapped_column(words(Remedy))
    asked_minor: Mapped[int | None] = mapped_column(BigInteger)
    told_at: Mapped[datetime]

    order: Mapped[Order] = relationship()
    reason: Mapped["RefundReason | None"] = relationship()


class RefundReason(Model):
    """Why, in the party's own words, apart from the step so that they can be erased."""

    step_id: Mapped[int] = mapped_column(ForeignKey("refund_step.id"), primary_key=True)
    salt: Mapped[str] = mapped_column(String(32))
    text: Mapped[str] = mapped_column(Text)


class RefundRequest(Model):
    """When the court may be asked about an order, and whether its parties were told so.

    ``opens_at`` is empty while nobody asks for a refund; ``told_at`` is for this opening alone.
    """

    __table_args__ = (
        CheckConstraint("told_at IS NULL OR opens_at IS NOT NULL", name="told_of_an_opening"),
        Index(
            "ix_refund_request_untold",
            "opens_at",
            postgresql_where=text("told_at IS NULL AND opens_at IS NOT NULL"),
        ),
    )

    order_id: Mapped[UUID] = mapped_column(ForeignKey("orders.id"), primary_key=True)
    opens_at: Mapped[datetime | None]
    told_at: Mapped[datetime | None]
