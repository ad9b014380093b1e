"""Folding and squeezing never lose the way back to the original."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jury.redaction.notation import fold, squeeze, squeezed

TEXTS = st.text(max_size=60) | st.text("王小明１2③三十九零 .️\u200bé①薇ABc@，\n", max_size=60)


@given(TEXTS)
def test_every_folded_character_points_into_the_original(text):
    for view in (fold(text), squeeze(fold(text))):
        assert len(view.text) == len(view.origin) == len(view.ends)
        assert view.origin == sorted(view.origin)
        assert all(0 <= a < b <= len(text) for a, b in zip(view.origin, view.ends, strict=True))


@given(TEXTS)
def test_reading_numerals_as_digits_keeps_the_length(text):
    view = fold(text)
    assert len(view.digital) == len(view.text)


@given(TEXTS)
def test_a_span_of_plain_characters_is_the_same_span(text):
    view = fold("13800138000" + text)
    assert view.span(0, 11).start == 0
    assert view.span(0, 10) == (0, 10)


@pytest.mark.parametrize(
    "written",
    [
        "13800138000",
        "１３８００１３８０００",
        "138-0013 8000",
        "①③⑧⓪⓪①③⑧⓪⓪⓪",
        "一三八零零一三八零零零",
        "壹叁捌零零壹叁捌零零零",
        "1三8零0一3八000",
        "1\u200b3800138000",
        "1️⃣3️⃣8️⃣00138000",
        "138.0013.8000",
    ],
)
def test_one_number_in_every_notation_is_one_number(written):
    assert squeezed(written) == "13800138000"


def test_tens_are_read_where_they_stand():
    assert squeezed("三十九栋二十单元十二室") == "39栋20单元12室"


def test_accents_case_traditional_and_foreign_look_alikes_are_plain():
    assert squeezed("José MÜLLER") == "josemuller"
    assert squeezed("陳偉") == "陈伟"
    assert squeezed("Аpple") == "apple"  # the first letter is Cyrillic
