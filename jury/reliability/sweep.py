"""One pass over a table of votes: the E-step of each block, and its M-step while it is at hand."""

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol, TypeVar

import numpy as np

from .prior import Floats
from .table import Block, Table

Told = Callable[[int, int], None]  # of a sweep done, and of how many at most
Made = TypeVar("Made")
LEAST = 1e-300  # for an honest 0 of a maximum-likelihood row, whose log would be infinite
THREADS = min(os.cpu_count() or 1, 8)  # numpy and scipy leave Python alone while they work
FARTHEST = 700.0  # log-odds beyond which the less likely class is as good as impossible


def logs(rows: Floats) -> Floats:
    """log of probabilities, an honest 0 taken for 1e-300: finite, so that sums stay numbers."""
    return np.asarray(np.log(np.maximum(rows, LEAST)))


class Crowd(Protocol):
    """Votes laid out somewhere, here or on many machines, and the posterior of their cases."""

    n_classes: int
    n_votes: int

    def counted(self) -> tuple[Floats, Floats]:
        """Expected votes (jurors, classes, classes) and cases (classes,), by the posterior."""

    def swept(self, log_rows: Floats, log_shares: Floats) -> tuple[Floats, Floats, float]:
        """The same under a new posterior, and log p(votes, gold | rows, shares): ``sweep``."""

    def posterior(self) -> Floats:
        """The newest, (cases, classes)."""


class Here:
    """A crowd in this process: a table and its posterior, which each sweep overwrites."""

    def __init__(self, table: Table, posterior: Floats) -> None:
        self.table, self.q = table, posterior
        self.n_classes, self.n_votes = table.n_classes, table.n_votes

    def counted(self) -> tuple[Floats, Floats]:
        return count(self.table, self.q), self.q.sum(axis=0)

    def swept(self, log_rows: Floats, log_shares: Floats) -> tuple[Floats, Floats, float]:
        counts, evidence = sweep(self.table, log_rows, log_shares, self.q)
        return counts, self.q.sum(axis=0), evidence

    def posterior(self) -> Floats:
        return np.ascontiguousarray(self.q)


class Watched:
    """A crowd whose every sweep is told of: its number, and how many there will be at most."""

    def __init__(self, crowd: Crowd, told: Told, most: int) -> None:
        self.crowd, self.told, self.done, self.most = crowd, told, 0, most
        self.n_classes, self.n_votes = crowd.n_classes, crowd.n_votes
        self.counted, self.posterior = crowd.counted, crowd.posterior

    def swept(self, log_rows: Floats, log_shares: Floats) -> tuple[Floats, Floats, float]:
        found = self.crowd.swept(log_rows, log_shares)
        self.done += 1
        self.told(self.done, self.most)
        return found


def each(blocks: Sequence[Block], work: Callable[[Block], Made]) -> Iterator[Made]:
    """What is made of each block, in the order of the blocks; some are at work at a time.

    So sums over blocks are the same, bit for bit, on any number of processors.
    """
    if min(len(blocks), THREADS) < 2:
        yield from map(work, blocks)
    else:
        with ThreadPoolExecutor(min(len(blocks), THREADS)) as pool:
            yield from pool.map(work, blocks)


def first_guess(table: Table) -> Floats:
    """The share of each class among a case's votes, (cases, classes); even without votes."""
    guess = blank(table)
    names = np.eye(table.n_classes).repeat(table.n_jurors, axis=0)

    def guessed(block: Block) -> None:
        share = (block.seen @ names).T + 1e-9
        guess[block.cases] = _held(block, (share / share.sum(axis=0)).T)

    list(each(table.blocks, guessed))
    return guess


def blank(table: Table) -> Floats:
    """Room for a posterior, (cases, classes), with cases side by side in memory."""
    return np.empty((table.n_classes, table.n_cases)).T


def count(table: Table, posterior: Floats) -> Floats:
    """Expected votes l of juror j on cases of truth k, (jurors, classes, classes): eq. 2.3."""
    counted = np.zeros((table.n_classes * table.n_jurors, table.n_classes))
    for part in each(table.blocks, lambda block: block.cast @ posterior[block.cases]):
        counted += part
    return _by_juror(table, counted)


