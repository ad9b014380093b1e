"""The draw: who is called to a panel (protocol ``jury/v1``).

Every hash binds a label and its fields, each field preceded by its length in
four bytes, most significant first: no two lists of fields give the same bytes.
A case and an epoch are named in UTF-8; an absent nonce or beacon is zero bytes
of its full length. A counter is written in decimal ASCII.
"""

import hashlib
import hmac
from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import StrEnum
from itertools import count
from math import ceil, log

from .recusal import SkipCode
from .words import Side

PROTOCOL = "jury/v1"
SERVER_NONCE = 32
PARTY_NONCE = 16
BEACON = 32
ROOT = 32
LONGEST_CALL = 10_000


class Outcome(StrEnum):
    """What became of one step of the counter."""

    CALLED = "called"
    SKIPPED = "skipped"
    REPEAT = "repeat"  # the slot was called before
    REJECTED = "rejected"  # the number lies where it would favour some slots


@dataclass(frozen=True)
class Step:
    """One count of the draw: the slot it named and what became of it."""

    counter: int
    slot: int | None
    outcome: Outcome
    code: SkipCode | None = None


def commitment(case_id: str, epoch: str, r_s: bytes) -> bytes:
    """What the server publishes at filing, so that its nonce cannot change afterwards."""
    return _bind("commit", case_id.encode(), epoch.encode(), _sized(r_s, SERVER_NONCE))


def seed(
    case_id: str,
    epoch_root: bytes,
    r_s: bytes,
    r_claimant: bytes | None = None,
    r_respondent: bytes | None = None,
    beacon: bytes | None = None,
) -> bytes:
    """The seed of a case's draw; ValueError where a part has the wrong length."""
    return _bind(
        "seed",
        case_id.encode(),
        _sized(epoch_root, ROOT),
        _sized(r_s, SERVER_NONCE),
        _sized(r_claimant, PARTY_NONCE),
        _sized(r_respondent, PARTY_NONCE),
        _sized(beacon, BEACON),
    )


def slots(seed: bytes, n: int, start: int = 0) -> Iterator[tuple[int, int | None]]:
    """Each counter from ``start`` with the slot it names, in 0…n−1, or None where rejected.

    >>> [slot for _, slot in zip(range(5), slots(bytes(32), 1000))]
    [(0, 762), (1, 665), (2, 215), (3, 165), (4, 300)]
    """
    if n < 1:
        raise ValueError("a roll without slots")
    fair = (2**256 // n) * n
    for counter in count(start):
        x = int.from_bytes(_mac(seed, f"{PROTOCOL}:{counter}"))
        yield counter, x % n if x < fair else None


def call(
    seed: bytes,
    n: int,
    counter: int,
    taken: AbstractSet[int],
    skip: Callable[[int], SkipCode | None],
) -> tuple[list[Step], int]:
    """Count on from ``counter`` until one juror is called; the steps, and the next counter.

    ``taken`` holds the slots called before in this draw; ``skip`` gives the
    law's reason against a slot and is asked once for each. When the last step
    called nobody, the roll is exhausted. That is found out once every slot has
    come up, or, since the last few are long in coming, after as many counts as
    leave less than one chance in twenty thousand for each to have been missed.
    A call ends after ``LONGEST_CALL`` counts in any case.
    """
    steps: list[Step] = []
    codes: dict[int, SkipCode] = {}
    most = min(LONGEST_CALL, ceil(n * (log(n) + 10)))
    drawn = slots(seed, n, counter)
    while len(steps) < most and len(codes) + len(taken) < n:
        step = _step(*next(drawn), taken, codes, skip)
        steps.append(step)
        if step.outcome is Outcome.CALLED:
            break
    return steps, counter + len(steps)


def left_side(seed: bytes, slot: int) -> Side:
    """The side a juror sees on the left: as often one as the other, fixed by the seed."""
    return Side.BUYER if chance(seed, "left", slot) < 0.5 else Side.SELLER


def chance(seed: bytes, label: str, counter: int) -> float:
    """A number in [0, 1) that nobody chose, for lots other than the draw itself."""
    drawn = int.from_bytes(_mac(seed, f"{PROTOCOL}/chance:{label}:{counter}")[:7])
    return (drawn >> 3) / 2**53


def _step(
    counter: int,
    slot: int | None,
    taken: AbstractSet[int],
    codes: dict[int, SkipCode],
    skip: Callable[[int], SkipCode | None],
) -> Step:
    if slot is None:
        return Step(counter, None, Outcome.REJECTED)
    if slot in taken:
        return Step(counter, slot, Outcome.REPEAT)
    code = codes.get(slot) or skip(slot)
    if code is None:
        return Step(counter, slot, Outcome.CALLED)
    codes[slot] = code
    return Step(counter, slot, Outcome.SKIPPED, code)


def _bind(label: str, *parts: bytes) -> bytes:
    bound = b"".join(len(part).to_bytes(4) + part for part in parts)
    return hashlib.sha256(f"{PROTOCOL}/{label}".encode() + bound).digest()


def _mac(seed: bytes, text: str) -> bytes:
    return hmac.digest(seed, text.encode(), "sha256")


def _sized(part: bytes | None, size: int) -> bytes:
    if part is None:
        return bytes(size)
    if len(part) != size:
        raise ValueError(f"{len(part)} bytes where {size} are due")
    return part
