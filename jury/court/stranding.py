"""Cases on the desk that no agent may take: the admins are told once, and time runs on."""

from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from jury.store import desk_rules
from jury.store.desk_free import nobody_may_take, stranded
from jury.store.notices import Notice
from jury.store.outcomes import Review, still_open
from jury.store.people import Person

from .locks import try_lock_case
from .notices import owe
from .record import CLOCK, record

TOLD_AS = "nobody_free"


def warn(session: Session, now: datetime) -> int:
    """Tell the admins of each case on the desk that nobody may take; of how many they were told.

    Once a case. The due date stays. An admin who is a party of the case, or was
    called to judge it, is not told; while no other admin is there, it is tried again. A
    case that somebody holds is left for the next time.
    """
    return sum(_warn(session, review, now) for review in stranded(session))


def _warn(session: Session, review: Review, now: datetime) -> bool:
    """Whether anybody was told, and none had been before."""
    case = try_lock_case(session, review.case_id)
    if case is None or _were_told(session, review) or not _is_stranded(session, review):
        return False
    admins = _admins(session, review)
    if not admins:
        return False
    for admin in admins:
        owe(session, admin, TOLD_AS, now, case=case, path="/office#stranded", due_at=review.due_at)
    record(session, TOLD_AS, now, CLOCK, case, review=review.id)
    session.flush()
    return True


def _were_told(session: Session, review: Review) -> bool:
    before = exists().where(Notice.case_id == review.case_id, Notice.kind == TOLD_AS)
    return bool(session.scalar(select(before)))


def _is_stranded(session: Session, review: Review) -> bool:
    """Still so, now that the case is locked."""
    still = select(Review.id).where(Review.id == review.id, still_open(), nobody_may_take(session))
    return session.scalar(still) is not None


def _admins(session: Session, review: Review) -> list[Person]:
    at_work = select(Person).where(Person.is_admin, Person.left_at.is_(None)).order_by(Person.id)
    return [
        admin
        for admin in session.scalars(at_work)
        if session.scalar(
            select(Review.id).where(Review.id == review.id, desk_rules.is_uninvolved(admin))
        )
    ]
