"""Races of real connections: identical ballots, the last seats, and the closing moment."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import create_engine, func, select
from sqlalchemy.orm import Session

from jury.court import due, voting
from jury.court.acts import ACTS
from jury.rules.errors import Refusal
from jury.rules.words import Answer
from jury.store.cases import Case
from jury.store.ledger import Entry
from jury.store.outcomes import Outcome
from jury.store.panels import Ballot, Panel, Summons
from tests.factories import T0, make_panel, make_policy

pytestmark = pytest.mark.faults
CLIENTS = 16


@pytest.fixture
def engine(db_url):
    psycopg_url = db_url.replace("postgresql://", "postgresql+psycopg://", 1)
    engine = create_engine(psycopg_url, pool_size=CLIENTS, max_overflow=0)
    yield engine
    engine.dispose()


@pytest.fixture
def panel_id(engine):
    """A panel of nine with twenty jurors waiting, for everyone to see."""
    with Session(engine) as session:
        make_policy(session, seats=9, quorum=5)
        panel = make_panel(session, policy=True, n_jurors=20)
        session.commit()
        return panel.id


def together(n, act):
    """``act(number)`` in n threads that start at once; what each came to."""
    ready = threading.Barrier(min(n, CLIENTS))

    def one(number):
        if number < CLIENTS:
            ready.wait()
        return act(number)

    with ThreadPoolExecutor(CLIENTS) as pool:
        return list(pool.map(one, range(n)))


def voting_of(engine, panel_id):
    with Session(engine) as session:
        waiting = select(Summons.id).where(
            Summons.panel_id == panel_id, Summons.answer == Answer.AWAITED
        )
        return list(session.scalars(waiting.order_by(Summons.seat)))


def answer(engine, summons_id, choice, reason, now=T0):
    """Vote, step aside or be refused, each in a transaction of its own."""
    with Session(engine) as session:
        summons = session.get_one(Summons, summons_id)
        try:
            if choice == "recuse":
                voting.recuse(session, summons, "knows_trade", now)
                session.commit()
                return "recused"
            ballot = voting.cast_ballot(session, summons, choice, [reason], "", now)
            session.commit()
            return ballot.id
        except Refusal as refusal:
            session.rollback()
            return type(refusal).__name__


def chain_holds(engine, case_id):
    """Whether every entry of the case follows the one before it."""
    with Session(engine) as session:
        entries = session.scalars(
            select(Entry).where(Entry.case_id == case_id).order_by(Entry.id)
        ).all()
        last = ""
        for entry in entries:
            if entry.previous != last:
                return False
            last = entry.leaf_hash
        return session.get_one(Case, case_id).last_leaf == last


def test_fifty_posts_of_one_ballot_store_one_and_all_get_the_same_answer(engine, panel_id):
    summons_id = voting_of(engine, panel_id)[0]
    answers = together(50, lambda _: answer(engine, summons_id, "buyer", "not_genuine"))

    assert len(set(answers)) == 1 and isinstance(answers[0], int)
    with Session(engine) as session:
        assert session.scalar(select(func.count()).select_from(Ballot)) == 1
        assert session.scalar(select(func.count()).where(Entry.act == "ballot_cast")) == 1


def test_of_two_different_ballots_at_once_exactly_one_counts(engine, panel_id):
    summons_id = voting_of(engine, panel_id)[0]
    choices = [("buyer", "not_genuine"), ("seller", "buyer_caused_it")]
    answers = together(16, lambda n: answer(engine, summons_id, *choices[n % 2]))

    assert Counter(type(a) for a in answers) == {int: 8, str: 8}
    assert {a for a in answers if isinstance(a, str)} == {"AlreadyAnswered"}


@pytest.mark.parametrize("turn", range(3))
def test_the_last_seats_are_never_over_filled_and_no_ballot_is_lost(engine, panel_id, turn):
    words = [("buyer", "not_genuine"), ("cannot_judge", "language"), ("recuse", "")]

    def act(n):
        done = []
        for summons_id in voting_of(engine, panel_id)[n % 3 :: 3]:
            done.append(answer(engine, summons_id, *words[(n + turn) % 3]))
        return done

    done = [one for many in together(CLIENTS, act) for one in many]

    with Session(engine) as session:
        panel = session.get_one(Panel, panel_id)
        live = [s for s in panel.summonses if s.answer.holds_a_seat]
        assert len({s.seat for s in live}) == len(live) <= panel.seats
        assert all(1 <= s.seat <= panel.seats for s in live)
        stored = set(session.scalars(select(Ballot.id)))
        case_id = panel.hearing.case_id
    assert {one for one in done if isinstance(one, int)} == stored
    assert chain_holds(engine, case_id)


@pytest.mark.parametrize("turn", range(5))
def test_votes_and_the_closing_moment_race_without_a_ballot_lost(engine, panel_id, turn):
    with Session(engine) as session:
        closes_at = session.get_one(Panel, panel_id).closes_at
        for summons in session.scalars(select(Summons)):
            summons.lapses_at = closes_at + timedelta(hours=1)
        session.commit()
    waiting = voting_of(engine, panel_id)
    before = closes_at - timedelta(microseconds=1)

    def act(n):
        if n >= len(waiting):  # the clock, in several workers at once
            with Session(engine) as session:
                return due.tick(session, closes_at, ACTS).failed
        return answer(engine, waiting[n], "buyer", "not_genuine", before)

    done = together(CLIENTS, act)
    with Session(engine) as session:
        due.tick(session, closes_at, ACTS)
        outcome = session.get_one(Outcome, panel_id)
        stored = set(session.scalars(select(Ballot.id)))
        cases = session.scalars(select(Case.id)).all()
    votes, ticks = done[: len(waiting)], done[len(waiting) :]
    kept = {one for one in votes if isinstance(one, int)}
    assert ticks == [0] * len(ticks)
    assert kept == stored and outcome.n_buyer == len(kept)
    assert set(votes) - kept <= {"PanelClosed"}
    assert all(chain_holds(engine, case_id) for case_id in cases)
