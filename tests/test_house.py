"""Rules about the house itself: sizes, who may do what, and what must be complete."""

import ast
import base64
import hashlib
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[1]
CODE = sorted(ROOT.glob("jury/**/*.py"))
FILES = CODE + sorted([*ROOT.glob("tests/**/*.py"), *ROOT.glob("migrations/**/*.py")])
MIGRATIONS = sorted(ROOT.glob("migrations/versions/*.py"))
CATALOGUES = sorted(ROOT.glob("jury/translations/*/LC_MESSAGES/*.po"))
VENDOR = ROOT / "static" / "vendor" / "VENDOR.json"
TEXTS = ("*.py", "*.html", "*.txt", "*.toml", "*.md", "*.js", "*.css", "*.po", "Makefile")
HOLLOW_NAMES = {
    "utils", "helpers", "common", "shared", "constants", "services", "models", "misc", "base_utils",
}  # fmt: skip
EXTRACTED = [("**.py", "python"), ("**.html", "jinja2"), ("**.txt", "jinja2")]
KEYWORDS = {
    "_": None, "_n": (1, 2), "N_": None, "gettext": None, "ngettext": (1, 2), "lazy_gettext": None,
    "lazy_ngettext": (1, 2), "_l": None, "pgettext": ((1, "c"), 2),
}  # fmt: skip


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


each_file = pytest.mark.parametrize("path", FILES, ids=named)
each_code = pytest.mark.parametrize("path", CODE, ids=named)


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def calls(path: Path) -> Iterator[str]:
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func)


@pytest.mark.parametrize("path", [f for f in FILES if f not in MIGRATIONS], ids=named)
def test_no_file_outgrows_its_subject(path):
    assert len(path.read_text().splitlines()) <= (200 if path.name == "conftest.py" else 300)


@each_code
def test_no_function_outgrows_a_screen(path):
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            contract = (ast.get_docstring(node, clean=False) or "").count("\n")
            lines = (node.end_lineno or 0) - node.lineno + 1
            assert lines - contract <= 40, node.name


@each_file
def test_a_file_is_named_for_its_subject(path):
    assert path.stem not in HOLLOW_NAMES


@each_code
def test_a_module_says_in_a_sentence_what_it_is_about(path):
    assert ast.get_docstring(parsed(path))


@each_code
def test_only_the_clock_reads_the_clock(path):
    reader = re.compile(r"\b(datetime\.(now|utcnow|today)|date\.today|time\.time)$")
    if path != ROOT / "jury" / "clock.py":
        assert not [call for call in calls(path) if reader.search(call)]


@each_code
def test_only_the_court_writes(path):
    writers = re.compile(r"(^|[._])session\.(add|add_all|delete|merge|bulk_\w+)$")
    if path.parent.name != "court":
        assert not [call for call in calls(path) if writers.search(call)]


@each_code
def test_the_court_leaves_committing_to_the_doors(path):
    if path.parent.name == "court":
        allowed = {"announcing.py", "due.py", "posting.py"}  # many items, a transaction to each
        assert path.name in allowed or not [c for c in calls(path) if c.endswith("session.commit")]


@pytest.mark.parametrize("path", MIGRATIONS, ids=named)
def test_a_migration_says_why(path):
    said = ast.get_docstring(parsed(path)) or ""
    why = re.sub(r"(?m)^(Revision ID|Revises):.*$", "", said).strip().splitlines()
    assert len(why) >= 3, "a title, an empty line, and the reason"
    assert re.match(r"\d{4}_", path.name)


def test_migrations_form_one_line():
    parents = {}
    for path in MIGRATIONS:
        source = path.read_text()
        revision = re.search(r'^revision = "(\d{4})"', source, re.M)
        parent = re.search(r'^down_revision = (?:"(\d{4})"|None)', source, re.M)
        assert revision and parent, named(path)
        parents[revision[1]] = parent[1]
    assert list(parents.values()) == [None, *list(parents)[:-1]]


