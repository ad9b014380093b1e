"""Truths about what a seller may settle for."""

import pytest

from jury.rules.phases import NEXT, Phase
from jury.rules.policy import Policy
from jury.rules.remedy import Ordered
from jury.rules.settlement import BEFORE_RULING, agreed, covers, offers
from jury.rules.words import Remedy, Side

POLICY = Policy(low_value_minor=2_000)
CHEAP = Remedy.REFUND_WITHOUT_RETURN


def test_in_full_is_what_the_buyer_asked_for():
    found = offers(Side.BUYER, Remedy.RETURN_AND_REFUND, 9_000, 9_000, POLICY)
    assert found == [Ordered(Remedy.RETURN_AND_REFUND, 9_000)]
    part = offers(Side.BUYER, Remedy.PARTIAL_REFUND, 9_000, 1, POLICY)
    assert part == [Ordered(Remedy.PARTIAL_REFUND, 1)]


@pytest.mark.parametrize("asks", [Remedy.NO_REFUND, Remedy.PARTIAL_REFUND])
def test_a_seller_who_asked_the_court_gives_the_whole_price(asks):
    assert offers(Side.SELLER, asks, 9_000, 50, POLICY) == [Ordered(Remedy.REFUND, 9_000)]


def test_only_what_is_cheap_enough_may_stay_with_the_buyer():
    asks = Remedy.RETURN_AND_REFUND
    assert Ordered(CHEAP, 2_000) in offers(Side.BUYER, asks, 2_000, 2_000, POLICY)
    assert len(offers(Side.BUYER, asks, 2_001, 2_001, POLICY)) == 1


def test_nothing_is_offered_twice():
    assert offers(Side.BUYER, CHEAP, 500, 500, POLICY) == [Ordered(CHEAP, 500)]


@pytest.mark.parametrize(
    ("granted", "asked", "is_enough"),
    [
        ((Remedy.REFUND, 900), (Remedy.REFUND, 900), True),
        ((Remedy.PARTIAL_REFUND, 50), (Remedy.PARTIAL_REFUND, 50), True),
        ((Remedy.PARTIAL_REFUND, 49), (Remedy.PARTIAL_REFUND, 50), False),
        ((Remedy.REFUND, 900), (Remedy.RETURN_AND_REFUND, 900), True),
        ((Remedy.RETURN_AND_REFUND, 900), (Remedy.REFUND, 900), False),
    ],
)
def test_a_grant_covers_a_case_that_asks_for_no_more_and_spares_no_return(
    granted, asked, is_enough
):
    assert covers(Ordered(*granted), Ordered(*asked)) is is_enough


def test_who_agrees_gives_exactly_what_was_asked_for():
    assert agreed(Remedy.PARTIAL_REFUND, 9_000, 50) == Ordered(Remedy.PARTIAL_REFUND, 50)
    assert agreed(Remedy.NO_REFUND, 9_000, 9_000) == Ordered(Remedy.NO_REFUND, 0)


def test_every_phase_before_the_ruling_leads_to_a_settlement():
    assert all(Phase.SETTLED in NEXT[phase] for phase in BEFORE_RULING)
    assert {phase for phase in Phase if Phase.SETTLED in NEXT[phase]} == BEFORE_RULING
