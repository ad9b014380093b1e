"""Votes as three integer arrays, case, juror and class voted, and what makes them fit for use."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_array

Integers = NDArray[np.int64]
AnyInteger = NDArray[np.integer[Any]]
Votes = tuple[ArrayLike, ArrayLike, ArrayLike]


def check_votes(
    votes: Votes, n_classes: int, n_cases: int | None, n_jurors: int | None
) -> tuple[Integers, Integers, Integers, int, int]:
    """The votes as int64 arrays with the numbers of cases and jurors; ValueError if unfit."""
    (case, juror, vote), n_cases, n_jurors = check_columns(votes, n_classes, n_cases, n_jurors)
    case, juror, vote = (column.astype(np.int64, copy=False) for column in (case, juror, vote))
    return case, juror, vote, n_cases, n_jurors


def check_columns(
    votes: Votes, n_classes: int, n_cases: int | None, n_jurors: int | None
) -> tuple[tuple[AnyInteger, AnyInteger, AnyInteger], int, int]:
    """As ``check_votes``, with each array in the width it came in, so that nothing is copied."""
    if n_classes < 2:
        raise ValueError("there must be at least two classes")
    case, juror, vote = (_as_integers(column) for column in votes)
    if not case.shape == juror.shape == vote.shape:
        raise ValueError("case, juror and vote must be of one length")
    n_cases = _check_range("case", case, n_cases)
    n_jurors = _check_range("juror", juror, n_jurors)
    _check_range("vote", vote, n_classes)
    return (case, juror, vote), n_cases, n_jurors


def check_cases(cases: ArrayLike, n_cases: int, name: str = "case") -> Integers:
    """The case numbers as integers; ValueError if one is out of range or named twice."""
    case = _integers(cases)
    _check_range(name, case, n_cases)
    if len(np.unique(case)) != len(case):
        raise ValueError(f"a {name} is named twice")
    return case


def _check_range(name: str, column: AnyInteger, n: int | None) -> int:
    """How many there are: ``n``, or as many as the column names."""
    if n is not None and n < 0:
        raise ValueError(f"there cannot be {n} of {name}")
    largest = _largest(column)
    if largest > np.iinfo(np.int64).max:
        raise ValueError(f"{name} must lie at 0 or above")
    if n is not None and largest >= n:
        raise ValueError(f"{name} must lie between 0 and {n - 1}")
    return largest + 1 if n is None else n


def _largest(column: AnyInteger) -> int:
    """The largest number; one below 0 counts as more than any int64, so that one look is enough."""
    if not column.size:
        return -1
    if column.dtype.kind == "u":
        return int(column.max())
    largest = int(column.view(f"u{column.itemsize}").max())
    return largest if largest <= np.iinfo(column.dtype).max else 2**64


def _integers(column: ArrayLike) -> Integers:
    return _as_integers(column).astype(np.int64, copy=False)


def _as_integers(column: ArrayLike) -> AnyInteger:
    array = np.asarray(column)
    if array.ndim != 1 or (array.size and not np.issubdtype(array.dtype, np.integer)):
        raise ValueError("votes and gold must be one-dimensional arrays of integers")
    return array if array.size else array.astype(np.int64)


def check_classes(truth: ArrayLike, n_classes: int, known: int) -> Integers:
    """The class of each known case as integers; ValueError unless there are ``known`` of them."""
    y = _integers(truth)
    if len(y) != known:
        raise ValueError("each known case needs one class")
    _check_range("class", y, n_classes)
    return y


def incidence(case: Integers, column: Integers, shape: tuple[int, int]) -> csr_array:
    """Which case holds which (juror, vote): sparse counts, (cases, jurors · classes)."""
    return csr_array((np.ones(len(case)), (case, column)), shape=shape)
