"""How far jurors say the same, whatever the truth."""

import numpy as np

from .baseline import shares
from .prior import Floats
from .votes import Votes, check_votes


def krippendorff_alpha(votes: Votes, n_classes: int) -> float:
    """Krippendorff's alpha for nominal votes: 1 full agreement, 0 what chance gives.

    1 − D_o / D_e with D_o, D_e the observed and expected disagreement of pairs of
    votes on one case; cases with a single vote say nothing (Krippendorff 2011,
    "Computing Krippendorff's alpha-reliability", sect. D).

    Returns
    -------
    float
        At most 1; NaN when no case has two votes, or only one class was ever voted
        (nothing could have disagreed).

    Notes
    -----
    O(votes + cases · classes).
    """
    counted = shares(votes, n_classes)
    counted = counted[counted.sum(axis=1) >= 2]
    n = counted.sum(axis=1)
    total = counted.sum(axis=0)
    expected = total.sum() ** 2 - (total**2).sum()
    if expected == 0:
        return float("nan")
    observed = ((n**2 - (counted**2).sum(axis=1)) / (n - 1)).sum()
    return float(1 - (total.sum() - 1) * observed / expected)


def with_others(votes: Votes, n_classes: int, n_jurors: int | None = None) -> Floats:
    """For each juror the mean share of others on the same cases who voted alike.

    Returns
    -------
    float array, shape (jurors,)
        0 to 1; NaN for a juror who never sat with another.
    """
    case, juror, vote, _, n_jurors = check_votes(votes, n_classes, None, n_jurors)
    counted = shares(votes, n_classes)
    others = counted.sum(axis=1)[case] - 1
    alike = (counted[case, vote] - 1)[others > 0] / others[others > 0]
    sat = np.bincount(juror[others > 0], minlength=n_jurors)
    agreed = np.bincount(juror[others > 0], alike, minlength=n_jurors)
    return np.where(sat > 0, agreed / np.maximum(sat, 1), np.nan)
