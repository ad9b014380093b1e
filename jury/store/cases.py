"""Disputes: the case, its terms, what the parties said, what identity was taken out."""

from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    SmallInteger,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from jury.rules.phases import ENDED, Phase
from jury.rules.policy import Policy
from jury.rules.policy_book import PolicyBook
from jury.rules.words import Body, Category, Due, Remedy, Side

from .base import Keyed, Model, words
from .orders import Order
from .people import Person

if TYPE_CHECKING:
    from .outcomes import Review, Ruling
    from .panels import Hearing
    from .questions import Question

_ENDED = ", ".join(f"'{phase}'" for phase in sorted(ENDED))


class PolicyVersion(Model):
    """Terms as adopted, by bands of cases. Never changed: a new version follows."""

    __tablename__ = "policy"

    id: Mapped[int] = mapped_column(primary_key=True)
    terms: Mapped[dict[str, Any]]
    bands: Mapped[list[Any]] = mapped_column(default=list, server_default=text("'[]'"))
    starts_at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(Text)

    withdrawal: Mapped["PolicyWithdrawal | None"] = relationship(back_populates="version")

    @cached_property
    def book(self) -> PolicyBook:
        return PolicyBook.stored(self.terms, self.bands or [])

    @property
    def policy(self) -> Policy:
        """The base terms: those of a case that no band takes, and of the court as a whole."""
        return self.book.base


class PolicyWithdrawal(Model):
    """A version that was taken back before it came into force. A row, for versions only grow."""

    policy_id: Mapped[int] = mapped_column(ForeignKey("policy.id"), primary_key=True)
    reason: Mapped[str] = mapped_column(Text)
    withdrawn_at: Mapped[datetime]

    version: Mapped[PolicyVersion] = relationship(back_populates="withdrawal")


class Case(Keyed, Model):
    """One dispute before the court. Its phase changes only through ``rules.phases.move``."""

    __table_args__ = (
        CheckConstraint(f"(ended_at IS NOT NULL) = (phase IN ({_ENDED}))", name="ended_iff_over"),
        CheckConstraint("language IN ('zh', 'en')", name="known_language"),
        CheckConstraint("asked_minor >= 0", name="asked_not_negative"),
        CheckConstraint("band >= 0", name="band_or_base"),
        Index(
            "uq_case_live_order",
            "order_id",
            unique=True,
            postgresql_where=text("ended_at IS NULL AND NOT is_archived"),
        ),
        Index("ix_case_phase", "phase"),
    )

    code: Mapped[str] = mapped_column(String(12), unique=True)
    order_id: Mapped[UUID] = mapped_column(ForeignKey("orders.id"), index=True)
    claimant: Mapped[Side] = mapped_column(words(Side))
    phase: Mapped[Phase] = mapped_column(words(Phase), default=Phase.EVIDENCE)
    body: Mapped[Body] = mapped_column(words(Body), default=Body.CROWD)
    language: Mapped[str] = mapped_column(String(2))
    category: Mapped[Category] = mapped_column(words(Category))
    asks: Mapped[Remedy] = mapped_column(words(Remedy))
    asked_minor: Mapped[int] = mapped_column(BigInteger)
    policy_id: Mapped[int] = mapped_column(ForeignKey("policy.id"))
    band: Mapped[int] = mapped_column(SmallInteger, default=0, server_default=text("0"))
    placeholders: Mapped[dict[str, Any]] = mapped_column(default=dict)
    filed_at: Mapped[datetime] = mapped_column(index=True)
    ended_at: Mapped[datetime | None]
    is_archived: Mapped[bool] = mapped_column(default=False)
    texts_erased_at: Mapped[datetime | None]
    last_leaf: Mapped[str] = mapped_column(String(64), default="")

    order: Mapped[Order] = relationship()
    policy_version: Mapped[PolicyVersion] = relationship()
    statements: Mapped[list["Statement"]] = relationship(back_populates="case")
    passages: Mapped[list["Passage"]] = relationship(
        back_populates="case", order_by="(Passage.written_at, Passage.id)"
    )
    exhibits: Mapped[list["Exhibit"]] = relationship(
        back_populates="case", order_by="(Exhibit.brought_at, Exhibit.id)"
    )
    hearings: Mapped[list["Hearing"]] = relationship(
        back_populates="case", order_by="Hearing.instance"
    )
    reviews: Mapped[list["Review"]] = relationship(
        back_populates="case", order_by="Review.opened_at"
    )
    rulings: Mapped[list["Ruling"]] = relationship(back_populates="case", order_by="Ruling.made_at")
    questions: Mapped[list["Question"]] = relationship(
        back_populates="case", order_by="Question.asked_at"
    )

    @property
    def policy(self) -> Policy:
        """The terms of the band it fell into when it was filed."""
        return self.policy_version.book.policy(self.band)

    @property
    def is_live(self) -> bool:
        return self.ended_at is None

    def statement_of(self, side: Side, instance: int = 1) -> "Statement | None":
        of_side = (s for s in self.statements if s.side is side)
        return next((s for s in of_side if s.instance == instance), None)

    @property
    def last_hearing(self) -> "Hearing":
        return max(self.hearings, key=lambda hearing: hearing.instance)

    @property
    def was_ruled(self) -> bool:
        """Whether a ruling was ever made: what is under way then, if anything, is an appeal."""
        return bool(self.rulings)

    @property
    def evidence(self) -> list["Passage"]:
        """Every text handed in, the grounds of appeals and later drafts left out."""
        return [p for p in self.passages if p.kind != "appeal" and not p.is_held_back]

    @property
    def pictures(self) -> list["Exhibit"]:
        """Every picture handed in, later drafts left out."""
        return [exhibit for exhibit in self.exhibits if not exhibit.is_held_back]

    def holds_back(self, side: Side, instance: int) -> bool:
        """Whether what the side brings to a later hearing is still its own draft."""
        statement = self.statement_of(side, instance)
        return instance > 1 and not (statement and statement.handed_in_at)

    def person_on(self, side: Side) -> Person | None:
        return self.order.account_of(side).person


