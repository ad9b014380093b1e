"""Truths about the order of steps."""

import pytest

from jury.rules.execution import (
    LEADS_TO,
    OVER,
    WAITS_FOR,
    Stage,
    Step,
    first_step,
    is_suspended,
    stage_of,
)
from jury.rules.words import Remedy


def test_steps_that_only_tell_something_move_nothing():
    for step in set(Step) - set(LEADS_TO):
        assert stage_of([Step.REFUND_DUE, step]) is Stage.DUE


def test_without_a_step_nothing_is_to_be_carried_out():
    assert stage_of([]) is Stage.NOTHING and Stage.NOTHING in OVER


def test_an_appeal_holds_up_until_the_next_ruling():
    assert is_suspended([Step.REFUND_DUE, Step.SUSPENDED])
    assert not is_suspended([Step.REFUND_DUE, Step.SUSPENDED, Step.RESUMED])
    assert not is_suspended([Step.REFUND_DUE, Step.SUSPENDED, Step.REVERSED])


@pytest.mark.parametrize(
    ("remedy", "amount", "step"),
    [
        (Remedy.NO_REFUND, 0, None),
        (Remedy.REFUND, 0, None),
        (Remedy.REFUND, 1, Step.REFUND_DUE),
        (Remedy.PARTIAL_REFUND, 1, Step.REFUND_DUE),
        (Remedy.REFUND_WITHOUT_RETURN, 1, Step.REFUND_DUE),
        (Remedy.RETURN_AND_REFUND, 1, Step.RETURN_DUE),
    ],
)
def test_an_item_goes_back_first_where_the_remedy_says_so(remedy, amount, step):
    assert first_step(remedy, amount) is step


def test_nothing_that_is_over_waits_for_a_deadline():
    assert not OVER & set(WAITS_FOR)
