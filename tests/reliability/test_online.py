"""One case at a time: as the whole fit would judge it, and better with every case."""

import time

import numpy as np
import pytest

from jury.reliability.dawid_skene import Fit, fit, posterior
from jury.reliability.online import absorb, update
from jury.reliability.prior import expected, shrink
from jury.reliability.simulate import crowd, two_sided


@pytest.fixture
def town():
    rng = np.random.default_rng(7)
    return crowd(rng, two_sided(rng, 20), 300, 9)


def nothing_known(n_jurors, n_classes):
    counts = np.zeros((n_jurors, n_classes, n_classes))
    believed = expected(n_classes)
    shares = np.full(n_classes, 1 / n_classes)
    rows = shrink(counts, believed)
    return Fit(np.zeros((0, n_classes)), rows, shares, counts, believed, np.zeros(0), 0)


def ballots_of(votes, i):
    return votes[1][votes[0] == i], votes[2][votes[0] == i]


def test_a_case_is_judged_as_all_cases_are(town):
    found = fit(town.votes, 2)
    whole = posterior(town.votes, found.confusion, found.prior)
    for i in range(20):
        one = update(found, ballots_of(town.votes, i)).posterior
        np.testing.assert_allclose(one, whole[i], atol=1e-12)


def test_case_after_case_jurors_become_known_about_as_well_as_from_all_at_once(town):
    live = nothing_known(20, 2)
    said = []
    for i in range(300):
        closed = update(live, ballots_of(town.votes, i))
        absorb(live, closed)
        said.append(closed.posterior.argmax())
    assert np.mean(said == town.truth) > 0.9
    whole = fit(town.votes, 2, prior=expected(2))
    assert np.abs(live.confusion - whole.confusion).max() < 0.1
    np.testing.assert_allclose(live.counts.sum(), len(town.votes[0]))


def test_a_known_truth_counts_for_the_jurors_and_not_for_the_posterior():
    live = nothing_known(3, 3)
    told, blind = (update(live, ([0, 2], [1, 1]), truth) for truth in (2, None))
    np.testing.assert_array_equal(told.posterior, blind.posterior)
    np.testing.assert_array_equal(told.counts[:, 2, 1], [1, 1])
    assert told.confusion[0, 2, 1] > live.confusion[0, 2, 1]
    assert live.counts.sum() == 0


def test_without_ballots_the_shares_are_the_answer():
    closed = update(nothing_known(3, 3), ([], []))
    np.testing.assert_allclose(closed.posterior, [1 / 3] * 3)


def test_a_closing_panel_of_seventeen_takes_less_than_a_millisecond():
    live = nothing_known(1000, 2)
    took = []
    for _ in range(50):
        start = time.perf_counter()
        absorb(live, update(live, (np.arange(17), np.arange(17) % 2)))
        took.append(time.perf_counter() - start)
    assert min(took) < 1e-3


@pytest.mark.parametrize(
    ("ballots", "more", "says"),
    [
        (([0, 0], [1, 1]), {}, "juror is named twice"),
        (([3], [1]), {}, "juror must lie"),
        (([0], [2]), {}, "class must lie"),
        (([0], [1]), {"truth": 2}, "class must lie"),
        (([0], [1]), {"exponent": 0.0}, "exponent"),
    ],
)
def test_what_makes_no_sense_is_refused(ballots, more, says):
    with pytest.raises(ValueError, match=says):
        update(nothing_known(3, 2), ballots, **more)