@cache
def said_by_the_code() -> Catalog:
    said = Catalog()
    for folder in ("jury", "templates"):
        options = {pattern: {"encoding": "utf-8"} for pattern, _ in EXTRACTED}
        found = extract_from_dir(ROOT / folder, EXTRACTED, options, KEYWORDS)
        for file, line, message, _, context in found:
            said.add(message, locations=[(f"{folder}/{file}", line)], context=context)
    return said


@pytest.mark.parametrize("path", CATALOGUES, ids=named)
def test_every_sentence_is_translated(path):
    with path.open("rb") as file:
        catalogue = read_po(file)
    missing = []
    for message in said_by_the_code():
        known = message.id and catalogue.get(message.id, message.context)
        if message.id and (known is None or known.fuzzy or not all(_forms(known.string))):
            missing.append((message.id, message.locations[:1]))
    assert not missing, f"{len(missing)} sentences: {missing[:5]}"


def _forms(string: str | tuple[str, ...]) -> tuple[str, ...]:
    return (string,) if isinstance(string, str) else string


@pytest.mark.parametrize("path", CATALOGUES, ids=named)
def test_a_translation_keeps_the_facts_of_its_sentence(path):
    """The placeholders: a wrong one is an error 500 in one language only."""
    fact = re.compile(r"%\((\w+)\)")
    with path.open("rb") as file:
        for message in read_po(file):
            if message.id and all(_forms(message.string)):
                known = {name for form in _forms(message.id) for name in fact.findall(form)}
                for form in _forms(message.string):
                    assert set(fact.findall(form)) <= known, message.id


@pytest.mark.parametrize("path", CATALOGUES, ids=named)
def test_chinese_has_one_word_for_one_thing(path):
    """What the court, its people and its acts are called; a ruling is in force before final."""
    wrong = re.compile("本庭|本院|陪审|上诉|工作人员|存证|评断|转人工|裁定将于|裁定已?生效。?$")
    with path.open("rb") as file:
        said = [form for message in read_po(file) if message.id for form in _forms(message.string)]
    assert [form for form in said if wrong.search(form)] == []


@pytest.mark.parametrize("path", CATALOGUES, ids=named)
def test_the_catalogue_is_compiled(path):
    """Without the .mo the pages silently speak English. `make translations` makes it."""
    with path.with_suffix(".mo").open("rb") as file, path.open("rb") as source:
        compiled = read_mo(file)
        for message in read_po(source):
            if message.id and message.string and not message.fuzzy:
                assert compiled.get(message.id, message.context), message.id


@pytest.mark.skipif(not VENDOR.exists(), reason="nothing vendored yet")
def test_vendored_files_are_the_ones_on_the_list():
    listed = {entry["file"]: entry for entry in json.loads(VENDOR.read_text())}
    found = {path.name for path in VENDOR.parent.iterdir() if path != VENDOR}
    found = {name for name in found if not name.endswith(".LICENSE")}
    assert set(listed) == found
    for name, entry in listed.items():
        digest = hashlib.sha384((VENDOR.parent / name).read_bytes()).digest()
        assert entry["sha384"] in (digest.hex(), base64.b64encode(digest).decode())
        assert entry["version"] and entry["licence"]


def test_the_tree_names_no_path_of_a_machine():
    """Nor a package registry: the tree must work wherever it is cloned."""
    forbidden = re.compile(
        "|".join(["/work" + "/main", "/tmp" + "/brief", "/ro" + "ot/", r"\.libra" + "ry/",
                  "files.python" + "hosted", "registry.npm" + "js", "pypi" + r"\.org"])
    )  # fmt: skip
    for pattern in TEXTS:
        for path in ROOT.rglob(pattern):
            own = not {".venv", ".git", "instance", "node_modules"} & set(path.parts)
            if own and "vendor" not in path.parts:
                assert not forbidden.search(path.read_text(errors="replace")), named(path)
