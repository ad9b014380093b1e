"""Truths about what is one e-mail address."""

import pytest

from jury.rules.addresses import is_address


@pytest.mark.parametrize("text", ["a@b.example", "zhang.wei+jury@mail.example.org", "张@例子.中国"])
def test_one_address_is_one(text):
    assert is_address(text)


@pytest.mark.parametrize(
    "text",
    ["", "@", "a@", "@b", "a@b,c@d", "a@b;c@d", "<a@b>", "A <a@b>", "a@b@c", "a @b",
     "a@b\r\nBcc: c", "a@b\x00", "a@\u202eb", '"a b"@c', "a@" + "b" * 253],
)  # fmt: skip
def test_a_list_a_name_or_a_line_break_is_none(text):
    assert not is_address(text)
