"""Open reviews that no agent may take: who could, were there anybody."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, false, not_, or_, select
from sqlalchemy.orm import Session, joinedload

from . import desk_rules
from .desk_queue import open_reviews
from .outcomes import Review
from .people import Person


def nobody_may_take(session: Session) -> ColumnElement[bool]:
    """Whether the rules keep the review from every agent there is today."""
    on_staff = select(Person).where(Person.is_staff, Person.left_at.is_(None)).order_by(Person.id)
    return not_(or_(false(), *map(desk_rules.may_take, session.scalars(on_staff))))


def stranded(session: Session, reader: Person | None = None) -> Sequence[Review]:
    """Open reviews that nobody may take, by due date, each with its case.

    For a reader those left out that they are a party of or were called to judge.
    """
    found = open_reviews().where(nobody_may_take(session))
    if reader:
        found = found.where(desk_rules.is_uninvolved(reader))
    ordered = found.order_by(Review.due_at, Review.id)
    return session.scalars(ordered.options(joinedload(Review.case))).all()
