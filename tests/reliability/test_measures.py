"""Priors, intervals, majority, calibration, agreement and made-up crowds."""

import csv
from pathlib import Path

import numpy as np
import pytest

from jury.reliability import prior
from jury.reliability.agreement import krippendorff_alpha, with_others
from jury.reliability.baseline import TIE, accuracy, majority
from jury.reliability.calibration import (
    brier,
    ece,
    interval_of,
    log_loss,
    reliability_curve,
)
from jury.reliability.simulate import crowd, two_sided

DATA = Path(__file__).parents[1] / "data"
POSTERIOR = np.array([[0.9, 0.1], [0.2, 0.8]])


def test_shrinkage_by_hand():
    believed = prior.Prior(np.array([[0.7, 0.3], [0.3, 0.7]]), np.full(2, 10.0), np.ones(2))
    rows = prior.shrink(np.array([[8.0, 2.0], [0.0, 0.0]]), believed)
    np.testing.assert_allclose(rows, [[0.75, 0.25], [0.3, 0.7]])


def test_an_unseen_crowd_is_expected_to_be_what_any_crowd_is():
    learnt, start = prior.learn(np.zeros((5, 2, 2))), prior.expected(2)
    np.testing.assert_allclose(learnt.community, start.community)
    np.testing.assert_allclose(learnt.strength, start.strength)


def test_one_freak_juror_of_a_thousand_ballots_hardly_moves_the_community():
    counts = np.tile([[16.0, 4.0], [4.0, 16.0]], (30, 1, 1))
    freak = np.concatenate([counts, [[[0.0, 1000.0], [1000.0, 0.0]]]])
    moved = prior.learn(freak).community[0, 0] - prior.learn(counts).community[0, 0]
    assert -0.06 < moved < 0


def test_jurors_alike_make_a_stronger_prior_than_jurors_unlike():
    rng = np.random.default_rng(4)
    alike, unlike = (np.round(two_sided(rng, 200, strength=s) * 40) for s in (60.0, 4.0))
    assert prior.learn(alike).strength.min() > 2 * prior.learn(unlike).strength.max()


def test_the_interval_covers_as_often_as_it_says():
    rng = np.random.default_rng(6)
    ends = [prior.interval(int(right), 30, 0.9) for right in rng.binomial(30, 0.8, 2000)]
    inside = [low <= 0.8 <= high for low, high in ends]
    assert abs(np.mean(inside) - 0.9) < 0.04


def test_the_interval_ends_where_nothing_or_everything_is_right():
    assert prior.interval(0, 0) == (0.0, 1.0)
    assert prior.interval(0, 9)[0] == 0.0
    assert prior.interval(9, 9)[1] == 1.0
    for bad in [(-1, 3), (4, 3), (float("nan"), 3)]:
        with pytest.raises(ValueError, match="right"):
            prior.interval(*bad)


def test_a_juror_lies_where_counts_and_belief_put_them():
    rng = np.random.default_rng(12)
    believed = prior.expected(2)
    rows = rng.beta(8 * 0.7, 8 * 0.3, 4000)  # as believed: strength 8, right 7 times in 10
    right = rng.binomial(15, rows)
    counts = np.stack([np.stack([right, 15 - right], axis=1)] * 2, axis=1).astype(float)
    counts[:, 1] = counts[:, 1, ::-1]
    low, high = prior.row_intervals(counts, believed, 0.9)
    inside = (low[:, 0, 0] <= rows) & (rows <= high[:, 0, 0])
    assert abs(np.mean(inside) - 0.9) < 0.03
    likely = prior.shrink(counts, believed)
    assert np.all((low < likely) & (likely < high))
    with pytest.raises(ValueError, match="level"):
        prior.row_intervals(counts, believed, 1.0)


def test_a_case_no_side_leads_is_a_tie_and_half_right():
    decided = majority(([0, 0, 0, 1, 1], [0, 1, 2, 0, 1], [1, 1, 0, 0, 1]), 2, n_cases=3)
    np.testing.assert_array_equal(decided, [1, TIE, TIE])
    assert accuracy(decided, np.array([1, 0, 1]), 2) == pytest.approx(2 / 3)


