"""Evidence, its ranking, and the posteriors made of it."""

from dataclasses import replace

import numpy as np
import pytest

from jury.reliability.calibrate import FOLDS, NOBODY, calibrate
from jury.reliability.calibration import ece, log_loss
from jury.reliability.certify import certify
from jury.reliability.dawid_skene import fit
from jury.reliability.evidence import answers, evidence, held_out, scores, vote_weights
from jury.reliability.prior import flat, shrink
from jury.reliability.simulate import crowd, two_sided
from jury.reliability.votes import Votes


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


def test_a_case_is_judged_by_rows_and_accuracies_that_never_saw_it():
    rng = np.random.default_rng(2)
    made = crowd(rng, two_sided(rng, 12), 30, 6)
    found = fit(made.votes, 2, gold=([4], made.truth[[4]]))
    of_case = made.votes[0] == 4
    juror, vote = (column[of_case] for column in made.votes[1:])
    counts = found.counts.copy()
    counts[juror, made.truth[4], vote] -= 1
    without = replace(found, counts=counts, confusion=shrink(counts, found.believed))
    expected = vote_weights(without)[juror, :, vote].sum(axis=0)
    told = held_out(made.votes, found, [4])[0]
    assert np.diff(told) == pytest.approx(np.diff(expected), abs=0.02)
    np.testing.assert_allclose(held_out(made.votes, found)[4], told)


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
    assert made.learnt.scale < 0.8
    assert log_loss(made.posterior[rest], truth[rest]) < 0.55
    assert log_loss(fitted.posterior[rest], truth[rest]) > 0.7
    assert ece(made.posterior[rest], truth[rest]) < ece(fitted.posterior[rest], truth[rest]) - 0.05
    np.testing.assert_allclose(made.posterior.sum(axis=1), 1)


def test_no_audit_has_a_part_in_its_own_answer_or_score(town):
    votes, truth, fitted = town
    fold = np.arange(100) % FOLDS == 3
    lies = np.where(fold, 1 - truth[:100], truth[:100])
    one, other = (calibrate(votes, fitted, (np.arange(100), told)) for told in (truth[:100], lies))
    for name in ("answer", "score", "posterior"):
        kept, changed = (getattr(made, name)[:100] for made in (one, other))
        np.testing.assert_array_equal(kept[fold], changed[fold])
        assert name == "answer" or not np.allclose(kept[~fold], changed[~fold])
    np.testing.assert_array_equal(one.correct[fold], ~other.correct[fold])


def test_what_is_gold_teaches_and_is_not_held_out(town):
    votes, truth, fitted = town
    known = (np.arange(100), truth[:100])
    as_gold, as_audits = calibrate(votes, fitted, NOBODY, known), calibrate(votes, fitted, known)
    assert len(as_gold.correct) == 0
    np.testing.assert_allclose(as_gold.learnt.scale, as_audits.learnt.scale)
    np.testing.assert_array_equal(as_gold.posterior[100:], as_audits.posterior[100:])
    assert not np.allclose(as_gold.posterior[:100], as_audits.posterior[:100])


def test_a_class_the_crowd_names_too_readily_is_ranked_lower(town):
    votes, truth, fitted = town
    named = answers(evidence(votes, fitted))
    spoiled = np.where((named == 1) & (np.arange(600) % 2 == 0), 0, truth)
    audited = np.arange(0, 600, 3)
    made = calibrate(votes, fitted, (audited, spoiled[audited]))
    gained = made.score - scores(evidence(votes, fitted))
    assert np.median(gained[made.answer == 0]) > 0.2
    assert np.median(gained[made.answer == 1]) < -0.2


def test_without_audits_the_evidence_is_believed_as_it_is(town):
    votes, _, fitted = town
    made = calibrate(votes, fitted, NOBODY)
    assert (made.learnt.scale, len(made.correct)) == (1.0, 0)
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
    assert found.learnt.scale > 1
    assert np.mean(found.answer == made.truth) > 0.9
