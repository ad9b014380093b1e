"""Truths about the verifier of a case's entries, which shares no code with us."""

import copy
import importlib.util
import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from uuid import UUID

import pytest

from jury.court.record import chained
from tests.factories import T0

FILE = Path(__file__).parents[2] / "docs" / "verify" / "verify_entries.py"
spec = importlib.util.spec_from_file_location("verify_entries", FILE)
verifier = importlib.util.module_from_spec(spec)
spec.loader.exec_module(verifier)

CASE = UUID(int=7)
SAID = ("at", "actor", "act", "body", "leaf_hash", "previous")


@pytest.fixture
def told():
    """Four entries as the court writes them; the third is kept back."""
    case, lines = SimpleNamespace(id=CASE, last_leaf=""), []
    for n in range(4):
        body = {"words": "e\u0301 案件", "n": n}
        line = chained("case_filed", T0 + timedelta(n), "clock", case, body)
        case.last_leaf = line["leaf_hash"]
        line = {name: line[name] for name in SAID}
        lines.append(line | {"at": line["at"].isoformat(timespec="microseconds")})
    lines[2] = {name: lines[2][name] for name in ("leaf_hash", "previous")}
    return {"protocol": "jury-entries/v1", "case": str(CASE), "code": "C-1", "entries": lines}


def test_a_chain_as_written_is_sound(told):
    assert verifier.faults(told) == []
    assert verifier.faults(told, told["entries"][2]["leaf_hash"]) == []


@pytest.mark.parametrize("place", range(4))
@pytest.mark.parametrize("name", SAID)
def test_one_flipped_bit_is_found_wherever_it_is(told, place, name):
    entry = told["entries"][place]
    if name not in entry:
        return
    was = entry[name] or "0"
    entry[name] = chr(ord(was[0]) ^ 1) + was[1:]
    assert verifier.faults(told)


def test_an_entry_left_out_moved_or_added_to_what_is_kept_back_is_found(told):
    for change in (
        lambda lines: lines.pop(1),
        lambda lines: lines.insert(0, lines.pop()),
        lambda lines: lines[2].update(body="{}"),
        lambda lines: lines.pop(0),
    ):
        changed = copy.deepcopy(told)
        change(changed["entries"])
        assert verifier.faults(changed)


def test_another_case_another_protocol_and_a_hash_not_in_it_are_found(told):
    assert verifier.faults(told | {"case": str(UUID(int=8))})
    assert verifier.faults(told | {"protocol": "jury-entries/v2"})
    assert verifier.faults(told, "0" * 64)
    assert verifier.faults([]) and verifier.faults({}) and verifier.faults(told | {"entries": [1]})


def test_the_command_says_whether_it_is_sound_and_leaves_with_its_fault(tmp_path, told):
    file = tmp_path / "entries.json"
    for lines, code, said in ((4, 0, "Sound: 4 entries in a chain, 1 kept back"), (0, 1, "entry")):
        if not lines:
            told["entries"][0]["body"] = "{}"
        file.write_text(json.dumps(told), "utf-8")
        command = [sys.executable, str(FILE), str(file)]
        ran = subprocess.run(command, capture_output=True, text=True, check=False)
        assert ran.returncode == code and said in ran.stdout
