"""Take locks in the one order there is: case, then panel, then summons."""

from functools import cache
from uuid import UUID

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session, aliased, contains_eager

from jury.store.cases import Case
from jury.store.orders import Order
from jury.store.panels import Hearing, Panel, Summons
from jury.store.people import MarketAccount, Person


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
    found = select(Case).join(Case.policy_version).join(Case.order)
    with_order = contains_eager(Case.order)
    options = [contains_eager(Case.policy_version)]
    for party in (Order.buyer, Order.seller):
        account, person = aliased(MarketAccount), aliased(Person)
        found = found.join(party.of_type(account)).outerjoin(account.person.of_type(person))
        with_account = with_order.contains_eager(party.of_type(account))
        options.append(with_account.contains_eager(account.person.of_type(person)))
    found = found.where(Case.id == bindparam("case_id")).options(*options)
    locking = found.with_for_update(of=Case, skip_locked=True)
    return locking.execution_options(populate_existing=True)


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
