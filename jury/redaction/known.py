"""Identifiers known from the order, found in every notation by one pass over the squeezed text."""

import re
from collections.abc import Iterator, Mapping, Sequence

import ahocorasick

from .finding import PEOPLE, Hit, Kind, Source
from .lexicon import COMPOUND_SURNAMES
from .notation import View, fold, squeeze
from .variants import Fit, Notation, is_everyday, notations

SENTENCE_ENDS = frozenset("，。！？；、：,!?;:\n")
LONG_ENOUGH_INSIDE_WORDS = 8
MOST_OF_A_NAME = 4
SIGNED = "(?<=[，,。.！!；;：: ])({})(?=[。.！! ]*$)"


class Known:
    """What is known of the order: kind → identifiers, ready to be searched for."""

    def __init__(self, identifiers: Mapping[str, Sequence[str]]) -> None:
        self.identifiers = {Kind(kind): list(given) for kind, given in identifiers.items()}
        self._notations: dict[str, tuple[Notation, Kind, str]] = {}
        for kind, given in self.identifiers.items():
            for identifier in given:
                for notation in notations(kind, identifier):
                    self._learn(notation, kind, identifier)
        self._automaton = ahocorasick.Automaton()
        for short in self._notations:
            self._automaton.add_word(short, short)
        if self._notations:
            self._automaton.make_automaton()

    def _learn(self, notation: Notation, kind: Kind, identifier: str) -> None:
        """The first to claim a notation keeps it, unless the later claim is easier to meet."""
        held = self._notations.get(notation.squeezed)
        if held is None:
            self._notations[notation.squeezed] = (notation, kind, identifier)
        elif notation.fit.value < held[0].fit.value:
            self._notations[notation.squeezed] = (notation, held[1], held[2])

    def find(self, text: str) -> Iterator[Hit]:
        """Every mention, as a span of the original text; overlaps are not settled."""
        if not self._notations:
            return
        yield from self._signed(text)
        view = squeeze(fold(text))
        for last, short in self._automaton.iter(view.text):
            notation, kind, identifier = self._notations[short]
            first = last + 1 - len(short)
            if _stands(notation, view, text, first, last):
                start, end = view.span(first, last + 1)
                if short[0].isdigit() or short[-1].isdigit():
                    start, end = _whole_number(text, start, end, short)
                yield Hit(start, end, kind, Source.KNOWN, identifier)

    def _signed(self, text: str) -> Iterator[Hit]:
        """A surname alone at the end of a line, as those sign who say no more of their name."""
        for kind in PEOPLE & self.identifiers.keys():
            for name in self.identifiers[kind]:
                surname = name[:2] if name[:2] in COMPOUND_SURNAMES else name[:1]
                if not "\u4e00" <= surname < "\ua000" or len(name) > MOST_OF_A_NAME:
                    continue
                for match in re.finditer(SIGNED.format(surname), text, re.MULTILINE):
                    yield Hit(*match.span(1), kind, Source.KNOWN, name)


def _stands(notation: Notation, view: View, text: str, first: int, last: int) -> bool:
    """Whether the notation really stands there, not letters that only happen to follow."""
    start, end = view.span(first, last + 1)
    whole = len(notation.squeezed) < LONG_ENOUGH_INSIDE_WORDS or notation.fit is Fit.WORD
    if whole and (_runs_on(text, start - 1, start) or _runs_on(text, end - 1, end)):
        return False
    if is_everyday(notation.squeezed) and not text[start].isupper():
        return False
    if notation.fit is Fit.ANYWHERE or notation.squeezed.isdigit():
        return True
    places = view.origin[first : last + 1]
    gaps = [text[a + 1 : b] for a, b in zip(places, places[1:], strict=False) if b - a > 1]
    if len(gaps) == len(places) - 1 and len(gaps) > 1:
        return True  # spaced out: a dodge
    if notation.fit is Fit.WORD and gaps and notation.squeezed.isascii():
        return False
    return not any(set(gap) & SENTENCE_ENDS or len(gap) > 3 for gap in gaps)


def _runs_on(text: str, left: int, right: int) -> bool:
    """Whether two neighbours belong to one word of Latin letters or one number."""
    if left < 0 or right >= len(text):
        return False
    a, b = text[left], text[right]
    return (_latin(a) and _latin(b)) or (a.isdecimal() and b.isdecimal())


def _latin(char: str) -> bool:
    return char.isalpha() and char < "ɐ"


def _whole_number(text: str, start: int, end: int, short: str) -> tuple[int, int]:
    """The span widened over digits that run on: part of a number is never left."""
    if short[0].isdigit():
        while start > 0 and text[start - 1].isdecimal():
            start -= 1
    if short[-1].isdigit():
        while end < len(text) and text[end].isdecimal():
            end += 1
    return start, end
