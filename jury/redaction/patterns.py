"""Identity nobody told us of, found by its shape: all the rules, run in turn."""

from collections.abc import Iterator

from . import handles, names, numbers, places, traders
from .finding import Hit, Kind, Source
from .notation import View, squeezed
from .shapes import Shape

NATIONAL = 10
RULES = (handles.find, numbers.find, places.find, traders.find, names.find)


def find(view: View) -> Iterator[Hit]:
    """What has the shape of identity in the folded text, as spans of the original.

    Hits that are not ``sure`` are for human eyes; overlaps are not settled.
    """
    for rule in RULES:
        for shape in rule(view):
            yield _hit(view, shape)


def _hit(view: View, shape: Shape) -> Hit:
    written = view.text[shape.start : shape.end]
    left = len(written) - len(written.lstrip())
    first, last = shape.start + left, shape.start + max(left + 1, len(written.rstrip()))
    first, last = _whole_number(view.text, first, last)
    start, end = view.span(first, last)
    key = squeezed(written) or written
    if shape.kind is Kind.PHONE:
        key = key[-NATIONAL:]  # with or without the country's code
    return Hit(start, end, shape.kind, Source.PATTERN, key, shape.sure)


def _whole_number(text: str, start: int, end: int) -> tuple[int, int]:
    """Widened so that no number is cut: digits left over lead back to the whole."""
    while start > 0 and text[start].isdigit() and text[start - 1].isdigit():
        start -= 1
    while end < len(text) and text[end - 1].isdigit() and text[end].isdigit():
        end += 1
    return start, end
