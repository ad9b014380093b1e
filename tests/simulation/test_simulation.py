"""Parties, jurors, staff, the clock and crashes, in any order: the record stays true.

``JURY_SIMULATE`` is how many lives are lived (100); ``make simulate`` lives many.
"""

import os
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import Connection
from sqlalchemy.orm import Session

from jury.rules.words import Choice, Remedy, Side

from . import invariants, players, world
from .faults import NONE, Fault
from .players import one_of

LIVES = int(os.environ.get("JURY_SIMULATE", "100"))
SHARES = 4  # so that the workers of a test run share the lives
PICKS = st.integers(0, 10_000)
SIDES = st.sampled_from(list(Side))
FAULTS = st.one_of(
    st.just(NONE),
    st.just(NONE),
    st.just(Fault(after_commit=True)),
    st.integers(0, 40).map(lambda n: Fault(at_statement=n)),
)
LONGEST_LIFE = 60  # days until the last case must have ended


class Town(RuleBasedStateMachine):
    """Whoever may act acts; the court says no where it must; the process dies at any moment."""

    connection: Connection

    @initialize()
    def move_in(self) -> None:
        self.life = self.connection.begin_nested()
        session = Session(self.connection, join_transaction_mode="create_savepoint")
        self.world = world.World(session)
        self.seen = (invariants.digest(session), invariants.last_entry(session))

    def teardown(self) -> None:
        try:
            self._live_to_the_end()
            invariants.check_the_end(self.world)
        finally:
            self.world.session.close()
            self.life.rollback()

    @invariant()
    def the_record_is_true(self) -> None:
        invariants.check(self.world)

    @invariant()
    def no_act_is_without_entry_and_no_entry_without_act(self) -> None:
        session = self.world.session
        now = (invariants.digest(session), invariants.last_entry(session))
        assert (now[0] != self.seen[0]) == (now[1] > self.seen[1])
        self.seen = now

    @rule(pick=PICKS, side=SIDES, asks=st.sampled_from(list(Remedy)), fault=FAULTS)
    def a_party_files(self, pick: int, side: Side, asks: Remedy, fault: Fault) -> None:
        players.files(self.world, pick, side, asks, fault)

    @rule(pick=PICKS, side=SIDES, fault=FAULTS)
    def a_party_writes_and_hands_in(self, pick: int, side: Side, fault: Fault) -> None:
        if case := one_of(self.world.cases("evidence", "answering"), pick):
            players.writes(self.world, case, side, fault)
            players.hands_in(self.world, case, side, fault)

    @rule(pick=PICKS, side=SIDES, fault=FAULTS)
    def a_party_ends_it(self, pick: int, side: Side, fault: Fault) -> None:
        if pick % 4 == 0 and (case := one_of(self.world.cases(), pick // 4)):
            players.ends(self.world, case, side, fault)

    @rule(pick=PICKS, fault=FAULTS)
    def the_seller_settles(self, pick: int, fault: Fault) -> None:
        if pick % 4 == 0 and (case := one_of(self.world.cases(), pick // 4)):
            players.settles(self.world, case, fault)

    @rule(pick=PICKS, side=SIDES, fault=FAULTS)
    def a_party_appeals(self, pick: int, side: Side, fault: Fault) -> None:
        if case := one_of(self.world.cases("ruled", "appealed"), pick):
            players.appeals(self.world, case, side, fault)

    @rule(pick=PICKS, side=SIDES, fault=FAULTS)
    def a_party_answers_an_appeal(self, pick: int, side: Side, fault: Fault) -> None:
        if case := one_of(self.world.cases("appealed"), pick):
            players.answers(self.world, case, side, fault)

    @rule(pick=PICKS, is_paid=st.booleans(), fault=FAULTS)
    def the_marketplace_answers(self, pick: int, is_paid: bool, fault: Fault) -> None:
        if payment := one_of(players.open_payments(self.world), pick):
            players.marketplace_answers(self.world, payment, is_paid, fault)

    @rule(pick=PICKS, fault=FAULTS)
    def staff_release(self, pick: int, fault: Fault) -> None:
        if case := one_of(self.world.cases("redacting", "paused"), pick):
            players.releases(self.world, case, self._agent(pick), fault)

    @rule(pick=PICKS, choice=st.sampled_from(list(Choice)), fault=FAULTS)
    def a_juror_votes(self, pick: int, choice: Choice, fault: Fault) -> None:
        if summons := one_of(players.awaited(self.world), pick):
            players.votes(self.world, summons, choice, fault)

    @rule(pick=PICKS, choice=st.sampled_from([Choice.BUYER, Choice.SELLER]))
    def the_jurors_vote_alike(self, pick: int, choice: Choice) -> None:
        for summons in players.awaited(self.world)[: pick % 6]:
            players.votes(self.world, summons, choice, NONE)

    @rule(pick=PICKS, fault=FAULTS)
    def a_juror_steps_aside(self, pick: int, fault: Fault) -> None:
        if summons := one_of(players.awaited(self.world), pick):
            players.recuses(self.world, summons, fault)

    @rule(pick=PICKS, fault=FAULTS)
    def a_juror_reports_a_leak(self, pick: int, fault: Fault) -> None:
        if pick % 3 == 0 and (summons := one_of(players.awaited(self.world), pick // 3)):
            players.reports(self.world, summons, fault)

    @rule(pick=PICKS, side=SIDES, fault=FAULTS)
    def staff_decide(self, pick: int, side: Side, fault: Fault) -> None:
        if review := one_of(players.open_reviews(self.world), pick):
            players.decides(self.world, review, self._agent(pick), side, fault)

    @rule(hours=st.sampled_from([0, 1, 5, 12, 24, 49, 200]), fault=FAULTS)
    def time_goes_by(self, hours: int, fault: Fault) -> None:
        self.world.wind(timedelta(hours=hours))
        self.world.tick(fault)

    @rule(hours=st.sampled_from([-1, 1]))
    def the_clock_jumps(self, hours: int) -> None:
        self.world.wind(timedelta(hours=hours))

    def _agent(self, pick: int) -> Any:
        return self.world.agents[pick % len(self.world.agents)]

    def _live_to_the_end(self) -> None:
        """Nobody new comes; staff do their work each day; the clock does the rest."""
        for day in range(LONGEST_LIFE):
            if self.world.is_quiet:
                return
            for case in self.world.cases("redacting", "paused"):
                players.releases(self.world, case, self._agent(day), NONE)
            for review in players.open_reviews(self.world):
                players.decides(self.world, review, self._agent(day), Side.BUYER, NONE)
            for payment in players.open_payments(self.world):
                players.marketplace_answers(self.world, payment, True, NONE)
            self.world.wind(timedelta(hours=25))
            self.world.tick()
            invariants.check(self.world)


@pytest.fixture
def town(connection: Connection) -> Iterator[type[Town]]:
    """The machine on the test's own connection, people moved in; each life is undone after it."""
    world.found(connection)
    Town.connection = connection
    yield Town


@pytest.mark.parametrize("share", range(SHARES))
def test_whatever_happens_the_record_stays_true(town: type[Town], share: int) -> None:
    run_state_machine_as_test(
        town,
        settings=settings(
            max_examples=max(LIVES // SHARES, 1),
            stateful_step_count=40,
            deadline=None,
            phases=[Phase.generate],  # minutes of shrinking would hold up all other tests
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
