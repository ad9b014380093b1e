"""Truths about verdicts, escalations and closing early."""

from dataclasses import replace
from math import log

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from jury.rules.decide import (
    Escalation,
    Tally,
    Verdict,
    bar,
    decide,
    may_close_early,
    probability,
    score,
    unclear_limit,
)
from jury.rules.policy import Policy
from jury.rules.words import Side, Why

ANY = 1000  # ballots against a verdict
POLICY = Policy(fallback_posterior=0.95, fallback_dissent=ANY)


def tally(buyer, seller, cannot_judge=0, open_seats=0, seats=17):
    return Tally(buyer, seller, cannot_judge, open_seats, seats)


def answer(*given, **more):
    found = decide(*given, **more)
    return found.side if isinstance(found, Verdict) else found.why


@pytest.mark.parametrize(
    ("votes", "posterior_buyer", "expected"),
    [
        (tally(9, 0), 0.95, Side.BUYER),
        (tally(0, 9), 0.05, Side.SELLER),
        (tally(12, 5), 0.99, Side.BUYER),
        (tally(9, 0), 0.9499, Why.BORDERLINE),
        (tally(0, 9), 0.0501, Why.BORDERLINE),
        (tally(8, 0), 0.9999, Why.QUORUM),
        (tally(0, 0), 0.5, Why.QUORUM),
        (tally(8, 4), 0.99, Why.QUORUM),
        (tally(9, 8), 0.02, Why.AGAINST_RAW),
        (tally(8, 8), 0.99, Why.AGAINST_RAW),
        (tally(9, 2, 6), 0.99, Why.UNCLEAR),
        (tally(9, 2, 5), 0.99, Side.BUYER),
    ],
)
def test_the_table_of_the_law(votes, posterior_buyer, expected):
    assert answer(votes, posterior_buyer, POLICY) == expected


def test_a_leak_goes_to_staff_however_sure_the_panel_is():
    assert answer(tally(17, 0), 1.0, POLICY, leak=True) == Why.LEAK


def test_an_escalation_lists_all_that_failed_and_a_verdict_all_that_was_met():
    found = decide(tally(4, 5, 6), 0.6, POLICY)
    assert isinstance(found, Escalation)
    assert found.reasons == (Why.UNCLEAR, Why.AGAINST_RAW, Why.QUORUM, Why.BORDERLINE)
    assert (found.side, found.posterior) == (Side.BUYER, 0.6)
    sound = decide(tally(12, 2), 0.97, POLICY)
    assert all(finding.is_met for finding in sound.findings)


@given(*[st.integers(0, 12)] * 3, st.floats(0, 1))
def test_neither_side_is_favoured(buyer, seller, cannot_judge, posterior):
    assume(abs(posterior - 0.95) > 1e-9 and abs(posterior - 0.05) > 1e-9)
    assume(posterior != 0.5 or buyer != seller)
    one = answer(tally(buyer, seller, cannot_judge), posterior, POLICY)
    mirrored = answer(tally(seller, buyer, cannot_judge), 1 - posterior, POLICY)
    assert mirrored == (one.other if isinstance(one, Side) else one)


@pytest.mark.parametrize("wrong", [-0.1, 1.1, float("nan")])
def test_a_posterior_that_is_no_probability_is_refused(wrong):
    with pytest.raises(ValueError, match="no probability"):
        decide(tally(9, 0), wrong, POLICY)


def test_a_third_of_the_panel_makes_a_case_unclear():
    assert [unclear_limit(seats, POLICY) for seats in (1, 3, 9, 17, 18, 35)] == [1, 1, 3, 6, 6, 12]


def test_before_there_is_a_certificate_nearly_all_must_agree_and_be_very_sure():
    policy = Policy()
    assert answer(tally(9, 1), 0.99, policy) == Side.BUYER
    assert answer(tally(9, 1), 0.9899, policy) == Why.BORDERLINE
    assert answer(tally(12, 2), 0.9999, policy) == Why.BORDERLINE
    assert decide(tally(12, 2), 0.9999, policy).reasons == (Why.BORDERLINE,)


