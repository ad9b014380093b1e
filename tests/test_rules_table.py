"""The table of the rules names, for each, where it lives and which test shows it: real ones."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TABLE = ROOT / "docs" / "rules.md"
ROW = re.compile(r"^\| (R\d+) \|(.*)\|(.*)\|(.*)\|$", re.M)
NAMED = re.compile(r"`([\w/]+\.py)::([\w.]+)`")

ROWS = {rule: (places, tests) for rule, _, places, tests in ROW.findall(TABLE.read_text())}


@cache
def names_in(path: Path) -> set[str]:
    """Functions and classes of a file, methods as Class.method."""
    found = set()
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found.add(node.name)
        if isinstance(node, ast.ClassDef):
            found |= {f"{node.name}.{each.name}" for each in node.body if hasattr(each, "name")}
    return found


def test_every_rule_of_the_domain_has_its_row():
    assert list(ROWS) == [f"R{n}" for n in range(1, 28)]


@pytest.mark.parametrize("rule", ROWS)
def test_a_rule_lives_where_the_table_says_and_its_test_is_there(rule):
    for cell, folder in zip(ROWS[rule], ("jury", "tests"), strict=True):
        named = NAMED.findall(cell)
        assert named, f"{rule} names nothing in {folder}/"
        for file, name in named:
            assert name in names_in(ROOT / folder / file), f"{folder}/{file}::{name}"


def test_the_tests_that_hold_the_edges_are_there():
    named = NAMED.findall(TABLE.read_text().split("## The edges")[1])
    assert named
    for file, name in named:
        assert name in names_in(ROOT / "tests" / file), f"tests/{file}::{name}"
