"""Races of real connections over an appeal: the end of the window, and two clicks at once."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from jury.court import appealing, due
from jury.court.acts import ACTS
from jury.rules.errors import Refusal
from jury.rules.phases import Phase
from jury.rules.words import Side
from jury.store.appeals import Appeal
from jury.store.cases import Case
from jury.store.ledger import Entry
from jury.store.panels import Hearing
from tests.appeal_makers import RULED_AT, draft, make_ruled

pytestmark = pytest.mark.faults
ENDS = RULED_AT + timedelta(days=7)


@pytest.fixture
def case_id(engine):
    """A ruled case against which both sides have drafted an appeal."""
    with Session(engine) as session:
        case = make_ruled(session)
        for side in Side:
            draft(session, case, side)
        session.commit()
        return case.id


def made(engine, case_id, side, now):
    with Session(engine) as session:
        case = session.get_one(Case, case_id)
        try:
            appealing.appeal(session, case, side, None, now)
            session.commit()
            return "appealed"
        except Refusal as refusal:
            session.rollback()
            return type(refusal).__name__


def ended(engine, now):
    with Session(engine) as session:
        return f"ticked {due.tick(session, now, ACTS).done}"


def together(*acts):
    ready = threading.Barrier(len(acts))

    def one(act):
        ready.wait()
        return act()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(one, acts))


@pytest.mark.parametrize("turn", range(5))
def test_of_an_appeal_and_the_end_of_its_window_exactly_one_wins(engine, case_id, turn):
    """The last moment by one clock, the deadline by the other: only the first counts."""
    last = ENDS - timedelta(microseconds=1)
    came = together(lambda: made(engine, case_id, Side.SELLER, last), lambda: ended(engine, ENDS))[
        0
    ]

    with Session(engine) as session:
        case = session.get_one(Case, case_id)
        n_made = session.scalar(select(func.count()).where(Appeal.made_at.is_not(None)))
        n_closed = session.scalar(select(func.count()).where(Entry.act == "case_closed"))
        if came == "appealed":
            assert (case.phase, n_made, n_closed) == (Phase.APPEALED, 1, 0)
        else:
            assert (came, case.phase) == ("AppealClosed", Phase.CLOSED)
            assert (n_made, n_closed) == (0, 1)


def test_of_many_clicks_on_one_appeal_one_counts(engine, case_id):
    came = together(*[lambda: made(engine, case_id, Side.SELLER, RULED_AT)] * 6)

    assert Counter(came) == {"appealed": 1, "AlreadyAppealed": 5}
    with Session(engine) as session:
        assert session.scalar(select(func.count()).where(Entry.act == "appealed")) == 1


@pytest.mark.parametrize("turn", range(3))
def test_both_sides_at_once_are_heard_in_one_hearing(engine, case_id, turn):
    came = together(*[lambda side=side: made(engine, case_id, side, RULED_AT) for side in Side])

    assert came == ["appealed", "appealed"]
    with Session(engine) as session:
        again = select(func.count()).where(Hearing.case_id == case_id, Hearing.instance == 2)
        assert session.scalar(again) == 1
