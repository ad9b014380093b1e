"""Set and lift deadlines. They are rows of the case, under the case's lock."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import Insert
from sqlalchemy.orm import Session

from jury.rules.words import Due
from jury.store.cases import Case, Deadline

from .batches import as_json, inserting


def set_deadline(
    session: Session,
    case: Case,
    kind: Due,
    due_at: datetime,
    subject: UUID | None = None,
) -> None:
    """Let something fall due; setting it again moves it and revives it."""
    set_deadlines(session, case, [(kind, due_at, subject)])


def set_deadlines(
    session: Session, case: Case, wanted: Sequence[tuple[Due, datetime, UUID | None]]
) -> None:
    """Let several things fall due, in one statement; none is named twice."""
    rows = [
        {"kind": kind, "due_at": due_at, "subject": subject} for kind, due_at, subject in wanted
    ]
    if rows:
        if case in session.new:
            session.flush()
        session.connection().execute(_set(), {"rows": as_json(rows), "case_id": case.id})


@cache
def _set() -> Insert:
    row = inserting(Deadline, ("kind", "due_at", "subject"), ("case_id",))
    return row.on_conflict_do_update(
        constraint="uq_deadline_case_id_kind_subject",
        set_={"due_at": row.excluded.due_at, "done_at": None},
    )


def lift(
    session: Session, case: Case, kind: Due, now: datetime, subject: UUID | None = None
) -> None:
    """The deadline no longer matters."""
    of_this = Deadline.subject == subject if subject else Deadline.subject.is_(None)
    session.execute(
        update(Deadline)
        .where(Deadline.case_id == case.id, Deadline.kind == kind, of_this)
        .where(Deadline.done_at.is_(None))
        .values(done_at=now)
    )


def lift_subject(session: Session, case: Case, subject: UUID, now: datetime) -> None:
    """Nothing of this subject, such as an answered summons, falls due any more."""
    session.execute(
        update(Deadline)
        .where(Deadline.case_id == case.id, Deadline.subject == subject)
        .where(Deadline.done_at.is_(None))
        .values(done_at=now)
    )


def lift_all(session: Session, case: Case, now: datetime) -> None:
    """The case is over: nothing of it falls due any more."""
    session.execute(
        update(Deadline)
        .where(Deadline.case_id == case.id, Deadline.done_at.is_(None))
        .values(done_at=now)
    )


def due_of(session: Session, case: Case, kind: Due) -> datetime | None:
    """When the case's deadline of this kind falls due, if it still does."""
    return session.scalar(
        select(Deadline.due_at).where(
            Deadline.case_id == case.id,
            Deadline.kind == kind,
            Deadline.done_at.is_(None),
        )
    )
