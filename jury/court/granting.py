"""The marketplace says that the refund was granted although its order lies before the court."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from jury.rules import settlement
from jury.rules.execution import Stage
from jury.rules.remedy import Ordered
from jury.store.cases import Case
from jury.store.executions import run_of
from jury.store.orders import Order
from jury.store.people import Person

from . import refunding, settling
from .locks import lock
from .notices import owe
from .record import record

PAID_OR_ORDERED = (Stage.ORDERED, Stage.DEDUCTING, Stage.PAID)


def take_notice(session: Session, order: Order, now: datetime, by: str) -> None:
    """What the grant means for the live case on the order, if there is one.

    Before the first ruling it settles the case, as the seller's own settlement would:
    the buyer has what it asked for, and no record remains. Where the buyer asked the
    seller for less than the court, it has not, and the case goes on. After a ruling, or
    while an appeal runs, it changes nothing either: a grant names no amount and is no
    payment, and what the court ordered is paid, and told as paid, under its own order.
    So it is kept and the office is told, who asks the marketplace what it pays.
    """
    case = session.scalar(
        select(Case).where(Case.order_id == order.id, Case.ended_at.is_(None), ~Case.is_archived)
    )
    if case is None:
        return
    lock(session, case)
    if settling.may_settle(session, case) and _is_enough(session, case):
        settling.settle_as_granted(session, case, by, now)
    elif case.is_live and not _is_expected(session, case):
        _tell_office(session, case, by, now)


def _is_enough(session: Session, case: Case) -> bool:
    """Whether the grant gives all that the case is about; one of no known amount does."""
    asked = refunding.latest_application(session, case.order)
    if asked is None or asked.asks is None or asked.asked_minor is None:
        return True
    return settlement.covers(Ordered(asked.asks, asked.asked_minor), settling.in_full(case))


def _is_expected(session: Session, case: Case) -> bool:
    """Whether the grant is no more than what the court has ordered already."""
    run = run_of(session, case)
    return run is not None and not run.is_suspended and run.stage in PAID_OR_ORDERED


def _tell_office(session: Session, case: Case, by: str, now: datetime) -> None:
    record(session, "grant_noted", now, by, case)
    admins = select(Person).where(Person.is_admin, Person.left_at.is_(None)).order_by(Person.id)
    for admin in session.scalars(admins):
        owe(session, admin, "grant_noted", now, case=case, path=f"/office/cases/{case.id}")
