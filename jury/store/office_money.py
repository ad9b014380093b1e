"""Questions the office asks about the marketplace: what it was not told, and did not answer."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from .events import Event
from .executions import Payment


@dataclass(frozen=True)
class Marketplace:
    """Events still owed or given up, and orders to pay that stay unanswered."""

    owed: int
    failed: int
    unanswered: int


def marketplace(session: Session) -> Marketplace:
    by_state = select(Event.state, func.count()).where(Event.state.in_(["owed", "failed"]))
    counted = {row[0]: row[1] for row in session.execute(by_state.group_by(Event.state))}
    silent = select(func.count()).select_from(Payment)
    n = session.scalar(silent.where(Payment.state == "ordered", Payment.flagged_at.is_not(None)))
    return Marketplace(counted.get("owed", 0), counted.get("failed", 0), n or 0)


def failed_events(session: Session, most: int = 100) -> list[Event]:
    failed = select(Event).where(Event.state == "failed")
    return list(session.scalars(failed.order_by(Event.seq.desc()).limit(most)))