def test_scores_by_hand():
    truth = np.array([0, 0])
    assert brier(POSTERIOR, truth) == pytest.approx((0.02 + 1.28) / 2)
    assert log_loss(POSTERIOR, truth) == pytest.approx(-np.log([0.9, 0.2]).mean())
    assert ece(POSTERIOR, truth) == pytest.approx((0.1 + 0.8) / 2)
    curve = reliability_curve(POSTERIOR, truth, bins=1)
    assert (curve.stated[0], curve.right[0], curve.cases[0]) == pytest.approx((0.85, 0.5, 2))


@pytest.mark.parametrize("score", [brier, log_loss, ece])
def test_scores_refuse_what_is_no_posterior(score):
    with pytest.raises(ValueError, match="posterior"):
        score(np.array([[0.9, 0.2]]), np.array([0]))
    with pytest.raises(ValueError, match="posterior"):
        score(np.array([[np.nan, 0.2]]), np.array([0]))
    with pytest.raises(ValueError, match="cases at least 1"):
        score(np.zeros((0, 2)), np.zeros(0, int))


def test_alpha_by_hand_and_at_its_limits():
    # two cases, two jurors: agree on 0, differ on the other; D_o = 2/4, D_e = 6/12
    assert krippendorff_alpha(([0, 0, 1, 1], [0, 1, 0, 1], [0, 0, 0, 1]), 2) == pytest.approx(0.0)
    assert krippendorff_alpha(([0, 0, 1, 1], [0, 1, 0, 1], [0, 0, 1, 1]), 2) == 1.0
    assert np.isnan(krippendorff_alpha(([0, 1], [0, 1], [0, 1]), 2))


def test_agreement_with_others_leaves_the_own_vote_out():
    alike = with_others(([0, 0, 0, 1], [0, 1, 2, 3], [1, 1, 0, 0]), 2)
    np.testing.assert_allclose(alike, [0.5, 0.5, 0.0, np.nan])


def test_a_crowd_votes_as_its_rows_say_and_nobody_twice():
    rng = np.random.default_rng(9)
    rows = two_sided(rng, 10)
    made = crowd(rng, rows, 4000, 5)
    case, juror, vote = made.votes
    assert len({*zip(case.tolist(), juror.tolist(), strict=True)}) == 20_000
    for j in range(10):
        for k in range(2):
            cast = vote[(juror == j) & (made.truth[case] == k)]
            p = rows[j, k, 1]
            assert abs(cast.mean() - p) < 4.5 * np.sqrt(p * (1 - p) / len(cast))


def test_the_simulated_files_are_what_the_simulation_makes():
    rng = np.random.default_rng(1979)
    made = crowd(rng, two_sided(rng, 30), 40, 9)
    with (DATA / "simulated_votes.csv").open() as file:
        votes = [
            (int(r["task"][1:]), int(r["worker"][1:]), int(r["label"]))
            for r in csv.DictReader(file)
        ]
    with (DATA / "simulated_truth.csv").open() as file:
        truth = [int(r["label"]) for r in csv.DictReader(file)]
    np.testing.assert_array_equal(np.array(votes).T, made.votes)
    np.testing.assert_array_equal(truth, made.truth)


@pytest.mark.parametrize("measure", [brier, log_loss, ece])
def test_an_interval_holds_the_measure_of_very_many_cases(measure):
    rng = np.random.default_rng(9)
    stated = np.array([0.5, 0.65, 0.85])
    right = np.array([0.5, 0.6, 0.7])

    def cases(n):
        kind = rng.integers(3, size=n)
        posterior = np.stack([1 - stated[kind], stated[kind]], axis=1)
        return posterior, (rng.random(n) < right[kind]).astype(np.int64)

    all_of_them = measure(*cases(200_000))
    ends = [interval_of(measure, *cases(300), rng, 0.9, 60) for _ in range(60)]
    assert 45 <= sum(low <= all_of_them <= high for low, high in ends) < 60


def test_an_interval_needs_a_level_and_cases():
    rng, truth = np.random.default_rng(1), np.array([0, 1])
    with pytest.raises(ValueError, match="level"):
        interval_of(brier, POSTERIOR, truth, rng, level=1.0)
    with pytest.raises(ValueError, match="cases at least 1"):
        interval_of(ece, np.zeros((0, 2)), np.zeros(0, np.int64), rng)
