"""One closing panel: its posterior, its temper, and what the open seats could still do."""

import json
import time

import numpy as np
import pytest

from jury.reliability import temper
from jury.reliability.dawid_skene import fit, posterior
from jury.reliability.early import futures, vote_range
from jury.reliability.panel import log_posterior, panel_posterior
from jury.reliability.prior import shrink
from jury.reliability.simulate import crowd, two_sided
from jury.reliability.temper import Temper, fit_temper, held_out

EVEN = np.array([0.5, 0.5])
RNG = np.random.default_rng(3)
ROWS = two_sided(RNG, 17)
CHOICES = RNG.integers(2, size=17)


def test_without_correlation_a_panel_is_dawid_and_skene():
    votes = (np.zeros(17, int), np.arange(17), CHOICES)
    one = panel_posterior(ROWS, CHOICES, EVEN, Temper(0.0), 17)
    np.testing.assert_allclose(one, posterior(votes, ROWS, EVEN)[0], atol=1e-12)


def test_correlation_divides_the_log_odds_by_the_design_effect():
    raw, tempered = (log_posterior(ROWS, CHOICES, EVEN, Temper(r), 17) for r in (0.0, 0.25))
    assert np.diff(tempered) == pytest.approx(np.diff(raw) / (1 + 16 * 0.25))


def test_jurors_of_one_mind_count_as_one():
    juror = ROWS[:1].repeat(5, axis=0)
    five = panel_posterior(juror, [0] * 5, EVEN, Temper(1.0), 5)
    np.testing.assert_allclose(five, panel_posterior(juror[:1], [0], EVEN, Temper(1.0), 1))


def test_no_ballots_give_the_prior():
    p = panel_posterior([], [], [0.2, 0.8], Temper(), 17)
    np.testing.assert_allclose(p, [0.2, 0.8])


def test_a_panel_stored_as_json_gives_the_same_posterior():
    stored = json.loads(json.dumps([ROWS.tolist(), CHOICES.tolist(), [0.4, 0.6], 0.05]))
    again = panel_posterior(*stored[:3], Temper(stored[3]), 17)
    before = panel_posterior(ROWS, CHOICES, np.array([0.4, 0.6]), Temper(0.05), 17)
    np.testing.assert_allclose(again, before, rtol=0, atol=1e-9)


def test_a_panel_of_forty_takes_less_than_a_millisecond():
    rows, choices = np.tile(ROWS, (3, 1, 1))[:40], np.tile(CHOICES, 3)[:40]
    took = []
    for _ in range(50):
        start = time.perf_counter()
        panel_posterior(rows, choices, EVEN, Temper(), 40)
        took.append(time.perf_counter() - start)
    assert min(took) < 1e-3


@pytest.mark.parametrize(
    ("rows", "choices", "shares", "seats", "says"),
    [
        (ROWS, CHOICES, EVEN, 16, "more ballots than seats"),
        (ROWS, CHOICES[:5], EVEN, 17, "one class"),
        (ROWS, CHOICES + 1, EVEN, 17, "class must lie"),
        (ROWS[:, 0], CHOICES, EVEN, 17, "rows must be"),
        ([[[1.0, 0.0], [0.5, 0.5]]], [0], EVEN, 17, "may be 0"),
        ([[[np.nan, 1.0], [0.5, 0.5]]], [0], EVEN, 17, "finite"),
        (ROWS, CHOICES, [0.5, 0.6], 17, "sum to 1"),
    ],
)
def test_a_panel_that_makes_no_sense_is_refused(rows, choices, shares, seats, says):
    with pytest.raises(ValueError, match=says):
        panel_posterior(rows, choices, shares, Temper(), seats)


@pytest.mark.parametrize("correlation", [-0.1, np.nan, np.inf])
def test_a_correlation_is_a_number_not_below_zero(correlation):
    with pytest.raises(ValueError, match="correlation"):
        Temper(correlation)


def known(shared):
    """400 cases of 9 seats; with probability ``shared`` a case makes all its jurors err alike."""
    rng = np.random.default_rng(5)
    truth = rng.integers(2, size=400)
    right = rng.random((400, 9)) < 0.75
    alike = rng.random(400) < shared
    right[alike] = right[alike, :1]
    towards = np.log(3) * (2 * right - 1).sum(axis=1) / 2
    sign = 2 * truth - 1
    return np.stack([-sign * towards, sign * towards], axis=1), truth, np.full(400, 9)


def test_jurors_who_err_together_are_believed_less():
    apart, together = (fit_temper(*known(s), EVEN).correlation for s in (0.0, 0.5))
    assert apart < temper.CORRELATION < together


def test_nothing_known_leaves_the_expected_temper_and_little_known_moves_it_little():
    score, truth, seats = known(0.5)
    assert fit_temper(score[:0], truth[:0], seats[:0], EVEN) == Temper()
    few, all_of_them = (fit_temper(score[:n], truth[:n], seats[:n], EVEN) for n in (3, 400))
    moved = np.log(np.array([few.correlation, all_of_them.correlation]) / temper.CORRELATION)
    assert abs(moved[0]) < abs(moved[1]) / 2


def test_a_case_without_weight_says_nothing():
    score, truth, seats = known(0.5)
    weights = np.repeat([1.0, 0.0], 200)
    half = fit_temper(score[:200], truth[:200], seats[:200], EVEN)
    whole = fit_temper(score, truth, seats, EVEN, weights)
    assert whole.correlation == pytest.approx(half.correlation, rel=1e-6)


def test_a_case_held_out_is_judged_by_rows_that_never_saw_it():
    rng = np.random.default_rng(2)
    made = crowd(rng, two_sided(rng, 12), 30, 6)
    found = fit(made.votes, 2, gold=([4], made.truth[[4]]))
    case, juror, vote = (column[made.votes[0] == 4] for column in made.votes)
    expected = np.zeros(2)
    for j, voted in zip(juror, vote, strict=True):
        counts = found.counts[j].copy()
        counts[made.truth[4], voted] -= 1
        expected += np.log(shrink(counts, found.believed)[:, voted])
    np.testing.assert_allclose(held_out(made.votes, found, [4])[0], expected, atol=1e-9)


def test_what_open_seats_can_do_holds_for_whoever_sits_on_them():
    t = Temper(0.05)
    cast = log_posterior(ROWS[:14], CHOICES[:14], EVEN, t, 17)
    ranges = vote_range(ROWS[14:], t.exponent(17))
    reach = {f.votes: f for f in futures(float(cast[1] - cast[0]), 3, ranges)}
    assert len(reach) == 10
    for last in np.ndindex(2, 2, 2):
        p = panel_posterior(ROWS, [*CHOICES[:14], *last], EVEN, t, 17)[1]
        end = reach[(3 - sum(last), sum(last))]
        assert end.low - 1e-12 <= p <= end.high + 1e-12


def test_no_open_seat_leaves_only_the_present():
    (now,) = futures(np.log(3), 0, vote_range(ROWS, 1.0))
    assert now.votes == (0, 0)
    assert (now.low, now.high) == pytest.approx((0.75, 0.75))
