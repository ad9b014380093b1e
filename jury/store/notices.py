"""Messages owed to people, and how their delivery went; the worker's sign of life."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from .base import Keyed, Model
from .cases import Case
from .people import Person


class Notice(Keyed, Model):
    """A message owed, as kind and facts; its words are made when somebody reads it."""

    __table_args__ = (Index("ix_notice_inbox", "person_id", "owed_at"),)

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[str] = mapped_column(String(40))
    facts: Mapped[dict[str, Any]]
    case_id: Mapped[UUID | None] = mapped_column(ForeignKey("case.id"))
    path: Mapped[str] = mapped_column(String(200), default="")
    owed_at: Mapped[datetime]
    read_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship()
    case: Mapped[Case | None] = relationship()


class Letter(Keyed, Model):
    """One notice, or one link to somebody without an account, on its way by e-mail."""

    __table_args__ = (
        Index("ix_letter_owed", "next_try_at", postgresql_where=text("state = 'owed'")),
        CheckConstraint("state IN ('owed', 'sent', 'failed')", name="known_state"),
        CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name="sent_dated"),
    )

    notice_id: Mapped[UUID | None] = mapped_column(ForeignKey("notice.id"), unique=True)
    to: Mapped[str] = mapped_column(String(254))
    kind: Mapped[str] = mapped_column(String(40))
    facts: Mapped[dict[str, Any]]
    locale: Mapped[str] = mapped_column(String(2))
    path: Mapped[str] = mapped_column(String(200), default="")
    state: Mapped[str] = mapped_column(String(10), default="owed")
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str | None] = mapped_column(Text)
    owed_at: Mapped[datetime]
    next_try_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]

    notice: Mapped[Notice | None] = relationship()


class Beat(Model):
    """When a worker last ticked."""

    worker: Mapped[str] = mapped_column(String(80), primary_key=True)
    at: Mapped[datetime]
