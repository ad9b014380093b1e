"""Makers of rows: lawful by default, so that a test names only what matters to it."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from jury.court import (
    auditing,
    deciding,
    due,
    empanelling,
    filing,
    golding,
    locks,
    policies,
    reviewing,
    rolling,
    voting,
)
from jury.court.acts import ACTS
from jury.court.record import OPERATOR
from jury.rules import reasons
from jury.rules.phases import Phase
from jury.rules.policy import Policy
from jury.rules.words import Category, Choice, RefundStep, Remedy, Side, Stratum, Task, Why
from jury.store.cases import Case, Passage, PolicyVersion
from jury.store.orders import Order
from jury.store.outcomes import Gold, Review
from jury.store.panels import Ballot, Draw, Hearing, Panel, Summons
from jury.store.people import Juror, MarketAccount, Person
from jury.store.refunds import RefundEntry

QUIET = {
    "gold_share": 0.0,
    "audit_share": 0.0,
    "fallback_posterior": 0.95,
    "fallback_dissent": 1000,
    "sure_posterior": 1.0,
    "wave_margin": 1000,
}
T0 = datetime(2026, 9, 1, 12, tzinfo=UTC)
_numbers = count(1)


def make_person(session: Session, **named: Any) -> Person:
    n = next(_numbers)
    row = {
        "email": f"person{n}@example.org",
        "name": f"Person {n}",
        "locale": "en",
        "joined_at": T0,
    }
    person = Person(**row | named)
    session.add(person)
    session.flush()
    return person


def make_staff(session: Session, **named: Any) -> Person:
    return make_person(session, is_staff=True, **named)


def make_account(session: Session, person: Person | None = None, **named: Any) -> MarketAccount:
    row = {"opened_on": date(2020, 1, 1), "n_bought": 50, "n_sold": 0}
    account = MarketAccount(ref=f"account{next(_numbers)}", person=person, **row | named)
    session.add(account)
    session.flush()
    return account


def make_juror(session: Session, **named: Any) -> Juror:
    """A juror with a person and an account of their own; every other one mostly sells."""
    n = next(_numbers)
    person = named.pop("person", None) or make_person(session)
    account = named.pop("account", None) or make_account(session, person)
    row = {
        "code": f"J-{n:06}",
        "stratum": list(Stratum)[n // 3 % 2],  # a person, an account and a juror each took one
        "languages": ["zh", "en"],
        "qualified_at": T0,
        "n_ballots": 50,
    }
    juror = Juror(person_id=person.id, account_id=account.id, **row | named)
    session.add(juror)
    session.flush()
    return juror


def make_jurors(session: Session, n: int, **named: Any) -> list[Juror]:
    return [make_juror(session, **named) for _ in range(n)]


def make_policy(session: Session, now: datetime = T0, **terms: Any) -> PolicyVersion:
    """A policy in force; without gold, audits and early verdicts unless a test wants them."""
    policy = Policy.from_terms(QUIET | terms)
    return policies.adopt(session, policy, "for a test", now, OPERATOR)


def make_order(session: Session, **named: Any) -> Order:
    n = next(_numbers)
    row = {
        "shop": f"Shop {n}",
        "item": "A kettle",
        "category": Category.IN_SALE,
        "amount_minor": 12_900,
        "placed_at": T0 - timedelta(days=10),
        "told_hash": "0" * 64,
        "told_at": T0,
    }
    applied_at = named.pop("applied_at", T0 - timedelta(days=10))
    for side in ("buyer", "seller"):
        if side not in named:
            named[side] = make_account(session, make_person(session))
    order = Order(ref=f"order{n}", **row | named)
    session.add(order)
    session.flush()
    if applied_at:
        told = {"what": RefundStep.APPLIED, "at": applied_at, "source": "order"}
        session.add(RefundEntry(order_id=order.id, told_at=applied_at, **told))
        session.flush()
    return order


def make_case(
    session: Session, now: datetime = T0, order: Order | None = None, **named: Any
) -> Case:
    """A case as filed by the buyer: both sides may bring evidence."""
    order = order or make_order(session, applied_at=min(now, T0) - timedelta(days=10), told_at=now)
    row = {"asks": Remedy.REFUND, "asked_minor": 0, "language": "en"}
    side = named.pop("side", Side.BUYER)
    person = order.account_of(side).person
    return filing.file_case(session, order, side, person, now=now, **row | named)


def make_released(session: Session, now: datetime = T0, **named: Any) -> Case:
    """A case whose evidence is in and redacted, the moment before it is released."""
    case = make_case(session, now, **named)
    for side in Side:
        story = f"What the {side} says."
        session.add(
            Passage(
                case=case,
                side=side,
                kind="story",
                raw=story,
                redacted=story,
                salt="s",
                written_at=now,
            )
        )
    case.phase = Phase.REDACTING
    session.flush()
    return case


def make_panel(
    session: Session,
    now: datetime = T0,
    *,
    n_jurors: int = 0,
    policy: PolicyVersion | None = None,
    **named: Any,
) -> Panel:
    """A panel that has just been called, from a roll of its own where ``n_jurors`` says so.

    Without a policy it is one of five seats, quorum three, over ten jurors.
    """
    if policy is None:
        make_policy(session, now, seats=5, quorum=3)
    jurors = make_jurors(session, n_jurors or 10)
    rolling.freeze(session, jurors, now)
    case = make_released(session, now, **named)
    return empanelling.open_hearing(session, case, now)


def make_hearing(session: Session, now: datetime = T0, **named: Any) -> Hearing:
    """The hearing of a case just filed, its draw committed to."""
    return make_case(session, now, **named).hearings[0]


def seated(session: Session, panel: Panel) -> list[Summons]:
    """The summonses of a panel by seat, those that hold one."""
    found = select(Summons).where(Summons.panel_id == panel.id).order_by(Summons.seat)
    return [summons for summons in session.scalars(found) if summons.answer.holds_a_seat]


def vote(
    session: Session, summons: Summons, choice: str = "buyer", now: datetime = T0, text: str = ""
) -> Ballot:
    """The juror's ballot, with the first reason that fits."""
    ticked = [reasons.codes(Choice(choice))[0]]
    return voting.cast_ballot(session, summons, choice, ticked, text, now)


