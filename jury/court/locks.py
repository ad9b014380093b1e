"""Take locks in the one order there is: case, then panel, then summons."""

from functools import cache
from uuid import UUID

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from jury.store.cases import Case
from jury.store.orders import Order
from jury.store.panels import Hearing, Panel, Summons
from jury.store.people import MarketAccount


def lock(
    session: Session,
    case: Case,
    panel: Panel | None = None,
    summons: Summons | None = None,
) -> None:
    """Lock the rows, in order, and read them afresh: what was loaded before may be stale."""
    session.flush()  # reading afresh would forget what this transaction has changed but not said
    for row in (case, panel, summons):
        if row is not None:
            session.refresh(row, with_for_update=True)


def try_lock_case(session: Session, case_id: UUID) -> Case | None:
    """The case, locked and fresh, with its terms and parties; or None while somebody holds it."""
    return session.scalar(_locking_free(), {"case_id": case_id})


@cache
def _locking_free() -> Select[Case]:
    order = joinedload(Case.order, innerjoin=True)
    parties = [
        order.joinedload(account, innerjoin=True).joinedload(MarketAccount.person)
        for account in (Order.buyer, Order.seller)
    ]
    found = (
        select(Case)
        .options(joinedload(Case.policy_version, innerjoin=True), *parties)
        .where(Case.id == bindparam("case_id"))
        .with_for_update(of=Case, skip_locked=True)
    )
    return found.execution_options(populate_existing=True)


def lock_summons(session: Session, summons_id: UUID) -> Summons:
    """The summons with its panel and case, all three locked in order and fresh, in one statement.

    PostgreSQL locks a joined row's tables in the order they are named.
    """
    return session.scalars(_locking_all_three(), {"summons_id": summons_id}).one()


@cache
def _locking_all_three() -> Select[Summons]:
    found = (
        select(Summons)
        .join(Summons.panel)
        .join(Panel.hearing)
        .join(Hearing.case)
        .options(
            contains_eager(Summons.panel).contains_eager(Panel.hearing).contains_eager(Hearing.case)
        )
        .where(Summons.id == bindparam("summons_id"))
        .with_for_update(of=[Case, Panel, Summons])
    )
    return found.execution_options(populate_existing=True)
