"""Which cases a person who reads for the court is kept from, and why."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, or_, select, union
from sqlalchemy.orm import InstrumentedAttribute, Session
from sqlalchemy.sql.selectable import CompoundSelect

from .cases import Case
from .desk import StoodAside
from .orders import Order
from .outcomes import Review, still_open
from .panels import Hearing, Panel, Summons
from .people import MarketAccount, Person


def own_cases(person: Person) -> list[Select[UUID]]:
    """Those the person is a party to, was ever called to the panel of, or stepped aside from."""
    accounts = select(MarketAccount.id).where(MarketAccount.person_id == person.id)
    as_party = or_(Order.buyer_id.in_(accounts), Order.seller_id.in_(accounts))
    called = select(Hearing.case_id).join(Panel).join(Summons)
    return [
        select(Case.id).join(Order).where(as_party),
        called.where(Summons.juror_id == person.id),
        select(StoodAside.case_id).where(StoodAside.person_id == person.id),
    ]


def kept_from(person: Person) -> CompoundSelect[UUID]:
    """The person's own cases; for staff also those on the desk that they have not looked at.

    What the panel said must not reach a member of staff before their own blind look.
    """
    hidden = own_cases(person)
    if person.is_staff:
        waiting = select(Review.case_id).where(still_open())
        hidden.append(waiting.where(Review.viewed_by.is_distinct_from(person.id)))
    return union(*hidden)


def is_open_to(
    reader: Person, case_id: ColumnElement[Any] | InstrumentedAttribute[Any]
) -> ColumnElement[bool]:
    """Cases of which the office may tell the reader, in lists and figures alike."""
    return case_id.not_in(kept_from(reader))


def is_own(session: Session, case: Case, person: Person) -> bool:
    return _holds(session, case, union(*own_cases(person)))


def is_kept_from(session: Session, case: Case, person: Person) -> bool:
    return _holds(session, case, kept_from(person))


def _holds(session: Session, case: Case, cases: CompoundSelect[UUID]) -> bool:
    return bool(session.scalar(select(Case.id).where(Case.id == case.id, Case.id.in_(cases))))
