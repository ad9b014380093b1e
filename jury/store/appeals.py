"""Appeals: one to a side; who has made theirs, and which staff may decide on one."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    String,
    UniqueConstraint,
    and_,
    cast,
    exists,
    literal,
    or_,
    select,
)
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from jury.rules import appeal as law
from jury.rules.appeal import Ground
from jury.rules.words import Side, Task

from .base import Keyed, Model, words
from .cases import Case
from .ledger import Entry
from .outcomes import Review, Ruling
from .panels import Hearing
from .people import Person

TAKES_PART = ("review_viewed", "review_decided")


class Appeal(Keyed, Model):
    """A side's one appeal, a draft until it is made; its words are a passage of the side's."""

    __table_args__ = (
        UniqueConstraint("case_id", "side"),
        CheckConstraint(
            "(made_at IS NULL) = (hearing_id IS NULL) AND (made_at IS NULL) = (ruling_id IS NULL)",
            name="made_whole",
        ),
        CheckConstraint("made_at IS NULL OR ground IS NOT NULL", name="made_on_a_ground"),
    )

    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"))
    side: Mapped[Side] = mapped_column(words(Side))
    ground: Mapped[Ground | None] = mapped_column(words(Ground))
    ruling_id: Mapped[UUID | None] = mapped_column(ForeignKey("ruling.id"))
    hearing_id: Mapped[UUID | None] = mapped_column(ForeignKey("hearing.id"))
    made_at: Mapped[datetime | None]

    case: Mapped[Case] = relationship()
    ruling: Mapped[Ruling | None] = relationship()
    hearing: Mapped[Hearing | None] = relationship()


def appeal_of(session: Session, case: Case, side: Side) -> Appeal | None:
    """The side's appeal, made or in draft, as it stands now."""
    known = select(Appeal).where(Appeal.case_id == case.id, Appeal.side == side)
    return session.scalar(known.execution_options(populate_existing=True))


def made(session: Session, case: Case) -> Sequence[Appeal]:
    """The appeals made on the case, the first first."""
    on_case = select(Appeal).where(Appeal.case_id == case.id, Appeal.made_at.is_not(None))
    return session.scalars(on_case.order_by(Appeal.made_at)).all()


def sides_left(session: Session, case: Case) -> tuple[Side, ...]:
    """The sides whose appeal is not used up."""
    return law.sides_left([appeal.side for appeal in made(session, case)])


def is_for(agent: Person) -> ColumnElement[bool]:
    """Reviews to show the agent: of appeals only a senior's, and none they had part in before."""
    later = exists().where(Hearing.id == Review.hearing_id, Hearing.instance > 1)
    is_appeal = and_(Review.task == Task.ESCALATION, later.correlate(Review))
    return or_(~is_appeal, and_(literal(agent.is_senior), ~_took_part(agent)))


def _took_part(agent: Person) -> ColumnElement[bool]:
    elsewhere = exists().where(
        Entry.case_id == Review.case_id,
        Entry.act.in_(TAKES_PART),
        Entry.actor == f"person:{agent.id}",
        ~Entry.body.contains(cast(Review.id, String)),
    )
    return elsewhere.correlate(Review)
