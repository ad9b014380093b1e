"""Truths about the waves in which jurors are called."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jury.rules import waves
from jury.rules.policy import Policy
from jury.rules.waves import Wave

T0 = datetime(2026, 9, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
CLOSES = T0 + 48 * HOUR


def all_waves(terms, seats):
    """Every wave of a panel nobody answers, with its moment."""
    closes_at = T0 + timedelta(hours=terms.voting_hours)
    at, wave = T0, waves.first(seats, T0, closes_at, terms)
    while wave.next_at:
        yield at, wave
        at, before = wave.next_at, wave.n_open
        wave = waves.following(before, seats, at, closes_at, terms)
    yield at, wave


def test_the_defaults_call_the_quorum_and_some_to_spare_then_a_few_at_a_time():
    found = [(at - T0, wave.n_open) for at, wave in all_waves(Policy(), 17)]
    assert found == [(0 * HOUR, 12), (8 * HOUR, 15), (16 * HOUR, 17)]


@given(
    st.integers(1, 40),
    st.integers(0, 20),
    st.integers(1, 9),
    st.integers(1, 60),
    st.integers(1, 80),
    st.integers(1, 80),
)
def test_everybody_is_called_in_the_end_and_nobody_with_less_time_than_the_first(
    seats, margin, step, wave_hours, voting_hours, summons_hours
):
    terms = Policy(
        seats=seats, quorum=seats // 2 + 1, wave_margin=margin, wave_seats=step,
        wave_hours=wave_hours, voting_hours=voting_hours, summons_hours=summons_hours,
    )  # fmt: skip
    found = list(all_waves(terms, seats))
    ends = T0 + timedelta(hours=voting_hours)

    assert found[-1][1] == Wave(seats, None)
    sizes = [wave.n_open for _, wave in found]
    assert sizes == sorted(set(sizes))
    for at, _ in found[1:]:
        assert at + timedelta(hours=summons_hours) <= ends


@pytest.mark.parametrize(
    ("paused_until", "expected"), [(0, 8), (20, 24), (30, 30)], ids=["early", "late", "too late"]
)
def test_a_panel_that_stood_still_has_its_next_wave_while_there_is_time(paused_until, expected):
    now = T0 + paused_until * HOUR
    assert waves.resumed(now, CLOSES, Policy()) == T0 + expected * HOUR
