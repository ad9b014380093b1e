"""Dawid & Skene's own example, against a second, plain writing of their equations."""

import csv
from pathlib import Path

import numpy as np
import pytest

from jury.reliability.dawid_skene import fit
from jury.reliability.prior import flat

TABLE = Path(__file__).parents[1] / "data" / "anaesthetists.csv"
OBSERVERS = [0, 0, 0, 1, 2, 3, 4]


def ratings(patient_7):
    with TABLE.open() as file:
        table = [[int(cell) - 1 for cell in row[1:]] for row in list(csv.reader(file))[1:]]
    table[6][:3] = patient_7
    return table


def plain_em(table, steps):
    """Eqs. 3.1, 2.3, 2.4 and 2.5 in loops and bare products: slow, and no code of ours."""
    seen = np.zeros((45, 5, 4))
    for i, row in enumerate(table):
        for observer, grade in zip(OBSERVERS, row, strict=True):
            seen[i, observer, grade] += 1
    q = seen.sum(axis=1) / 7
    for _ in range(steps):
        shares = q.mean(axis=0)
        rates = np.einsum("ik,ijl->jkl", q, seen)
        rates /= rates.sum(axis=2, keepdims=True)
        for i in range(45):
            for k in range(4):
                q[i, k] = shares[k] * np.prod(rates[:, k, :] ** seen[i])
            q[i] /= q[i].sum()
    return q, rates, shares


@pytest.mark.parametrize("patient_7", [(0, 1, 1), (0, 0, 1)], ids=["122", "112"])
def test_maximum_likelihood_is_that_of_the_equations_written_plainly(patient_7):
    table = ratings(patient_7)
    flat_votes = [
        (i, observer, grade)
        for i, row in enumerate(table)
        for observer, grade in zip(OBSERVERS, row, strict=True)
    ]

    found = fit(tuple(np.array(flat_votes).T), 4, prior=flat(4), iterations=2000, tolerance=1e-16)

    q, rates, shares = plain_em(table, 2000)
    np.testing.assert_allclose(found.posterior, q, atol=1e-6)
    np.testing.assert_allclose(found.confusion, rates, atol=1e-6)
    np.testing.assert_allclose(found.prior, shares, atol=1e-6)
    assert np.diff(found.log_likelihood).min() > -1e-9
