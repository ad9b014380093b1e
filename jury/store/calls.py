"""Telephone calls that staff should make, how each try went, and the questions asked of them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    Select,
    String,
    Text,
    func,
    or_,
    select,
    text,
)
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column, relationship

from jury.rules.words import CallOutcome, CallState, Side

from .base import Keyed, Model, words
from .cases import Case
from .involved import kept_from
from .notices import Notice
from .people import Person


class Call(Keyed, Model):
    """A message to a party that staff should tell by telephone, as kind and facts.

    One is open a party at a time: a newer message takes the place of the older.
    """

    __table_args__ = (
        Index(
            "uq_call_open",
            "case_id",
            "side",
            unique=True,
            postgresql_where=text("state = 'open'"),
        ),
        Index("ix_call_waiting", "state", "due_at"),
        CheckConstraint(
            "(claimed_by IS NULL) = (claim_expires_at IS NULL)", name="claimed_for_a_while"
        ),
        CheckConstraint("claimed_by IS NULL OR state = 'open'", name="claimed_while_open"),
    )

    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"), index=True)
    side: Mapped[Side] = mapped_column(words(Side))
    notice_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("notice.id", ondelete="SET NULL"), index=True
    )
    kind: Mapped[str] = mapped_column(String(40))
    facts: Mapped[dict[str, Any]]
    state: Mapped[CallState] = mapped_column(words(CallState), default=CallState.OPEN)
    asked_at: Mapped[datetime]
    due_at: Mapped[datetime]
    claimed_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    claim_expires_at: Mapped[datetime | None]

    case: Mapped[Case] = relationship()
    notice: Mapped[Notice | None] = relationship()
    claimant: Mapped[Person | None] = relationship(foreign_keys=[claimed_by])
    tries: Mapped[list["CallTry"]] = relationship(back_populates="call", order_by="CallTry.id")

    def holder(self, now: datetime) -> UUID | None:
        """Who holds the call now; a claim that ran out holds nothing."""
        holds = self.claim_expires_at is not None and self.claim_expires_at > now
        return self.claimed_by if holds else None


class CallTry(Model):
    """One try to telephone. The note is for staff, and erasable."""

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    call_id: Mapped[UUID] = mapped_column(ForeignKey("call.id"), index=True)
    at: Mapped[datetime]
    by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    outcome: Mapped[CallOutcome] = mapped_column(words(CallOutcome))
    note: Mapped[str] = mapped_column(Text, default="")

    call: Mapped[Call] = relationship(back_populates="tries")
    caller: Mapped[Person] = relationship()


def waiting(agent: Person, state: CallState) -> Select[Call]:
    """Calls in this state of live cases that the agent may know of.

    A message that the party has read in the inbox meanwhile needs no call.
    """
    unread = or_(Call.notice_id.is_(None), Notice.read_at.is_(None))
    found = select(Call).join(Call.case).outerjoin(Call.notice)
    return found.where(
        Call.state == state,
        Case.ended_at.is_(None),
        unread,
        Call.case_id.not_in(kept_from(agent)),
    )


def calls_waiting(session: Session, agent: Person, state: CallState, most: int) -> Sequence[Call]:
    """Those calls by due time, each with its case and what was tried."""
    rows = waiting(agent, state).order_by(Call.due_at, Call.id).limit(most)
    with_all = (joinedload(Call.case), joinedload(Call.claimant), joinedload(Call.tries))
    return session.scalars(rows.options(*with_all)).unique().all()


def n_waiting(session: Session, agent: Person) -> int:
    """How many parties wait for a call, or could not be reached."""
    counts = [
        waiting(agent, state).with_only_columns(func.count()).scalar_subquery()
        for state in (CallState.OPEN, CallState.UNREACHED)
    ]
    return session.scalar(select(counts[0] + counts[1])) or 0


def calls_of(session: Session, case: Case) -> Sequence[Call]:
    """Every call of the case, the oldest first."""
    found = select(Call).where(Call.case_id == case.id).order_by(Call.asked_at, Call.id)
    return session.scalars(found).all()
