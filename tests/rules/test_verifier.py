"""Truths about the verifier that shares no code with us."""

import ast
import copy
import importlib.util
import json
import subprocess
import sys
from pathlib import Path

import pytest

from jury.rules.certificate import digest

FILE = Path(__file__).parents[2] / "docs" / "verify" / "verify_panel.py"
spec = importlib.util.spec_from_file_location("verify_panel", FILE)
verifier = importlib.util.module_from_spec(spec)
spec.loader.exec_module(verifier)

PROVEN_WITHOUT_LEDGER = {
    *("protocol", "case", "id", "root", "n", "commit", "r_s", "r_claimant", "r_respondent"),
    *("beacon", "seed", "counter", "slot", "outcome", "alias", "stratum", "proof"),
}


def places(value, path=()):
    """The path to each plain value of a certificate."""
    if isinstance(value, dict | list):
        items = value.items() if isinstance(value, dict) else enumerate(value)
        for key, below in items:
            yield from places(below, (*path, key))
    else:
        yield path


def changed(cert, path):
    """A copy in which the one value at ``path`` is another of its kind."""
    copied = copy.deepcopy(cert)
    holder = copied
    for key in path[:-1]:
        holder = holder[key]
    holder[path[-1]] = another(holder[path[-1]], path)
    return copied


def another(value, path):
    if path[-1] == "outcome":
        return "skipped" if value == "called" else "called"
    if path[-1] == "stratum" and value:
        return "sells" if value == "buys" else "buys"
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    if value is None:
        return "01" * (32 if path[-1] == "beacon" else 16)
    return ("1" if value[0] == "0" else "0") + value[1:]


def field(path):
    return next(key for key in reversed(path) if isinstance(key, str))


def resealed(cert):
    return cert | {"digest": digest(cert)}


def test_fifty_golden_certificates_are_sound(certificates):
    assert len(certificates) == 50
    for cert in certificates:
        assert verifier.faults(json.loads(json.dumps(cert)), cert["digest"]) == []


def test_any_one_changed_field_is_detected(certificates):
    for cert in certificates[:12]:
        for path in places(cert):
            assert verifier.faults(changed(cert, path)), path


def test_what_follows_from_the_seed_is_detected_even_under_a_new_digest(certificates):
    tried = set()
    for cert in certificates[:12]:
        for path in places(cert):
            if field(path) in PROVEN_WITHOUT_LEDGER:
                tried.add(field(path))
                assert verifier.faults(resealed(changed(cert, path))), path
    assert tried == PROVEN_WITHOUT_LEDGER


def test_what_one_file_cannot_prove_is_detected_against_the_ledger(certificates):
    for cert in certificates:
        forged = resealed(cert | {"quotas": {"on": False, "most": 99}})
        assert verifier.faults(forged, cert["digest"]) == ["the ledger holds another digest"]


def test_a_step_left_out_moved_or_added_is_detected(certificates):
    for cert in certificates:
        steps = cert["steps"]
        for forged in (steps[1:], steps[::-1], [*steps, steps[-1]]):
            if forged and forged != steps:
                assert verifier.faults(resealed(cert | {"steps": forged}))


@pytest.mark.parametrize(
    ("outcome", "forged"),
    [
        ("called", {"code": "unfit"}),
        ("called", {"seat": None}),
        ("called", {"outcome": "skipped", "code": "unfit", "seat": 1}),
        ("skipped", {"code": None}),
        ("skipped", {"code": "lapsed"}),
        ("skipped", {"code": "traded"}),
        ("skipped", {"seat": 1}),
        ("repeat", {"outcome": "rejected"}),
        ("repeat", {"code": "quota"}),
    ],
)
def test_a_step_that_contradicts_itself_is_detected(certificates, outcome, forged):
    for cert in map(copy.deepcopy, certificates):
        for step in cert["steps"]:
            if step["outcome"] == outcome:
                step.update(forged)
                assert len(verifier.faults(resealed(cert))) == 1
                break


def test_a_longer_proof_is_no_proof(certificates):
    cert = copy.deepcopy(certificates[0])
    cert["steps"][0]["proof"].append("00" * 32)
    assert verifier.faults(resealed(cert)) == ["step 0: the roll has no such line"]


def test_a_seat_held_twice_and_a_quota_overrun_are_detected(certificates):
    full = [c for c in certificates if sum(holds(step) for step in c["steps"]) > 1]
    cert = copy.deepcopy(full[0])
    for step in filter(holds, cert["steps"]):
        step["seat"] = 0
    assert any("held twice" in fault for fault in verifier.faults(resealed(cert)))
    cert = resealed(full[0] | {"quotas": {"on": True, "most": 0}})
    assert verifier.faults(cert) == ["one side of the market holds more seats than it may"]


def holds(step):
    return step["outcome"] == "called" and step["code"] is None


@pytest.mark.parametrize("nonsense", [None, [], {}, {"epoch": 3}, "certificate", {"seed": "xyz"}])
def test_what_is_no_certificate_is_said_to_be_none(nonsense):
    assert "not a certificate" in verifier.faults(nonsense)[0]


def test_an_empty_roll_is_no_reason_to_break_down(certificates):
    cert = copy.deepcopy(certificates[0])
    cert["epoch"]["n"] = 0
    assert verifier.faults(resealed(cert))


def test_it_runs_alone_and_says_what_it_found(certificates, tmp_path):
    cert, file = certificates[0], tmp_path / "certificate.json"
    file.write_text(json.dumps(cert))
    command = [sys.executable, "-I", "-S", str(FILE), str(file)]
    sound = subprocess.run([*command, cert["digest"]], capture_output=True, text=True, cwd=tmp_path)
    assert (sound.returncode, sound.stdout[:6], sound.stderr) == (0, "Sound:", "")
    forged = subprocess.run([*command, "00" * 32], capture_output=True, text=True, cwd=tmp_path)
    assert (forged.returncode, forged.stdout) == (1, "the ledger holds another digest\n")


def test_it_is_a_hundred_lines_of_the_standard_library():
    text = FILE.read_text()
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            assert {name.name for name in node.names} <= sys.stdlib_module_names
        if isinstance(node, ast.ImportFrom):
            assert node.module in sys.stdlib_module_names
    code = text.replace(ast.get_docstring(tree, clean=False), "").splitlines()
    assert len([line for line in code if line.strip()]) <= 100
