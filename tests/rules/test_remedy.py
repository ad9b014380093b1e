"""Truths about what a ruling orders."""

import pytest

from jury.rules.policy import Policy
from jury.rules.remedy import BadAmount, Ordered, as_asked, check_asked, remedy
from jury.rules.words import Remedy, Side

POLICY = Policy(low_value_minor=2_000)
IN_FULL = [
    Remedy.REFUND, Remedy.RETURN_AND_REFUND, Remedy.REFUND_WITHOUT_RETURN, Remedy.NO_REFUND,
]  # fmt: skip


def ordered(side, asked, paid, part=None):
    return remedy(side, asked, paid, part, POLICY)


@pytest.mark.parametrize("asked", Remedy)
@pytest.mark.parametrize("paid", [500, 8800])
def test_no_refund_is_ordered_against_the_buyer(asked, paid):
    assert ordered(Side.SELLER, asked, paid, 100) == Ordered(Remedy.NO_REFUND, 0)


@pytest.mark.parametrize("asked", IN_FULL[:3])
def test_a_buyer_who_is_right_gets_what_was_asked(asked):
    assert ordered(Side.BUYER, asked, 8800) == Ordered(asked, 8800)


@pytest.mark.parametrize("paid", [500, 8800])
def test_a_part_asked_for_is_the_part_ordered(paid):
    part = Ordered(Remedy.PARTIAL_REFUND, 1)
    assert ordered(Side.BUYER, Remedy.PARTIAL_REFUND, paid, 1) == part


def test_a_seller_who_asked_for_nothing_to_be_paid_and_is_wrong_pays_in_full():
    assert ordered(Side.BUYER, Remedy.NO_REFUND, 8800) == Ordered(Remedy.REFUND, 8800)


@pytest.mark.parametrize("asked", IN_FULL)
@pytest.mark.parametrize(("paid", "stays"), [(1_999, True), (2_000, True), (2_001, False)])
def test_what_is_of_low_value_need_not_go_back(asked, paid, stays):
    found = ordered(Side.BUYER, asked, paid)
    assert found.refund_minor == paid
    assert (found == Ordered(Remedy.REFUND_WITHOUT_RETURN, paid)) is (
        stays or asked is Remedy.REFUND_WITHOUT_RETURN
    )


def test_what_was_asked_for_is_no_ruling_and_may_have_the_item_back():
    asked = Remedy.RETURN_AND_REFUND
    assert as_asked(asked, 500) == Ordered(asked, 500)


@pytest.mark.parametrize("part", [None, 0, -1, 8800, 8801])
def test_a_part_that_is_nothing_or_everything_is_refused(part):
    with pytest.raises(BadAmount, match="more than nothing"):
        ordered(Side.BUYER, Remedy.PARTIAL_REFUND, 8800, part)
    check_asked(Remedy.REFUND, 8800, part)