def sweep(
    table: Table, log_rows: Floats, log_shares: Floats, posterior: Floats
) -> tuple[Floats, float]:
    """Eq. 2.5 for every case, written into ``posterior``; then eq. 2.3.

    Parameters
    ----------
    log_rows : float array, shape (jurors, classes, classes)
        log p(juror j votes l | truth is k), finite.
    log_shares : float array, shape (classes,)
        log p(truth is k), finite.
    posterior : float array, shape (cases, classes)
        Overwritten; a gold case keeps 1 at its class.

    Returns
    -------
    counts : float array, shape (jurors, classes, classes)
        Expected votes l on cases of truth k, under the new posterior.
    evidence : float
        log p(votes, gold | rows, shares).

    Notes
    -----
    Two classes need one column, their log-odds: O(votes). More need one each:
    O(votes · classes).
    """
    of_two = table.n_classes == 2
    return (_sweep_two if of_two else _sweep_many)(table, log_rows, log_shares, posterior)


def _sweep_two(
    table: Table, log_rows: Floats, log_shares: Floats, posterior: Floats
) -> tuple[Floats, float]:
    """With a, b the log-joints of the classes and z = b − a: log(eᵃ + eᵇ) = a − log p(class 0).

    The sum of a over cases needs no case, only how often each vote was cast.
    """
    odds = (log_rows[:, 1] - log_rows[:, 0]).T.ravel()
    known_odds = log_shares[1] - log_shares[0]

    def judged(block: Block) -> tuple[Floats, float]:
        zero, one = posterior[block.cases].T
        told = _of_two(block, odds, known_odds, zero, one)
        return block.cast @ one, told

    of_one = np.zeros(table.cast.size)
    evidence = (table.cast * log_rows[:, 0]).sum() + table.n_cases * log_shares[0]
    for cast, told in each(table.blocks, judged):
        of_one += cast
        evidence += told
    counts = np.empty((2, 2, table.n_jurors)).transpose(2, 0, 1)
    counts[:, 1] = of_one.reshape(2, -1).T
    np.maximum(table.cast - counts[:, 1], 0.0, out=counts[:, 0])
    return counts, float(evidence)


def _of_two(block: Block, odds: Floats, known_odds: float, zero: Floats, one: Floats) -> float:
    """Both posteriors of a block's cases, written to ``zero`` and ``one``; Σ log(1 + e^z)."""
    z = block.seen @ odds
    z += known_odds
    for_one = np.clip(z, -FARTHEST, FARTHEST)
    np.exp(for_one, out=for_one)
    np.divide(1.0, np.add(for_one, 1.0, out=zero), out=zero)
    np.multiply(for_one, zero, out=one)
    told = np.log(zero, out=for_one)
    if z.max(initial=0.0) > FARTHEST:
        told -= np.maximum(z - FARTHEST, 0.0)
    if len(block.known):
        told[block.known] = -block.truth * z[block.known]
        zero[block.known], one[block.known] = 1 - block.truth, block.truth
    return -float(told.sum())


def _sweep_many(
    table: Table, log_rows: Floats, log_shares: Floats, posterior: Floats
) -> tuple[Floats, float]:
    by_vote = log_rows.transpose(2, 0, 1).reshape(-1, table.n_classes)

    def judged(block: Block) -> tuple[Floats, float]:
        joint = np.ascontiguousarray((block.seen @ by_vote).T)
        joint += log_shares[:, None]
        top = joint.max(axis=0)
        joint -= top
        told = joint[block.truth, block.known].sum()
        p = np.exp(joint, out=joint)
        total = p.sum(axis=0)
        p /= total
        total[block.known] = 1.0
        posterior[block.cases] = _held(block, p.T)
        return block.cast @ p.T, told + top.sum() + np.log(total).sum()

    counted, evidence = np.zeros(by_vote.shape), 0.0
    for cast, told in each(table.blocks, judged):
        counted += cast
        evidence += told
    return _by_juror(table, counted), float(evidence)


def hold(table: Table, posterior: Floats) -> Floats:
    """The posterior with every gold case put at its truth, in place."""
    for block in table.blocks:
        _held(block, posterior[block.cases])
    return posterior


def _held(block: Block, posterior: Floats) -> Floats:
    """The posterior with its gold cases put at their truth."""
    posterior[block.known] = 0.0
    posterior[block.known, block.truth] = 1.0
    return posterior


def _by_juror(table: Table, counted: Floats) -> Floats:
    by_vote = counted.reshape(table.n_classes, table.n_jurors, table.n_classes)
    return np.ascontiguousarray(by_vote.transpose(2, 0, 1)).transpose(2, 0, 1)
