"""The certificate: what it proves, how seldom it is mistaken, and when it keeps silent."""

import numpy as np
import pytest

from jury.reliability.audits import needed
from jury.reliability.certify import certify

RNG = np.random.default_rng(20261125)
TIMES = 200
MOST_BROKEN = 32  # at a chance of 0.1 each: exceeded once in 400 by what is just fair


def split(score, right, audits, seed):
    return np.random.default_rng(seed).choice(len(score), audits, replace=False)


def rising(n, worst, power):
    """Cases whose chance of being decided wrongly rises from 0 to ``worst`` as the score falls."""
    score = RNG.random(n)
    return score, worst * (1 - score) ** power


def even(n, error):
    """Scores that say nothing of the error."""
    return RNG.random(n), np.full(n, error)


def tied(n, error):
    """Only four scores; the highest is the worst."""
    score = RNG.integers(4, size=n) / 4
    return score, error + 0.1 * (score == 0.75)


def hard_middle(n):
    """The surest are right, the others are wrong just often enough to reach alpha everywhere."""
    score = RNG.random(n)
    return score, np.where(score > 0.7, 0.0, 0.0834)


WORLDS = {
    "just above alpha everywhere": even(4_000, 0.0505),
    "far above alpha": even(4_000, 0.3),
    "rising slowly": rising(4_000, 0.2, 1),
    "rising late": rising(4_000, 0.5, 4),
    "tied": tied(4_000, 0.04),
    "a hard middle": hard_middle(4_000),
}


@pytest.mark.parametrize("audits", [50, 200, 1500])
@pytest.mark.parametrize("world", WORLDS)
def test_the_promise_is_broken_no_more_often_than_was_said(world, audits):
    score, error = WORLDS[world]
    above = np.argsort(-score, kind="stable")
    risk = np.cumsum(error[above]) / np.arange(1, len(score) + 1)
    broken = 0
    for seed in range(TIMES):
        rng = np.random.default_rng(seed)
        chosen = rng.integers(len(score), size=audits)
        right = rng.random(audits) >= error[chosen]
        proved = certify(score[chosen], right, population=score)
        if proved.threshold is not None:
            broken += risk[np.sum(score >= proved.threshold) - 1] > 0.05
    assert broken <= MOST_BROKEN


