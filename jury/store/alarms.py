"""Alarms: the court erred more than it promised, and who lifted that; and fits by hand."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from .base import Model
from .people import Person


class DriftAlarm(Model):
    """Audits spoke against the court: since ``raised_at`` no panel rules, until it is lifted.

    Each names the one before it, so that two cannot be raised at once.
    """

    __table_args__ = (UniqueConstraint("after_id", postgresql_nulls_not_distinct=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    after_id: Mapped[int | None] = mapped_column(ForeignKey("drift_alarm.id"))
    raised_at: Mapped[datetime]
    alpha: Mapped[float]
    delta: Mapped[float]
    audited: Mapped[int]
    n_wrong: Mapped[int]

    lifts: Mapped[list["AlarmLift"]] = relationship(order_by="AlarmLift.id")
    lifted: Mapped["AlarmLifted | None"] = relationship()


class AlarmLift(Model):
    """An admin says why crowd rulings may go on; of no effect until a second person agrees."""

    id: Mapped[int] = mapped_column(primary_key=True)
    alarm_id: Mapped[int] = mapped_column(ForeignKey("drift_alarm.id"), index=True)
    asked_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    because: Mapped[str] = mapped_column(Text)
    asked_at: Mapped[datetime]

    author: Mapped[Person] = relationship()


class AlarmLifted(Model):
    """Two people lifted an alarm: panels rule again."""

    __table_args__ = (CheckConstraint("asked_by <> confirmed_by", name="two_people"),)

    alarm_id: Mapped[int] = mapped_column(ForeignKey("drift_alarm.id"), primary_key=True)
    lift_id: Mapped[int] = mapped_column(ForeignKey("alarm_lift.id"))
    asked_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    confirmed_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    lifted_at: Mapped[datetime]

    lift: Mapped[AlarmLift] = relationship()
    second: Mapped[Person] = relationship(foreign_keys=[confirmed_by])


class RefitRun(Model):
    """One fitting of the jurors, by hand or by night, and how far it has come."""

    __table_args__ = (
        CheckConstraint(
            "stage IN ('waiting', 'reading', 'fitting', 'keeping', 'certifying', 'done', 'failed')",
            name="known_stage",
        ),
        CheckConstraint(
            "(ended_at IS NOT NULL) = (stage IN ('done', 'failed'))", name="ended_once"
        ),
        CheckConstraint("(stage = 'done') = (fit_id IS NOT NULL)", name="done_with_fit"),
        Index(
            "uq_refit_run_open",
            "ended_at",
            unique=True,
            postgresql_where=text("ended_at IS NULL"),
            postgresql_nulls_not_distinct=True,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    asked_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[datetime]
    stage: Mapped[str] = mapped_column(String(12))
    reached_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    fit_id: Mapped[int | None] = mapped_column(ForeignKey("fit.id"))
