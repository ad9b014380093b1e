"""Truths about stopping rules: which audits serve which, and what a looser one would have found."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jury.rules.decide import Tally, look_at, may_close_early, probability
from jury.rules.policy import Policy
from jury.rules.stopping import (
    TERMS,
    Look,
    at_closing,
    digest,
    fingerprint,
    looser,
    read,
    rounded_up,
    rule_of,
)
from jury.rules.words import Side

SEATS, QUORUM = 9, 3
BURSTS = st.lists(st.lists(st.sampled_from("bsc"), min_size=1, max_size=3), min_size=9, max_size=9)
WEIGHTS = st.lists(st.floats(-0.5, 2.5), min_size=27, max_size=27)
POSTERIORS = st.sampled_from([0.6, 0.75, 0.9, 0.95, 0.99, 1.0])


def heard(bursts, weights, closing):
    """Every look at a panel whose jurors vote so, some within the same second, till it closes."""
    policy = Policy(seats=SEATS, quorum=QUORUM, sure_posterior=closing, unclear_share=0.5)
    told, odds, n, path = {"b": 0, "s": 0, "c": 0}, 0.0, 0, []
    for burst in bursts:
        for choice in burst[: SEATS - told["b"] - told["s"]]:
            told[choice] += 1
            odds += weights[n] * {"b": 1, "s": -1, "c": 0}[choice]
            n += 1
        open_seats = SEATS - told["b"] - told["s"]
        tally = Tally(told["b"], told["s"], told["c"], open_seats, SEATS)
        if n >= QUORUM:
            path.append(look_at(tally, probability(odds), policy))
            if may_close_early(tally, odds, 2.5, 2.5, policy):
                break
    return path


@given(BURSTS, WEIGHTS, POSTERIORS, POSTERIORS)
def test_a_stricter_panel_tells_exactly_what_a_looser_one_would_have_closed_with(
    bursts, weights, one, other
):
    looser_path = heard(bursts, weights, min(one, other))
    stricter_path = heard(bursts, weights, max(one, other))

    assert stricter_path[: len(looser_path)] == looser_path
    assert at_closing(stricter_path, min(one, other)) == looser_path[-1]


def test_what_ended_by_no_rule_of_its_own_serves_only_what_would_have_closed_it_before():
    path = [Look(9, Side.SELLER, 0.96), Look(10, Side.SELLER, 0.9)]
    assert at_closing(path, 0.95, has_ended=False) == path[0]
    assert at_closing(path, 0.97, has_ended=False) is None
    assert at_closing([], 0.95, has_ended=False) is None


def test_rules_that_close_at_other_posteriors_are_of_one_family():
    strict, loose = rule_of(Policy()), rule_of(Policy(sure_posterior=0.96))
    assert (strict.family, strict.closing) == (loose.family, 0.99)
    assert strict.name == fingerprint(Policy()) != loose.name


@pytest.mark.parametrize("term", sorted(set(TERMS) - {"sure_posterior"}))
def test_any_other_term_makes_another_family(term):
    changed = Policy(**{term: getattr(Policy(), term) * 0.5})
    assert rule_of(changed).family != rule_of(Policy()).family


def test_a_path_is_read_as_it_was_kept_and_known_by_its_digest():
    path = [Look(9, Side.BUYER, 0.1 + 0.2), Look(10, Side.SELLER, 0.99)]
    kept = [[9, "buyer", 0.1 + 0.2], [10, "seller", 0.99]]
    assert (read(kept), read(None)) == (path, [])
    assert digest(kept) == digest(path) != digest(path[:1])


@given(st.floats(0.5, 1))
def test_a_threshold_is_rounded_up_by_no_more_than_a_tenth_of_a_percent(threshold):
    assert threshold - 1e-12 <= rounded_up(threshold) < threshold + 0.001


@pytest.mark.parametrize(
    ("threshold", "certified", "expected"),
    [
        (0.9612, {0.98: 0.96, 0.97: 0.95, 0.962: 0.95}, 0.962),  # closes there, and may rule there
        (0.9612, {0.98: 0.96, 0.97: 0.97, 0.962: 0.965}, 0.97),  # else it would close too soon
        (0.9612, {0.98: 0.96, 0.97: None}, 0.98),
        (0.9612, {0.98: 0.985}, None),
        (0.97, {0.98: 0.5, 0.97: 0.97}, 0.97),
        (0.985, {0.985: 0.9}, 0.985),
        (0.991, {}, None),
    ],
)
def test_the_posterior_offered_lets_panels_rule_as_soon_as_they_close(
    threshold, certified, expected
):
    assert looser(threshold, 0.99, certified.__getitem__) == expected


def test_nothing_at_or_below_an_even_chance_is_offered():
    assert looser(0.3, 0.52, lambda closing: 0.3) == 0.51
    assert looser(0.3, 0.505, lambda closing: 0.3) is None


def test_a_panel_without_a_certificate_closes_no_sooner_than_it_may_rule():
    assert Policy(sure_posterior=0.96).uncertified == Policy()
    assert Policy(sure_posterior=1.0).uncertified.sure_posterior == 1.0
