"""Races of real connections between a suspension and a draw: nobody suspended is left seated."""

import threading
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import timedelta

import pytest
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from jury.court import conduct, empanelling, locks, rolling, voting
from jury.rules.errors import Refusal
from jury.rules.words import Answer
from jury.store.cases import Case
from jury.store.outcomes import Gold
from jury.store.panels import DrawStep, Summons
from jury.store.people import Juror, Person
from tests.factories import (
    T0,
    call_to_gold,
    make_gold,
    make_jurors,
    make_person,
    make_policy,
    make_released,
)

pytestmark = pytest.mark.faults
WORDS = ("Votes without looking at the case.", "Please take the quiz once more.")
N_CASES, N_JURORS = 8, 24


@pytest.fixture
def engine(db_url):
    psycopg_url = db_url.replace("postgresql://", "postgresql+psycopg://", 1)
    engine = create_engine(psycopg_url, pool_size=16, max_overflow=0)
    yield engine
    engine.dispose()


@pytest.fixture
def town(engine):
    """Jurors on a roll, cases to be opened and gold beside them; the admin's id."""
    with Session(engine) as session:
        make_policy(session, seats=5, quorum=3, gold_share=0.3, max_open_summonses=50)
        for _ in range(2):
            make_gold(session)
        rolling.freeze(session, make_jurors(session, N_JURORS), T0)
        for _ in range(N_CASES):
            make_released(session)
        admin = make_person(session, is_admin=True)
        session.commit()
        return admin.id


def cases(session):
    waiting = select(Case).where(Case.phase == "redacting").order_by(Case.id)
    return list(session.scalars(waiting))


def suspend(session, juror_id, admin_id):
    juror, admin = session.get_one(Juror, juror_id), session.get_one(Person, admin_id)
    conduct.suspend(session, juror, *WORDS, admin, T0)


def seated_though_suspended(engine):
    with Session(engine) as session:
        held = select(Summons.id).join(Juror, Juror.person_id == Summons.juror_id)
        wrong = held.where(Juror.suspended_at.is_not(None), Summons.answer == Answer.AWAITED)
        return list(session.scalars(wrong))


def test_a_suspension_waits_for_a_draw_that_has_looked_and_frees_its_seat(engine, town):
    done = threading.Event()

    def suspending(juror_id):
        with Session(engine) as session:
            suspend(session, juror_id, town)
            session.commit()
            done.set()

    with Session(engine) as drawing, ThreadPoolExecutor(1) as pool:
        panel = empanelling.open_hearing(drawing, cases(drawing)[0], T0)
        suspended = pool.submit(suspending, panel.summonses[0].juror_id)
        assert not done.wait(0.5)
        drawing.commit()
        suspended.result(timeout=10)
    assert seated_though_suspended(engine) == []


def test_a_draw_waits_for_no_suspension_and_passes_its_juror_over(engine, town):
    with Session(engine) as session:
        jurors = list(session.scalars(select(Juror.person_id)))
    with Session(engine) as suspending, Session(engine) as drawing:
        for juror_id in jurors[: N_JURORS // 2]:
            suspend(suspending, juror_id, town)
        panel = empanelling.open_hearing(drawing, cases(drawing)[0], T0)
        drawing.commit()
        suspending.commit()
        skipped = select(DrawStep.code).where(DrawStep.draw_id == panel.hearing_id)
        assert "suspended" in drawing.scalars(skipped).all()
    assert seated_though_suspended(engine) == []


def test_draws_votes_and_suspensions_at_once_end_without_a_deadlock(engine, town):
    with Session(engine) as session:
        case_ids = [case.id for case in cases(session)]
        jurors = list(session.scalars(select(Juror.person_id).order_by(Juror.code)))

    def opening(case_id):
        with Session(engine) as session:
            panel = empanelling.open_hearing(session, session.get_one(Case, case_id), T0)
            session.commit()
            ids = [summons.id for summons in panel.summonses]
        for summons_id in ids[::2]:  # each calls one more
            with Session(engine) as session:
                summons = session.get_one(Summons, summons_id)
                try:
                    voting.cast_ballot(session, summons, "cannot_judge", ["language"], "", T0)
                    session.commit()
                except Refusal:
                    session.rollback()

    def suspending(juror_id):
        with Session(engine) as session:
            suspend(session, juror_id, town)
            session.commit()

    with ThreadPoolExecutor(N_CASES + 4) as pool:
        opened = [pool.submit(opening, case_id) for case_id in case_ids]
        ended = [pool.submit(suspending, juror_id) for juror_id in jurors[:8]]
        for each in opened + ended:
            each.result(timeout=60)
    assert seated_though_suspended(engine) == []


def test_a_juror_is_looked_up_again_once_the_suspension_was_refused(engine, town):
    with Session(engine) as session:
        juror_id = session.scalars(select(Juror.person_id)).first()
        suspend(session, juror_id, town)
        session.rollback()
    with Session(engine) as session:
        panel = empanelling.open_hearing(session, cases(session)[0], T0 + timedelta(hours=1))
        steps = select(DrawStep.code).where(DrawStep.draw_id == panel.hearing_id)
        assert "suspended" not in session.scalars(steps).all()


def test_a_suspension_locks_gold_in_the_order_in_which_a_draw_does(engine, town):
    """The juror is called to the last gold case; the seat they give up may send out the first."""
    with Session(engine) as session:
        for _ in range(4):
            make_gold(session)
        later = T0 + timedelta(hours=1)
        terms = {"seats": 5, "quorum": 3, "max_open_summonses": 50}
        make_policy(session, later, gold_share=0.9, **terms)
        panel = empanelling.open_hearing(session, make_released(session, later), later)
        juror = panel.summonses[0].juror
        last = session.scalars(select(Gold).order_by(Gold.case_id.desc())).first()
        held = select(Summons).where(Summons.juror_id == juror.person_id)
        if last.case_id not in {each.case.id for each in session.scalars(held)}:
            call_to_gold(session, last, juror)
        session.commit()
        juror_id, last_id = juror.person_id, last.case_id
        others = select(Gold.case_id).where(Gold.case_id != last_id).order_by(Gold.case_id)
        first_ids = list(session.scalars(others))

    def suspending():
        with Session(engine) as session:
            suspend(session, juror_id, town)
            session.commit()

    with Session(engine) as drawing, ThreadPoolExecutor(1) as pool:
        for case_id in first_ids:
            locks.lock(drawing, drawing.get_one(Case, case_id))
        ending = pool.submit(suspending)
        wait([ending], timeout=1)
        locks.lock(drawing, drawing.get_one(Case, last_id))
        drawing.commit()
        ending.result(timeout=20)
    assert seated_though_suspended(engine) == []
