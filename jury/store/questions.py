"""What staff asked a party of a case, by which way, and what came of it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from jury.rules.asking import Asked, Way
from jury.rules.words import Side

from .base import Keyed, Model, words
from .cases import Case, Passage
from .people import Person


class Question(Keyed, Model):
    """One question to one side. Its answer is a passage of that side, redacted like any other.

    ``calls`` are the calls made in vain: when, by whom, and why nobody answered.
    ``kept_by`` looks after it and is told of the answer; nobody, once they have left.
    """

    __table_args__ = (
        Index(
            "uq_question_open",
            "case_id",
            "side",
            unique=True,
            postgresql_where=text("state = 'open'"),
        ),
        CheckConstraint("(state = 'open') = (ended_at IS NULL)", name="ended_iff_not_open"),
    )

    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"), index=True)
    side: Mapped[Side] = mapped_column(words(Side))
    way: Mapped[Way] = mapped_column(words(Way))
    text: Mapped[str] = mapped_column(Text)
    state: Mapped[Asked] = mapped_column(words(Asked), default=Asked.OPEN)
    asked_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    kept_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"), index=True)
    asked_at: Mapped[datetime]
    due_at: Mapped[datetime]
    calls: Mapped[list[Any]] = mapped_column(default=list)
    written_down_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    ended_at: Mapped[datetime | None]

    case: Mapped[Case] = relationship(back_populates="questions")
    asker: Mapped[Person] = relationship(foreign_keys=[asked_by])
    keeper: Mapped[Person | None] = relationship(foreign_keys=[kept_by])
    answer: Mapped[Passage | None] = relationship(back_populates="question")
