"""Truths about the alarm: seldom false, and soon there when the court errs."""

import numpy as np
import pytest
from scipy.integrate import quad

from jury.reliability.drift import evidence

ALPHA, LEVEL = 0.05, 10.0


def first_alarm(wrong):
    return next((n for n in range(1, len(wrong) + 1) if evidence(wrong[:n], ALPHA) >= LEVEL), None)


def test_it_is_what_the_mixture_says():
    wrong = [False, True, True]

    def since(tail):
        k, m = sum(tail), len(tail)
        ratio = quad(lambda p: p**k * (1 - p) ** (m - k), ALPHA, 1)[0] / (1 - ALPHA)
        return ratio / (ALPHA**k * (1 - ALPHA) ** (m - k))

    expected = since(wrong) / 2 + since(wrong[1:]) / 6 + since(wrong[2:]) / 12 + 1 / 4
    assert evidence(wrong, ALPHA) == pytest.approx(expected)


def test_no_audits_say_nothing_and_sound_ones_speak_for_the_court():
    assert evidence([], ALPHA) == pytest.approx(1)
    assert evidence([False] * 50, ALPHA) < 0.5


def test_its_mean_never_passes_one_however_often_one_looks():
    rng = np.random.default_rng(20261125)
    lives = rng.random((400, 60)) < ALPHA
    found = np.array([evidence(life, ALPHA) for life in lives])
    assert found.mean() < 1 + 4 * found.std() / 20


def test_a_court_at_its_limit_is_seldom_accused():
    rng = np.random.default_rng(7)
    accused = sum(first_alarm(rng.random(120) < ALPHA) is not None for _ in range(150))
    assert accused / 150 < 1 / LEVEL + 4 * (0.09 / 150) ** 0.5


def test_a_court_that_goes_wrong_is_found_out_soon_even_after_a_long_good_past():
    rng = np.random.default_rng(8)
    late = [first_alarm(np.r_[np.zeros(100, bool), rng.random(80) < 0.35]) for _ in range(20)]
    assert all(n is not None and n > 100 for n in late)
    assert np.median(late) < 130


@pytest.mark.parametrize("given", [([[True]], 0.05), ([True], 0.0), ([True], 1.0)])
def test_what_makes_no_sense_is_refused(given):
    with pytest.raises(ValueError, match="must be a row"):
        evidence(*given)
