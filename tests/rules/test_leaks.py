"""Truths about reports of personal data."""

import pytest

from jury.rules.leaks import MOST_STOPS, stops_case


@pytest.mark.parametrize(
    ("before", "stops"),
    [
        ([], True),
        ([True], True),
        ([None], False),
        ([False], False),
        ([True, False], False),
        ([True] * MOST_STOPS, False),
    ],
)
def test_a_juror_stops_a_case_until_found_mistaken_and_never_too_often(before, stops):
    assert stops_case(before) is stops
