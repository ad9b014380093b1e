"""What came of it: fits, what panels found, staff reviews, rulings and gold cases."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    String,
    Text,
    and_,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from jury.rules.words import Body, Decision, Remedy, Side, Task, Why

from .base import Keyed, Model, words
from .cases import Case
from .panels import Hearing, Panel, Summons
from .people import Juror, Person


class Fit(Model):
    """What was known of the jurors at one moment. Verdicts keep the one they used.

    ``model`` holds the numbers that are not a juror's own: class prior,
    community rows, temper. Floats are stored so that they come back exactly.
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    made_at: Mapped[datetime]
    n_cases: Mapped[int]
    n_ballots: Mapped[int]
    n_truths: Mapped[int]
    model: Mapped[dict[str, Any]]

    jurors: Mapped[list["FitJuror"]] = relationship()


class FitJuror(Model):
    """One juror's reliability in a fit: right when the buyer is, when the seller is, and ever.

    Older fits did not know how often ever.
    """

    fit_id: Mapped[int] = mapped_column(ForeignKey("fit.id"), primary_key=True)
    juror_id: Mapped[UUID] = mapped_column(ForeignKey("juror.person_id"), primary_key=True)
    right_for_buyer: Mapped[float]
    right_for_seller: Mapped[float]
    n_buyer: Mapped[float]
    n_seller: Mapped[float]
    accuracy: Mapped[float | None]

    juror: Mapped[Juror] = relationship()


