"""What the desk keeps beside reviews: proposals, agents who stepped aside, texts kept ready."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from jury.rules.seconding import Proposed
from jury.rules.words import Because, Decision, Side

from .base import Keyed, Model, words
from .cases import Case
from .outcomes import Review
from .people import Person


class Proposal(Keyed, Model):
    """A decision that one agent made and another has to confirm, with the own view of each."""

    __table_args__ = (
        Index(
            "uq_proposal_waiting",
            "review_id",
            unique=True,
            postgresql_where=text("state = 'waiting'"),
        ),
        CheckConstraint("second_by <> proposed_by", name="two_people"),
        CheckConstraint(
            "(state IN ('confirmed', 'sent_back')) = (second_by IS NOT NULL)"
            " AND (second_by IS NULL) = (second_side IS NULL)",
            name="seconded_whole",
        ),
        CheckConstraint("(state = 'waiting') = (ended_at IS NULL)", name="ended_iff_not_waiting"),
        CheckConstraint("(state = 'sent_back') = (because IS NOT NULL)", name="sent_back_because"),
    )

    review_id: Mapped[UUID] = mapped_column(ForeignKey("review.id"), index=True)
    state: Mapped[Proposed] = mapped_column(words(Proposed), default=Proposed.WAITING)
    decision: Mapped[Decision] = mapped_column(words(Decision))
    side: Mapped[Side] = mapped_column(words(Side))
    code: Mapped[str] = mapped_column(String(40))
    text: Mapped[str] = mapped_column(Text)
    proposed_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    proposed_at: Mapped[datetime]
    view_side: Mapped[Side] = mapped_column(words(Side, "view_side"))
    view_reason: Mapped[str] = mapped_column(Text)
    viewed_at: Mapped[datetime]
    taken_at: Mapped[datetime | None]
    second_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"), index=True)
    second_side: Mapped[Side | None] = mapped_column(words(Side, "second_side"))
    because: Mapped[str | None] = mapped_column(Text)
    ended_at: Mapped[datetime | None]

    review: Mapped[Review] = relationship()
    proposer: Mapped[Person] = relationship(foreign_keys=[proposed_by])
    second: Mapped[Person | None] = relationship(foreign_keys=[second_by])


class StoodAside(Model):
    """An agent knows a party or has an interest: the case is kept from them for good."""

    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    because: Mapped[Because] = mapped_column(words(Because))
    at: Mapped[datetime]

    case: Mapped[Case] = relationship()


class ReadyText(Keyed, Model):
    """A text that seniors keep ready for a kind of decision; its gaps are for the agent to fill."""

    __table_args__ = (
        CheckConstraint("language IN ('zh', 'en')", name="known_language"),
        Index(
            "uq_ready_text_title",
            "language",
            "decision",
            "title",
            unique=True,
            postgresql_where=text("retired_at IS NULL"),
        ),
    )

    language: Mapped[str] = mapped_column(String(2))
    decision: Mapped[Decision] = mapped_column(words(Decision))
    title: Mapped[str] = mapped_column(String(80))
    text: Mapped[str] = mapped_column(Text)
    written_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    written_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]

    author: Mapped[Person] = relationship()
