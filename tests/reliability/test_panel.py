"""One closing panel: its posterior, its temper, and what the open seats could still do."""

import json
import time

import numpy as np
import pytest

from jury.reliability.dawid_skene import posterior
from jury.reliability.early import futures, vote_range
from jury.reliability.evidence import pooled
from jury.reliability.panel import log_posterior, panel_posterior
from jury.reliability.simulate import two_sided
from jury.reliability.temper import PANEL_CORRELATION, Temper
from jury.rules import stopping

EVEN = np.array([0.5, 0.5])
RNG = np.random.default_rng(3)
ROWS = two_sided(RNG, 17)
TOLD = np.log(ROWS)
CHOICES = RNG.integers(2, size=17)


def test_without_correlation_a_panel_is_dawid_and_skene():
    votes = (np.zeros(17, int), np.arange(17), CHOICES)
    one = panel_posterior(TOLD, CHOICES, EVEN, Temper(0.0), 17)
    np.testing.assert_allclose(one, posterior(votes, ROWS, EVEN)[0], atol=1e-12)


def test_correlation_divides_the_log_odds_by_the_design_effect():
    raw, tempered = (log_posterior(TOLD, CHOICES, EVEN, Temper(r), 17) for r in (0.0, 0.25))
    assert np.diff(tempered) == pytest.approx(np.diff(raw) / (1 + 16 * 0.25))


def test_jurors_of_one_mind_count_as_one():
    juror = TOLD[:1].repeat(5, axis=0)
    five = panel_posterior(juror, [0] * 5, EVEN, Temper(1.0), 5)
    np.testing.assert_allclose(five, panel_posterior(juror[:1], [0], EVEN, Temper(1.0), 1))


def test_no_ballots_give_the_prior():
    p = panel_posterior([], [], [0.2, 0.8], Temper(), 17)
    np.testing.assert_allclose(p, [0.2, 0.8])


def test_scale_and_bias_act_on_the_whole_sum():
    plain = log_posterior(TOLD, CHOICES, [0.4, 0.6], Temper(0.1), 17)
    brought = log_posterior(TOLD, CHOICES, [0.4, 0.6], Temper(0.1, 0.5, (0.0, 0.3)), 17)
    assert np.diff(brought) == pytest.approx(np.diff(plain) / 2 + 0.3)


def test_who_weighs_ballots_otherwise_makes_another_stopping_rule():
    """Audits of panels weighed in one way prove nothing of panels weighed in another."""
    juror = pooled(np.array([[0.8, 0.2], [0.3, 0.7]]), 0.75)
    temper = Temper(PANEL_CORRELATION, 0.9, (0.1, 0.0))
    (buyer, seller) = log_posterior([juror] * 9, [0] * 7 + [1] * 2, [0.4, 0.6], temper, 17)
    assert (stopping.VERSION, round(buyer - seller, 6)) == (2, 1.440467)


def test_a_panel_stored_as_json_gives_the_same_posterior():
    stored = json.loads(json.dumps([TOLD.tolist(), CHOICES.tolist(), [0.4, 0.6], 0.05]))
    again = panel_posterior(*stored[:3], Temper(stored[3]), 17)
    before = panel_posterior(TOLD, CHOICES, np.array([0.4, 0.6]), Temper(0.05), 17)
    np.testing.assert_allclose(again, before, rtol=0, atol=1e-9)


def test_a_panel_of_forty_takes_less_than_a_millisecond():
    told, choices = np.tile(TOLD, (3, 1, 1))[:40], np.tile(CHOICES, 3)[:40]
    took = []
    for _ in range(50):
        start = time.perf_counter()
        panel_posterior(told, choices, EVEN, Temper(), 40)
        took.append(time.perf_counter() - start)
    assert min(took) < 1e-3


@pytest.mark.parametrize(
    ("told", "choices", "shares", "seats", "says"),
    [
        (TOLD, CHOICES, EVEN, 16, "more ballots than seats"),
        (TOLD, CHOICES[:5], EVEN, 17, "one class"),
        (TOLD, CHOICES + 1, EVEN, 17, "class must lie"),
        (TOLD[:, 0], CHOICES, EVEN, 17, "told must be"),
        ([[[0.0, -np.inf], [-1.0, -1.0]]], [0], EVEN, 17, "impossible"),
        ([[[np.nan, -1.0], [-1.0, -1.0]]], [0], EVEN, 17, "impossible"),
        (TOLD, CHOICES, [0.5, 0.6], 17, "sum to 1"),
        (TOLD, CHOICES, [0.0, 1.0], 17, "impossible"),
    ],
)
def test_a_panel_that_makes_no_sense_is_refused(told, choices, shares, seats, says):
    with pytest.raises(ValueError, match=says):
        panel_posterior(told, choices, shares, Temper(), seats)


@pytest.mark.parametrize("terms", [(-0.1,), (np.nan,), (np.inf,), (0, 0.0), (0, 1, (np.nan,))])
def test_a_temper_is_of_numbers_that_can_be_multiplied_by(terms):
    with pytest.raises(ValueError, match="finite"):
        Temper(*terms)


def test_what_open_seats_can_do_holds_for_whoever_sits_on_them():
    t = Temper(0.05)
    cast = log_posterior(TOLD[:14], CHOICES[:14], EVEN, t, 17)
    ranges = vote_range(TOLD[14:], t.exponent(17))
    reach = {f.votes: f for f in futures(float(cast[1] - cast[0]), 3, ranges)}
    assert len(reach) == 10
    for last in np.ndindex(2, 2, 2):
        p = panel_posterior(TOLD, [*CHOICES[:14], *last], EVEN, t, 17)[1]
        end = reach[(3 - sum(last), sum(last))]
        assert end.low - 1e-12 <= p <= end.high + 1e-12


def test_no_open_seat_leaves_only_the_present():
    (now,) = futures(np.log(3), 0, vote_range(TOLD, 1.0))
    assert now.votes == (0, 0)
    assert (now.low, now.high) == pytest.approx((0.75, 0.75))
