"""Made-up jurors of known reliability voting on cases of known truth."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .prior import Floats, check_rows

Integers = NDArray[np.int64]


@dataclass(frozen=True)
class Crowd:
    """Votes as ``(case, juror, vote)``, sorted by case, and the truth of every case."""

    votes: tuple[Integers, Integers, Integers]
    truth: Integers


def two_sided(
    rng: np.random.Generator, n_jurors: int, mean: ArrayLike = (0.75, 0.75), strength: float = 12.0
) -> Floats:
    """Jurors whose accuracies on either side are drawn from Beta(mean · s, (1 − mean) · s).

    Parameters
    ----------
    rng : numpy Generator
    n_jurors : int
    mean : two floats in (0, 1)
        Mean accuracy when side 0, and when side 1, is right.
    strength : float > 0
        The larger, the more alike the jurors.

    Returns
    -------
    float array, shape (jurors, 2, 2)
        Confusion rows.
    """
    centre = np.asarray(mean, dtype=np.float64)
    if centre.shape != (2,) or np.any(centre <= 0) or np.any(centre >= 1) or not strength > 0:
        raise ValueError("mean must be two numbers in (0, 1) and strength above 0")
    right = rng.beta(centre * strength, (1 - centre) * strength, size=(n_jurors, 2))
    return np.stack(
        [
            np.stack([right[:, 0], 1 - right[:, 0]], axis=1),
            np.stack([1 - right[:, 1], right[:, 1]], axis=1),
        ],
        axis=1,
    )


def crowd(
    rng: np.random.Generator,
    confusion: Floats,
    n_cases: int,
    ballots: int,
    prior: ArrayLike | None = None,
) -> Crowd:
    """Cases of random truth, each voted on by ``ballots`` different jurors drawn evenly.

    Jurors err independently given the truth: kinder than real ones.

    Parameters
    ----------
    rng : numpy Generator
        The same generator state gives the same crowd.
    confusion : float array, shape (jurors, classes, classes)
        p(juror j votes l | truth is k).
    n_cases, ballots : int
        At most as many ballots as jurors.
    prior : float array, shape (classes,), optional
        p(truth is k); even when not given.

    Raises
    ------
    ValueError
        If there are too few jurors, or rows are no distributions.
    """
    n_jurors, n_classes, _ = confusion.shape
    share = np.full(n_classes, 1 / n_classes) if prior is None else np.asarray(prior, np.float64)
    check_rows(confusion, "confusion")
    check_rows(share, "prior")
    if not 0 <= ballots <= n_jurors:
        raise ValueError("there must be at least as many jurors as ballots")
    truth = rng.choice(n_classes, size=n_cases, p=share)
    juror = rng.permuted(np.tile(np.arange(n_jurors), (n_cases, 1)), axis=1)[:, :ballots].ravel()
    case = np.repeat(np.arange(n_cases), ballots)
    below = rng.random(len(case))[:, None] > np.cumsum(confusion[juror, truth[case]], axis=1)
    vote = np.minimum(below.sum(axis=1), n_classes - 1)
    return Crowd((case, juror, vote), truth)
