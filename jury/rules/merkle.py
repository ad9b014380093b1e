"""Merkle trees of RFC 6962, section 2.1, and the lines of a roll that go into one."""

import hashlib
import hmac
from collections.abc import Iterable, Sequence

from .words import Stratum

Tree = list[list[bytes]]  # levels of hashes, the leaves first, the root alone in the last


def alias(epoch_key: bytes, juror_id: int) -> str:
    """What a juror is called in the roll of one epoch; only the key's holder can tell who it is."""
    return hmac.digest(epoch_key, str(juror_id).encode(), "sha256").hex()


def roll_line(slot: int, alias: str, stratum: Stratum) -> bytes:
    return f"{slot}|{alias}|{stratum.value}".encode()


def tree(lines: Iterable[bytes]) -> Tree:
    """All levels of the tree over the lines, in their order; O(lines)."""
    levels = [[_leaf(line) for line in lines]]
    while len(levels[-1]) > 1:
        below = levels[-1]
        pairs = zip(below[::2], below[1::2], strict=False)
        level = [_node(left, right) for left, right in pairs]
        levels.append(level + below[len(level) * 2 :])  # an odd one out moves up as it is
    return levels


def root(tree: Tree) -> bytes:
    return tree[-1][0] if tree[-1] else hashlib.sha256().digest()


def proof(tree: Tree, index: int) -> list[bytes]:
    """The hashes that lead from line ``index`` to the root; IndexError where there is none."""
    if not 0 <= index < len(tree[0]):
        raise IndexError(index)
    path = []
    for level in tree[:-1]:
        if index ^ 1 < len(level):
            path.append(level[index ^ 1])
        index >>= 1
    return path


def proves(path: Sequence[bytes], line: bytes, index: int, n: int, root: bytes) -> bool:
    """Whether ``path`` shows that ``line`` stands at ``index`` of the n lines under ``root``."""
    if not 0 <= index < n:
        return False
    seen, last, rest = _leaf(line), n - 1, list(path)
    while last:
        if index % 2 or index < last:
            if not rest:
                return False
            sibling = rest.pop(0)
            seen = _node(sibling, seen) if index % 2 else _node(seen, sibling)
        index, last = index >> 1, last >> 1
    return not rest and seen == root


def _leaf(line: bytes) -> bytes:
    return hashlib.sha256(b"\0" + line).digest()


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\1" + left + right).digest()
