"""Evidence, its ranking, and the posteriors made of it."""

import numpy as np
import pytest

from jury.reliability.calibrate import FOLDS, calibrate, learnt
from jury.reliability.calibration import ece, log_loss
from jury.reliability.certify import certify
from jury.reliability.dawid_skene import fit
from jury.reliability.evidence import answers, evidence, scores
from jury.reliability.prior import flat
from jury.reliability.simulate import crowd, two_sided
from jury.reliability.votes import Votes

NOBODY = (np.zeros(0, int), np.zeros(0, int))


def fooled(rng, n_cases=600, n_classes=2):
    """A crowd whose jurors err together: one case in six looks like what it is not."""
    right = 0.5 + 0.4 * rng.random((80, 1, 1))
    rows = (1 - right) / (n_classes - 1) + (right - (1 - right) / (n_classes - 1)) * np.eye(
        n_classes
    )
    made = crowd(rng, rows, n_cases, 9)
    other = (made.truth + rng.integers(1, n_classes, n_cases)) % n_classes
    return made.votes, np.where(rng.random(n_cases) < 1 / 6, other, made.truth)


@pytest.fixture(scope="module")
def town():
    votes, truth = fooled(np.random.default_rng(5))
    return votes, truth, fit(votes, 2)


def alone(juror_votes: Votes, n_classes: int = 2):
    return evidence(juror_votes, fit(juror_votes, n_classes))


def test_evidence_is_a_distribution_and_its_order_is_that_of_the_votes(town):
    votes, _, fitted = town
    told = evidence(votes, fitted)
    np.testing.assert_allclose(np.exp(told).sum(axis=1), 1)
    assert np.all(scores(told) >= 0)
    share = np.bincount(votes[0], votes[2]) / 9
    assert np.corrcoef(share, told[:, 1])[0, 1] > 0.9


def test_more_votes_of_one_mind_are_surer_but_not_in_proportion():
    case = np.repeat([0, 1, *range(2, 60)], [3, 18, *[9] * 58])
    rng = np.random.default_rng(2)
    vote = np.where(rng.random(len(case)) < 0.8, case % 2, 1 - case % 2)
    vote[case <= 1] = 1
    juror = rng.integers(30, size=len(case))
    few, many = scores(alone((case, juror, vote)))[:2]
    assert few < many < 3 * few


def test_a_case_without_votes_is_told_by_the_class_shares():
    fitted = fit(([0, 1], [0, 0], [0, 1]), 2, n_cases=3)
    np.testing.assert_allclose(np.exp(evidence(([0, 1], [0, 0], [0, 1]), fitted))[2], fitted.prior)


def test_a_fit_that_calls_a_vote_impossible_is_refused():
    votes = (np.repeat([0, 1, 2], 2), np.tile([0, 1], 3), np.array([0, 0, 1, 1, 1, 0]))
    with pytest.raises(ValueError, match="give it a prior"):
        evidence(votes, fit(votes, 2, prior=flat(2)))


def test_renaming_classes_renames_the_answers(town):
    (case, juror, vote), _, fitted = town
    mirrored = (case, juror, 1 - vote)
    one, other = evidence((case, juror, vote), fitted), evidence(mirrored, fit(mirrored, 2))
    np.testing.assert_allclose(other[:, ::-1], one, atol=1e-6)
    np.testing.assert_array_equal(answers(other), 1 - answers(one))


def test_a_crowd_that_is_fooled_together_is_brought_to_believe_itself_less(town):
    votes, truth, fitted = town
    audited = np.arange(200)
    made = calibrate(votes, fitted, (audited, truth[audited]))
    rest = np.arange(200, 600)
    assert made.scale < 0.8
    assert log_loss(made.posterior[rest], truth[rest]) < 0.55
    assert log_loss(fitted.posterior[rest], truth[rest]) > 0.7
    assert ece(made.posterior[rest], truth[rest]) < ece(fitted.posterior[rest], truth[rest]) - 0.05
    np.testing.assert_allclose(made.posterior.sum(axis=1), 1)


