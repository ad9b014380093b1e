"""Every act that the court enters in the ledger is told in words."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from jury.rules.execution import Step
from jury.rules.words import RefundStep
from jury.web.office_words import ACTS

WRITERS = sorted(p for room in ("court", "demo") for p in Path("jury", room).glob("*.py"))
MADE_UP = {  # acts whose name ends in a word of the record
    "decision_": {"confirmed", "sent_back", "withdrawn"},
    "exhibit_": {"show", "withhold"},
    "gold_": {"active", "refused", "voided"},
    "refund_": {str(step) for step in RefundStep},
}


def acts(path: Path) -> Iterator[str]:
    """The names that a file gives to ``record``, or to a function of its own that passes one on."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    place = {"record": 1, "chained": 0}
    named = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            given = [each.arg for each in node.args.args]
            place |= {node.name: given.index("act")} if "act" in given else {}
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            named[node.targets[0].id] = node.value
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            n = place.get(node.func.id, len(node.args))
            for act in node.args[n : n + 1]:
                yield from _words(named.get(act.id, act) if isinstance(act, ast.Name) else act)


def _words(act: ast.expr) -> Iterator[str]:
    told = [each.value for each in ast.walk(act) if isinstance(each, ast.Constant)]
    for word in told:
        yield from (word + end for end in MADE_UP.get(word, {""}))


@pytest.mark.parametrize("path", WRITERS, ids=lambda path: path.stem)
def test_every_act_that_is_entered_has_words(path):
    assert set(acts(path)) <= set(ACTS)


def test_the_acts_are_found_where_they_are_entered():
    found = {act for path in WRITERS for act in acts(path)}
    assert {"booked", "ballot_cast", "case_lapsed", "evidence_frozen", "gold_voided"} <= found
    assert len(found) > 90


def test_every_step_of_carrying_out_has_words():
    assert {str(step) for step in Step} <= set(ACTS)
