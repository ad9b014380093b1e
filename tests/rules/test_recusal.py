"""Truths about who may not sit."""

from dataclasses import replace

import pytest

from jury.rules.policy import Policy
from jury.rules.recusal import (
    JurorFacts,
    PanelFacts,
    SkipCode,
    least_seats,
    most_newcomers,
    quotas_hold,
    reasons_to_skip,
)
from jury.rules.words import Stratum

POLICY = Policy()
JUROR = JurorFacts(Stratum.BUYS, languages=frozenset({"zh"}))
PANEL = PanelFacts(language="zh", seats=17)


def test_a_juror_with_nothing_against_it_may_sit():
    assert reasons_to_skip(JUROR, PANEL, POLICY) == []


@pytest.mark.parametrize(
    ("fact", "code"),
    [
        ({"is_party": True}, SkipCode.PARTY),
        ({"has_traded": True}, SkipCode.TRADED),
        ({"is_of_same_shop": True}, SkipCode.SAME_SHOP),
        ({"sat_before": True}, SkipCode.SAT_BEFORE),
        ({"open_summonses": 5}, SkipCode.LOAD),
        ({"is_on_duty": False}, SkipCode.OFF_DUTY),
        ({"is_suspended": True}, SkipCode.SUSPENDED),
        ({"languages": frozenset({"en"})}, SkipCode.LANGUAGE),
    ],
)
def test_each_fact_alone_bars_a_juror(fact, code):
    assert reasons_to_skip(replace(JUROR, **fact), PANEL, POLICY) == [code]


def test_a_juror_one_summons_below_the_load_may_sit():
    assert reasons_to_skip(replace(JUROR, open_summonses=4), PANEL, POLICY) == []


def test_all_reasons_are_listed_the_gravest_first():
    juror = replace(JUROR, is_party=True, is_suspended=True, open_summonses=9)
    codes = [SkipCode.PARTY, SkipCode.SUSPENDED, SkipCode.LOAD]
    assert reasons_to_skip(juror, PANEL, POLICY) == codes


@pytest.mark.parametrize("held_by", ["clusters", "party_clusters"])
def test_no_two_of_a_device_cluster_meet_on_a_case(held_by):
    juror = replace(JUROR, clusters=frozenset({"d1", "d2"}))
    panel = replace(PANEL, **{held_by: frozenset({"d2"})})
    assert reasons_to_skip(juror, panel, POLICY) == [SkipCode.RELATED]
    assert reasons_to_skip(juror, replace(PANEL, **{held_by: frozenset({"d3"})}), POLICY) == []


def test_a_stratum_leaves_a_third_of_the_seats_to_the_other():
    eleven = replace(PANEL, seated={Stratum.BUYS: 11})
    assert reasons_to_skip(JUROR, replace(PANEL, seated={Stratum.BUYS: 10}), POLICY) == []
    assert reasons_to_skip(JUROR, eleven, POLICY) == [SkipCode.QUOTA]
    assert reasons_to_skip(replace(JUROR, stratum=Stratum.SELLS), eleven, POLICY) == []


def test_two_fifths_of_a_panel_may_be_newcomers():
    newcomer = replace(JUROR, is_newcomer=True)
    assert reasons_to_skip(newcomer, replace(PANEL, newcomers=5), POLICY) == []
    assert reasons_to_skip(newcomer, replace(PANEL, newcomers=6), POLICY) == [SkipCode.QUOTA]
    assert reasons_to_skip(JUROR, replace(PANEL, newcomers=6), POLICY) == []


def test_quotas_that_are_off_bar_nobody():
    full = replace(PANEL, seated={Stratum.BUYS: 17}, newcomers=17, has_quotas=False)
    assert reasons_to_skip(replace(JUROR, is_newcomer=True), full, POLICY) == []


@pytest.mark.parametrize(("seats", "least"), [(1, 1), (3, 1), (15, 5), (16, 6), (17, 6), (35, 12)])
def test_at_least_a_third_is_kept_for_each_side(seats, least):
    assert least_seats(seats, POLICY) == least


@pytest.mark.parametrize("seats", range(10, 200, 10))
def test_a_share_costs_no_seat_to_binary_fractions(seats):
    policy = Policy(stratum_share=0.3, newcomer_share=0.7)
    assert least_seats(seats, policy) == seats // 10 * 3
    assert most_newcomers(seats, policy) == seats // 10 * 7


def test_quotas_need_a_roll_that_can_bear_them():
    assert quotas_hold({Stratum.BUYS: 900, Stratum.SELLS: 18}, 17, POLICY)
    assert not quotas_hold({Stratum.BUYS: 900, Stratum.SELLS: 17}, 17, POLICY)
    assert not quotas_hold({Stratum.BUYS: 900}, 17, POLICY)