class ErrorCertificate(Model):
    """How often verdicts are wrong, as audits of one stopping rule had shown at one moment.

    One row a computation. Of ``audited`` panels ``n_decided`` reached the threshold, of
    which ``n_wrong`` were wrong; without a threshold nothing could be promised, and both
    speak of the panels that could have ruled at all. ``found`` holds what pages draw: the
    reliability curve, and what the threshold would be at other alphas.
    """

    __table_args__ = (
        CheckConstraint("(threshold IS NULL) = (certified_error IS NULL)", name="certified_whole"),
        CheckConstraint("threshold > 0 AND threshold <= 1", name="threshold_is_probability"),
        CheckConstraint("certified_error <= alpha", name="keeps_its_promise"),
        CheckConstraint(
            "0 <= n_wrong AND n_wrong <= n_decided AND n_decided <= audited", name="counts_agree"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    made_at: Mapped[datetime]
    stopping: Mapped[str] = mapped_column(String(16), index=True)
    alpha: Mapped[float]
    delta: Mapped[float]
    audited: Mapped[int]
    n_decided: Mapped[int]
    n_wrong: Mapped[int]
    threshold: Mapped[float | None]
    certified_error: Mapped[float | None]
    needed: Mapped[int]
    found: Mapped[dict[str, Any]]

    @property
    def coverage(self) -> float:
        """The share of audited panels that it lets rule."""
        is_in_force = self.threshold is not None and self.audited
        return self.n_decided / self.audited if is_in_force else 0.0


class Outcome(Model):
    """What a panel's ballots came to: a verdict (``side``) or an escalation (``why``).

    ``score`` is how sure it was, as the law counts it; ``in_sample`` whether the draw's
    own seed chose it to be audited. Outcomes of an older court have no score, nor do those
    of panels that did not close by their own rule. ``path`` is each look of the law at the
    panel (``rules.stopping.Look``), the one that closed it last where it has a score.
    """

    __table_args__ = (
        CheckConstraint("(side IS NULL) <> (why IS NULL)", name="verdict_or_escalation"),
        CheckConstraint("posterior_buyer BETWEEN 0 AND 1", name="posterior_is_probability"),
        CheckConstraint("score BETWEEN 0 AND 1", name="score_is_probability"),
        Index("ix_outcome_sampled", "at", postgresql_where=text("in_sample")),
    )

    panel_id: Mapped[UUID] = mapped_column(ForeignKey("panel.id"), primary_key=True)
    side: Mapped[Side | None] = mapped_column(words(Side))
    why: Mapped[Why | None] = mapped_column(words(Why))
    posterior_buyer: Mapped[float]
    n_buyer: Mapped[int]
    n_seller: Mapped[int]
    n_cannot_judge: Mapped[int]
    closed_early: Mapped[bool] = mapped_column(default=False)
    score: Mapped[float | None]
    path: Mapped[list[Any] | None] = mapped_column(JSONB(none_as_null=True))
    in_sample: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    fit_id: Mapped[int] = mapped_column(ForeignKey("fit.id"))
    at: Mapped[datetime]

    panel: Mapped[Panel] = relationship()
    fit: Mapped[Fit] = relationship()


class Review(Keyed, Model):
    """A case on the staff desk: claimed, looked at blind, then decided."""

    __table_args__ = (
        Index(
            "uq_review_open",
            "case_id",
            "task",
            "hearing_id",
            unique=True,
            postgresql_where=text("decided_at IS NULL"),
            postgresql_nulls_not_distinct=True,
        ),
        CheckConstraint("(view_side IS NULL) = (viewed_at IS NULL)", name="viewed_with_side"),
        CheckConstraint(
            "(decided_at IS NULL) = (decision IS NULL) AND (decided_at IS NULL) = (side IS NULL)",
            name="decided_whole",
        ),
        CheckConstraint("decided_at IS NULL OR viewed_at IS NOT NULL", name="looked_first"),
        CheckConstraint("(claimed_by IS NULL) = (claim_expires_at IS NULL)", name="claims_expire"),
        CheckConstraint("overtaken_at IS NULL OR decided_at IS NULL", name="overtaken_or_decided"),
        CheckConstraint(
            "(given_to IS NULL) = (given_by IS NULL)"
            " AND (given_to IS NULL) = (given_because IS NULL)",
            name="given_whole",
        ),
    )

    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"), index=True)
    hearing_id: Mapped[UUID | None] = mapped_column(ForeignKey("hearing.id"))
    task: Mapped[Task] = mapped_column(words(Task))
    why: Mapped[Why | None] = mapped_column(words(Why))
    opened_at: Mapped[datetime]
    due_at: Mapped[datetime] = mapped_column(index=True)
    is_provisional: Mapped[bool] = mapped_column(default=False)
    claimed_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"), index=True)
    claim_expires_at: Mapped[datetime | None]
    taken_at: Mapped[datetime | None]
    given_to: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"), index=True)
    given_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    given_because: Mapped[str | None] = mapped_column(Text)
    view_side: Mapped[Side | None] = mapped_column(words(Side, "view_side"))
    view_reason: Mapped[str | None] = mapped_column(Text)
    viewed_at: Mapped[datetime | None]
    viewed_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    decision: Mapped[Decision | None] = mapped_column(words(Decision))
    side: Mapped[Side | None] = mapped_column(words(Side))
    code: Mapped[str | None] = mapped_column(String(40))
    text: Mapped[str | None] = mapped_column(Text)
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]
    overtaken_at: Mapped[datetime | None]

    case: Mapped[Case] = relationship(back_populates="reviews")
    hearing: Mapped[Hearing | None] = relationship()
    claimant: Mapped[Person | None] = relationship(foreign_keys=[claimed_by])
    receiver: Mapped[Person | None] = relationship(foreign_keys=[given_to])
    giver: Mapped[Person | None] = relationship(foreign_keys=[given_by])
    decider: Mapped[Person | None] = relationship(foreign_keys=[decided_by])

    @property
    def is_appeal(self) -> bool:
        """Whether a case that was ruled before is to be decided anew."""
        return self.task is Task.ESCALATION and bool(self.hearing and self.hearing.is_appeal)


def still_open() -> ColumnElement[bool]:
    """Reviews that are neither decided nor overtaken by the parties."""
    return and_(Review.decided_at.is_(None), Review.overtaken_at.is_(None))


class Ruling(Keyed, Model):
    """The decision in force, and what it orders. A later one replaces it; none is changed."""

    __table_args__ = (
        Index(
            "uq_ruling_in_force",
            "case_id",
            unique=True,
            postgresql_where=text("replaced_at IS NULL"),
        ),
        CheckConstraint("amount_minor >= 0", name="amount_not_negative"),
        CheckConstraint("(body = 'staff') = (review_id IS NOT NULL)", name="staff_reviewed"),
    )

    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"))
    hearing_id: Mapped[UUID] = mapped_column(ForeignKey("hearing.id"), index=True)
    side: Mapped[Side] = mapped_column(words(Side))
    body: Mapped[Body] = mapped_column(words(Body))
    review_id: Mapped[UUID | None] = mapped_column(ForeignKey("review.id"))
    remedy: Mapped[Remedy] = mapped_column(words(Remedy))
    amount_minor: Mapped[int] = mapped_column(BigInteger)
    made_at: Mapped[datetime]
    appeal_ends_at: Mapped[datetime]
    replaced_at: Mapped[datetime | None]

    case: Mapped[Case] = relationship(back_populates="rulings")
    hearing: Mapped[Hearing] = relationship()
    review: Mapped[Review | None] = relationship()


class Gold(Model):
    """A case whose right answer two staff agree on."""

    __table_args__ = (
        CheckConstraint("state IN ('proposed', 'active', 'refused', 'voided')", name="known_state"),
        CheckConstraint("state <> 'active' OR second_by IS NOT NULL", name="two_agree"),
        CheckConstraint("second_by <> proposed_by", name="two_people"),
        CheckConstraint("(state = 'voided') = (voided_at IS NOT NULL)", name="voided_dated"),
    )

    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"), primary_key=True)
    state: Mapped[str] = mapped_column(String(10), default="proposed")
    side: Mapped[Side] = mapped_column(words(Side))
    lesson: Mapped[str] = mapped_column(Text)
    proposed_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    proposed_at: Mapped[datetime]
    second_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    second_at: Mapped[datetime | None]
    voided_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    voided_at: Mapped[datetime | None]
    voided_because: Mapped[str | None] = mapped_column(Text)

    case: Mapped[Case] = relationship()


class GoldDispute(Keyed, Model):
    """A juror says a gold case's answer is wrong or unfair; staff answer."""

    __table_args__ = (
        CheckConstraint("(resolved_at IS NULL) = (outcome IS NULL)", name="resolved_with_outcome"),
        CheckConstraint("outcome IN ('kept', 'voided')", name="known_outcome"),
    )

    summons_id: Mapped[UUID] = mapped_column(ForeignKey("summons.id"), unique=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("gold.case_id"), index=True)
    text: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime]
    resolved_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    resolved_at: Mapped[datetime | None]
    outcome: Mapped[str | None] = mapped_column(String(10))
    answer: Mapped[str | None] = mapped_column(Text)

    summons: Mapped[Summons] = relationship()
    gold: Mapped[Gold] = relationship()
