"""Truths about terms by kind of trade."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jury.rules.errors import Invalid
from jury.rules.policy import BadPolicy, Policy
from jury.rules.policy_book import (
    COURT_WIDE,
    MOST_BANDS,
    BadBand,
    Band,
    Change,
    PolicyBook,
    Scope,
    changes,
)
from jury.rules.words import Category

FOOD = Scope(frozenset({Category.FOOD}))
CHEAP = Scope(up_to_minor=10_000)
DEAR = Scope(from_minor=10_001)


def book(*bands, **terms):
    return PolicyBook(Policy(**terms), tuple(Band(scope, given) for scope, given in bands))


def test_a_case_that_no_band_takes_is_judged_under_the_base():
    policy = book((FOOD, {"evidence_hours": 24}))
    assert policy.band_for(Category.DIGITAL, 500) == 0
    assert policy.policy(0) == Policy()


def test_the_first_band_that_fits_wins():
    policy = book((FOOD, {"evidence_hours": 24}), (CHEAP, {"seats": 9, "quorum": 5}))
    assert policy.band_for(Category.FOOD, 500) == 1
    assert policy.band_for(Category.DIGITAL, 500) == 2
    assert policy.policy(1).evidence_hours == 24
    assert (policy.policy(2).seats, policy.policy(2).evidence_hours) == (9, 72)


@pytest.mark.parametrize(("amount", "fits"), [(99, False), (100, True), (200, True), (201, False)])
def test_both_ends_of_a_range_belong_to_it(amount, fits):
    assert Scope(from_minor=100, up_to_minor=200).fits(Category.FOOD, amount) is fits


def test_an_end_left_open_takes_any_amount():
    assert DEAR.fits(Category.FOOD, 10**14)
    assert CHEAP.fits(Category.FOOD, 0)


def test_what_a_row_stored_reads_back_the_same():
    policy = book((FOOD, {"evidence_hours": 24}), (CHEAP, {"body": "staff"}), seats=21)
    row = json.loads(json.dumps([policy.base.terms(), policy.plain_bands()]))
    assert PolicyBook.from_plain(*row) == policy


def test_a_stored_book_stays_readable_when_the_law_has_become_stricter():
    assert PolicyBook.stored({"staff_working_days": 0}, []).base.staff_working_days == 0


@pytest.mark.parametrize(
    ("bands", "name", "why"),
    [
        ([(FOOD, {"seats": 3})], "quorum", "never reach it"),
        ([(FOOD, {"chairs": 3})], "chairs", "no such term"),
        ([(FOOD, {"timezone": "UTC"})], "timezone", "the same for every case"),
        ([(FOOD, {"audit_share": 0.5})], "audit_share", "the same for every case"),
        ([(FOOD, {"evidence_hours": "24"})], "evidence_hours", "a number"),
        ([(FOOD, {})], "terms", "No term differs"),
        ([(Scope(), {"seats": 21})], "scope", "change the base"),
        ([(Scope(frozenset(Category)), {"seats": 21})], "scope", "change the base"),
        ([(Scope(from_minor=2, up_to_minor=1), {"seats": 21})], "up_to_minor", "below"),
    ],
)
def test_a_band_that_cannot_be_meant_is_refused_by_number_and_term(bands, name, why):
    with pytest.raises(BadBand, match=rf"Band 1 cannot have {name} = .*{why}") as refused:
        book(*bands).check()
    assert isinstance(refused.value, Invalid)


def test_a_band_behind_one_that_takes_all_its_cases_is_refused():
    cheap_food = Scope(frozenset({Category.FOOD}), up_to_minor=100)
    policy = book((FOOD, {"seats": 21}), (cheap_food, {"seats": 19}))
    with pytest.raises(BadBand, match="Band 2 .* takes every case"):
        policy.check()
    book((cheap_food, {"seats": 19}), (FOOD, {"seats": 21})).check()


def test_a_base_that_cannot_be_meant_is_named_before_its_bands():
    with pytest.raises(BadPolicy, match="cannot have quorum = 99"):
        book((FOOD, {"seats": 21}), quorum=99).check()


def test_every_fault_is_told_at_once():
    found = book((FOOD, {"chairs": 1, "timezone": "UTC"}), (CHEAP, {}), seats=-1).faults()
    told = [(band, fault.name) for band, fault in found]
    assert told == [(0, "seats"), (1, "chairs"), (1, "timezone"), (2, "terms")]


def test_there_are_only_so_many_bands():
    many = [(Scope(from_minor=n), {"seats": 21}) for n in range(MOST_BANDS + 1, 0, -1)]
    book(*many[:MOST_BANDS]).check()
    with pytest.raises(BadBand, match="nobody could keep apart"):
        book(*many).check()


@pytest.mark.parametrize(
    "plain",
    [
        {"categories": ["weapons"]},
        {"categories": "food"},
        {"from_minor": -1},
        {"up_to_minor": 1.5},
        {"up_to_minor": True},
        {"terms": [1]},
        {"colour": "red"},
    ],
)
def test_a_written_band_that_names_nothing_known_is_refused(plain):
    with pytest.raises(BadBand, match="Band 1 cannot have"):
        PolicyBook.from_plain({}, [{"terms": {"seats": 21}} | plain])


def test_terms_of_the_whole_court_exist():
    assert set(Policy().terms()) > COURT_WIDE


def test_what_changed_is_told_by_scope_and_term():
    old = book((FOOD, {"evidence_hours": 24, "seats": 19}), (DEAR, {"body": "staff"}))
    new = book((CHEAP, {"seats": 9, "quorum": 5}), (FOOD, {"evidence_hours": 12}), voting_hours=36)
    assert changes(old, new) == [
        Change(None, "voting_hours", 48, 36),
        Change(CHEAP, "seats", None, 9),
        Change(CHEAP, "quorum", None, 5),
        Change(FOOD, "seats", 19, None),
        Change(FOOD, "evidence_hours", 24, 12),
        Change(DEAR, "body", "staff", None),
    ]
    assert changes(old, old) == []


def test_another_order_of_the_same_bands_is_a_change():
    food, cheap = (FOOD, {"seats": 19}), (CHEAP, {"seats": 21})
    found = changes(book(food, cheap), book(cheap, food))
    assert found == [Change(CHEAP, "", 2, 1), Change(FOOD, "", 1, 2)]


SCOPES = st.builds(
    Scope,
    st.frozensets(st.sampled_from(Category), max_size=2),
    st.none() | st.integers(0, 50),
    st.none() | st.integers(0, 50),
)


@given(SCOPES, SCOPES, st.sampled_from(Category), st.integers(0, 60))
def test_a_scope_that_covers_another_fits_whatever_it_fits(one, other, category, amount):
    if one.covers(other) and other.fits(category, amount):
        assert one.fits(category, amount)


@given(st.lists(SCOPES, max_size=4), st.sampled_from(Category), st.integers(0, 60))
def test_the_band_is_the_first_whose_scope_fits(scopes, category, amount):
    policy = book(*((scope, {"seats": 21}) for scope in scopes))
    fitting = [n for n, scope in enumerate(scopes, 1) if scope.fits(category, amount)]
    assert policy.band_for(category, amount) == (fitting or [0])[0]


def test_an_older_version_goes_on_meaning_what_it_meant_and_is_never_certified():
    terms = Policy().terms() | {"threshold": 0.95}
    for name in ("alpha", "delta", "fallback_posterior", "fallback_dissent", "sure_posterior"):
        del terms[name]
    band = {"categories": ["food"], "terms": {"threshold": 0.9, "seats": 15}}
    kept = PolicyBook.stored(terms, [band])
    base, food = kept.policies

    assert (base.fallback_posterior, base.alpha, base.sure_posterior) == (0.95, 0, 1)
    assert (food.fallback_posterior, food.alpha, food.seats) == (0.9, 0, 15)
    assert base.fallback_dissent > base.seats
    kept.check()


def test_nobody_adopts_the_older_terms_again():
    with pytest.raises(BadPolicy, match="threshold .*no such term"):
        PolicyBook.from_plain({"threshold": 0.95}, [])
