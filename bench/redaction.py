"""How much identity the redaction takes out of labelled texts, how much else, and how fast.

Run: python -m bench.redaction [--misses SET TYPE]
"""

import argparse
import json
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jury.redaction.known import Known
from jury.redaction.text import Redacted, redact

DATA = Path(__file__).resolve().parents[2] / "shared" / "data" / "pii"
KNOWN_AS = {
    "PERSON": "person",
    "PHONE": "phone",
    "PHONE_NOISY": "phone",
    "LANDLINE": "phone",
    "ID_CARD": "id_card",
    "BANK_CARD": "bank_card",
    "EMAIL": "email",
    "QQ": "qq",
    "WECHAT": "wechat",
    "ACCOUNT": "account",
    "ORDER_NO": "order_no",
    "TRACKING_NO": "tracking_no",
    "ADDRESS": "address",
    "ADDRESS_SHORT": "address",
    "SHOP": "shop",
    "COMPANY": "company",
}
PERSONAL = {*KNOWN_AS, "PERSON_ALIAS", "PLATE", "PASSPORT", "URL", "IBAN", "IP", "LICENCE_NO"}
PLACE_NAMES_ONLY = {"msra_test", "cluener2020_dev", "weibo_ner_2nd_devtest", "resume_ner_devtest"}
LONG = 5_000


def read(name: str) -> list[dict[str, Any]]:
    return [
        json.loads(line) for line in (DATA / name / "data.jsonl").read_text("utf-8").splitlines()
    ]


def told(record: dict[str, Any]) -> dict[str, list[str]]:
    """The identifiers an order would hold: the labelled ones of the text itself."""
    known: dict[str, list[str]] = {}
    for span in record["spans"]:
        if span["type"] in KNOWN_AS:
            identifier = record["text"][span["start"] : span["end"]]
            known.setdefault(KNOWN_AS[span["type"]], []).append(identifier)
    return known


def is_masked(redacted: Redacted, start: int, end: int) -> bool:
    """Whether every letter and digit of the span is inside a finding."""
    hidden = {at for f in redacted.findings for at in range(f.start, f.end)}
    return all(at in hidden for at in range(start, end) if redacted.original[at].isalnum())


def measure(name: str, with_known: bool) -> dict[str, Any]:
    """Recall by type, precision, share of clean texts touched, suggestions, milliseconds a text."""
    masked, total = Counter[str](), Counter[str]()
    right = found = touched = clean = suggested = 0
    records = read(name)
    known = [Known(told(record) if with_known else {}) for record in records]
    started = time.process_time()
    results = [redact(record["text"], k) for record, k in zip(records, known, strict=True)]
    took = time.process_time() - started
    for record, redacted in zip(records, results, strict=True):
        for span in record["spans"]:
            kind = span["type"]
            if kind in PERSONAL and not (kind == "ADDRESS" and name in PLACE_NAMES_ONLY):
                total[kind] += 1
                masked[kind] += is_masked(redacted, span["start"], span["end"])
        found += len(redacted.findings)
        right += sum(
            any(f.start < s["end"] and s["start"] < f.end for s in record["spans"])
            for f in redacted.findings
        )
        suggested += bool(redacted.unresolved)
        if not record["spans"]:
            clean += 1
            touched += bool(redacted.findings)
    return {
        "recall": sum(masked.values()) / max(1, sum(total.values())),
        "by_type": {kind: (masked[kind], n) for kind, n in total.most_common()},
        "precision": right / max(1, found),
        "clean_touched": (touched, clean),
        "suggested": suggested / len(records),
        "ms": 1000 * took / len(records),
    }


def misses(name: str, kind: str) -> Iterator[str]:
    """The spans not wholly masked (kind a type), or the findings on nothing (kind ``FALSE``)."""
    for record in read(name):
        text, redacted = record["text"], redact(record["text"], {})
        for span in record["spans"]:
            if span["type"] == kind and not is_masked(redacted, span["start"], span["end"]):
                start, end = span["start"], span["end"]
                around = (text[max(0, start - 15) : start], text[start:end], text[end : end + 12])
                yield "{}[{}]{}  → {}".format(*around, redacted.text)
        if kind == "FALSE":
            for f in redacted.findings:
                if not any(f.start < s["end"] and s["start"] < f.end for s in record["spans"]):
                    before, after = text[max(0, f.start - 12) : f.start], text[f.end : f.end + 10]
                    yield f"{f.kind:10} {before}[{text[f.start : f.end]}]{after}"


SEEDS = {
    "digits": "1",
    "digits and dashes": "1-",
    "digits and spaces": "1 2  ",
    "letters": "a",
    "letters and dots": "a.",
    "letters, digits": "a1",
    "at signs": "a@",
    "surnames": "王",
    "surnames and titles": "王先",
    "road": "文三路",
    "numerals": "一二",
    "provinces": "浙江省",
    "cities": "杭州市",
    "estates": "阳光花园",
    "capitals": "Ab ",
    "street": "12 King ",
    "hearts": "微❤",
    "wechat": "微信",
    "order": "订单",
    "brackets": "((",
    "underscores": "a_",
    "dates": "2024-11-",
    "spaces": " ",
    "shop": "小鹿家居",
    "words": "one ",
    "han": "东",
    "name is": "Name is Ab ",
    "in 区": "东区",
    "x": "x ",
}


def worst_texts() -> dict[str, str]:
    """Texts of 5,000 characters made to make patterns backtrack."""
    chance = random.Random(20261123)
    texts = {name: (seed * LONG)[:LONG] for name, seed in SEEDS.items()}
    alphabet = "".join(SEEDS.values())
    texts["mixture"] = "".join(chance.choice(alphabet) for _ in range(LONG))
    return texts


def worst() -> tuple[float, str]:
    def seconds(text: str) -> float:
        started = time.process_time()
        redact(text, {"buyer": ["王小明"], "phone": ["13800138000"]})
        return time.process_time() - started

    return max((seconds(text), name) for name, text in worst_texts().items())


def show(name: str, with_known: bool) -> None:
    m = measure(name, with_known)
    touched, clean = m["clean_touched"]
    print(
        f"{name:22} {'rules+known' if with_known else 'rules':11} recall "
        f"{m['recall']:.3f}  precision {m['precision']:.3f}"
        f"  clean touched {touched}/{clean}  suggestions in {m['suggested']:.2f}  {m['ms']:.2f} ms"
    )
    print(
        "   " + "  ".join(f"{kind} {got / n:.2f} ({n})" for kind, (got, n) in m["by_type"].items())
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--misses", nargs=2, metavar=("SET", "TYPE"))
    parser.add_argument("--only", nargs="*")
    chosen = parser.parse_args()
    if not DATA.is_dir():
        sys.exit(f"No labelled texts in {DATA}.")
    if chosen.misses:
        print("\n".join(misses(*chosen.misses)))
        return
    for name in chosen.only or sorted(folder.name for folder in DATA.iterdir()):
        for with_known in (False, True) if name.startswith("dispute") else (False,):
            show(name, with_known)
    print("worst 5,000 characters: {:.3f} s ({})".format(*worst()))


if __name__ == "__main__":
    main()
