"""What the open seats of a panel could still make of it: arithmetic for closing early."""

from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import expit

from .prior import Floats


@dataclass(frozen=True)
class Future:
    """What a panel of two sides may come to if the open seats vote so.

    ``votes[s]`` further votes for side s put the posterior of side 1 somewhere in
    ``low`` to ``high``, whoever among the possible jurors casts them.
    """

    votes: tuple[int, int]
    low: float
    high: float


def vote_range(told: ArrayLike, factor: float) -> Floats:
    """The least and most that one vote of any of these jurors adds to the log-odds of side 1.

    factor · (told[j, 1, l] − told[j, 0, l]) over jurors j. A juror who is
    wrong more often than right counts against the side voted for; so the least
    for side 1 may lie below 0.

    Parameters
    ----------
    told : float array, shape (jurors, 2, 2)
        ``evidence.vote_weights`` of everyone who might still be called, finite. At least one.
    factor : float
        ``Temper.exponent(seats)`` and the temper's scale, multiplied; > 0.

    Returns
    -------
    float array, shape (2, 2)
        ``out[l]`` = (least, most) for a vote l.
    """
    table = np.asarray(told, dtype=np.float64)
    if table.ndim != 3 or table.shape[1:] != (2, 2) or len(table) == 0:
        raise ValueError("told must be (jurors, 2, 2), with at least one juror")
    if not (np.all(np.isfinite(table)) and 0 < factor < np.inf):
        raise ValueError("told must be finite and factor above 0")
    ratio = factor * (table[:, 1] - table[:, 0])
    return np.stack([ratio.min(axis=0), ratio.max(axis=0)], axis=1)


def futures(log_odds: float, open_seats: int, ranges: Floats) -> list[Future]:
    """Every number of further votes the open seats may cast, with the posterior's reach.

    Seats may also stay empty, so all (a, b) with a + b ≤ open_seats are listed:
    (n + 1)(n + 2) / 2 of them, 171 for 17 seats. The first is (0, 0): now.

    Parameters
    ----------
    log_odds : float
        Of side 1, from the ballots cast: ``log_posterior(...)[1] - [0]``.
    open_seats : int
        Seats not yet voted, ≥ 0.
    ranges : float array, shape (2, 2)
        From ``vote_range``.
    """
    if not np.isfinite(log_odds) or open_seats < 0 or ranges.shape != (2, 2):
        raise ValueError("log_odds must be finite, open_seats ≥ 0 and ranges (2, 2)")
    seats = range(open_seats + 1)
    lawful = [votes for votes in product(seats, seats) if sum(votes) <= open_seats]
    reach = expit(log_odds + np.array(lawful, dtype=np.float64) @ ranges)
    return [
        Future(votes, float(low), float(high))
        for votes, (low, high) in zip(lawful, reach, strict=True)
    ]
