"""Dawid & Skene with every vote judged by what its juror did on other cases."""

import itertools
from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import softmax

from . import dawid_skene
from .dawid_skene import Fit, class_shares
from .prior import Floats, Prior, shrink
from .sweep import LEAST, Told, count, each, hold
from .table import Block, Table, lay_out, summed
from .votes import Votes

NOTHING = 1e-9  # votes; less is what rounding leaves of none


def fit(
    votes: Votes,
    n_classes: int,
    *,
    n_cases: int | None = None,
    n_jurors: int | None = None,
    gold: tuple[ArrayLike, ArrayLike] | None = None,
    prior: Prior | None = None,
    iterations: int = 50,
    tolerance: float = 1e-3,
    told: Told | None = None,
) -> Fit:
    """The truths that agree with themselves when no case vouches for its own jurors.

    In ``dawid_skene.fit`` a vote helps to judge the juror who then weighs it, so a juror of
    five votes seems right about all five. Here a case's own share is taken out of the
    juror's counts before they weigh it, case by case and class by class:

    q_ik ∝ p_k · ∏_j (n_jkl − q_ik + s_k c_kl) / (n_jk − q_ik + s_k), l = vote_ij,

    collapsed variational Bayes of order zero (Asuncion, Welling, Smyth & Teh 2009, "On
    smoothing and inference for topic models", eq. 12) for Dawid and Skene's model, from
    ``dawid_skene.fit`` and with its learnt prior, all cases at a time, until no posterior
    moves by more than ``tolerance``.

    Parameters and errors are those of ``dawid_skene.fit``. ``told`` hears of the EM that it
    starts from and of the steps of its own, numbered through.

    Returns
    -------
    Fit
        ``confusion`` and ``counts`` hold all votes, as for a case still to come.
        ``log_likelihood`` is empty: nothing is climbed, the equations are only solved.

    Notes
    -----
    O(votes · classes) a step, some five times the work of EM.
    """
    tell = _through(told)
    terms = {"n_cases": n_cases, "n_jurors": n_jurors, "gold": gold, "prior": prior}
    start = dawid_skene.fit(votes, n_classes, **terms, told=tell)  # type: ignore[arg-type]
    table = lay_out(votes, n_classes, n_cases, n_jurors, gold)
    q, counts, believed, steps = start.posterior, start.counts, start.believed, 0
    for _ in range(iterations):
        moved = _judged(table, q, counts, believed)
        change = np.abs(moved - q).max(initial=0.0)
        steps += 1
        tell(steps, iterations)
        q, counts = moved, np.ascontiguousarray(count(table, moved))
        if change <= tolerance:
            break
    return replace(
        start,
        posterior=q,
        confusion=shrink(counts, believed),
        prior=class_shares(q, believed),
        counts=counts,
        log_likelihood=np.zeros(0),
        iterations=steps,
    )


def _through(told: Told | None) -> Told:
    """Tells of the steps of one climb after another with numbers that go on."""
    number = itertools.count(1)

    def tell(done: int, most: int) -> None:
        if told:
            n = next(number)
            told(n, n - done + most)

    return tell


def _judged(table: Table, q: Floats, counts: Floats, believed: Prior) -> Floats:
    log_shares = np.log(np.maximum(class_shares(q, believed), LEAST))
    told, joint = by_others(counts, believed, LEAST), np.empty_like(q)

    def judged(block: Block) -> None:
        joint[block.cases] = log_shares + told(block, q[block.cases])

    list(each(table.blocks, judged))
    return hold(table, softmax(joint, axis=1))


def by_others(
    counts: Floats, believed: Prior, least: float = 0.0
) -> Callable[[Block, Floats], Floats]:
    """For a block and its posterior: Σ_j log p(vote of juror j | truth is k), by other cases.

    What is told has the shape of the posterior, (cases of the block, classes), which says what
    each case itself put into ``counts``. A vote less likely than ``least`` is taken to be as
    likely; at 0, an impossible one makes it −∞.
    """
    n_classes = len(believed.strength)
    cast = [counts[:, k].T.ravel() for k in range(n_classes)]
    of = [np.tile(counts[:, k].sum(axis=1), n_classes) for k in range(n_classes)]
    community = [row.repeat(len(counts)) for row in believed.community]

    def told(block: Block, own: Floats) -> Floats:
        column, seats = block.seen.indices.astype(np.intp), np.diff(block.seen.indptr)
        summed_logs = np.empty_like(own)
        for k, strength in enumerate(believed.strength):
            own_k, usual = own[:, k].repeat(seats), community[k].take(column)
            rows = _without(cast[k].take(column), own_k)
            rows += strength * usual
            whole = _without(of[k].take(column), own_k)
            whole += strength
            if strength > NOTHING:
                rows /= whole
            else:
                rows = np.where(whole > NOTHING, rows / np.maximum(whole, NOTHING), usual)
            with np.errstate(divide="ignore"):
                logs = np.log(np.maximum(rows, least, out=rows), out=rows)
            summed_logs[:, k] = summed(block, logs)
        return summed_logs

    return told


def _without(counted: Floats, own: Floats) -> Floats:
    counted -= own
    return np.maximum(counted, 0.0, out=counted)
