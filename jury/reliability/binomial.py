"""Exact binomial tails and quantiles, from the special functions alone.

``scipy.stats`` gives the same numbers and takes over a second to import, which every
start of a server or a command would pay.
"""

import math

from scipy.special import bdtr, bdtrc, bdtrik, betaincinv


def at_most(k: int, n: int, p: float) -> float:
    """P(X ≤ k) for X binomial(n, p); 0 below 0, 1 from n up.

    >>> round(at_most(0, 45, 0.05), 4)
    0.0994
    """
    if k < 0:
        return 0.0
    return 1.0 if k >= n else float(bdtr(k, n, p))


def at_least(k: int, n: int, p: float) -> float:
    """P(X ≥ k) for X binomial(n, p); 1 from 0 down, 0 above n.

    >>> at_least(0, 10, 0.5), at_least(10, 10, 0.5)
    (1.0, 0.0009765625)
    """
    if k <= 0:
        return 1.0
    return 0.0 if k > n else float(bdtrc(k - 1, n, p))


def quantile(q: float, n: int, p: float) -> int:
    """The least k with P(X ≤ k) ≥ q, for 0 < q < 1.

    >>> quantile(0.5, 10, 0.5), quantile(0.001, 10, 0.9)
    (5, 5)
    """
    k = max(math.ceil(float(bdtrik(q, n, p))), 0)
    return k - 1 if k and at_most(k - 1, n, p) >= q else k


def beta_quantile(q: float, a: float, b: float) -> float:
    """The x with P(X ≤ x) = q for X beta(a, b), for a, b > 0 and 0 < q < 1."""
    return float(betaincinv(a, b, q))
