"""A shape found in the folded text, and how a regular expression becomes one."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from .finding import Kind


class Shape(NamedTuple):
    """Half-open offsets into the folded text; not ``sure`` means: ask a human."""

    start: int
    end: int
    kind: Kind
    sure: bool = True


def each(
    pattern: re.Pattern[str], text: str, kind: Kind, group: int | str = 0, sure: bool = True
) -> Iterator[Shape]:
    """Every place where the pattern (or its group) stands."""
    for match in pattern.finditer(text):
        start, end = match.span(group)
        if start < end:
            yield Shape(start, end, kind, sure)