def test_under_a_certificate_its_threshold_alone_says_how_sure_is_sure_enough():
    assert answer(tally(10, 6), 0.93, Policy(), 0.93) == Side.BUYER
    assert answer(tally(10, 6), 0.9299, Policy(), 0.93) == Why.BORDERLINE
    assert answer(tally(9, 0), 0.995, Policy(), 0.996) == Why.BORDERLINE
    assert answer(tally(8, 0), 1.0, Policy(), 0.93) == Why.QUORUM  # all else stays as it was
    assert bar(Policy(), 0.93).dissent is None


@given(*[st.integers(0, 12)] * 3, st.floats(0, 1), st.floats(0.5, 1), st.booleans())
def test_a_panel_rules_under_a_certificate_exactly_when_its_score_reaches_the_threshold(
    buyer, seller, unable, posterior, threshold, leak
):
    votes = tally(buyer, seller, unable)
    rules = isinstance(decide(votes, posterior, Policy(), threshold, leak), Verdict)
    assert rules == (score(votes, posterior, Policy(), leak) >= threshold)


def closes(votes, log_odds, towards_buyer=3.0, towards_seller=3.0, policy=POLICY):
    return may_close_early(votes, log_odds, towards_buyer, towards_seller, policy)


SURE = log(99)  # the log-odds of 0.99


def test_a_panel_closes_as_soon_as_its_side_has_the_quorum_and_it_is_sure():
    assert closes(tally(9, 0, open_seats=8), SURE + 1e-9)
    assert closes(tally(2, 9, open_seats=6), -SURE - 1e-9)
    assert not closes(tally(9, 0, open_seats=8), SURE - 1e-6)
    assert not closes(tally(8, 0, open_seats=9), 100)  # the ninth ballot makes the quorum
    assert not closes(tally(9, 0, open_seats=8), 100, policy=Policy(sure_posterior=1))


def test_whether_a_panel_closes_early_does_not_hang_on_the_bar_of_its_verdict():
    strict, lax = Policy(), Policy(fallback_posterior=0.6, fallback_dissent=ANY)
    for votes, odds in [(tally(9, 3, open_seats=5), 5), (tally(7, 5, open_seats=5), 1)]:
        assert closes(votes, odds, policy=strict) == closes(votes, odds, policy=lax)


def test_an_unclear_panel_closes_at_once_and_a_full_one_too():
    assert closes(tally(2, 2, 6, open_seats=7), 0)
    assert closes(tally(9, 8), 0.1)


def test_a_hopeless_panel_closes_early_as_well():
    assert closes(tally(4, 4, 0, open_seats=0), 0)
    assert not closes(tally(1, 1, 5, open_seats=2, seats=17), 0, policy=Policy(quorum=3))
    assert closes(tally(5, 6, 0, open_seats=2), 0)  # neither side can still reach nine
    assert closes(tally(0, 0, 0, open_seats=3), 0)  # no quorum, whatever they say


def test_a_distance_below_zero_is_refused():
    with pytest.raises(ValueError, match="start at 0"):
        closes(tally(1, 1, open_seats=1), 0, towards_buyer=-0.1)


SMALL = Policy(seats=7, quorum=3, fallback_posterior=0.9, sure_posterior=0.9)


def one_more_vote(state, odds, to_buyer, to_seller):
    left = replace(state, open_seats=state.open_seats - 1)
    yield replace(left, cannot_judge=left.cannot_judge + 1), odds
    for move in (-to_seller, 0.0, to_buyer):
        yield replace(left, buyer=left.buyer + 1), odds + move
        yield replace(left, seller=left.seller + 1), odds + move


@given(
    st.tuples(*[st.integers(0, 4)] * 3, st.integers(1, 3)),
    st.floats(-9, 9),
    st.floats(0, 3),
    st.floats(0, 3),
)
def test_closing_early_is_allowed_exactly_when_sure_or_when_no_trial_of_votes_could_rule(
    numbers, odds, to_buyer, to_seller
):
    start = Tally(*numbers, seats=7)
    reached = now = {(start, odds)}
    while now := {
        after
        for state, at in now
        if state.open_seats
        for after in one_more_vote(state, at, to_buyer, to_seller)
    }:
        reached = reached | now
    edges = (0, log(9))
    assume(all(abs(abs(at) - edge) > 1e-6 for _, at in reached for edge in edges))
    is_sure = score(start, probability(odds), SMALL) >= 0.9
    could_rule = any(score(state, probability(at), SMALL) > 0 for state, at in reached)
    assert may_close_early(start, odds, to_buyer, to_seller, SMALL) == (is_sure or not could_rule)
