"""Truths about refusals."""

import importlib
import pkgutil
import re

import pytest

from jury import rules
from jury.rules.errors import N_, Conflict, Forbidden, Invalid, Missing, Refusal

KINDS = {Invalid, Forbidden, Missing, Conflict}

for found in pkgutil.iter_modules(rules.__path__):
    importlib.import_module(f"jury.rules.{found.name}")


def offspring(kind):
    for child in kind.__subclasses__():
        yield child
        yield from offspring(child)


NAMED = sorted(set(offspring(Refusal)) - KINDS, key=lambda refusal: refusal.__qualname__)
OF_THE_LAW = [refusal for refusal in NAMED if refusal.__module__.startswith("jury.rules")]


def test_a_refusal_says_its_sentence_with_its_facts():
    class SeatTaken(Conflict):
        sentence = N_("Seat %(seat)s is taken.")

    refusal = SeatTaken(seat=3)
    assert str(refusal) == "Seat 3 is taken."
    assert refusal.facts == {"seat": 3}


@pytest.mark.parametrize("refusal", OF_THE_LAW)
def test_every_refusal_is_of_one_kind_and_has_a_sentence(refusal):
    assert len(KINDS & set(refusal.__mro__)) == 1
    assert refusal.sentence.endswith((".", "%(why)s"))
    places = dict.fromkeys(re.findall(r"%\((\w+)\)", refusal.sentence), "x")
    assert str(refusal(**places))


def test_marking_a_sentence_leaves_it_as_it_is():
    assert N_("As it is.") == "As it is."
