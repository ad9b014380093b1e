"""Truths about appeals."""

from datetime import UTC, datetime

import pytest

from jury.rules.appeal import (
    Ground,
    appeal_ends,
    body_of,
    next_panel_size,
    panel_terms,
    sides_left,
)
from jury.rules.policy import Policy
from jury.rules.words import Body, Side

RULED_AT = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)


def test_the_next_panel_outnumbers_the_first_two_to_one():
    assert [next_panel_size(seats) for seats in (1, 17, 35)] == [3, 35, 71]


def test_the_quorum_grows_with_the_panel_and_the_first_keeps_its_own():
    policy = Policy(seats=17, quorum=9)
    grown = [panel_terms(policy, n) for n in range(3)]
    assert [(terms.seats, terms.quorum) for terms in grown] == [(17, 9), (35, 18), (71, 36)]


def test_an_appeal_is_open_for_the_days_of_the_policy():
    ends = appeal_ends(RULED_AT, list(Side), Policy(appeal_days=7))
    assert ends == RULED_AT.replace(day=30)


def test_a_ruling_that_nobody_can_appeal_is_final_when_it_is_made():
    assert appeal_ends(RULED_AT, [], Policy()) == RULED_AT


def test_each_side_is_left_until_it_has_used_its_appeal():
    assert sides_left([]) == (Side.BUYER, Side.SELLER)
    assert sides_left([Side.SELLER]) == (Side.BUYER,)
    assert sides_left([Side.SELLER, Side.BUYER]) == ()


@pytest.mark.parametrize(
    ("case_body", "amount", "free", "body"),
    [
        (Body.CROWD, 5_001, 35, Body.CROWD),
        (Body.CROWD, 5_000, 35, Body.STAFF),
        (Body.CROWD, 5_001, 34, Body.STAFF),
        (Body.STAFF, 5_001, 35, Body.STAFF),
    ],
)
def test_small_sums_staff_cases_and_thin_rolls_go_to_staff(case_body, amount, free, body):
    policy = Policy(appeal_staff_max_minor=5_000)
    assert body_of(case_body, amount, free, 35, policy) is body


def test_only_new_evidence_has_to_show_some():
    assert [ground for ground in Ground if ground.needs_evidence] == [Ground.NEW_EVIDENCE]
