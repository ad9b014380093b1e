"""From where a fit climbs, and what is told on the way."""

import numpy as np
import pytest

from jury.reliability import dawid_skene, left_out, one_coin, prior
from jury.reliability.dawid_skene import fit
from jury.reliability.simulate import crowd, two_sided


def test_a_warm_start_ends_where_a_cold_one_does_and_sooner():
    rng = np.random.default_rng(3)
    made = crowd(rng, two_sided(rng, 30), 400, 9)
    terms = {"prior": prior.expected(2), "tolerance": 1e-12, "iterations": 1000}
    cold = fit(made.votes, 2, **terms)
    for start in (cold, cold.posterior):
        warm = fit(made.votes, 2, start=start, **terms)
        np.testing.assert_allclose(warm.posterior, cold.posterior, atol=1e-3)
        assert warm.iterations < cold.iterations


def test_a_warm_start_takes_new_cases_and_new_jurors_in():
    rng = np.random.default_rng(4)
    made = crowd(rng, two_sided(rng, 30), 400, 9)
    old = made.votes[0] < 300
    before = fit(tuple(column[old] for column in made.votes), 2, n_jurors=29 + 1)
    more = (
        np.append(made.votes[0], 400),
        np.append(made.votes[1], 30),
        np.append(made.votes[2], 1),
    )
    warm, cold = fit(more, 2, start=before), fit(more, 2)
    np.testing.assert_allclose(warm.posterior, cold.posterior, atol=0.01)


@pytest.mark.parametrize(
    ("start", "says"),
    [
        (np.full((2, 2), 0.5), "start must be"),
        (np.array([[0.5, 0.6]]), "sum to 1"),
        (fit(([0], [0], [0]), 3), "other classes"),
        (fit(([0], [1], [0]), 2), "more jurors"),
    ],
)
def test_a_start_of_another_size_is_refused(start, says):
    with pytest.raises(ValueError, match=says):
        fit(([0], [0], [0]), 2, start=start)


@pytest.mark.parametrize(
    ("model", "terms", "most"),
    [
        (dawid_skene, {}, 300),
        (one_coin, {"prior": prior.expected(2)}, 100),
        (dawid_skene, {"rounds": 2, "iterations": 5, "tolerance": -1.0}, 10),
    ],
)
def test_every_step_is_told_with_its_number_and_changes_nothing(model, terms, most):
    rng = np.random.default_rng(5)
    made = crowd(rng, two_sided(rng, 10), 60, 5)
    told = []
    heard = model.fit(made.votes, 2, **terms, told=lambda *step: told.append(step))
    assert told == [(n + 1, most) for n in range(len(told))]
    assert heard.iterations <= len(told) <= most
    if terms.get("tolerance"):
        assert len(told) == most
    np.testing.assert_array_equal(heard.posterior, model.fit(made.votes, 2, **terms).posterior)


def test_a_fit_that_leaves_each_case_out_numbers_its_steps_after_those_of_its_start():
    rng = np.random.default_rng(6)
    made = crowd(rng, two_sided(rng, 10), 60, 5)
    told = []
    heard = left_out.fit(made.votes, 2, told=lambda *step: told.append(step))
    begun = len(told) - heard.iterations
    assert [n for n, _ in told] == list(range(1, len(told) + 1))
    assert [most for _, most in told] == [300] * begun + [begun + 50] * heard.iterations
