"""Dawid & Skene: the truth of each case and the confusion of each juror, learnt together."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.sparse import csr_array
from scipy.special import softmax

from .prior import Floats, Prior, check_rows, flat, learn, shrink
from .sweep import Crowd, Here, Told, Watched, blank, first_guess, hold, logs, sweep
from .table import Table, lay_out
from .votes import Votes, check_votes, incidence


@dataclass(frozen=True)
class Fit:
    """What a crowd's votes say of its cases and its jurors. Axes: i case, j juror, k truth, l vote.

    Attributes
    ----------
    posterior : float array, shape (cases, classes)
        p(truth of case i is k); a gold case holds 1 at its class.
    confusion : float array, shape (jurors, classes, classes)
        p(juror j votes l | truth is k), shrunk to ``believed``; rows sum to 1.
    prior : float array, shape (classes,)
        p(truth is k) before any vote.
    counts : float array, shape (jurors, classes, classes)
        Expected votes l on cases of truth k: with ``believed`` all that confusion is made from.
    believed : Prior
        Community rows, their strength, imagined cases.
    log_likelihood : float array, shape (iterations,)
        The objective after each iteration, at the final prior: never falls.
    iterations : int
        E-steps done at the final prior.
    """

    posterior: Floats
    confusion: Floats
    prior: Floats
    counts: Floats
    believed: Prior
    log_likelihood: Floats
    iterations: int


def fit(
    votes: Votes,
    n_classes: int,
    *,
    n_cases: int | None = None,
    n_jurors: int | None = None,
    gold: tuple[ArrayLike, ArrayLike] | None = None,
    prior: Prior | None = None,
    start: "Fit | Floats | None" = None,
    rounds: int = 3,
    iterations: int = 100,
    tolerance: float = 1e-7,
    told: Told | None = None,
) -> Fit:
    """The most probable confusions and class shares, and the truths they imply.

    EM of Dawid & Skene (1979, eqs. 2.3-2.5), started from the shares of votes,
    with Dirichlet(1 + s_k c_k) on juror rows and Dirichlet(1 + a) on class shares,
    so each M-step is ``(count + prior) / (total + prior)``. Without ``prior``, the
    community c and its strength s are learnt between ``rounds`` of EM
    (``prior.learn``) and then held: every step of the last round can only raise
    ``log p(votes, gold | rows, shares) + log p(rows, shares)`` (constants dropped).

    Parameters
    ----------
    votes : three int arrays of one length
        Case, juror, class voted, in any order. A juror may vote again on a case
        (it counts again). Cases and jurors are numbered from 0. Narrow types
        (int32, int8) are read as they are and save memory.
    n_classes : int
        At least 2.
    n_cases, n_jurors : int, optional
        How many there are, if more than the votes name: a case without votes gets
        the class shares, a juror without votes the community's rows.
    gold : two int arrays, optional
        Cases of known truth and their class; held there throughout. A case twice
        with two classes is refused.
    prior : Prior, optional
        Hold this instead of learning it; ``prior.flat(n)`` gives maximum likelihood.
    start : Fit or float array, shape (cases, classes), optional
        Where to begin instead of the shares of votes: at what a former fit says of
        its jurors (those numbered beyond it are taken for its community), or at
        these posteriors. It saves steps; EM may settle elsewhere.
    iterations, tolerance : int, float
        A round stops after so many steps, or when the objective rises by less than
        ``tolerance`` a vote.
    told : callable
        Called after each step with its number and how many there can be at most.

    Raises
    ------
    ValueError
        On arrays of different length, numbers out of range, anything but integers,
        a prior or start of another size, or matrices too large for memory. Nothing
        is clipped.

    Notes
    -----
    Assumes jurors err independently given the truth. Real ones do not: hard cases
    fool many at once, so ``posterior`` is far too sure of itself (see ``temper``).
    O(votes) a step for two classes, O(votes · classes) for more, after one sort of
    the votes. Deterministic; the same, bit for bit, for every order of the votes.
    """
    crowd = here(votes, n_classes, n_cases, n_jurors, gold, start)
    return fitted(crowd, ROWS, prior, rounds, iterations, tolerance, told)


@dataclass(frozen=True)
class Rows:
    """How the rows of jurors follow from counts, and what is believed of them is learnt."""

    made: Callable[[Floats, Prior], Floats]
    learn: Callable[[Floats], Prior]


ROWS = Rows(shrink, learn)


def fitted(
    crowd: Crowd,
    rows: Rows,
    prior: Prior | None,
    rounds: int,
    iterations: int,
    tolerance: float,
    told: Told | None = None,
) -> Fit:
    """EM for votes laid out already, with rows of any make: see ``fit`` for all else."""
    n_classes = crowd.n_classes
    if prior is not None and len(prior.classes) != n_classes:
        raise ValueError(f"prior is of {len(prior.classes)} classes, votes of {n_classes}")
    believed = flat(n_classes) if prior is None else prior
    rounds = rounds if prior is None else 1
    if told:
        crowd = Watched(crowd, told, rounds * iterations)
    counted = crowd.counted()
    trace: list[float] = []
    for _ in range(rounds):
        believed = rows.learn(counted[0]) if prior is None else prior
        counted, trace = _climb(crowd, counted, rows, believed, iterations, tolerance)
    counts, cases = counted
    return Fit(
        posterior=crowd.posterior(),
        confusion=np.ascontiguousarray(rows.made(counts, believed)),
        prior=_shares(cases, believed),
        counts=np.ascontiguousarray(counts),
        believed=believed,
        log_likelihood=np.array(trace),
        iterations=len(trace),
    )


def here(
    votes: Votes,
    n_classes: int,
    n_cases: int | None,
    n_jurors: int | None,
    gold: tuple[ArrayLike, ArrayLike] | None,
    start: "Fit | Floats | None",
) -> Here:
    """The votes laid out in this process, at the posterior EM begins with."""
    table = lay_out(votes, n_classes, n_cases, n_jurors, gold)
    if isinstance(start, Fit):
        q = blank(table)
        sweep(table, *starting_rows(start, n_classes, table.n_jurors), q)
        return Here(table, q)
    return Here(table, started(table, start))


def started(table: Table, start: Floats | None) -> Floats:
    """The posterior EM begins with; ValueError from a start of another size."""
    if start is None:
        return first_guess(table)
    if start.shape != (table.n_cases, table.n_classes):
        raise ValueError("start must be (cases, classes)")
    check_rows(start, "start")
    return hold(table, start.astype(np.float64, order="F"))


def starting_rows(start: Fit, n_classes: int, n_jurors: int) -> tuple[Floats, Floats]:
    """Logs of a former fit's rows, newcomers' included, and shares; ValueError if of other size."""
    n_new = n_jurors - len(start.confusion)
    if len(start.prior) != n_classes or n_new < 0:
        raise ValueError("start is of other classes, or of more jurors than there are")
    newcomers = np.tile(start.believed.community, (n_new, 1, 1))
    return logs(np.concatenate([start.confusion, newcomers])), logs(start.prior)


def _climb(
    crowd: Crowd,
    counted: tuple[Floats, Floats],
    rows: Rows,
    believed: Prior,
    iterations: int,
    tolerance: float,
) -> tuple[tuple[Floats, Floats], list[float]]:
    """EM until it rises no more: what is counted under the last posterior, and the objective."""
    trace: list[float] = []
    for _ in range(iterations):
        log_rows = logs(rows.made(counted[0], believed))
        log_shares = logs(_shares(counted[1], believed))
        counts, cases, evidence = crowd.swept(log_rows, log_shares)
        counted = counts, cases
        trace.append(evidence + _belief(log_rows, log_shares, believed))
        if len(trace) > 1 and trace[-1] - trace[-2] < tolerance * max(crowd.n_votes, 1):
            break
    return counted, trace


def _belief(log_rows: Floats, log_shares: Floats, believed: Prior) -> float:
    """log p(rows, shares) under the prior, constants dropped."""
    weight = believed.strength[:, None] * believed.community
    return float((weight * log_rows.sum(axis=0)).sum() + believed.classes @ log_shares)


def expectation(seen: csr_array, confusion: Floats, shares: Floats) -> Floats:
    """log p(truth is k, votes of case i), (cases, classes): eq. 2.5 before it is normalised."""
    with np.errstate(divide="ignore"):  # a maximum-likelihood row may hold an honest 0
        log_rows = np.log(confusion).transpose(0, 2, 1).reshape(-1, len(shares))
        return np.asarray(np.log(shares) + seen @ log_rows)


def maximisation(seen: csr_array, q: Floats, n_jurors: int) -> Floats:
    """Expected votes l of juror j on cases of truth k, (jurors, classes, classes): eq. 2.3."""
    return np.asarray(seen.T @ q).reshape(n_jurors, q.shape[1], q.shape[1]).transpose(0, 2, 1)


def class_shares(q: Floats, believed: Prior) -> Floats:
    """p(truth is k) over cases: eq. 2.4 with the imagined cases added."""
    return _shares(q.sum(axis=0), believed)


def _shares(cases: Floats, believed: Prior) -> Floats:
    total = cases + believed.classes
    return total / total.sum() if total.sum() > 0 else np.full(len(total), 1 / len(total))


def posterior(votes: Votes, confusion: Floats, prior: Floats, n_cases: int | None = None) -> Floats:
    """How likely each class is to be the true one, case by case.

    p(truth_i = k | votes) ∝ prior[k] · ∏_j confusion[j, k, vote_ij] (Dawid & Skene
    1979, eq. 2.5), multiplied as a sum of logs so that a long panel cannot underflow.

    Parameters
    ----------
    votes : three int arrays of one length
        Case, juror, class voted, in any order.
    confusion : float array, shape (jurors, classes, classes)
        ``confusion[j, k, l]`` = p(juror j votes l | truth is k); rows sum to 1.
    prior : float array, shape (classes,)
        p(truth is k) before any vote; sums to 1.
    n_cases : int, optional
        How many cases there are, if more than the votes name.

    Returns
    -------
    float array, shape (cases, classes)
        Rows sum to 1 within 1e-12. A case without votes gets the prior back.

    Raises
    ------
    ValueError
        If shapes disagree, a vote names no class or juror, a row is no
        distribution, or some votes are impossible under every class.

    Notes
    -----
    Assumes jurors err independently given the truth. O(votes · classes).

    >>> sure = np.array([[[0.9, 0.1], [0.1, 0.9]]])
    >>> posterior(([0], [0], [0]), sure, np.array([0.5, 0.5])).round(3)
    array([[0.9, 0.1]])
    """
    k = _check_model(confusion, prior)
    case, juror, vote, n_cases, n_jurors = check_votes(votes, k, n_cases, len(confusion))
    seen = incidence(case, juror * k + vote, (n_cases, n_jurors * k))
    joint = expectation(seen, confusion, prior)
    if np.any(joint.max(axis=1, initial=-np.inf) == -np.inf):
        raise ValueError("some votes are impossible under every class")
    return np.asarray(softmax(joint, axis=1))


def _check_model(confusion: Floats, prior: Floats) -> int:
    if confusion.ndim != 3 or prior.ndim != 1 or confusion.shape[1:] != 2 * prior.shape:
        raise ValueError("confusion must be (jurors, classes, classes) and prior (classes,)")
    check_rows(confusion, "confusion")
    check_rows(prior, "prior")
    return len(prior)
