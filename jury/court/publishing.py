"""Owe the marketplace an event, in the same transaction as its cause."""

from datetime import datetime
from uuid import uuid4

from sqlalchemy.orm import Session

from jury.store.cases import Case
from jury.store.events import Event

Fact = str | int | bool | None | datetime


def publish(
    session: Session,
    kind: str,
    subject: str,
    now: datetime,
    case: Case | None = None,
    **facts: Fact,
) -> Event:
    """Tell the marketplace that something happened to ``subject``, one of its own references.

    Names are dotted, noun first (``refund.granted``, ``case.ruled``). No
    personal data goes in: the marketplace knows who its accounts are.
    """
    plain = {name: f.isoformat() if isinstance(f, datetime) else f for name, f in facts.items()}
    if case:
        plain |= {"case": case.code, "order": case.order.ref}
    event = Event(
        id=uuid4(),
        kind=kind,
        subject=subject,
        facts=plain,
        case_id=case and case.id,
        owed_at=now,
        next_try_at=now,
    )
    session.add(event)
    return event
