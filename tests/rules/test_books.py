"""Truths about the account book's law."""

from hypothesis import given
from hypothesis import strategies as st

from jury.rules import books

AMOUNTS = st.integers(1, 10**12)
LAWS = (books.refund_owed, books.refund_paid, books.deduction, books.shortfall)


@given(amount=AMOUNTS, law=st.sampled_from(LAWS))
def test_every_booking_sums_to_zero_and_so_does_what_undoes_it(amount, law):
    lines = law("b", "s", amount)
    assert books.is_balanced(lines)
    assert books.is_balanced(books.mirrored(lines))
    assert {name: lines[name] + books.mirrored(lines)[name] for name in lines} == dict.fromkeys(
        lines, 0
    )


@given(amount=AMOUNTS)
def test_what_is_owed_and_then_paid_leaves_nothing_between_the_parties(amount):
    owed, paid = books.refund_owed("b", "s", amount), books.deduction("b", "s", amount)
    for account in (books.buyer("b"), books.seller("s")):
        assert owed[account] + paid[account] == 0
    assert paid[books.deposit("s")] == -amount


@given(owed=st.integers(-5, 10**9), free=st.integers(-5, 10**9))
def test_no_more_is_deducted_than_is_owed_nor_than_is_there(owed, free):
    taken = books.most_to_deduct(owed, free)
    assert 0 <= taken <= max(owed, 0) and taken <= max(free, 0)


def test_money_that_goes_nowhere_or_comes_from_nowhere_is_not_balanced():
    assert not books.is_balanced({"a": 0, "b": 0})
    assert not books.is_balanced({"a": 1})
    assert not books.is_balanced({"a": 1, "b": -2})
