"""Messages owed to people, and how their delivery went; the worker's sign of life."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from .base import Keyed, Model
from .cases import Case
from .people import Person

UNHEARD = "(state = 'failed' OR bounced_at IS NOT NULL) AND followed_up_at IS NULL"


class Notice(Keyed, Model):
    """A message owed, as kind and facts; its words are made when somebody reads it."""

    __table_args__ = (
        Index("ix_notice_inbox", "person_id", "owed_at"),
        Index("ix_notice_case_id", "case_id"),
        Index(
            "uq_notice_nobody_free",
            "person_id",
            "case_id",
            unique=True,
            postgresql_where=text("kind = 'nobody_free'"),
        ),
    )

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[str] = mapped_column(String(40))
    facts: Mapped[dict[str, Any]]
    case_id: Mapped[UUID | None] = mapped_column(ForeignKey("case.id"))
    path: Mapped[str] = mapped_column(String(200), default="")
    owed_at: Mapped[datetime]
    read_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship()
    case: Mapped[Case | None] = relationship()
    letters: Mapped[list["Letter"]] = relationship(
        back_populates="notice", order_by="Letter.channel.desc()"
    )


class Letter(Keyed, Model):
    """One notice on its way by one channel, or one link to somebody without an account.

    ``to`` is an e-mail address or the handle of an instant messenger. A letter
    that was sent may yet come back: it stays sent, and bounced.
    """

    __table_args__ = (
        UniqueConstraint("notice_id", "channel"),
        Index("ix_letter_owed", "next_try_at", postgresql_where=text("state = 'owed'")),
        Index("ix_letter_unheard", "next_try_at", postgresql_where=text(UNHEARD)),
        Index("ix_letter_to", "to"),
        CheckConstraint("channel IN ('mail', 'im')", name="known_channel"),
        CheckConstraint("state IN ('owed', 'sent', 'failed', 'declined')", name="known_state"),
        CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name="sent_dated"),
        CheckConstraint("bounced_at IS NULL OR state = 'sent'", name="sent_before_bounced"),
    )

    notice_id: Mapped[UUID | None] = mapped_column(ForeignKey("notice.id"))
    channel: Mapped[str] = mapped_column(String(4), default="mail", server_default="mail")
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
    bounced_at: Mapped[datetime | None]
    followed_up_at: Mapped[datetime | None]  # what failed was looked at: is a call needed?

    notice: Mapped[Notice | None] = relationship(back_populates="letters")
    tries: Mapped[list["Attempt"]] = relationship(
        order_by="Attempt.id", passive_deletes=True, back_populates="letter"
    )

    @property
    def is_lost(self) -> bool:
        """Given up, or come back."""
        return self.state == "failed" or self.bounced_at is not None


class Attempt(Model):
    """One try to send a letter, or its coming back; what was said names no address."""

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    letter_id: Mapped[UUID] = mapped_column(ForeignKey("letter.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime]
    is_ok: Mapped[bool]
    said: Mapped[str] = mapped_column(Text, default="")

    letter: Mapped[Letter] = relationship(back_populates="tries")


class FailingAddress(Model):
    """An address, or handle, that messages do not reach, since when and how that was learnt."""

    __table_args__ = (
        CheckConstraint("channel IN ('mail', 'im')", name="known_channel"),
        CheckConstraint("because IN ('failed', 'bounced')", name="known_because"),
    )

    channel: Mapped[str] = mapped_column(String(4), primary_key=True)
    address: Mapped[str] = mapped_column(String(254), primary_key=True)
    because: Mapped[str] = mapped_column(String(10))
    since: Mapped[datetime]


class SwitchedOff(Model):
    """A group of messages that its reader does not want by one channel."""

    __table_args__ = (CheckConstraint("channel IN ('mail', 'im')", name="known_channel"),)

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    kinds: Mapped[str] = mapped_column(String(20), primary_key=True)
    channel: Mapped[str] = mapped_column(String(4), primary_key=True)


class Beat(Model):
    """When a worker last ticked."""

    worker: Mapped[str] = mapped_column(String(80), primary_key=True)
    at: Mapped[datetime]
