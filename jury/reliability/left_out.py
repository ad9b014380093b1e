"""Dawid & Skene with every vote judged by what its juror did on other cases."""

import itertools
from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike
from scipy.sparse import csr_array
from scipy.special import softmax

from . import dawid_skene
from .dawid_skene import Fit, class_shares
from .prior import Floats, Prior, shrink
from .sweep import Told, count, hold
from .table import Block, Table, lay_out
from .votes import Votes


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
    log_shares = np.log(np.maximum(class_shares(q, believed), 1e-300))
    joint = np.empty_like(q)
    for block in table.blocks:
        joint[block.cases] = log_shares + _told(table, block, q[block.cases], counts, believed)
    return hold(table, softmax(joint, axis=1))


def _told(table: Table, block: Block, own: Floats, counts: Floats, believed: Prior) -> Floats:
    """Σ_j log p(vote of juror j | truth is k) for a block, each case's own share left out."""
    vote, juror = np.divmod(block.seen.indices, max(table.n_jurors, 1))
    case = np.repeat(np.arange(len(own)), np.diff(block.seen.indptr))
    told = np.empty_like(own)
    for k, strength in enumerate(believed.strength):
        own_k, community = own[case, k], believed.community[k, vote]
        voted = np.maximum(counts[:, k][juror, vote] - own_k, 0.0) + strength * community
        whole = np.maximum(counts[:, k].sum(axis=1)[juror] - own_k, 0.0) + strength
        known = whole > 1e-9
        row = np.where(known, voted / np.where(known, whole, 1.0), community)
        logs = np.log(np.maximum(row, 1e-300))
        each = csr_array((logs, block.seen.indices, block.seen.indptr), shape=block.seen.shape)
        told[:, k] = each.sum(axis=1)
    return told
