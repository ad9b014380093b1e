"""Truths about decisions that need two people, and about questions and gaps."""

import pytest

from jury.rules.asking import Asked, Way, unanswered
from jury.rules.gaps import gaps
from jury.rules.policy import Policy
from jury.rules.seconding import needs_second
from jury.rules.words import Decision

POLICY = Policy()


@pytest.mark.parametrize(
    ("decision", "sure", "amount_minor", "is_needed"),
    [
        (Decision.OVERRIDE, 0.9, 100, True),
        (Decision.OVERRIDE, 0.8999, 100, False),
        (Decision.UPHOLD, 0.99, 100, False),
        (Decision.DECIDE, None, 100, False),
        (Decision.UPHOLD, 0.6, 200_001, True),
        (Decision.DECIDE, None, 200_000, False),
    ],
)
def test_a_clear_panel_and_a_large_sum_need_two_people(decision, sure, amount_minor, is_needed):
    assert needs_second(decision, sure, amount_minor, POLICY) is is_needed


def test_only_who_was_called_in_vain_was_not_reached():
    assert unanswered(Way.PHONE, 2) is Asked.UNREACHED
    assert unanswered(Way.PHONE, 0) is Asked.SILENT
    assert unanswered(Way.WRITTEN, 2) is Asked.SILENT


def test_gaps_stand_in_square_brackets_of_either_width():
    assert gaps("证据［编号］ shows [what] and 【买家】 nothing []") == ["［编号］", "[what]"]
