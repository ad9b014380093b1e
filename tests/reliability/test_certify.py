"""Truths about the certificate: it keeps its promise, and says when audits are too few."""

import numpy as np
import pytest

from jury.reliability.audits import most_wrong
from jury.reliability.certify import certify


@pytest.mark.parametrize(("n", "is_enough"), [(0, False), (44, False), (45, True)])
def test_forty_five_sound_audits_prove_five_percent_at_ninety(n, is_enough):
    found = certify([0.9] * n, [True] * n, 0.05, 0.10)
    assert (found.threshold is not None, found.enough) == (is_enough, is_enough)
    assert found.audited == n
    assert found.needed == 45


def test_the_threshold_is_as_loose_as_the_errors_allow():
    scores = np.linspace(0.99, 0.60, 200)
    found = certify(scores, scores > 0.75, 0.05, 0.10)
    decided = scores >= found.threshold
    wrong = int((scores[decided] <= 0.75).sum())
    assert 0.70 < found.threshold < 0.78
    assert found.certified_error == most_wrong(wrong, int(decided.sum()), 0.10) <= 0.05


def test_what_could_never_be_decided_counts_as_audited_but_never_as_decided():
    found = certify([0.9] * 45 + [0.0] * 30, [True] * 45 + [False] * 30, 0.05, 0.10)
    assert (found.threshold, found.audited) == (0.9, 75)


def test_the_promise_is_broken_no_more_often_than_delta_allows():
    rng = np.random.default_rng(20261125)
    broken, rounds = 0, 400
    for _ in range(rounds):
        scores = rng.uniform(0.5, 1, 120)
        right = rng.random(120) < 0.90 + 0.1 * (scores - 0.5) / 0.5  # at most 0.05 wrong from 0.75
        found = certify(scores, right, 0.05, 0.10)
        if found.threshold is not None:
            true_error = 0.10 - 0.1 * ((found.threshold + 1) / 2 - 0.5) / 0.5
            broken += true_error > 0.05
    assert broken / rounds < 0.10 + 4 * (0.1 * 0.9 / rounds) ** 0.5


@pytest.mark.parametrize(
    "given",
    [
        ([0.9], [True, False], 0.05, 0.1),
        ([float("nan")], [True], 0.05, 0.1),
        ([0.9], [True], 0.0, 0.1),
        ([0.9], [True], 0.05, 1.0),
    ],
)
def test_what_makes_no_sense_is_refused(given):
    with pytest.raises(ValueError, match="must be|lie between"):
        certify(*given)
