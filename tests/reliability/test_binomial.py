"""The short way to binomial numbers gives what scipy.stats gives."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from jury.reliability.binomial import at_least, at_most, beta_quantile, quantile

NUMBERS = st.integers(1, 400)
SHARES = st.floats(0.01, 0.99)


@given(n=NUMBERS, p=SHARES, k=st.integers(-2, 402))
def test_tails_are_those_of_the_reference(n: int, p: float, k: int) -> None:
    assert at_most(k, n, p) == pytest.approx(stats.binom.cdf(k, n, p), abs=1e-12)
    assert at_least(k, n, p) == pytest.approx(stats.binom.sf(k - 1, n, p), abs=1e-12)


@given(n=NUMBERS, p=SHARES, q=st.floats(0.001, 0.999))
def test_the_quantile_is_the_least_number_that_reaches_the_share(
    n: int, p: float, q: float
) -> None:
    k = quantile(q, n, p)
    assert at_most(k, n, p) >= q - 1e-12
    assert at_most(k - 1, n, p) < q + 1e-12


@given(a=st.floats(0.5, 200), b=st.floats(0.5, 200), q=st.floats(0.001, 0.999))
def test_the_beta_quantile_is_that_of_the_reference(a: float, b: float, q: float) -> None:
    assert beta_quantile(q, a, b) == pytest.approx(stats.beta.ppf(q, a, b), rel=1e-6, abs=1e-9)
