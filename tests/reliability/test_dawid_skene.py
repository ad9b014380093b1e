"""The fit: what it finds, what holds of it whatever the votes, what it refuses."""

import json

import numpy as np
import pytest

from jury.reliability import dawid_skene, prior
from jury.reliability.dawid_skene import fit, posterior
from jury.reliability.simulate import crowd, two_sided

EVEN = np.array([0.5, 0.5])


@pytest.fixture(scope="module")
def town():
    rng = np.random.default_rng(7)
    return crowd(rng, two_sided(rng, 20), 120, 9)


def test_posterior_of_two_jurors_by_hand():
    rows = np.array([[[0.9, 0.1], [0.2, 0.8]], [[0.6, 0.4], [0.3, 0.7]]])
    # 0.3 * 0.9 * 0.4 = 0.108 against 0.7 * 0.2 * 0.7 = 0.098
    p = posterior(([0, 0], [0, 1], [0, 1]), rows, np.array([0.3, 0.7]))
    np.testing.assert_allclose(p, [[0.108 / 0.206, 0.098 / 0.206]], atol=1e-12)


def test_a_case_without_votes_gets_the_prior_and_a_thousand_votes_do_not_underflow():
    rows = np.tile([[0.9, 0.1], [0.1, 0.9]], (1000, 1, 1))
    votes = (np.zeros(1000, int), np.arange(1000), np.zeros(1000, int))
    p = posterior(votes, rows, np.array([0.3, 0.7]), n_cases=2)
    assert p[0, 0] == 1.0
    np.testing.assert_allclose(p[1], [0.3, 0.7], atol=1e-12)


@pytest.mark.parametrize("held", [None, prior.expected(2), prior.flat(2)])
def test_the_objective_never_falls(town, held):
    trace = fit(town.votes, 2, prior=held, gold=([3, 5], town.truth[[3, 5]])).log_likelihood
    assert len(trace) > 1
    assert np.diff(trace).min() > -1e-8


def test_gold_stays_where_it_was_put_even_against_every_ballot():
    votes = (np.repeat([0, 1], 5), np.tile(np.arange(5), 2), np.repeat([0, 1], 5))
    found = fit(votes, 2, gold=([0], [1]))
    np.testing.assert_array_equal(found.posterior[0], [0.0, 1.0])


def test_renaming_classes_renames_the_answer_and_nothing_else(town):
    case, juror, vote = town.votes
    one, other = fit(town.votes, 2), fit((case, juror, 1 - vote), 2)
    np.testing.assert_allclose(other.posterior, one.posterior[:, ::-1], atol=1e-9)
    np.testing.assert_allclose(other.confusion, one.confusion[:, ::-1, ::-1], atol=1e-9)


def test_the_order_of_votes_and_the_numbering_of_jurors_do_not_matter(town):
    case, juror, vote = town.votes
    rng = np.random.default_rng(1)
    order, number = rng.permutation(len(case)), rng.permutation(20)
    one, other = fit(town.votes, 2), fit((case[order], number[juror[order]], vote[order]), 2)
    np.testing.assert_allclose(other.posterior, one.posterior, atol=1e-9)
    np.testing.assert_allclose(other.confusion[number], one.confusion, atol=1e-9)


def test_made_up_jurors_are_recovered_within_four_standard_errors():
    rng = np.random.default_rng(11)
    true = two_sided(rng, 25, mean=(0.8, 0.7))
    made = crowd(rng, true, 6000, 13)
    found = fit(made.votes, 2)
    n = found.counts.sum(axis=2)[:, :, None]
    error = np.sqrt(true * (1 - true) / n)
    assert np.max(np.abs(found.confusion - true) / error) < 4


def test_a_juror_without_ballots_is_taken_for_the_community(town):
    found = fit(town.votes, 2, n_jurors=21)
    np.testing.assert_allclose(found.confusion[20], found.believed.community, atol=1e-12)


def test_a_posterior_is_the_same_from_numbers_that_went_through_json(town):
    found = fit(town.votes, 2)
    rows, shares = json.loads(json.dumps([found.confusion.tolist(), found.prior.tolist()]))
    again = posterior(town.votes, np.array(rows), np.array(shares))
    before = posterior(town.votes, found.confusion, found.prior)
    np.testing.assert_allclose(again, before, rtol=0, atol=1e-9)


def test_nothing_seen_gives_what_is_expected_of_anyone():
    found = fit(([], [], []), 2, n_cases=1, n_jurors=1)
    np.testing.assert_allclose(found.posterior, [[0.5, 0.5]])
    np.testing.assert_allclose(found.confusion[0], prior.expected(2).community)


@pytest.mark.parametrize(
    ("votes", "more", "says"),
    [
        (([0, 1], [0], [0]), {}, "one length"),
        (([0], [0], [2]), {}, "vote must lie"),
        (([0], [-1], [0]), {}, "juror must lie"),
        (([0.0], [0], [0]), {}, "integers"),
        (([np.nan], [0], [0]), {}, "integers"),
        (([0], [0], [0]), {"gold": ([1], [0])}, "case must lie"),
        (([0], [0], [0]), {"gold": ([0, 0], [0, 1])}, "named twice"),
        (([0], [0], [0]), {"gold": ([0], [2])}, "class must lie"),
        (([0], [0], [0]), {"prior": prior.flat(3)}, "3 classes"),
    ],
)
def test_votes_that_make_no_sense_are_refused(votes, more, says):
    with pytest.raises(ValueError, match=says):
        fit(votes, 2, **more)


@pytest.mark.parametrize(
    "rows", [[[0.9, 0.2], [0.1, 0.9]], [[np.nan, 1.0], [0.1, 0.9]], [[1.1, -0.1], [0.1, 0.9]]]
)
def test_rows_that_are_no_distributions_are_refused(rows):
    with pytest.raises(ValueError, match="confusion"):
        posterior(([0], [0], [0]), np.array([rows]), EVEN)


def test_ballots_impossible_under_every_class_are_refused():
    rows = np.array([[[1.0, 0.0], [1.0, 0.0]]])
    with pytest.raises(ValueError, match="impossible"):
        posterior(([0], [0], [1]), rows, EVEN)


def test_expected_counts_are_those_of_the_posterior():
    seen = dawid_skene.incidence(np.array([0, 0]), np.array([0, 3]), (1, 4))
    counts = dawid_skene.maximisation(seen, np.array([[0.25, 0.75]]), 2)
    np.testing.assert_allclose(counts, [[[0.25, 0], [0.75, 0]], [[0, 0.25], [0, 0.75]]])
