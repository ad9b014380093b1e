"""One coin a juror: against the formulas written plainly, and where two models must agree."""

import numpy as np
import pytest

from jury.reliability import dawid_skene, one_coin, prior
from jury.reliability.simulate import crowd


def coins(accuracy, n_classes):
    wrong = (1 - accuracy[:, None, None]) / (n_classes - 1)
    rows = np.tile(wrong, (1, n_classes, n_classes))
    rows[:, range(n_classes), range(n_classes)] = accuracy[:, None]
    return rows


@pytest.fixture(scope="module", params=[2, 3, 7])
def town(request):
    rng = np.random.default_rng(request.param)
    rows = coins(rng.beta(8, 3, 20), request.param)
    return rows, crowd(rng, rows, 3000, 9)


def plain_em(votes, n_classes, steps):
    """E- and M-step in loops over votes: slow, and no code of ours."""
    case, juror, vote = votes
    seen = np.zeros((case.max() + 1, n_classes))
    np.add.at(seen, (case, vote), 1)
    q = seen / seen.sum(axis=1, keepdims=True)
    for _ in range(steps):
        right = np.bincount(juror, q[case, vote]) / np.bincount(juror)
        joint = np.tile(np.log(q.mean(axis=0)), (len(q), 1))
        for k in range(n_classes):
            told = np.where(vote == k, right[juror], (1 - right[juror]) / (n_classes - 1))
            joint[:, k] += np.bincount(case, np.log(told), minlength=len(q))
        q = np.exp(joint - joint.max(axis=1, keepdims=True))
        q /= q.sum(axis=1, keepdims=True)
    return q, np.bincount(juror, q[case, vote]) / np.bincount(juror)


def test_maximum_likelihood_is_that_of_the_formulas_written_plainly(town):
    rows, made = town
    n_classes = rows.shape[1]
    found = one_coin.fit(
        made.votes, n_classes, prior=prior.flat(n_classes), iterations=60, tolerance=-1.0
    )
    q, right = plain_em(made.votes, n_classes, 60)
    np.testing.assert_allclose(found.posterior, q, atol=1e-6)
    np.testing.assert_allclose(found.confusion[:, 0, 0], right, atol=1e-6)


@pytest.mark.parametrize("held", [None, prior.expected, prior.flat])
def test_the_objective_never_falls(town, held):
    rows, made = town
    n_classes = rows.shape[1]
    gold = (np.arange(9), made.truth[:9])
    found = one_coin.fit(made.votes, n_classes, prior=held and held(n_classes), gold=gold)
    assert len(found.log_likelihood) > 1
    assert np.diff(found.log_likelihood).min() > -1e-7
    np.testing.assert_array_equal(found.posterior[:9].argmax(axis=1), made.truth[:9])


def test_accuracies_are_recovered_within_four_standard_errors(town):
    rows, made = town
    found = one_coin.fit(made.votes, rows.shape[1])
    true, n = rows[:, 0, 0], found.counts.sum(axis=(1, 2))
    error = np.sqrt(true * (1 - true) / n)
    assert np.max(np.abs(found.confusion[:, 0, 0] - true) / error) < 4


def test_every_row_of_a_juror_is_alike_and_a_stranger_is_taken_for_the_community(town):
    rows, made = town
    n_classes = rows.shape[1]
    found = one_coin.fit(made.votes, n_classes, n_jurors=21)
    right = np.diagonal(found.confusion, axis1=1, axis2=2)
    np.testing.assert_array_equal(right, right[:, :1].repeat(n_classes, axis=1))
    np.testing.assert_allclose(found.confusion[20], found.believed.community, atol=1e-12)


def test_with_three_votes_a_juror_one_number_is_learnt_better_than_a_matrix():
    rng = np.random.default_rng(5)
    made = crowd(rng, coins(rng.beta(6, 3, 1500), 3), 900, 5)
    coin, matrix = one_coin.fit(made.votes, 3), dawid_skene.fit(made.votes, 3)
    right = [np.mean(f.posterior.argmax(axis=1) == made.truth) for f in (coin, matrix)]
    assert right[0] > right[1]
