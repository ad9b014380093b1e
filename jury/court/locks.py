"""Take locks in the one order there is: case, then panel, then summons."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from jury.store.cases import Case
from jury.store.panels import Panel, Summons


def lock(
    session: Session,
    case: Case,
    panel: Panel | None = None,
    summons: Summons | None = None,
) -> None:
    """Lock the rows, in order, and read them afresh: what was loaded before may be stale."""
    for row in (case, panel, summons):
        if row is not None:
            session.refresh(row, with_for_update=True)


def try_lock_case(session: Session, case_id: UUID) -> Case | None:
    """The case, locked and fresh; or None while somebody else holds it."""
    free = select(Case).where(Case.id == case_id).with_for_update(skip_locked=True)
    return session.scalar(free.execution_options(populate_existing=True))