class Statement(Keyed, Model):
    """What one party brings to a hearing: dated facts here, its words as passages.

    A draft until handed in.
    """

    __table_args__ = (UniqueConstraint("case_id", "side", "instance"),)

    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"))
    side: Mapped[Side] = mapped_column(words(Side))
    instance: Mapped[int] = mapped_column(default=1)
    happened_on: Mapped[date | None]
    asks: Mapped[Remedy | None] = mapped_column(words(Remedy))
    nonce: Mapped[str | None] = mapped_column(String(32))
    saved_at: Mapped[datetime]
    handed_in_at: Mapped[datetime | None]

    case: Mapped[Case] = relationship(back_populates="statements")


class Passage(Keyed, Model):
    """One text of one party, raw and as jurors will see it.

    ``raw`` is personal and erasable. ``findings`` are the spans taken out,
    ``covers`` and ``uncovers`` what people added or gave back (staff, with a
    reason). What jurors see is ``redacted``, and only once ``released_at``.
    ``instance`` is the hearing it was brought to: a later one gets a ``later``
    text. The words of an ``appeal`` are no evidence, and no juror reads them.
    """

    __table_args__ = (
        UniqueConstraint(
            *("case_id", "side", "kind", "exhibit_id", "instance", "question_id"),
            name="uq_passage_of_side",
            postgresql_nulls_not_distinct=True,
        ),
        CheckConstraint(
            "kind IN ('story', 'wish', 'chat', 'caption', 'later', 'appeal', 'answer')",
            name="known_kind",
        ),
        CheckConstraint("kind <> 'later' OR instance > 1", name="later_than_first"),
        CheckConstraint("(kind = 'caption') = (exhibit_id IS NOT NULL)", name="captions_exhibit"),
        CheckConstraint("(kind = 'answer') = (question_id IS NOT NULL)", name="answers_question"),
    )

    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"))
    side: Mapped[Side] = mapped_column(words(Side))
    instance: Mapped[int] = mapped_column(default=1)
    kind: Mapped[str] = mapped_column(String(10))
    exhibit_id: Mapped[UUID | None] = mapped_column(ForeignKey("exhibit.id"), index=True)
    question_id: Mapped[UUID | None] = mapped_column(ForeignKey("question.id"), index=True)
    raw: Mapped[str] = mapped_column(Text)
    salt: Mapped[str] = mapped_column(String(32))
    redacted: Mapped[str] = mapped_column(Text, default="")
    findings: Mapped[list[Any]] = mapped_column(default=list)
    covers: Mapped[list[Any]] = mapped_column(default=list)
    uncovers: Mapped[list[Any]] = mapped_column(default=list)
    written_at: Mapped[datetime]
    released_at: Mapped[datetime | None]

    case: Mapped[Case] = relationship(back_populates="passages")
    exhibit: Mapped["Exhibit | None"] = relationship(back_populates="caption")
    question: Mapped["Question | None"] = relationship(back_populates="answer")

    @property
    def is_held_back(self) -> bool:
        return self.case.holds_back(self.side, self.instance)

    @property
    def segments(self) -> list[tuple[str, str | None]]:
        """The redacted text in pieces: plain words with None, a placeholder with its kind."""
        pieces: list[tuple[str, str | None]] = []
        at = 0
        for finding in self.taken_out:
            start = self.redacted.index(finding["placeholder"], at)
            pieces += [(self.redacted[at:start], None), (finding["placeholder"], finding["kind"])]
            at = start + len(finding["placeholder"])
        pieces.append((self.redacted[at:], None))
        return [piece for piece in pieces if piece[0]]

    @property
    def taken_out(self) -> list[dict[str, Any]]:
        return [finding for finding in self.findings if finding["sure"]]

    @property
    def doubts(self) -> list[dict[str, Any]]:
        """Spans that may be identity: not taken out, for a human to look at."""
        return [finding for finding in self.findings if not finding["sure"]]


class Exhibit(Keyed, Model):
    """A picture a party brought. Only the re-encoded copy is ever served."""

    __table_args__ = (
        CheckConstraint("shown IN ('undecided', 'show', 'withhold')", name="known_shown"),
    )

    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"), index=True)
    side: Mapped[Side] = mapped_column(words(Side))
    instance: Mapped[int] = mapped_column(default=1)
    number: Mapped[int]
    file: Mapped[str] = mapped_column(String(32))
    media_type: Mapped[str] = mapped_column(String(20))
    width: Mapped[int]
    height: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    shown: Mapped[str] = mapped_column(String(10), default="undecided")
    brought_at: Mapped[datetime]

    case: Mapped[Case] = relationship(back_populates="exhibits")
    caption: Mapped[Passage | None] = relationship(back_populates="exhibit", uselist=False)

    @property
    def is_held_back(self) -> bool:
        return self.case.holds_back(self.side, self.instance)


class Deadline(Model):
    """Something that falls due. The tick finds it; acts of the court set and lift it."""

    __table_args__ = (
        UniqueConstraint("case_id", "kind", "subject", postgresql_nulls_not_distinct=True),
        Index("ix_deadline_due", "due_at", postgresql_where=text("done_at IS NULL")),
    )

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"))
    kind: Mapped[Due] = mapped_column(words(Due))
    subject: Mapped[UUID | None]
    due_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
