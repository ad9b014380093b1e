#!/usr/bin/env python3
"""Recheck the certificate of a panel: python3 verify_panel.py CERTIFICATE.json [DIGEST]

Needs Python 3.11 and nothing else. DIGEST is what the ledger holds for this certificate. What
one file cannot prove: that the roll's root and the commit were published before the seed could
be known (compare the ledger), and that jurors passed over as "unfit" were so: the reasons, the
quotas among them, are the court's secret. How many seats one side holds is rechecked.
"""

import hashlib
import hmac
import json
import sys
from pathlib import Path

SKIPS = {"unfit"}
GAVE_UP = {None, "recused", "lapsed"}
OUTCOMES = {"rejected": {"rejected"}, "repeat": {"repeat"}, "new": {"called", "skipped"}}


def bind(label, *parts):
    joined = b"".join(len(part).to_bytes(4, "big") + part for part in parts)
    return hashlib.sha256(b"jury/v1/" + label + joined).digest()


def sized(text, size):
    part = bytes(size) if text is None else bytes.fromhex(text)
    if len(part) != size:
        raise ValueError(f"{text} is not {size} bytes long")
    return part


def slot_of(seed, counter, n):
    x = int.from_bytes(hmac.digest(seed, f"jury/v1:{counter}".encode(), "sha256"), "big")
    return x % n if x < 2**256 // n * n else None


def stands_in_roll(step, n, root):
    # RFC 6962: slot|alias|stratum is leaf number ``slot`` of the n under ``root``.
    line = f"{step['slot']}|{step['alias']}|{step['stratum']}".encode()
    seen, index, last = hashlib.sha256(b"\0" + line).digest(), step["slot"], n - 1
    path = [sized(node, 32) for node in step["proof"]]
    while last:
        if index % 2 or index < last:
            if not path:
                return False
            sibling = path.pop(0)
            pair = sibling + seen if index % 2 else seen + sibling
            seen = hashlib.sha256(b"\1" + pair).digest()
        index, last = index >> 1, last >> 1
    return not path and seen == root


def check_step(step, kind, n, root):
    outcome, is_new = step["outcome"], kind == "new"
    line = [step[name] for name in ("alias", "stratum", "proof")]
    if outcome not in OUTCOMES[kind]:
        yield f"it is {outcome}, though its slot is {kind}"
    if not stands_in_roll(step, n, root) if is_new else line != [None] * 3:
        yield "the roll has no such line"
    codes = {"called": GAVE_UP, "skipped": SKIPS}.get(outcome, {None})
    if step["code"] not in codes or (step["seat"] is None) == (outcome == "called"):
        yield f"its reason or its seat does not fit {outcome}"


def check_draw(steps, seed, n, root):
    called = set()
    for counter, step in enumerate(steps):
        slot = slot_of(seed, counter, n)
        kind = "rejected" if slot is None else "repeat" if slot in called else "new"
        if (step["counter"], step["slot"]) != (counter, slot):
            yield f"step {counter}: the seed names slot {slot}"
        yield from (f"step {counter}: {fault}" for fault in check_step(step, kind, n, root))
        if step["outcome"] == "called":
            called.add(slot)


def check_seats(cert):
    sits = [s for s in cert["steps"] if s["outcome"] == "called" and s["code"] is None]
    strata = [step["stratum"] for step in sits]
    if len({step["seat"] for step in sits}) < len(sits):
        yield "a seat is held twice"
    if cert["quotas"]["on"] and any(strata.count(s) > cert["quotas"]["most"] for s in strata):
        yield "one side of the market holds more seats than it may"


def check_seed(cert, root):
    case, epoch, nonces = cert["case"].encode(), cert["epoch"]["id"].encode(), cert["nonces"]
    r_s = sized(nonces["r_s"], 32)
    parties = [sized(nonces[name], 16) for name in ("r_claimant", "r_respondent")]
    if cert["protocol"] != "jury/v1":
        yield "this is another protocol"
    if sized(cert["commit"], 32) != bind(b"commit", case, epoch, r_s):
        yield "the commit is not that of the server's nonce"
    beacon = sized(cert["beacon"], 32)
    if sized(cert["seed"], 32) != bind(b"seed", case, root, r_s, *parties, beacon):
        yield "the seed does not follow from its parts"


def check_digest(cert, published):
    rest = {name: value for name, value in cert.items() if name != "digest"}
    text = json.dumps(rest, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    digest = hashlib.sha256(text.encode()).hexdigest()
    if digest != cert["digest"]:
        yield "the digest is not that of this certificate"
    if published not in (None, digest):
        yield "the ledger holds another digest"


def faults(cert, published=None):
    """Everything wrong with the certificate, as sentences; none for a sound one."""
    try:
        root, n = sized(cert["epoch"]["root"], 32), cert["epoch"]["n"]
        drawn = check_draw(cert["steps"], sized(cert["seed"], 32), n, root)
        found = (check_seed(cert, root), drawn, check_seats(cert), check_digest(cert, published))
        return [fault for check in found for fault in check]
    except (AttributeError, KeyError, TypeError, ValueError, ZeroDivisionError) as error:
        return [f"not a certificate: {error!r}"]


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    try:
        cert = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    except (OSError, ValueError) as error:
        sys.exit(f"Nothing was checked: {sys.argv[1]} cannot be read as JSON ({error}).")
    found = faults(cert, *sys.argv[2:3])
    print("\n".join(found) or "Sound: the panel follows from its seed, each juror from the roll.")
    sys.exit(bool(found))
