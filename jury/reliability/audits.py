"""How many blind audits it takes to state an error of the court's verdicts."""

from .binomial import at_most, beta_quantile

ALPHA = 0.05
DELTA = 0.10


def needed(wrong: int, alpha: float = ALPHA, delta: float = DELTA) -> int:
    """The fewest audits that, with ``wrong`` of them wrong, prove an error of at most ``alpha``.

    The least n with P(X ≤ wrong | n, alpha) ≤ delta for a binomial X: the exact
    test that an error above alpha is refused with confidence 1 − delta.

    >>> needed(0), needed(1), needed(2)
    (45, 77, 105)
    """
    few, enough = wrong, wrong + 1
    while at_most(wrong, enough, alpha) > delta:
        few, enough = enough, 2 * enough
    while enough - few > 1:
        n = (few + enough) // 2
        few, enough = (n, enough) if at_most(wrong, n, alpha) > delta else (few, n)
    return enough


def most_wrong(wrong: int, n: int, delta: float = DELTA) -> float:
    """The largest error that ``wrong`` of ``n`` audits leave possible with confidence 1 − delta.

    Clopper & Pearson's one-sided bound (1934); 1 with no audit at all.

    >>> round(most_wrong(0, 45), 3)
    0.05
    """
    return 1.0 if wrong >= n else beta_quantile(1 - delta, wrong + 1, n - wrong)
