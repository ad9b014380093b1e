"""The same fit on many machines: votes parted by case, jurors' counts added up as a tree."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jury.reliability.dawid_skene import Fit, Rows, fitted
from jury.reliability.prior import Floats
from jury.reliability.sweep import Told, blank, count, first_guess, sweep
from jury.reliability.table import Table, lay_out
from jury.rules.errors import N_, Missing

Columns = tuple[NDArray[Any], NDArray[Any], NDArray[Any]]
Known = tuple[NDArray[np.int64], NDArray[np.int64]]
Counted = tuple[Floats, Floats, float]  # of jurors, of cases, and the evidence
WAIT_SECONDS = 10
PARTS_A_WORKER = 2  # so that one slow part does not keep all others waiting


class NoDask(Missing):
    sentence = N_(
        "The engine dask is not installed. Nothing was computed. Install what "
        "requirements-dask.txt lists, here and on every worker, or use --engine local."
    )


class NoScheduler(Missing):
    sentence = N_(
        "No dask scheduler answers at %(address)s. Nothing was computed. Start one, or name "
        "its address with --scheduler."
    )


class NoWorkers(Missing):
    sentence = N_(
        "The dask scheduler at %(address)s has no workers. Nothing was computed. Start some "
        "and run the command again."
    )


class NoCode(Missing):
    sentence = N_(
        "The dask scheduler at %(address)s or one of its workers cannot import jury. Nothing "
        "was computed. Start them in this version's folder, with PYTHONPATH set to it."
    )


@contextmanager
def connected(address: str) -> Iterator[Any]:
    """A client of the scheduler at an address; refuses one that could not do the work."""
    try:
        from distributed import Client
    except ImportError as missing:
        raise NoDask from missing
    try:
        client = Client(address, timeout=WAIT_SECONDS, set_as_default=False)
    except (OSError, ValueError) as silent:
        raise NoScheduler(address=address) from silent
    with client:
        _check(client, address)
        yield client


def _check(client: Any, address: str) -> None:
    try:
        client.wait_for_workers(1, timeout=WAIT_SECONDS)
    except TimeoutError as nobody:
        raise NoWorkers(address=address) from nobody
    try:
        client.submit(_ready, pure=False).result(timeout=WAIT_SECONDS)
    except Exception as strange:  # dask wraps what went wrong there in errors of many kinds
        raise NoCode(address=address) from strange


def _ready() -> None:
    """Something to do for whoever can import this file."""


def fit(
    client: Any,
    votes: Columns,
    n_classes: int,
    rows: Rows,
    gold: Known,
    n_parts: int | None = None,
    told: Told | None = None,
) -> Fit:
    """What ``rows`` (``dawid_skene.ROWS``, ``one_coin.ROWS``) make of votes held here.

    Equal to the local fit within 1e-9. The votes travel once; then each iteration moves the
    jurors' rows to every part and their counts back, both of jurors · classes² numbers.
    """
    n_cases, n_jurors = (int(column.max()) + 1 for column in votes[:2])
    wanted = n_parts or PARTS_A_WORKER * max(len(client.scheduler_info()["workers"]), 1)
    ends = np.linspace(0, n_cases, min(wanted, n_cases) + 1).astype(np.int64)
    tables = []
    for first, last in pairwise(ends.tolist()):
        inside = (votes[0] >= first) & (votes[0] < last)
        known = (gold[0] >= first) & (gold[0] < last)
        part = (votes[0][inside] - first, votes[1][inside], votes[2][inside])
        sent = client.scatter(part, hash=False)
        truths = (gold[0][known] - first, gold[1][known])
        sizes = (n_classes, last - first, n_jurors, truths)
        tables.append(client.submit(_laid_out, sent, *sizes, pure=False))
    crowd = Spread(client, tables, n_classes, len(votes[0]))
    return fitted(crowd, rows, prior=None, rounds=3, iterations=100, tolerance=1e-7, told=told)


class Spread:
    """A crowd whose tables lie with the workers: ``sweep.Crowd`` over futures of them."""

    def __init__(self, client: Any, tables: list[Any], n_classes: int, n_votes: int) -> None:
        self.client, self.tables = client, tables
        self.n_classes, self.n_votes = n_classes, n_votes
        self.rows: list[Any] = []  # of the newest sweep; none before the first

    def counted(self) -> tuple[Floats, Floats]:
        counts, cases, _ = self._summed(_counted)
        return counts, cases

    def swept(self, log_rows: Floats, log_shares: Floats) -> Counted:
        self.rows = self.client.scatter([log_rows, log_shares], broadcast=True, hash=False)
        return self._summed(_swept)

    def posterior(self) -> Floats:
        judged = [self.client.submit(_judged, t, *self.rows, pure=False) for t in self.tables]
        return np.concatenate(self.client.gather(judged))

    def _summed(self, work: Callable[..., Counted]) -> Counted:
        sums = [self.client.submit(work, t, *self.rows, pure=False) for t in self.tables]
        while len(sums) > 1:
            pairs = [sums[n : n + 2] for n in range(0, len(sums), 2)]
            sums = [
                self.client.submit(_added, *pair, pure=False) if len(pair) == 2 else pair[0]
                for pair in pairs
            ]
        found: Counted = sums[0].result()
        return found


def _laid_out(votes: Columns, n_classes: int, n_cases: int, n_jurors: int, gold: Known) -> Table:
    return lay_out(votes, n_classes, n_cases, n_jurors, gold)


def _counted(table: Table, *_: Floats) -> Counted:
    guess = first_guess(table)
    return count(table, guess), guess.sum(axis=0), 0.0


def _swept(table: Table, log_rows: Floats, log_shares: Floats) -> Counted:
    posterior = blank(table)
    counts, evidence = sweep(table, log_rows, log_shares, posterior)
    return counts, posterior.sum(axis=0), evidence


def _judged(table: Table, *rows: Floats) -> Floats:
    if not rows:
        return np.ascontiguousarray(first_guess(table))
    posterior = blank(table)
    sweep(table, rows[0], rows[1], posterior)
    return np.ascontiguousarray(posterior)


def _added(one: Counted, other: Counted) -> Counted:
    return one[0] + other[0], one[1] + other[1], one[2] + other[2]
