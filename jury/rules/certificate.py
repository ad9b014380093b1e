"""The certificate of a draw: what the parties get to recompute a panel.

Why a juror was passed over stays in the court's record: it could tell one party of the other.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from . import draw
from .recusal import SkipCode
from .words import Stratum

UNFIT = "unfit"  # the one reason made public for whoever was passed over


@dataclass(frozen=True)
class Epoch:
    """The roll a case is drawn from, as the ledger knows it."""

    name: str
    root: bytes
    n: int


@dataclass(frozen=True)
class Nonces:
    """What the seed was made from; None where a part was never sent."""

    r_s: bytes
    r_claimant: bytes | None = None
    r_respondent: bytes | None = None
    beacon: bytes | None = None


@dataclass(frozen=True)
class Quotas:
    """Whether the quotas were in force, and how many seats one stratum could take at most."""

    are_on: bool
    most: int


@dataclass(frozen=True)
class Line:
    """The roll's line of a drawn slot, with its proof and, if called, the seat.

    ``gave_up`` says why a juror who was called does not sit.
    """

    alias: str
    stratum: Stratum
    proof: Sequence[bytes]
    seat: int | None = None
    gave_up: SkipCode | None = None


def certificate(
    case_id: str,
    epoch: Epoch,
    nonces: Nonces,
    quotas: Quotas,
    steps: Iterable[draw.Step],
    lines: Mapping[int, Line],
) -> dict[str, Any]:
    """The certificate as plain values, ready for JSON.

    ``lines`` holds, by counter, the line of each step that called or skipped
    a slot; KeyError where one is missing.
    """
    cert = {
        "protocol": draw.PROTOCOL,
        "case": case_id,
        "epoch": {"id": epoch.name, "root": epoch.root.hex(), "n": epoch.n},
        "commit": draw.commitment(case_id, epoch.name, nonces.r_s).hex(),
        "nonces": {
            "r_s": nonces.r_s.hex(),
            "r_claimant": _hex(nonces.r_claimant),
            "r_respondent": _hex(nonces.r_respondent),
        },
        "beacon": _hex(nonces.beacon),
        "seed": _seed(case_id, epoch, nonces).hex(),
        "quotas": {"on": quotas.are_on, "most": quotas.most},
        "steps": [_row(step, lines) for step in steps],
    }
    return cert | {"digest": digest(cert)}


def digest(cert: Mapping[str, Any]) -> str:
    """What a certificate is known by: SHA-256 of its JSON as handed out, keys sorted, no spaces."""
    rest = {name: value for name, value in cert.items() if name != "digest"}
    text = json.dumps(rest, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _seed(case_id: str, epoch: Epoch, nonces: Nonces) -> bytes:
    return draw.seed(
        case_id,
        epoch.root,
        nonces.r_s,
        nonces.r_claimant,
        nonces.r_respondent,
        nonces.beacon,
    )


def _row(step: draw.Step, lines: Mapping[int, Line]) -> dict[str, Any]:
    row: dict[str, Any] = {
        "counter": step.counter,
        "slot": step.slot,
        "outcome": step.outcome.value,
        "code": UNFIT if step.outcome is draw.Outcome.SKIPPED else None,
        "seat": None,
        "alias": None,
        "stratum": None,
        "proof": None,
    }
    if step.outcome not in (draw.Outcome.CALLED, draw.Outcome.SKIPPED):
        return row
    line = lines[step.counter]
    row |= {"alias": line.alias, "stratum": line.stratum.value, "seat": line.seat}
    row["proof"] = [node.hex() for node in line.proof]
    if line.gave_up:
        row["code"] = line.gave_up.value
    return row


def _hex(value: bytes | None) -> str | None:
    return value.hex() if value is not None else None
