"""Truths about what a ruling orders."""

import pytest

from jury.rules.remedy import BadAmount, Ordered, check_asked, remedy
from jury.rules.words import Remedy, Side


@pytest.mark.parametrize("asked", Remedy)
def test_no_refund_is_ordered_against_the_buyer(asked):
    assert remedy(Side.SELLER, asked, 8800, 100) == Ordered(Remedy.NO_REFUND, 0)


@pytest.mark.parametrize(
    "asked", [Remedy.REFUND, Remedy.RETURN_AND_REFUND, Remedy.REFUND_WITHOUT_RETURN]
)
def test_a_buyer_who_is_right_gets_what_was_asked(asked):
    assert remedy(Side.BUYER, asked, 8800) == Ordered(asked, 8800)


def test_a_part_asked_for_is_the_part_ordered():
    assert remedy(Side.BUYER, Remedy.PARTIAL_REFUND, 8800, 1) == Ordered(Remedy.PARTIAL_REFUND, 1)


def test_a_seller_who_asked_for_nothing_to_be_paid_and_is_wrong_pays_in_full():
    assert remedy(Side.BUYER, Remedy.NO_REFUND, 8800) == Ordered(Remedy.REFUND, 8800)


@pytest.mark.parametrize("part", [None, 0, -1, 8800, 8801])
def test_a_part_that_is_nothing_or_everything_is_refused(part):
    with pytest.raises(BadAmount, match="more than nothing"):
        remedy(Side.BUYER, Remedy.PARTIAL_REFUND, 8800, part)
    check_asked(Remedy.REFUND, 8800, part)
