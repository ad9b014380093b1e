"""Truths about the tree over a roll."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jury.rules import merkle
from jury.rules.words import Stratum

# The test vectors of Certificate Transparency's own implementations.
LEAVES = [
    bytes.fromhex(leaf)
    for leaf in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = {
    0: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    3: "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    5: "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    7: "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
}
LINES = st.lists(st.binary(max_size=8), min_size=1, max_size=40)


def root_by_definition(lines):
    """RFC 6962, section 2.1, word for word: split at the largest power of two below n."""
    if len(lines) == 1:
        return hashlib.sha256(b"\0" + lines[0]).digest()
    k = 1 << (len(lines) - 1).bit_length() - 1
    halves = root_by_definition(lines[:k]) + root_by_definition(lines[k:])
    return hashlib.sha256(b"\1" + halves).digest()


@pytest.mark.parametrize("n", ROOTS)
def test_the_known_roots_come_out(n):
    assert merkle.root(merkle.tree(LEAVES[:n])).hex() == ROOTS[n]


@given(LINES)
def test_the_root_is_that_of_the_definition(lines):
    assert merkle.root(merkle.tree(lines)) == root_by_definition(lines)


@given(LINES, st.data())
def test_a_proof_shows_its_own_line_and_no_other(lines, data):
    tree, n = merkle.tree(lines), len(lines)
    root, index = merkle.root(tree), data.draw(st.integers(0, n - 1))
    path = merkle.proof(tree, index)
    assert merkle.proves(path, lines[index], index, n, root)
    assert not merkle.proves(path, lines[index] + b"!", index, n, root)
    assert not merkle.proves([*path, bytes(32)], lines[index], index, n, root)
    assert not merkle.proves(path, lines[index], index, n, bytes(32))
    for other in {*range(n)} - {index}:
        if lines[other] != lines[index]:
            assert not merkle.proves(path, lines[index], other, n, root)
    if path:
        assert not merkle.proves(path[1:], lines[index], index, n, root)


@pytest.mark.parametrize("index", [-1, 3])
def test_there_is_no_proof_of_a_line_that_is_not_there(index):
    tree = merkle.tree([b"a", b"b", b"c"])
    with pytest.raises(IndexError):
        merkle.proof(tree, index)
    assert not merkle.proves([], b"a", index, 3, merkle.root(tree))


def test_an_alias_changes_with_the_epoch_and_the_roll_line_names_no_juror():
    today, tomorrow = merkle.alias(b"today", 41), merkle.alias(b"tomorrow", 41)
    assert today != tomorrow and today != merkle.alias(b"today", 42)
    assert merkle.roll_line(7, today, Stratum.SELLS) == f"7|{today}|sells".encode()