def test_no_audit_has_a_part_in_the_answer_or_the_score(town):
    votes, truth, fitted = town
    none = calibrate(votes, fitted, NOBODY)
    some = calibrate(votes, fitted, (np.arange(100), truth[:100]))
    lies = calibrate(votes, fitted, (np.arange(100), 1 - truth[:100]))
    for made in (some, lies):
        np.testing.assert_array_equal(made.answer, none.answer)
        np.testing.assert_array_equal(made.score, none.score)
    np.testing.assert_array_equal(some.correct, ~lies.correct)


def test_an_audited_case_is_calibrated_by_the_others_alone(town):
    votes, truth, fitted = town
    audited = np.arange(50)
    changed = truth[:50].copy()
    changed[::FOLDS] = 1 - changed[::FOLDS]  # the truths of one fold
    one, other = (calibrate(votes, fitted, (audited, t)).posterior for t in (truth[:50], changed))
    np.testing.assert_array_equal(one[audited[::FOLDS]], other[audited[::FOLDS]])
    assert not np.allclose(one[51:], other[51:])


def test_without_audits_the_evidence_is_believed_as_it_is(town):
    votes, _, fitted = town
    made = calibrate(votes, fitted, NOBODY)
    assert (made.scale, len(made.correct)) == (1.0, 0)
    np.testing.assert_allclose(made.posterior, np.exp(evidence(votes, fitted)))


@pytest.mark.parametrize("n_classes", [2, 4])
def test_the_promise_holds_when_votes_answers_and_scores_are_all_made_here(n_classes):
    broken = decided = 0
    for seed in range(15):
        rng = np.random.default_rng(seed)
        votes, truth = fooled(rng, 400, n_classes)
        truth = np.where(rng.random(400) < 0.7, answers(alone(votes, n_classes)), truth)
        audited = rng.choice(400, 80, replace=False)
        made = calibrate(votes, fit(votes, n_classes), (audited, truth[audited]))
        proved = certify(made.score[audited], made.correct, 0.1, 0.1, population=made.score)
        if proved.threshold is not None:
            above = made.score >= proved.threshold
            decided += above.mean()
            broken += np.mean((made.answer != truth)[above]) > 0.1
    assert broken <= 5
    assert decided > 3


def test_the_scale_and_biases_are_found_again():
    rng = np.random.default_rng(3)
    told = np.log(rng.dirichlet([0.3] * 3, size=4000))
    chance = np.exp(0.6 * told + np.array([0.4, -0.4, 0.0]))
    chance /= chance.sum(axis=1, keepdims=True)
    truth = (rng.random(4000)[:, None] > np.cumsum(chance, axis=1)).sum(axis=1)
    found = learnt(told, truth)
    assert np.exp(found[0]) == pytest.approx(0.6, abs=0.05)
    np.testing.assert_allclose(found[1:], [0.4, -0.4, 0.0], atol=0.15)


@pytest.mark.parametrize(
    ("cases", "truths"),
    [([0, 0], [1, 1]), ([600], [1]), ([0], [2]), ([0, 1], [1]), ([0.5], [1])],
)
def test_an_audit_of_no_case_or_of_no_class_is_refused(town, cases, truths):
    votes, _, fitted = town
    with pytest.raises(ValueError, match="twice|between|each known|integers"):
        calibrate(votes, fitted, (np.array(cases), np.array(truths)))


def test_a_crowd_of_two_sides_that_errs_apart_is_believed():
    rng = np.random.default_rng(8)
    made = crowd(rng, two_sided(rng, 60), 500, 9)
    found = calibrate(made.votes, fit(made.votes, 2), (np.arange(100), made.truth[:100]))
    assert found.scale > 1
    assert np.mean(found.answer == made.truth) > 0.9
