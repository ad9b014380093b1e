"""Truths about how many blind audits prove an error."""

import pytest

from jury.reliability.audits import most_wrong, needed


@pytest.mark.parametrize(("wrong", "audits"), [(0, 45), (1, 77), (2, 105)])
def test_five_percent_at_ninety_takes_the_known_numbers_of_audits(wrong, audits):
    assert needed(wrong) == audits


@pytest.mark.parametrize("wrong", [0, 1, 5, 20])
def test_the_bound_falls_to_five_percent_exactly_when_enough_are_in(wrong):
    enough = needed(wrong)
    assert most_wrong(wrong, enough) <= 0.05 < most_wrong(wrong, enough - 1)


def test_without_audits_nothing_is_proved():
    assert most_wrong(0, 0) == 1.0
