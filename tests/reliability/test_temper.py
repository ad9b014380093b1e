"""How far a sum of log-likelihoods may be believed: what known truths teach of it."""

import numpy as np
import pytest

from jury.reliability.temper import Temper, learnt


def drawn(rng, n, scale, bias, n_classes):
    """Evidence that claims too much or too little by a known factor, and truths it was of."""
    told = np.log(rng.dirichlet([0.3] * n_classes, size=n))
    chance = np.exp(scale * told + np.array(bias))
    chance /= chance.sum(axis=1, keepdims=True)
    return told, (rng.random(n)[:, None] > np.cumsum(chance, axis=1)).sum(axis=1)


@pytest.mark.parametrize("bias", [(0.4, -0.4), (0.4, -0.4, 0.0)])
def test_the_scale_and_biases_are_found_again(bias):
    told, truth = drawn(np.random.default_rng(3), 6000, 0.6, bias, len(bias))
    found = learnt(told, truth)
    assert found.scale == pytest.approx(0.6, abs=0.05)
    np.testing.assert_allclose(found.bias - found.bias.mean(), bias, atol=0.15)
    np.testing.assert_allclose(found.reliance, 0.0, atol=0.25)


def test_answers_of_a_class_that_are_right_more_often_than_they_claim_are_relied_on_more():
    rng = np.random.default_rng(4)
    told, truth = drawn(rng, 3000, 1.0, (0, 0, 0), 3)
    named = told.argmax(axis=1)
    found = learnt(told, np.where(named == 2, 2, truth))
    assert found.reliance[2] > found.reliance[:2].max() + 0.5
    assert learnt(told[:, :2], truth.clip(max=1)).reliance.tolist() == [0.0, 0.0]


def test_nothing_known_changes_nothing_and_little_known_changes_it_little():
    told, truth = drawn(np.random.default_rng(5), 400, 0.4, (0, 0), 2)
    assert learnt(told[:0], truth[:0]).scale == 1.0
    few, all_of_them = (abs(np.log(learnt(told[:n], truth[:n]).scale)) for n in (5, 400))
    assert few < all_of_them / 2


def test_a_case_without_weight_says_nothing():
    told, truth = drawn(np.random.default_rng(6), 400, 0.5, (0.3, 0), 2)
    half = learnt(told[:200], truth[:200])
    whole = learnt(told, truth, np.repeat([1.0, 0.0], 200))
    assert whole.scale == pytest.approx(half.scale, rel=1e-3)
    np.testing.assert_allclose(whole.bias, half.bias, atol=1e-3)


def test_what_cases_rank_by_is_in_the_unit_of_the_evidence():
    told, truth = drawn(np.random.default_rng(7), 500, 0.4, (0, 0), 2)
    found = learnt(told, truth)
    moved = np.diff(found.shifted(told)) - np.diff(told)
    np.testing.assert_allclose(moved, moved[0, 0], atol=1e-9)
    assert np.exp(found.apply(told)).sum(axis=1) == pytest.approx(1)


@pytest.mark.parametrize(
    ("told", "truth", "weights"),
    [
        ([[0.0, np.nan]], [0], None),
        ([[0.0, -1.0]], [2], None),
        ([[0.0, -1.0]], [0, 1], None),
        ([[0.0, -1.0]], [0], [-1.0]),
        ([[0.0, -1.0]], [0], [1.0, 1.0]),
    ],
)
def test_what_makes_no_sense_is_refused(told, truth, weights):
    with pytest.raises(ValueError, match="finite|class|known"):
        learnt(np.array(told), truth, weights)


def test_more_votes_are_believed_more_but_each_of_them_less():
    n = np.arange(1, 100)
    together = n * Temper(0.1).exponent(n)
    assert np.all(np.diff(together) > 0)
    assert together[-1] < 10
    with pytest.raises(ValueError, match="seat"):
        Temper().exponent(0)
