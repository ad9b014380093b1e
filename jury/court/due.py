"""The tick: whatever has fallen due is done, one transaction to an item."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from jury.rules.words import Due
from jury.store.cases import Case, Deadline

from .locks import try_lock_case

log = logging.getLogger(__name__)

Act = Callable[[Session, Case, UUID | None, datetime], None]


@dataclass
class Tick:
    """What one tick did."""

    done: int = 0
    failed: int = 0


def tick(session: Session, now: datetime, acts: dict[Due, Act], most: int = 500) -> Tick:
    """Do what is due by ``now``, at most ``most`` items of it.

    An item that fails is rolled back, logged and left for the next tick; one
    whose case somebody else holds is left to them. Neither holds up another.
    Safe to rerun and to run from any number of workers.
    """
    ticked = Tick()
    for deadline_id, case_id in _fallen_due(session, now, most):
        try:
            ticked.done += _do(session, deadline_id, case_id, now, acts)
            session.commit()
        except Exception:
            session.rollback()
            log.exception("deadline %s of case %s failed", deadline_id, case_id)
            ticked.failed += 1
    return ticked


def tick_within(session: Session, now: datetime, acts: dict[Due, Act]) -> int:
    """The same in the caller's own transaction, for a past that is lived through at once.

    Nothing is caught: what fails ends the caller's transaction. How many were done.
    """
    return sum(_do(session, *item, now, acts) for item in _due_by(session, now, 500))


def _fallen_due(session: Session, now: datetime, most: int) -> list[tuple[int, UUID]]:
    rows = _due_by(session, now, most)
    session.rollback()  # hold no snapshot while the items are done
    return rows


def _due_by(session: Session, now: datetime, most: int) -> list[tuple[int, UUID]]:
    due = select(Deadline.id, Deadline.case_id).where(
        Deadline.done_at.is_(None), Deadline.due_at <= now
    )
    rows = session.execute(due.order_by(Deadline.due_at, Deadline.id).limit(most))
    return [(deadline_id, case_id) for deadline_id, case_id in rows]


def _do(
    session: Session,
    deadline_id: int,
    case_id: UUID,
    now: datetime,
    acts: dict[Due, Act],
) -> bool:
    case = try_lock_case(session, case_id)
    if case is None:
        return False
    deadline = session.get_one(Deadline, deadline_id, populate_existing=True)
    if deadline.done_at or deadline.due_at > now:  # somebody was first, or it was moved
        return False
    deadline.done_at = now
    acts[deadline.kind](session, case, deadline.subject, now)
    session.flush()
    return True