def make_gold(session: Session, now: datetime = T0, side: Side = Side.BUYER, **named: Any) -> Gold:
    """A gold case that two agents agree on, made from a case long closed."""
    case = make_released(session, now, **named)
    case.phase, case.ended_at = Phase.CLOSED, now
    gold = auditing.propose_gold(
        session, case, side, "Look at the dates.", make_staff(session), now
    )
    auditing.second_gold(session, gold, side, make_staff(session), now)
    return gold


def call_to_gold(session: Session, gold: Gold, juror: Juror, now: datetime = T0) -> Summons:
    """A juror called to be measured on the gold case."""
    panel = golding.gold_panel(session, gold.case)
    panel.seats += 1
    summons = Summons(
        panel_id=panel.id,
        juror_id=juror.person_id,
        seat=panel.seats,
        left=Side.BUYER,
        called_at=now,
        lapses_at=now + timedelta(hours=24),
    )
    session.add(summons)
    session.flush()
    return summons


def draw_of(session: Session, panel: Panel) -> Draw:
    return session.get_one(Draw, panel.hearing_id)


def tick(session: Session, now: datetime) -> due.Tick:
    """The clock goes to ``now``: what is due is done, and everything is read afresh."""
    session.commit()
    ticked = due.tick(session, now, ACTS)
    session.expire_all()
    return ticked


def make_escalation(
    session: Session, choices: Iterable[str] = ("buyer", "buyer", "seller"), **named: Any
) -> Review:
    """The review of a panel whose ballots, two days on, did not make a verdict."""
    panel, now = make_panel(session, **named), T0 + timedelta(hours=48)
    for summons, choice in zip(seated(session, panel), choices, strict=False):
        vote(session, summons, choice)
    case = panel.hearing.case
    locks.lock(session, case, panel)
    deciding.give_up(session, case, panel, Why.BORDERLINE, now)
    return session.scalars(select(Review).where(Review.case_id == case.id)).one()


def make_policy_review(session: Session, **named: Any) -> Review:
    """The review of a case that the policy keeps from the crowd, two days on."""
    case = make_released(session, **named)
    case.phase, now = Phase.ESCALATED, T0 + timedelta(hours=48)
    return reviewing.open_review(session, case, case.hearings[0], Task.ESCALATION, Why.POLICY, now)