@pytest.mark.parametrize("cases", [60, 500])
def test_it_also_holds_for_a_small_court_that_audits_its_own_cases(cases):
    broken = 0
    for seed in range(TIMES):
        rng = np.random.default_rng(seed)
        score = rng.random(cases)
        right = rng.random(cases) >= 0.25 * (1 - score)
        chosen = rng.choice(cases, max(50, cases // 10), replace=False)
        proved = certify(score[chosen], right[chosen], 0.1, 0.1, population=score)
        if proved.threshold is not None:
            broken += np.mean(~right[score >= proved.threshold]) > 0.1
    assert broken <= MOST_BROKEN


def test_without_a_population_the_audits_stand_for_it_and_the_promise_holds():
    broken = decided = 0
    for seed in range(TIMES):
        rng = np.random.default_rng(seed)
        score = rng.random(200)
        right = rng.random(200) >= 0.25 * (1 - score)
        proved = certify(score, right, 0.1, 0.1)
        if proved.threshold is not None:
            decided += proved.decided
            broken += 0.25 * (1 - proved.threshold) / 2 > 0.1  # the mean error above it
    assert broken <= MOST_BROKEN
    assert decided > TIMES / 4


def test_what_is_easy_to_prove_is_proved():
    score, error = rising(2000, 0.3, 6)
    right = np.random.default_rng(1).random(2000) >= error
    proved = certify(score[:200], right[:200], population=score)
    assert proved.threshold is not None
    assert proved.decided > 0.6
    assert proved.bound <= proved.certified_error == 0.05
    assert proved.audited == np.sum(score[:200] >= proved.threshold)
    assert proved.wrong == np.sum(~right[:200][score[:200] >= proved.threshold])


def test_a_court_of_hard_cases_that_audits_much_may_still_decide_its_surest():
    score = np.linspace(1, 0, 10_000)
    right = (score > 0.8) | (np.random.default_rng(2).random(10_000) < 0.5)
    few, many = (np.arange(0, 10_000, step) for step in (30, 5))
    thin, thick = (certify(score[a], right[a], population=score) for a in (few, many))
    assert (thin.threshold, thin.enough) == (None, True)
    assert 0.1 <= thick.decided <= 0.23


def test_one_wrong_audit_among_the_surest_does_not_end_it():
    score = np.linspace(1, 0, 1000)
    right = np.ones(200, bool)
    right[0] = False  # the very surest
    proved = certify(score[::5], right, population=score)
    assert proved.decided == 1.0
    assert (proved.audited, proved.wrong, proved.needed) == (200, 1, 77)


@pytest.mark.parametrize(("audits", "enough"), [(0, False), (1, False), (44, False), (45, True)])
def test_forty_five_audits_without_a_mistake_are_enough_and_fewer_are_not(audits, enough):
    score = np.linspace(0, 1, 300)
    proved = certify(score[:audits], np.ones(audits, bool), population=score)
    assert (proved.threshold is not None, proved.enough, proved.needed) == (enough, enough, 45)


def test_when_all_are_wrong_it_says_that_the_audits_were_enough_and_proved_nothing():
    score = np.linspace(0, 1, 300)
    proved = certify(score[::3], np.zeros(100, bool), population=score)
    assert (proved.threshold, proved.certified_error, proved.decided) == (None, None, 0.0)
    assert proved.enough
    assert proved.needed == needed(proved.wrong) > proved.audited


def test_a_court_without_cases_has_no_certificate():
    proved = certify([], np.zeros(0, bool), population=[])
    assert (proved.threshold, proved.enough, proved.audited) == (None, False, 0)


def test_cases_that_are_alike_are_decided_together_or_not_at_all():
    score = np.repeat([0.9, 0.6], 500)
    right = np.repeat([True, False], 500)
    proved = certify(score[::5], right[::5], population=score)
    assert (proved.threshold, proved.decided) == (0.9, 0.5)


@pytest.mark.parametrize("seed", range(20))
def test_a_mistake_turned_right_never_lessens_what_is_decided(seed):
    rng = np.random.default_rng(seed)
    score = rng.random(1000)
    chosen = rng.choice(1000, 150, replace=False)
    right = rng.random(150) >= 0.1 * (1 - score[chosen])
    better = right | (rng.random(150) < 0.5)
    one, other = (certify(score[chosen], r, population=score) for r in (right, better))
    assert other.decided >= one.decided


@pytest.mark.parametrize("seed", range(10))
def test_a_laxer_promise_never_decides_less(seed):
    rng = np.random.default_rng(seed)
    score = rng.random(1000)
    right = rng.random(400) >= 0.2 * (1 - score[:400])
    strict = certify(score[:400], right, 0.05, 0.1, population=score)
    assert certify(score[:400], right, 0.10, 0.1, population=score).decided >= strict.decided
    assert certify(score[:400], right, 0.05, 0.2, population=score).decided >= strict.decided


def test_only_the_order_of_scores_matters_and_not_their_scale():
    score = RNG.normal(size=1000)
    right = RNG.random(150) >= 0.02
    one = certify(score[:150], right, population=score)
    other = certify(np.exp(score[:150]), right, population=np.exp(score))
    assert (other.decided, other.audited, other.wrong) == (one.decided, one.audited, one.wrong)


TEN, HALF = np.linspace(0, 1, 10), np.ones(5, bool)


@pytest.mark.parametrize(
    ("scores", "correct", "alpha", "delta", "population"),
    [
        ([0.5, np.nan, 0.1, 0.2, 0.3], HALF, 0.05, 0.1, TEN),
        (TEN[:5], HALF, 0.05, 0.1, [*TEN[:9], np.inf]),
        (TEN[:5], [1.0, 0.0, np.nan, 1.0, 1.0], 0.05, 0.1, TEN),
        (TEN[:4], HALF, 0.05, 0.1, TEN),
        (TEN[:5], HALF, 0.0, 0.1, TEN),
        (TEN[:5], HALF, 0.05, 1.0, TEN),
        (TEN[:5], HALF, 0.05, float("nan"), TEN),
        (TEN[:5], HALF, 0.05, 0.1, TEN[:4]),
        (TEN[:5], HALF, 0.05, 0.1, TEN.reshape(2, 5)),
    ],
)
def test_what_is_no_score_no_answer_or_no_promise_is_refused(
    scores, correct, alpha, delta, population
):
    with pytest.raises(ValueError, match="must|more audits"):
        certify(scores, correct, alpha, delta, population=population)
