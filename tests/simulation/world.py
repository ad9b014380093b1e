"""A small town under a hand-wound clock, and what is remembered of it beside the database."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from jury.court import due, rolling
from jury.court.acts import ACTS
from jury.rules.errors import Refusal
from jury.rules.words import Due
from jury.store.cases import Case, Deadline
from jury.store.orders import Order
from jury.store.people import MarketAccount, Person
from tests.factories import (
    T0,
    make_account,
    make_jurors,
    make_order,
    make_person,
    make_policy,
    make_staff,
)

from .faults import NONE, Fault, crashing, done
from .faults import Crash as Crash

TERMS = {
    "seats": 3,
    "quorum": 2,
    "summons_hours": 12,
    "wave_margin": 0,
    "wave_seats": 1,
    "wave_hours": 4,
    "sure_posterior": 0.96,
    "gold_share": 0.2,
    "audit_share": 0.5,
    "max_open_summonses": 20,
    "sat_before_days": 0,
    "campaign_refunds": 1,
    "second_person_minor": 10_001,
    "appeal_staff_max_minor": 10_000,
}
N_ORDERS = 3
N_JURORS = 24


@dataclass
class World:
    """One session, one clock, and the model: what was told to have been done."""

    session: Session
    now: datetime = T0
    ballots: dict[UUID, str] = field(default_factory=dict)  # summons → the choice acknowledged
    acts: int = 0
    refused: int = 0
    crashed: int = 0

    @property
    def agents(self) -> list[Person]:
        return list(self.session.scalars(select(Person).where(Person.is_staff).order_by(Person.id)))

    @property
    def orders(self) -> list[Order]:
        return list(self.session.scalars(select(Order).order_by(Order.ref)))

    def cases(self, *phases: str) -> list[Case]:
        """The cases in these phases, or all that have not ended."""
        found = select(Case).where(~Case.is_archived).order_by(Case.filed_at, Case.id)
        alive = [case for case in self.session.scalars(found) if case.is_live]
        return [case for case in alive if not phases or case.phase in phases]

    @property
    def is_quiet(self) -> bool:
        """No case goes on, and of those that ended only the texts still expire."""
        waiting = select(Deadline.id).where(
            Deadline.done_at.is_(None), Deadline.kind != Due.TEXTS_EXPIRE
        )
        return not self.cases() and self.session.scalar(waiting.limit(1)) is None

    def do(self, act: Callable[[], Any], fault: Fault = NONE) -> bool:
        """Let somebody act; whoever is cut short by a crash tries again, as people do.

        True when the act was done, False when it was refused.
        """
        self.acts += 1
        if done_or_refused := self._try(act, fault):
            return done_or_refused == "done"
        self.crashed += 1
        return self._try(act, NONE) == "done"

    def _try(self, act: Callable[[], Any], fault: Fault) -> str:
        try:
            return "done" if done(self.session, act, fault) else ""
        except Refusal:
            self.session.rollback()
            self.refused += 1
            return "refused"

    def tick(self, fault: Fault = NONE) -> None:
        """The clock strikes; a worker killed meanwhile is followed by another."""
        self.session.commit()
        try:
            with crashing(self.session.connection(), fault):
                ticked = due.tick(self.session, self.now, ACTS)
        except Crash:
            self.session.rollback()
            self.crashed += 1
            ticked = due.tick(self.session, self.now, ACTS)
        self.session.expire_all()
        assert ticked.failed == 0

    def wind(self, by: timedelta) -> None:
        self.now += by


def found(connection: Connection) -> None:
    """People move in: jurors on a roll, agents, two buyers, and one seller of all orders."""
    with Session(connection, join_transaction_mode="create_savepoint") as session:
        make_policy(session, **TERMS)
        rolling.freeze(session, make_jurors(session, N_JURORS), T0)
        for n in range(6):
            make_staff(session, is_senior=n < 4)
        seller = make_account(session, make_person(session))
        for n in range(N_ORDERS):
            make_order(session, seller=seller, buyer=_buyer(session), amount_minor=10_000 + n)
        session.commit()


def _buyer(session: Session) -> MarketAccount:
    return make_account(session, make_person(session))
