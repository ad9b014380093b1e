"""All votes of a crowd, sorted by case and cut into blocks that a processor can keep at hand."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike
from scipy.sparse import csc_array, csr_array

from .prior import Floats
from .votes import AnyInteger, Integers, Votes, check_cases, check_classes, check_columns

BLOCK = 2**19  # votes: what threads take at a time, with little to do between two blocks
CHUNK = 2**16  # votes packed at a time, for the same reason
MOST = 2**31 - 1
MOST_NUMBERS = 2**28  # in the jurors' confusion matrices: 2 GB


@dataclass(frozen=True)
class Block:
    """Neighbouring cases with all their votes.

    Attributes
    ----------
    cases : slice
        Which cases of the table.
    seen : sparse array, shape (cases of the block, classes · jurors)
        How often a case holds the vote ``class · jurors + juror``.
    cast : sparse array, shape (classes · jurors, cases of the block)
        The same votes, seen from their jurors.
    known, truth : int arrays of one length
        The gold cases, numbered within the block, and their class.
    """

    cases: slice
    seen: csr_array
    cast: csc_array
    known: Integers
    truth: Integers


@dataclass(frozen=True)
class Table:
    """Votes ready to be counted. ``cast[j, l]`` is how many votes l juror j cast in all.

    Jurors lie side by side in memory, of this and of all tables of rows: sums over the few
    classes then run along the many jurors.
    """

    blocks: tuple[Block, ...]
    cast: Floats
    n_cases: int
    n_jurors: int
    n_classes: int
    n_votes: int


def lay_out(
    votes: Votes,
    n_classes: int,
    n_cases: int | None = None,
    n_jurors: int | None = None,
    gold: tuple[ArrayLike, ArrayLike] | None = None,
) -> Table:
    """The table of votes in any order; the same table, bit for bit, for every order of them.

    Raises
    ------
    ValueError
        If the votes or the gold are unfit, or so many jurors and classes are named
        that their confusion matrices would not fit into memory.

    Notes
    -----
    One sort of a 64-bit number a vote; then 4 bytes a vote are kept. At its height
    it needs 12 bytes a vote beside the votes given.
    """
    columns, n_cases, n_jurors = check_columns(votes, n_classes, n_cases, n_jurors)
    _check_size(len(columns[0]), n_cases, n_jurors, n_classes)
    known, truth = _in_order(gold, n_cases, n_classes)
    width = n_jurors * n_classes
    bits = max(width - 1, 0).bit_length()
    packed = _packed(columns, n_jurors, bits)
    span = min(n_cases * max(BLOCK, 2 * width) // max(len(packed), 1), n_cases)
    starts = [*range(0, n_cases, max(span, 1)), n_cases]
    ends = np.searchsorted(packed, np.array(starts, np.int64) << bits)
    of_gold = np.searchsorted(known, starts)
    one = np.ones(max(int(np.diff(ends).max(initial=0)), span))
    blocks, cast = [], np.zeros(width)
    for n, (first, last) in enumerate(pairwise(starts)):
        cases, here = slice(first, last), slice(of_gold[n], of_gold[n + 1])
        seen = _rows(packed[ends[n] : ends[n + 1]], bits, cases, one, width)
        cast += seen.T @ one[: last - first]
        blocks.append(Block(cases, seen, seen.T, known[here] - first, truth[here]))
    by_juror = cast.reshape(n_classes, n_jurors).T
    return Table(tuple(blocks), by_juror, n_cases, n_jurors, n_classes, len(packed))


def _in_order(
    gold: tuple[ArrayLike, ArrayLike] | None, n_cases: int, n_classes: int
) -> tuple[Integers, Integers]:
    known, truth = gold or ([], [])
    case = check_cases(known, n_cases)
    order = np.argsort(case)
    return case[order], check_classes(truth, n_classes, len(case))[order]


def _packed(
    columns: tuple[AnyInteger, AnyInteger, AnyInteger], n_jurors: int, bits: int
) -> Integers:
    """Each vote as one number, case before class before juror, in rising order."""
    case, juror, vote = columns
    packed = case.astype(np.int64)
    for start in range(0, len(packed), CHUNK):
        part = slice(start, start + CHUNK)
        packed[part] <<= bits
        packed[part] |= vote[part].astype(np.int64, copy=False) * n_jurors
        packed[part] += juror[part].astype(np.int64, copy=False)
    packed.sort()
    return packed


def _rows(packed: Integers, bits: int, cases: slice, one: Floats, width: int) -> csr_array:
    """Which case holds which vote, of some of the packed votes; these are used up."""
    columns = packed.astype(np.int32)  # its lower 32 bits, of which a vote takes 31 at most
    columns &= (1 << bits) - 1
    packed >>= bits
    packed -= cases.start
    n_cases = cases.stop - cases.start
    until = np.zeros(n_cases + 1, np.int32)
    np.cumsum(np.bincount(packed, minlength=n_cases), out=until[1:])
    return csr_array((one[: len(packed)], columns, until), shape=(n_cases, width), copy=False)


def _check_size(n_votes: int, n_cases: int, n_jurors: int, n_classes: int) -> None:
    if max(n_votes, n_cases, n_jurors * n_classes) > MOST:
        raise ValueError(f"votes, cases and jurors · classes must each be at most {MOST}")
    numbers = n_jurors * n_classes**2
    if max(numbers, n_cases * n_classes) > MOST_NUMBERS:
        raise ValueError(
            f"{n_jurors} jurors and {n_cases} cases of {n_classes} classes do not fit into "
            f"memory: jurors · classes² and cases · classes must each be at most {MOST_NUMBERS}"
        )


def summed(block: Block, of_votes: Floats) -> Floats:
    """The sum over the votes of each case of a block, (cases,), of a number for each vote."""
    seen = block.seen
    numbers = csr_array((of_votes, seen.indices, seen.indptr), shape=seen.shape, copy=False)
    return np.asarray(numbers @ np.ones(seen.shape[1]))
