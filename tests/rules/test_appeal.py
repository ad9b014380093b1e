"""Truths about appeals."""

from datetime import UTC, datetime

from jury.rules.appeal import appeal_ends, next_panel_size
from jury.rules.policy import Policy


def test_the_next_panel_outnumbers_the_first_two_to_one():
    assert [next_panel_size(seats) for seats in (1, 17, 35)] == [3, 35, 71]


def test_an_appeal_is_open_for_the_days_of_the_policy():
    ruled_at = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
    assert appeal_ends(ruled_at, Policy(appeal_days=7)) == ruled_at.replace(day=30)
