"""People who sign in, their accounts at the marketplace, and jurors."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, relationship

from jury.rules.words import Stratum

from .base import Keyed, Model, words


class Person(Keyed, Model):
    """Somebody who can sign in. May be party and juror at once."""

    __table_args__ = (
        CheckConstraint("locale IN ('zh', 'en')", name="known_locale"),
        CheckConstraint("scheme IN ('auto', 'light', 'dark')", name="known_scheme"),
        CheckConstraint("email = lower(email)", name="email_lowered"),
    )

    email: Mapped[str] = mapped_column(String(254), unique=True)
    im: Mapped[str] = mapped_column(String(120), default="", server_default="")  # a handle
    name: Mapped[str] = mapped_column(String(80))
    password_hash: Mapped[str | None] = mapped_column(Text)
    locale: Mapped[str] = mapped_column(String(2), default="zh")
    scheme: Mapped[str] = mapped_column(String(5), default="auto")
    is_staff: Mapped[bool] = mapped_column(default=False)
    is_senior: Mapped[bool] = mapped_column(default=False)
    is_admin: Mapped[bool] = mapped_column(default=False)
    joined_at: Mapped[datetime]
    left_at: Mapped[datetime | None]
    failed_sign_ins: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None]

    juror: Mapped["Juror | None"] = relationship(
        back_populates="person", foreign_keys="Juror.person_id"
    )
    accounts: Mapped[list["MarketAccount"]] = relationship(back_populates="person")


class SignIn(Model):
    """A session kept on the server: the browser holds only the token's preimage."""

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    device: Mapped[str] = mapped_column(String(200), default="")

    person: Mapped[Person] = relationship()


class OneTimeLink(Model):
    """A link that opens one door once: an invitation, or a forgotten password."""

    __table_args__ = (
        CheckConstraint("purpose IN ('invite', 'recover')", name="known_purpose"),
        CheckConstraint("(purpose = 'invite') = (account_id IS NOT NULL)", name="invites_account"),
        CheckConstraint("(purpose = 'recover') = (person_id IS NOT NULL)", name="recovers_person"),
    )

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    purpose: Mapped[str] = mapped_column(String(10))
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"), index=True)
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("market_account.id"), index=True)
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class MarketAccount(Keyed, Model):
    """An account at the marketplace, as its orders told us. May yet belong to nobody here."""

    ref: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"), index=True)
    name: Mapped[str] = mapped_column(String(80), default="")
    email: Mapped[str] = mapped_column(String(254), default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    opened_on: Mapped[date | None]
    n_bought: Mapped[int] = mapped_column(default=0)
    n_sold: Mapped[int] = mapped_column(default=0)
    cluster: Mapped[str | None] = mapped_column(String(64), index=True)

    person: Mapped[Person | None] = relationship(back_populates="accounts")


class Juror(Model):
    """A person who passed the quiz and may be drawn."""

    __table_args__ = (
        UniqueConstraint("account_id"),
        CheckConstraint("cardinality(languages) > 0", name="reads_something"),
        CheckConstraint(
            "(suspended_at IS NULL) = (suspended_reason IS NULL)",
            name="suspended_with_reason",
        ),
    )

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("market_account.id"))
    code: Mapped[str] = mapped_column(String(12), unique=True)
    stratum: Mapped[Stratum] = mapped_column(words(Stratum))
    languages: Mapped[list[str]] = mapped_column(ARRAY(String(2)))
    qualified_at: Mapped[datetime]
    on_duty: Mapped[bool] = mapped_column(default=True)
    suspended_at: Mapped[datetime | None]
    suspended_reason: Mapped[str | None] = mapped_column(Text)
    suspended_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    way_back: Mapped[str | None] = mapped_column(Text)
    n_ballots: Mapped[int] = mapped_column(default=0)

    person: Mapped[Person] = relationship(back_populates="juror", foreign_keys=[person_id])
    account: Mapped[MarketAccount] = relationship()


class QuizAttempt(Keyed, Model):
    """One try at the quiz: which mock cases were asked, and what was answered."""

    __table_args__ = (
        Index(
            "uq_quiz_open",
            "person_id",
            unique=True,
            postgresql_where=text("ended_at IS NULL"),
        ),
        CheckConstraint("(ended_at IS NULL) = (passed IS NULL)", name="ended_with_result"),
    )

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("market_account.id"))
    cases: Mapped[list[str]] = mapped_column(ARRAY(String(40)))
    answers: Mapped[list[str]] = mapped_column(ARRAY(String(20)), default=list)
    begun_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    passed: Mapped[bool | None]
