"""Waves under races: two workers and many jurors at the moment when the next wave is due."""

from datetime import timedelta

import pytest
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from jury.court import due
from jury.court.acts import ACTS
from jury.store.panels import DrawStep, Panel, Summons
from tests.factories import T0, make_panel, make_policy, vote

from .test_races import together

pytestmark = pytest.mark.faults
WAVES = {"seats": 13, "quorum": 5, "wave_margin": 0, "wave_seats": 3, "wave_hours": 8}
CLIENTS = 8


@pytest.fixture
def engine(db_url):
    engine = create_engine(
        db_url.replace("postgresql://", "postgresql+psycopg://", 1), pool_size=CLIENTS
    )
    yield engine
    engine.dispose()


@pytest.fixture
def panel_id(engine):
    with Session(engine) as session:
        panel = make_panel(session, policy=make_policy(session, **WAVES), n_jurors=40)
        session.commit()
        return panel.id


def check(engine, panel_id):
    """How many seats are open; each was called to once, by counts that go on in order."""
    with Session(engine) as session:
        panel = session.get_one(Panel, panel_id)
        seats = [s.seat for s in panel.summonses if s.answer.holds_a_seat]
        assert sorted(seats) == list(range(1, panel.n_open + 1))
        counted = select(DrawStep.counter).where(DrawStep.draw_id == panel.hearing_id)
        counters = list(session.scalars(counted.order_by(DrawStep.counter)))
        assert counters == list(range(len(counters)))
        return panel.n_open


def test_many_workers_at_once_let_one_wave_out(engine, panel_id):
    def work(_number):
        with Session(engine) as session:
            return due.tick(session, T0 + timedelta(hours=8), ACTS).failed

    assert set(together(CLIENTS, work)) == {0}
    assert check(engine, panel_id) == 8


def test_votes_recusals_and_a_wave_at_once_leave_every_seat_held_once(engine, panel_id):
    at = T0 + timedelta(hours=8)
    with Session(engine) as session:
        called = select(Summons.id).where(Summons.panel_id == panel_id).order_by(Summons.seat)
        ids = list(session.scalars(called))

    def act(number):
        with Session(engine) as session:
            if number >= len(ids):
                assert due.tick(session, at, ACTS).failed == 0
            else:
                choice = ("buyer", "seller", "cannot_judge")[number % 3]
                vote(session, session.get_one(Summons, ids[number]), choice, at)
            session.commit()

    together(CLIENTS, act)
    with Session(engine) as session:  # a case held by a voter was left to the next tick
        due.tick(session, at, ACTS)
        due.tick(session, at, ACTS)
    assert check(engine, panel_id) >= 5 + 1 + 3
