"""Drift: whether audits, one after the other, say that the court errs more than it promised."""

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betaincc, betaln, logsumexp


def evidence(wrong: ArrayLike, alpha: float) -> float:
    """How strongly audits speak against "no verdict is wrong with more than probability alpha".

    An e-process: under that claim its mean is at most 1 whenever one looks, so it
    passes 1/δ, ever, with probability at most δ (Ville 1939; Ramdas, Grünwald,
    Vovk & Shafer 2023, "Game-theoretic statistics and safe anytime-valid inference",
    sect. 4). It may therefore be looked at after each audit, or after some.

    For audits from the j-th on it is the likelihood ratio of an error p > alpha
    against alpha, averaged over p uniform on [alpha, 1] (Robbins 1970, "Statistical
    methods related to the law of the iterated logarithm", on mixtures):
    ∫ p^k (1−p)^(m−k) dp / (1−α) ÷ α^k (1−α)^(m−k), for k wrong of m. The moment at
    which the court went wrong is not known; so these are averaged over j with weights
    1 / (j (j+1)), and a change that is yet to come counts 1. A long good past thus
    delays the alarm by the logarithm of its length only.

    Parameters
    ----------
    wrong : bool array, shape (audits,)
        Whether the verdict was wrong, in the order in which it became known.
    alpha : float
        The error that was promised not to be passed; in (0, 1).

    Returns
    -------
    float
        1 without audits; may be infinite.

    Raises
    ------
    ValueError
        If alpha lies outside, or ``wrong`` is no row.

    Notes
    -----
    O(audits). Assumes that what is audited was chosen without regard to the answer.

    >>> round(evidence([False] * 20, 0.05), 2), evidence([True] * 4, 0.05) > 1000
    (0.1, True)
    """
    errs = np.asarray(wrong, dtype=bool)
    if errs.ndim != 1 or not 0 < alpha < 1:
        raise ValueError("wrong must be a row, and alpha between 0 and 1")
    n = len(errs)
    start = np.arange(1, n + 1)
    m = n - start + 1
    k = np.cumsum(errs[::-1])[::-1] if n else np.zeros(0)
    with np.errstate(divide="ignore"):
        inside = np.log(betaincc(k + 1, m - k + 1, alpha))
    ratio = betaln(k + 1, m - k + 1) + inside - np.log1p(-alpha)
    ratio -= k * np.log(alpha) + (m - k) * np.log1p(-alpha)
    since = ratio - np.log(start) - np.log(start + 1)
    with np.errstate(over="ignore"):
        return float(np.exp(logsumexp(np.append(since, -np.log(n + 1)))))
