"""What the marketplace is told: events and orders to pay, on their way by webhook."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Identity, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from .base import Keyed, Model
from .cases import Case


class Event(Keyed, Model):
    """One message to the marketplace, sent at least once under one id until it is taken.

    ``subject`` is the marketplace's own reference of what it is about: an
    order's, or a trader's account. ``seq`` is the order in which events came to be.
    """

    __table_args__ = (
        Index("ix_event_owed", "next_try_at", postgresql_where=text("state = 'owed'")),
        CheckConstraint("state IN ('owed', 'sent', 'failed', 'recalled')", name="known_state"),
        CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name="sent_dated"),
    )

    seq: Mapped[int] = mapped_column(BigInteger, Identity())
    kind: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(64))
    facts: Mapped[dict[str, Any]]
    case_id: Mapped[UUID | None] = mapped_column(ForeignKey("case.id"), index=True)
    state: Mapped[str] = mapped_column(String(10), default="owed")
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str | None] = mapped_column(Text)
    owed_at: Mapped[datetime]
    next_try_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]

    case: Mapped[Case | None] = relationship()
