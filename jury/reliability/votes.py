"""Votes as three integer arrays, case, juror and class voted, and what makes them fit for use."""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_array

Integers = NDArray[np.int64]
Votes = tuple[ArrayLike, ArrayLike, ArrayLike]


def check_votes(
    votes: Votes, n_classes: int, n_cases: int | None, n_jurors: int | None
) -> tuple[Integers, Integers, Integers, int, int]:
    """The votes as integer arrays with the numbers of cases and jurors; ValueError if unfit."""
    if n_classes < 2:
        raise ValueError("there must be at least two classes")
    case, juror, vote = (_integers(column) for column in votes)
    if not case.shape == juror.shape == vote.shape:
        raise ValueError("case, juror and vote must be of one length")
    n_cases = int(case.max(initial=-1)) + 1 if n_cases is None else n_cases
    n_jurors = int(juror.max(initial=-1)) + 1 if n_jurors is None else n_jurors
    for name, column, n in (
        ("case", case, n_cases),
        ("juror", juror, n_jurors),
        ("vote", vote, n_classes),
    ):
        _check_range(name, column, n)
    return case, juror, vote, n_cases, n_jurors


def check_cases(cases: ArrayLike, n_cases: int) -> Integers:
    """The case numbers as integers; ValueError if one is out of range or named twice."""
    case = _integers(cases)
    _check_range("case", case, n_cases)
    if len(np.unique(case)) != len(case):
        raise ValueError("a case is named twice")
    return case


def _check_range(name: str, column: Integers, n: int) -> None:
    if column.size and (column.min() < 0 or column.max() >= n):
        raise ValueError(f"{name} must lie between 0 and {n - 1}")


def _integers(column: ArrayLike) -> Integers:
    array = np.asarray(column)
    if array.ndim != 1 or (array.size and not np.issubdtype(array.dtype, np.integer)):
        raise ValueError("votes and gold must be one-dimensional arrays of integers")
    return array.astype(np.int64)


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
