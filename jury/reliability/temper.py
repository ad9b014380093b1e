"""How far a panel's sum of log-likelihoods may be believed, learnt from cases of known truth."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import logsumexp

from .dawid_skene import Fit
from .prior import Floats
from .votes import Votes, check_cases, check_classes, check_votes

CORRELATION = 0.05  # of two jurors' errors on one case, believed before any truth is known ...
CORRELATION_SPREAD = 0.5  # ... with this standard deviation, in logs
ESCALATED_WEIGHT = 0.25  # of a case known only because it was hard, beside 1 for gold and audits


@dataclass(frozen=True)
class Temper:
    """What is known of jurors erring together.

    Votes on one case are not independent given its truth: a hard case fools many.
    ``n`` votes with correlation ρ tell as much as n / (1 + (n − 1) ρ) independent
    ones (Kish 1965, "Survey Sampling", sect. 5.4), so a panel's summed
    log-likelihood is multiplied by 1 / (1 + (seats − 1) ρ). It depends on the
    seats, fixed when the panel is drawn, and not on the ballots cast: so one more
    ballot of a juror right more often than not never lowers the side it is for.

    Attributes
    ----------
    correlation : float
        ρ ≥ 0; at 0 the posterior is Dawid & Skene's own. ``Temper()`` is the court
        that knows no truth yet.
    """

    correlation: float = CORRELATION

    def __post_init__(self) -> None:
        if not (np.isfinite(self.correlation) and self.correlation >= 0):
            raise ValueError("correlation must be finite and not below 0")

    def exponent(self, seats: int) -> float:
        """What the summed log-likelihood of a panel of ``seats`` is multiplied by; in (0, 1]."""
        if seats < 1:
            raise ValueError("a panel has at least one seat")
        return float(1 / (1 + (seats - 1) * self.correlation))


def held_out(votes: Votes, fit: Fit, cases: ArrayLike) -> Floats:
    """Log-likelihood of each class for chosen cases, each judged as if it had not been in the fit.

    Every juror's counts lose what the case itself put into them before the rows
    are made: leave-one-out at the price of one pass. (The case's pull on the
    community's rows and on other cases stays; it is of the order 1 / cases.)

    Parameters
    ----------
    votes : three int arrays
        The votes the fit was made from.
    fit : Fit
        Its posterior says what each case contributed: gold wholly to its class.
    cases : int array, shape (chosen,)
        Which cases; each once.

    Returns
    -------
    float array, shape (chosen, classes)
        Σ_j log p(vote of juror j | truth is k); 0 for a case without votes.

    Raises
    ------
    ValueError
        If the votes do not fit the Fit, or a case is unknown or named twice.

    Notes
    -----
    O(votes of the chosen cases · classes).
    """
    n_classes = len(fit.prior)
    chosen = check_cases(cases, len(fit.posterior))
    case, juror, vote, _, _ = check_votes(votes, n_classes, len(fit.posterior), len(fit.confusion))
    place = np.full(len(fit.posterior), -1)
    place[chosen] = np.arange(len(chosen))
    of_chosen = place[case] >= 0
    case, juror, vote = case[of_chosen], juror[of_chosen], vote[of_chosen]
    summed = np.empty((len(chosen), n_classes))
    for k in range(n_classes):
        own = fit.posterior[case, k]
        voted = np.maximum(fit.counts[:, k][juror, vote] - own, 0.0)
        all_votes = np.maximum(fit.counts[:, k].sum(axis=1)[juror] - own, 0.0)
        row = _shrunk(voted, all_votes, fit.believed.community[k, vote], fit.believed.strength[k])
        summed[:, k] = np.bincount(place[case], np.log(row), minlength=len(chosen))
    return summed


def _shrunk(voted: Floats, of: Floats, community: Floats, strength: float) -> Floats:
    """As ``prior.shrink``, for one entry of each row."""
    total = of + strength
    known = total > 1e-9  # less is what rounding leaves of nothing
    return np.where(known, (voted + strength * community) / np.where(known, total, 1.0), community)


def fit_temper(
    log_likelihood: Floats,
    truth: ArrayLike,
    seats: ArrayLike,
    prior: Floats,
    weights: ArrayLike | None = None,
) -> Temper:
    """The correlation under which known truths are most probable.

    Maximises Σ_i w_i · log softmax(log prior + t_i · L_i)[truth_i] plus the belief
    log ρ ~ N(log 0.05, 0.5²), where t_i = 1 / (1 + (seats_i − 1) ρ): a handful of
    known cases moves it little, some hundreds settle it. (A bias for each
    class, fitted along with ρ, moved the mean Brier score of eleven recorded crowds
    from 0.2475 to 0.2470 and was left out.)

    Parameters
    ----------
    log_likelihood : float array, shape (known, classes)
        Judged by rows that had not seen the case: from ``held_out``.
    truth : int array, shape (known,)
        The class that is true.
    seats : int array, shape (known,)
        Seats of each case's panel, ≥ 1.
    prior : float array, shape (classes,)
        p(truth is k) before any vote, each > 0.
    weights : float array, shape (known,), optional
        1 where the case is a random one (gold, blind audit), ``ESCALATED_WEIGHT``
        where it is known because the panel was not sure: hard cases say too
        little of the others. All 1 when not given.

    Returns
    -------
    Temper
        ``Temper()`` when nothing is known.

    Raises
    ------
    ValueError
        If shapes disagree, a number is out of range, or anything is NaN or infinite.
    """
    known, n_classes = log_likelihood.shape
    y = check_classes(truth, n_classes, known)
    n = np.asarray(seats, dtype=np.float64)
    w = np.ones(known) if weights is None else np.asarray(weights, dtype=np.float64)
    if n.shape != y.shape or w.shape != y.shape or prior.shape != (n_classes,):
        raise ValueError("log_likelihood, truth, seats, weights and prior disagree in shape")
    finite = all(np.all(np.isfinite(a)) for a in (log_likelihood, n, w))
    if not finite or np.any(n < 1) or np.any(w < 0) or not np.all(prior > 0):
        raise ValueError("seats must be ≥ 1, weights ≥ 0, prior > 0, and all of them finite")
    if known == 0:
        return Temper()

    def misfit(log_rho: float) -> float:
        t = 1 / (1 + (n - 1) * np.exp(log_rho))
        joint = np.log(prior) + t[:, None] * log_likelihood
        told = joint[np.arange(known), y] - logsumexp(joint, axis=1)
        belief = (log_rho - np.log(CORRELATION)) ** 2 / (2 * CORRELATION_SPREAD**2)
        return float(belief - w @ told)

    from scipy.optimize import minimize_scalar  # a third of a second, which only a fit need pay

    reach = np.log(CORRELATION) + CORRELATION_SPREAD * np.array([-6.0, 6.0])
    return Temper(float(np.exp(minimize_scalar(misfit, bounds=reach, method="bounded").x)))
