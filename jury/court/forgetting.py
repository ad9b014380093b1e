"""Forgetting: some time after its end a case loses its texts and pictures, and keeps its result."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import exists, or_, select, update
from sqlalchemy.orm import Session

from jury.rules.words import Due
from jury.store.cases import Case, Exhibit
from jury.store.orders import Order
from jury.store.outcomes import Gold, Review
from jury.store.refunds import RefundEntry

from . import erasing, policies
from .deadlines import set_deadline
from .locks import lock
from .record import CLOCK, record

A_WHILE = timedelta(days=1)


def forget(session: Session, case: Case, subject: UUID | None, now: datetime) -> None:
    """The case's texts are kept no longer (a deadline's act).

    What staff wrote of it to be read on stays, with identity taken out. While
    somebody still needs the texts, or a letter is still to go out, it is asked
    again a day later.
    """
    if case.ended_at is None:
        return
    if case.texts_erased_at is None:
        if _is_needed(session, case):
            set_deadline(session, case, Due.TEXTS_EXPIRE, now + A_WHILE)
            return
        _forget_texts(session, case, now)
    if not erasing.erase_post(session, case):
        set_deadline(session, case, Due.TEXTS_EXPIRE, now + A_WHILE)
    erasing.forget_addresses(session)
    session.flush()


def _is_needed(session: Session, case: Case) -> bool:
    """Whether the case is gold, in use or proposed, or lies on the desk."""
    is_gold = exists().where(Gold.case_id == case.id, Gold.state.in_(["proposed", "active"]))
    is_read = exists().where(Review.case_id == case.id, Review.decided_at.is_(None))
    return bool(session.scalar(select(or_(is_gold, is_read))))


def _forget_texts(session: Session, case: Case, now: datetime) -> None:
    """All of it; what belongs to the order only when no other case of it needs that."""
    erasing.take_identity_out(session, case)
    erasing.erase_words(session, case)
    others = select(Case.id).where(
        Case.order_id == case.order_id, Case.id != case.id, Case.texts_erased_at.is_(None)
    )
    if session.scalar(others.limit(1)) is None:
        erasing.erase_order(session, case.order)
    case.placeholders, case.texts_erased_at = {}, now
    record(session, "texts_erased", now, CLOCK, case)
    session.flush()


def forget_orders(session: Session, now: datetime, most: int = 500) -> int:
    """How many orders were forgotten that nobody brought before the court in all the time.

    Who traded, and why a refund was asked for, is kept no longer than a case's texts are, counted
    from the last that was heard of the order.
    """
    before = now - timedelta(days=policies.current(session, now).policy.retention_days)
    heard_of = exists().where(RefundEntry.order_id == Order.id, RefundEntry.told_at > before)
    told = select(Order).where(Order.told_at <= before, Order.contacts != {}, ~heard_of)
    uncased = told.where(~exists().where(Case.order_id == Order.id))
    orders = uncased.order_by(Order.told_at).limit(most).with_for_update(skip_locked=True)
    found = session.scalars(orders).all()
    for order in found:
        erasing.erase_order(session, order)
        record(session, "order_forgotten", now, CLOCK, order=order.id)
    erasing.erase_old_post(session, before)
    erasing.forget_addresses(session)
    session.flush()
    return len(found)


def with_erased_pictures(session: Session, most: int = 100) -> Sequence[Case]:
    """Cases whose texts are erased and whose pictures still lie in files."""
    left = exists().where(Exhibit.case_id == Case.id, Exhibit.file != "")
    return session.scalars(
        select(Case).where(Case.texts_erased_at.is_not(None), left).limit(most)
    ).all()


def files_of(session: Session, case: Case) -> Sequence[str]:
    """The files of the case's pictures, for the door that removes them."""
    kept = select(Exhibit.file).where(Exhibit.case_id == case.id, Exhibit.file != "")
    return session.scalars(kept).all()


def pictures_removed(session: Session, case: Case, now: datetime) -> None:
    """The files are gone: nothing names them any more. Of a case not erased nothing changes."""
    lock(session, case)
    if case.texts_erased_at is None:
        return
    session.execute(update(Exhibit).where(Exhibit.case_id == case.id).values(file=""))
    record(session, "pictures_removed", now, CLOCK, case)
    session.flush()
