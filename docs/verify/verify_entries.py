#!/usr/bin/env python3
"""Recheck the ledger entries of a case: python3 verify_entries.py entries.json [LEAF_HASH]

Needs Python 3.11 and nothing else. LEAF_HASH is the hash of an entry as learnt elsewhere, such
as in a file taken earlier: it must stand in the chain. Entries that the court keeps back show
their two hashes alone; that they stand in their place is rechecked, what they say cannot be.
The hash rule: SHA-256 over a zero byte and the entry's line, which is the JSON object of at,
actor, act, case, body and previous, keys sorted, no spaces, UTF-8 as is, in form NFC.
"""

import hashlib
import json
import sys
import unicodedata
from pathlib import Path

SAID = ("at", "actor", "act", "body")


def leaf_hash(entry, case):
    line = {"case": case, "previous": entry["previous"], **{name: entry[name] for name in SAID}}
    text = json.dumps(line, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(b"\0" + unicodedata.normalize("NFC", text).encode()).hexdigest()


def check_entry(entry, case, before):
    if entry["previous"] != before:
        yield "it does not follow the entry before it"
    if len(bytes.fromhex(entry["leaf_hash"])) != 32:
        yield "its hash is not 32 bytes long"
    if "act" in entry:
        if entry["leaf_hash"] != leaf_hash(entry, case):
            yield "its hash is not that of what it says"
    elif set(entry) != {"leaf_hash", "previous"}:
        yield "it says something that no hash stands for"


def check_chain(told, known):
    before = ""
    for place, entry in enumerate(told["entries"], 1):
        yield from (f"entry {place}: {fault}" for fault in check_entry(entry, told["case"], before))
        before = entry["leaf_hash"]
    if known and known not in [entry["leaf_hash"] for entry in told["entries"]]:
        yield "no entry has the hash that was learnt elsewhere"


def faults(told, known=None):
    """Everything wrong with the entries, as sentences; none for a sound chain."""
    try:
        if told["protocol"] != "jury-entries/v1":
            return ["this is another protocol"]
        return list(check_chain(told, known))
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        return [f"not the entries of a case: {error!r}"]


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    try:
        told = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    except (OSError, ValueError) as error:
        sys.exit(f"Nothing was checked: {sys.argv[1]} cannot be read as JSON ({error}).")
    found = faults(told, *sys.argv[2:3])
    kept = sum("act" not in entry for entry in told["entries"]) if not found else 0
    print(
        "\n".join(found) or f"Sound: {len(told['entries'])} entries in a chain, {kept} kept back."
    )
    sys.exit(bool(found))
