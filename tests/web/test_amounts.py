"""Amounts are read as people write them."""

import pytest

from jury.web.forms.amounts import plain


@pytest.mark.parametrize(
    ("typed", "digits"),
    [
        ("￥50.5元", "50.5"),
        ("５０．５", "50.5"),
        ("¥ 1,050.50", "1050.50"),
        ("1，050块", "1050"),
        ("30 CNY", "30"),
        ("much", "much"),
        ("元", ""),
        ("-5", "-5"),
    ],
)
def test_signs_units_and_full_width_digits_are_taken_off(typed, digits):
    assert plain(typed) == digits
