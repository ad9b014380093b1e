"""Who said a line of a conversation that a party copied in."""

import pytest

from jury.rules.words import Side
from jury.web.case_view import chat_lines


@pytest.mark.parametrize("me", ["Me", "me", "我", "我方", "I"])
@pytest.mark.parametrize("other", ["Them", "对方"])
def test_a_party_may_write_me_and_them(me, other):
    text = f"{me}: Hello?\n{other}：No."
    assert chat_lines(text, Side.BUYER) == [("buyer", "Hello?"), ("seller", "No.")]
    assert chat_lines(text, Side.SELLER) == [("seller", "Hello?"), ("buyer", "No.")]


@pytest.mark.parametrize(("buyer", "seller"), [("Buyer", "seller"), ("买家", "卖家")])
def test_a_side_that_is_named_is_that_side_whoever_tells(buyer, seller):
    for author in Side:
        told = chat_lines(f"{buyer}: a\n{seller}: b", author)
        assert told == [("buyer", "a"), ("seller", "b")]


def test_a_line_without_a_speaker_is_the_platforms():
    assert chat_lines("Mean it: yes\nIt is so.", Side.BUYER) == [
        ("platform", "Mean it: yes"),
        ("platform", "It is so."),
    ]
