"""What holds of a fit whatever the votes: any crowd, any order, any names."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jury.reliability import prior, sweep, table
from jury.reliability.dawid_skene import fit, posterior
from jury.reliability.simulate import crowd

SEEDS = st.integers(0, 2**32 - 1)
BELIEFS = st.sampled_from(["learnt", "expected", "flat"])


def for_any(*strategies, times=60):
    """``given``, without the deadline that a busy machine breaks."""
    return lambda test: settings(max_examples=times, deadline=None)(given(*strategies)(test))


@st.composite
def crowds(draw, most_classes=4):
    """(votes, classes, cases, jurors): some cases without votes, some jurors too, some twice."""
    n_cases, n_jurors = draw(st.integers(1, 12)), draw(st.integers(1, 6))
    n_classes = draw(st.integers(2, most_classes))
    one = st.tuples(
        st.integers(0, n_cases - 1), st.integers(0, n_jurors - 1), st.integers(0, n_classes - 1)
    )
    votes = draw(st.lists(one, max_size=60))
    columns = np.array(votes, dtype=np.int64).reshape(-1, 3).T
    return tuple(columns), n_classes, n_cases, n_jurors


def held(belief, n_classes):
    return {"learnt": None, "expected": prior.expected(n_classes), "flat": prior.flat(n_classes)}[
        belief
    ]


def fitted(votes, n_classes, n_cases, n_jurors, belief="learnt", **more):
    return fit(
        votes,
        n_classes,
        n_cases=n_cases,
        n_jurors=n_jurors,
        prior=held(belief, n_classes),
        iterations=12,
        **more,
    )


@for_any(crowds(), BELIEFS, st.data())
def test_the_objective_never_falls_and_all_rows_are_distributions(made, belief, data):
    n_classes, n_cases = made[1:3]
    gold = data.draw(st.lists(st.integers(0, n_cases - 1), unique=True))
    truth = data.draw(
        st.lists(st.integers(0, n_classes - 1), min_size=len(gold), max_size=len(gold))
    )
    found = fitted(*made, belief, gold=(gold, truth), tolerance=-1.0)
    assert np.diff(found.log_likelihood).min() > -1e-8
    for rows in (found.posterior, found.confusion, found.prior):
        np.testing.assert_allclose(rows.sum(axis=-1), 1, atol=1e-9)
    np.testing.assert_allclose(found.counts.sum(), len(made[0][0]), atol=1e-9)
    np.testing.assert_array_equal(found.posterior[gold], np.eye(n_classes)[truth])


@for_any(crowds(), BELIEFS, SEEDS)
def test_the_order_of_votes_changes_not_a_bit(made, belief, seed):
    votes, *sizes = made
    order = np.random.default_rng(seed).permutation(len(votes[0]))
    one = fitted(votes, *sizes, belief)
    other = fitted(tuple(column[order] for column in votes), *sizes, belief)
    np.testing.assert_array_equal(one.posterior, other.posterior)
    np.testing.assert_array_equal(one.confusion, other.confusion)


@for_any(crowds(), SEEDS)
def test_names_of_jurors_classes_and_cases_change_nothing_else(made, seed):
    (case, juror, vote), n_classes, n_cases, n_jurors = made
    rng = np.random.default_rng(seed)
    of_case, of_juror, of_class = (rng.permutation(n) for n in (n_cases, n_jurors, n_classes))
    renamed = (of_case[case], of_juror[juror], of_class[vote])
    one = fitted(*made, "expected", tolerance=-1.0)
    other = fitted(renamed, n_classes, n_cases, n_jurors, "expected", tolerance=-1.0)
    back = other.posterior[of_case][:, of_class]
    np.testing.assert_allclose(back, one.posterior, atol=1e-7)
    rows = other.confusion[of_juror][:, of_class][:, :, of_class]
    np.testing.assert_allclose(rows, one.confusion, atol=1e-7)


@for_any(crowds(), BELIEFS)
def test_narrow_integers_say_the_same_as_wide_ones(made, belief):
    votes, *sizes = made
    narrow = tuple(c.astype(t) for c, t in zip(votes, (np.uint16, np.int32, np.int8), strict=True))
    one, other = fitted(votes, *sizes, belief), fitted(narrow, *sizes, belief)
    np.testing.assert_array_equal(one.posterior, other.posterior)


@for_any(crowds(most_classes=2), BELIEFS, SEEDS)
def test_two_classes_by_their_odds_are_two_of_many(made, belief, seed):
    votes, n_classes, n_cases, n_jurors = made
    rng = np.random.default_rng(seed)
    known = np.flatnonzero(rng.random(n_cases) < 0.3)
    laid = table.lay_out(votes, 2, n_cases, n_jurors, (known, rng.integers(0, 2, len(known))))
    believed = held(belief, n_classes) or prior.expected(n_classes)
    rows = sweep.logs(prior.shrink(sweep.count(laid, rng.dirichlet([0.3, 0.3], n_cases)), believed))
    shares = sweep.logs(np.array([0.3, 0.7]))
    q, q_many = np.empty((n_cases, 2)), np.empty((n_cases, 2))
    counts, evidence = sweep.sweep(laid, rows, shares, q)
    counts_many, evidence_many = sweep._sweep_many(laid, rows, shares, q_many)
    np.testing.assert_allclose(q, q_many, rtol=1e-6, atol=1e-12)
    np.testing.assert_allclose(counts, counts_many, atol=1e-9)
    assert evidence == pytest.approx(evidence_many, rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("n_classes", [2, 3])
def test_blocks_are_a_matter_of_speed_alone(n_classes, monkeypatch):
    rng = np.random.default_rng(0)
    rows = rng.dirichlet(np.ones(n_classes), size=(9, n_classes))
    made = crowd(rng, rows, 200, 5)
    gold = (np.arange(0, 200, 9), made.truth[::9])
    whole = fit(made.votes, n_classes, gold=gold)
    monkeypatch.setattr(table, "BLOCK", 1)
    assert len(table.lay_out(made.votes, n_classes, gold=gold).blocks) > 10
    np.testing.assert_allclose(
        fit(made.votes, n_classes, gold=gold).posterior, whole.posterior, atol=1e-9
    )


@pytest.mark.parametrize(("n_votes", "n_cases"), [(1, 10**6), (0, 10**6), (0, 0)])
def test_few_votes_on_many_cases_are_laid_out_in_the_memory_of_the_cases(n_votes, n_cases):
    votes = (np.full(n_votes, n_cases - 1), np.zeros(n_votes, int), np.ones(n_votes, int))
    laid = table.lay_out(votes, 2, n_cases=n_cases)
    assert sum(block.seen.shape[0] for block in laid.blocks) == n_cases
    assert sweep.count(laid, sweep.first_guess(laid)).sum() == pytest.approx(n_votes)


@pytest.mark.parametrize("n_classes", [2, 3])
def test_the_number_of_processors_changes_not_a_bit(n_classes, monkeypatch):
    rng = np.random.default_rng(0)
    made = crowd(rng, rng.dirichlet(np.ones(n_classes), size=(9, n_classes)), 400, 5)
    monkeypatch.setattr(table, "BLOCK", 1)
    found = []
    for threads in (1, 5):
        monkeypatch.setattr(sweep, "THREADS", threads)
        found.append(fit(made.votes, n_classes))
    np.testing.assert_array_equal(found[0].posterior, found[1].posterior)
    np.testing.assert_array_equal(found[0].counts, found[1].counts)
    np.testing.assert_array_equal(found[0].log_likelihood, found[1].log_likelihood)


def test_evidence_of_a_panel_beyond_all_doubt_is_a_number_and_the_whole_of_it():
    n = 2000
    votes = (np.zeros(2 * n, int) + np.repeat([0, 1], n), np.tile(np.arange(n), 2), np.ones(2 * n))
    laid = table.lay_out((*votes[:2], votes[2].astype(int)), 2, gold=([1], [0]))
    rows = sweep.logs(np.tile([[0.9, 0.1], [0.2, 0.8]], (n, 1, 1)))
    q = sweep.blank(laid)
    _, told = sweep.sweep(laid, rows, np.log([0.5, 0.5]), q)
    assert told == pytest.approx(n * np.log(0.8) + n * np.log(0.1) + 2 * np.log(0.5), rel=1e-12)
    np.testing.assert_allclose(q, [[0.0, 1.0], [1.0, 0.0]], atol=1e-12)


@for_any(crowds())
def test_a_case_without_votes_gets_the_shares_and_a_juror_without_the_community(made):
    votes, n_classes, n_cases, n_jurors = made
    found = fitted(votes, n_classes, n_cases + 1, n_jurors + 1)
    np.testing.assert_allclose(found.confusion[-1], found.believed.community, atol=1e-12)
    again = posterior(votes, found.confusion, found.prior, n_cases + 1)
    np.testing.assert_allclose(again[-1], found.prior, atol=1e-9)


@for_any(st.integers(2, 5), st.integers(1, 9), st.data())
def test_a_unanimous_crowd_is_believed(n_classes, n_jurors, data):
    said = data.draw(st.lists(st.integers(0, n_classes - 1), min_size=1, max_size=8))
    case = np.repeat(np.arange(len(said)), n_jurors)
    votes = (case, np.tile(np.arange(n_jurors), len(said)), np.repeat(said, n_jurors))
    found = fit(votes, n_classes)
    np.testing.assert_array_equal(found.posterior.argmax(axis=1), said)


@for_any(st.lists(st.integers(0, 2), min_size=1, max_size=20))
def test_a_single_juror_is_taken_at_their_word(said):
    found = fit((np.arange(len(said)), np.zeros(len(said), int), said), 3)
    np.testing.assert_array_equal(found.posterior.argmax(axis=1), said)


@for_any(crowds(), SEEDS)
def test_where_every_truth_is_known_rows_are_what_was_counted(made, seed):
    (case, juror, vote), n_classes, n_cases, n_jurors = made
    truth = np.random.default_rng(seed).integers(0, n_classes, n_cases)
    found = fitted(*made, "flat", gold=(np.arange(n_cases), truth))
    counted = np.zeros((n_jurors, n_classes, n_classes))
    np.add.at(counted, (juror, truth[case], vote), 1)
    np.testing.assert_allclose(found.counts, counted, atol=1e-12)
    np.testing.assert_array_equal(found.posterior, np.eye(n_classes)[truth])


@for_any(SEEDS, st.integers(2, 20), times=20)
def test_as_many_as_twenty_classes_are_recovered_within_four_standard_errors(seed, n_classes):
    rng = np.random.default_rng(seed)
    true = 0.7 * np.eye(n_classes) + 0.3 / n_classes
    rows = np.tile(true, (6, 1, 1))
    made = crowd(rng, rows, 200 * n_classes, 6)
    found = fit(made.votes, n_classes, gold=(np.arange(len(made.truth)), made.truth))
    n = found.counts.sum(axis=2, keepdims=True)
    error = np.sqrt(rows * (1 - rows) / n)
    beyond = np.abs(found.counts / n - rows) >= 4 * error
    assert beyond.sum() <= 2 + 0.01 * beyond.size  # of few numbers one may lie beyond by chance


@pytest.mark.parametrize(("n_classes", "n_jurors"), [(10**6, 1000), (10**4, 10**4), (2, 2**31)])
def test_what_cannot_fit_into_memory_is_refused_before_it_is_tried(n_classes, n_jurors):
    with pytest.raises(ValueError, match="memory|at most"):
        fit(([0], [0], [0]), n_classes, n_jurors=n_jurors)


@for_any(SEEDS, st.floats(0.01, 100), st.floats(0.1, 5), times=20)
def test_many_counts_gathered_on_a_grid_sum_as_they_do_one_by_one(seed, strength, spread):
    x = np.random.default_rng(seed).lognormal(1.0, spread, 6000)
    points, weights = prior._gathered(x, [np.ones(len(x)), x])
    exact = prior._log_rising(x, strength)
    near = prior._log_rising(points, strength)
    assert weights[0] @ near == pytest.approx(exact.sum(), rel=1e-3)
    assert weights[1] @ (points / (points + strength)) == pytest.approx(
        (x * x / (x + strength)).sum(), rel=1e-3
    )


def test_a_large_crowd_is_learnt_as_a_small_one(monkeypatch):
    rng = np.random.default_rng(8)
    counts = rng.dirichlet([6.0, 2.0], size=(5000, 2)) * rng.integers(0, 60, (5000, 2, 1))
    gathered = prior.learn(counts)
    monkeypatch.setattr(prior, "FEW_JURORS", 10**6)
    exact = prior.learn(counts)
    np.testing.assert_allclose(gathered.community, exact.community, atol=1e-5)
    np.testing.assert_array_equal(gathered.strength, exact.strength)
