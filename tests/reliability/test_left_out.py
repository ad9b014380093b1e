"""A vote judged by what its juror did elsewhere: the equations solved, and what that is worth."""

import numpy as np
import pytest

from jury.reliability import dawid_skene, left_out, sweep, table
from jury.reliability.calibration import brier
from jury.reliability.dawid_skene import class_shares
from jury.reliability.prior import expected, flat
from jury.reliability.simulate import crowd, two_sided


@pytest.fixture(scope="module", params=[2, 3])
def town(request):
    rng = np.random.default_rng(request.param)
    rows = 0.5 * np.eye(request.param) + 0.5 * rng.dirichlet(np.ones(request.param), (30, 1))
    return crowd(rng, rows, 60, 5), request.param


def plainly(votes, i, q, counts, believed):
    """The equation of one case in loops: what its posterior must be, given all others."""
    told = np.log(class_shares(q, believed))
    for case, j, vote in zip(*votes, strict=True):
        for k in range(q.shape[1]) if case == i else ():
            strength, row = believed.strength[k], believed.community[k]
            voted = counts[j, k, vote] - q[i, k] + strength * row[vote]
            told[k] += np.log(voted / (counts[j, k].sum() - q[i, k] + strength))
    p = np.exp(told - told.max())
    return p / p.sum()


def test_each_case_is_what_the_others_make_of_it(town):
    made, n_classes = town
    found = left_out.fit(made.votes, n_classes, tolerance=1e-9, iterations=500)
    for i in range(60):
        expected_of = plainly(made.votes, i, found.posterior, found.counts, found.believed)
        np.testing.assert_allclose(found.posterior[i], expected_of, atol=1e-6)


@pytest.mark.parametrize("held", [None, expected, flat])
def test_gold_stays_and_rows_are_distributions(town, held):
    made, n_classes = town
    prior = held and held(n_classes)
    found = left_out.fit(
        made.votes, n_classes, gold=([3, 5], [1, 0]), prior=prior, n_cases=61, n_jurors=31
    )
    np.testing.assert_array_equal(found.posterior[[3, 5]], np.eye(n_classes)[[1, 0]])
    np.testing.assert_allclose(found.posterior[60], found.prior, atol=0.05)
    for rows in (found.posterior, found.confusion):
        np.testing.assert_allclose(rows.sum(axis=-1), 1, atol=1e-9)
    np.testing.assert_allclose(found.counts.sum(), len(made.votes[0]))


def test_nothing_at_all_is_taken_for_what_is_believed():
    found = left_out.fit(([], [], []), 2, n_cases=1)
    np.testing.assert_allclose(found.posterior, [[0.5, 0.5]])


def test_jurors_of_few_votes_do_not_vouch_for_themselves():
    rng = np.random.default_rng(1)
    made = crowd(rng, two_sided(rng, 400, mean=(0.7, 0.65), strength=6.0), 220, 9)
    whole, out = dawid_skene.fit(made.votes, 2), left_out.fit(made.votes, 2)
    assert brier(out.posterior, made.truth) < brier(whole.posterior, made.truth)


def test_a_vote_no_other_case_makes_possible_is_taken_for_the_least_likely_or_ends_all_doubt():
    laid = table.lay_out(([0, 1, 1], [0, 0, 1], [1, 0, 0]), 2, n_cases=3)
    q = np.array([[0.0, 1.0], [1.0, 0.0], [0.5, 0.5]])
    counts = sweep.count(laid, q)
    (block,) = laid.blocks
    told = left_out.by_others(counts, flat(2))(block, q)
    np.testing.assert_array_equal(
        told, [[-np.inf, np.log(0.5)], [2 * np.log(0.5), -np.inf], [0, 0]]
    )
    least = left_out.by_others(counts, flat(2), 1e-9)(block, q)
    assert least[0, 0] == np.log(1e-9)
