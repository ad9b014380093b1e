"""Carrying out: its dated steps, the orders to pay, and items on their way back."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Identity,
    Index,
    Select,
    String,
    Text,
    UniqueConstraint,
    func,
    select,
    text,
)
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from jury.rules.execution import Pay, Stage, Step, is_suspended, stage_of

from .base import Keyed, Model, words
from .books import Booking
from .cases import Case
from .events import Event


class ExecutionStep(Model):
    """One dated step. Append-only: where things stand is read from the steps in their order.

    ``ruling_id`` is empty for what a settlement brought.
    """

    __table_args__ = (Index("ix_execution_step_case", "case_id", "id"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"))
    ruling_id: Mapped[UUID | None] = mapped_column(ForeignKey("ruling.id"))
    step: Mapped[Step] = mapped_column(words(Step))
    at: Mapped[datetime]
    amount_minor: Mapped[int | None] = mapped_column(BigInteger)


class Payment(Model):
    """An order to pay, known by the event that tells it, and what the marketplace answered.

    ``undoes`` names the payment that a reversal takes back.
    """

    __table_args__ = (
        CheckConstraint(
            "state IN ('ordered', 'recalled', 'dropped', 'paid', 'refused')", name="known_state"
        ),
        CheckConstraint(
            "(state IN ('paid', 'refused')) = (answered_at IS NOT NULL)", name="answered_dated"
        ),
        CheckConstraint("amount_minor > 0", name="amount_positive"),
        CheckConstraint("(kind = 'payment.reverse') = (undoes IS NOT NULL)", name="reverses_one"),
        CheckConstraint("(state = 'paid') = (booking_id IS NOT NULL)", name="paid_is_booked"),
        Index(
            "uq_payment_open",
            "case_id",
            "ruling_id",
            unique=True,
            postgresql_nulls_not_distinct=True,
            postgresql_where=text("state IN ('ordered', 'recalled') AND kind <> 'payment.reverse'"),
        ),
    )

    event_id: Mapped[UUID] = mapped_column(ForeignKey("event.id"), primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"), index=True)
    ruling_id: Mapped[UUID | None] = mapped_column(ForeignKey("ruling.id"))
    kind: Mapped[Pay] = mapped_column(words(Pay))
    amount_minor: Mapped[int] = mapped_column(BigInteger)
    ordered_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(10), default="ordered")
    reason: Mapped[str | None] = mapped_column(Text)
    answered_at: Mapped[datetime | None]
    flagged_at: Mapped[datetime | None]
    held_by: Mapped[UUID | None] = mapped_column(ForeignKey("booking.id"))
    booking_id: Mapped[UUID | None] = mapped_column(ForeignKey("booking.id"), unique=True)
    undoes: Mapped[UUID | None] = mapped_column(ForeignKey("payment.event_id"), unique=True)

    event: Mapped[Event] = relationship()
    case: Mapped[Case] = relationship()
    booking: Mapped[Booking | None] = relationship(foreign_keys=[booking_id])

    @property
    def is_open(self) -> bool:
        return self.state == "ordered"


class ItemReturn(Keyed, Model):
    """An item the buyer sent back. ``tracking`` is personal and erasable."""

    __table_args__ = (UniqueConstraint("case_id", "ruling_id", postgresql_nulls_not_distinct=True),)

    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"))
    ruling_id: Mapped[UUID | None] = mapped_column(ForeignKey("ruling.id"))
    tracking: Mapped[str] = mapped_column(String(120))
    salt: Mapped[str] = mapped_column(String(32))
    sent_at: Mapped[datetime]
    received_at: Mapped[datetime | None]


@dataclass(frozen=True)
class Run:
    """The carrying out that is going on: of a ruling (the first that ordered it) or settlement."""

    ruling_id: UUID | None
    amount_minor: int
    steps: list[ExecutionStep]

    @property
    def stage(self) -> Stage:
        return stage_of(each.step for each in self.steps)

    @property
    def is_suspended(self) -> bool:
        return is_suspended(each.step for each in self.steps)

    def last(self, step: Step) -> ExecutionStep | None:
        return next((each for each in reversed(self.steps) if each.step is step), None)


def steps_of(session: Session, case: Case) -> list[ExecutionStep]:
    """Every step of the case, the first first."""
    of_case = select(ExecutionStep).where(ExecutionStep.case_id == case.id)
    return list(session.scalars(of_case.order_by(ExecutionStep.id)))


def run_of(session: Session, case: Case) -> Run | None:
    """What is carried out now, or was last; None while nothing was ever ordered."""
    steps = steps_of(session, case)
    begins = (Step.RETURN_DUE, Step.REFUND_DUE)
    begun = next((each for each in reversed(steps) if each.step in begins), None)
    if begun is None:
        return None
    mine = [each for each in steps if each.ruling_id == begun.ruling_id]
    return Run(begun.ruling_id, begun.amount_minor or 0, mine)


def payments_of(session: Session, case: Case) -> list[Payment]:
    """Every order to pay of the case, the first first."""
    of_case = select(Payment).where(Payment.case_id == case.id)
    return list(session.scalars(of_case.order_by(Payment.ordered_at, Payment.event_id)))


def is_waiting(session: Session, case: Case) -> bool:
    """Whether the marketplace still has an order of the case to answer."""
    out = select(Payment.event_id).where(Payment.case_id == case.id, Payment.state == "ordered")
    return session.scalar(out.limit(1)) is not None


def given_back(case: Case) -> Select[UUID | None]:
    """The payments of the case that went back to where they came from."""
    return select(Payment.undoes).where(
        Payment.case_id == case.id, Payment.state == "paid", Payment.undoes.is_not(None)
    )


def still_owed(session: Session, case: Case, run: Run) -> int:
    """What of the run's refund has not been paid yet, or has gone back, in minor units."""
    paid = select(func.coalesce(func.sum(Payment.amount_minor), 0)).where(
        Payment.case_id == case.id,
        Payment.ruling_id == run.ruling_id if run.ruling_id else Payment.ruling_id.is_(None),
        Payment.state == "paid",
        Payment.kind != Pay.REVERSE,
        Payment.event_id.not_in(given_back(case)),
    )
    return run.amount_minor - int(session.scalar(paid) or 0)


def return_of(session: Session, case: Case, run: Run) -> ItemReturn | None:
    """The item of this run on its way back, once the buyer has sent it."""
    mine = (
        ItemReturn.ruling_id == run.ruling_id if run.ruling_id else ItemReturn.ruling_id.is_(None)
    )
    return session.scalar(select(ItemReturn).where(ItemReturn.case_id == case.id, mine))


def latest_item(session: Session, case: Case) -> ItemReturn | None:
    """The item as it was sent last, whichever way."""
    of_case = select(ItemReturn).where(ItemReturn.case_id == case.id)
    return session.scalar(of_case.order_by(ItemReturn.sent_at.desc()).limit(1))


def unanswered(session: Session, most: int = 100) -> list[Payment]:
    """Orders to pay that the marketplace has been asked about once more, the oldest first."""
    silent = select(Payment).where(Payment.state == "ordered", Payment.flagged_at.is_not(None))
    return list(session.scalars(silent.order_by(Payment.ordered_at).limit(most)))
