"""The same fit on many machines: votes parted by case, jurors' counts added up as a tree."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jury.reliability.dawid_skene import Fit, Rows, fitted, started, starting_rows
from jury.reliability.prior import Floats
from jury.reliability.sweep import Told, blank, count, sweep
from jury.reliability.table import Table, lay_out
from jury.reliability.votes import check_columns

from .cluster_faults import (
    NoCode,
    NoDask,
    NoScheduler,
    NoWorkers,
    SchedulerGone,
    WorkersFail,
    WorkersGone,
)

Columns = tuple[NDArray[Any], NDArray[Any], NDArray[Any]]
Known = tuple[NDArray[np.int64], NDArray[np.int64]]
Counted = tuple[Floats, Floats, float]  # of jurors, of cases, and the evidence
WAIT_SECONDS = 10
IMPORT_SECONDS = 60  # of numpy, scipy and this, from a slow disk by a busy worker
PARTS_A_WORKER = 2  # so that one slow part does not keep all others waiting
TRIES = 4  # at one step: a worker may die, but a step that kills workers must end


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
        client.submit(_ready, pure=False).result(timeout=IMPORT_SECONDS)
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
    *,
    n_cases: int | None = None,
    n_jurors: int | None = None,
    start: Fit | Floats | None = None,
    told: Told | None = None,
) -> Fit:
    """What ``rows`` (``dawid_skene.ROWS``, ``one_coin.ROWS``) make of votes held here.

    Equal to the local fit within 1e-9, from a cold or a warm ``start``. The votes travel once,
    and again where a worker was lost with its part; each iteration moves the jurors' rows to
    every worker and their counts back, both of jurors · classes² numbers.

    Refuses with SchedulerGone, WorkersGone or WorkersFail when the fit cannot go on.
    """
    _, n_cases, n_jurors = check_columns(votes, n_classes, n_cases, n_jurors)
    begun = starting_rows(start, n_classes, n_jurors) if isinstance(start, Fit) else None
    guess = None if isinstance(start, Fit) else start
    if guess is not None and len(guess) != n_cases:
        raise ValueError("start must be (cases, classes)")
    wanted = n_parts or PARTS_A_WORKER * max(len(client.scheduler_info()["workers"]), 1)
    ends = np.linspace(0, n_cases, min(wanted, max(n_cases, 1)) + 1).astype(np.int64)
    sent = [
        partial(_sent, client, votes, gold, guess, (n_classes, n_jurors), slice(*cases))
        for cases in pairwise(ends.tolist())
    ]
    crowd = Spread(client, sent, n_classes, len(votes[0]), begun)
    return fitted(crowd, rows, prior=None, rounds=3, iterations=100, tolerance=1e-7, told=told)


@dataclass(frozen=True)
class Part:
    """Neighbouring cases where they lie, and the posterior EM begins with, if one was given."""

    table: Table
    guess: Floats | None = None

    def __sizeof__(self) -> int:
        """In bytes, so that dask knows it is cheaper to go to a part than to fetch it."""
        held = 0 if self.guess is None else self.guess.nbytes
        return held + 4 * (self.table.n_votes + self.table.n_cases) + self.table.cast.nbytes


class Spread:
    """A crowd whose parts lie with the workers: ``sweep.Crowd`` over futures of them.

    Each of ``sent`` lays a part out with some worker and returns its future; it is asked again
    when the part is lost. ``begun`` is the logs of rows and shares that EM begins with.
    """

    def __init__(
        self,
        client: Any,
        sent: Sequence[Callable[[], Any]],
        n_classes: int,
        n_votes: int,
        begun: tuple[Floats, Floats] | None = None,
    ) -> None:
        self.client, self.sent, self.newest = client, sent, begun
        self.address = client.scheduler.address
        self.parts: list[Any] = [None] * len(sent)
        self.n_classes, self.n_votes = n_classes, n_votes

    def counted(self) -> tuple[Floats, Floats]:
        counts, cases, _ = self._asked(_swept if self.newest else _counted, self._summed)
        return counts, cases

    def swept(self, log_rows: Floats, log_shares: Floats) -> Counted:
        self.newest = log_rows, log_shares
        found: Counted = self._asked(_swept, self._summed)
        return found

    def posterior(self) -> Floats:
        return np.concatenate(self._asked(_judged, self._gathered))

    def _asked(self, work: Callable[..., Any], gather: Callable[[list[Any]], Any]) -> Any:
        """What the parts answer under the newest rows; lost parts are sent again first."""
        for _ in range(TRIES):
            try:
                self._send_what_is_missing()
                rows = self._rows()
                return gather([self.client.submit(work, p, *rows, pure=False) for p in self.parts])
            except _losses() as loss:
                self._check_who_is_left(loss)
        raise WorkersFail(address=self.address, times=TRIES)

    def _send_what_is_missing(self) -> None:
        for n, part in enumerate(self.parts):
            if part is None or part.status not in ("finished", "pending"):
                self.parts[n] = self.sent[n]()

    def _rows(self) -> list[Any]:
        """The newest rows with one worker, of which the others fetch them.

        Not ``broadcast``: if a worker dies in the middle of it, dask waits for ever.
        """
        if self.newest is None:
            return []
        (rows,) = self.client.scatter([self.newest], hash=False)
        return [rows]

    def _summed(self, sums: list[Any]) -> Counted:
        """The second half is added to the first: parts of one worker, dealt in turn, meet early."""
        while len(sums) > 1:
            half = (len(sums) + 1) // 2
            pairs = zip(sums[:half], sums[half:], strict=False)
            added = [self.client.submit(_added, *pair, pure=False) for pair in pairs]
            sums = added + sums[len(added) : half]
        found: Counted = self._patiently(sums[0])
        return found

    def _gathered(self, judged: list[Any]) -> list[Floats]:
        return [self._patiently(part) for part in judged]

    def _patiently(self, future: Any) -> Any:
        """The result, however long it takes, as long as there is somebody at work."""
        while True:
            try:
                return future.result(timeout=WAIT_SECONDS)
            except TimeoutError as slow:
                self._check_who_is_left(slow)

    def _check_who_is_left(self, loss: Exception) -> None:
        """Refuses if nobody can go on; waits a little for whoever may come back."""
        while self.client.status == "connecting":  # for WAIT_SECONDS, then it is closed
            time.sleep(0.1)
        try:
            self.client.wait_for_workers(1, timeout=WAIT_SECONDS)
        except TimeoutError:
            raise WorkersGone(address=self.address) from loss
        except Exception as gone:  # of as many kinds as there are moments to go away
            raise SchedulerGone(address=self.address) from gone


def _losses() -> tuple[type[Exception], ...]:
    """How dask says that what it held is gone, or that whoever held it is."""
    from concurrent.futures import CancelledError

    from distributed import KilledWorker
    from distributed.client import ClosedClientError

    return CancelledError, ClosedClientError, KilledWorker, OSError, MemoryError


def _sent(
    client: Any,
    votes: Columns,
    gold: Known,
    guess: Floats | None,
    sizes: tuple[int, int],
    cases: slice,
) -> Any:
    """The future of a part, made from the votes held here."""
    first, last = cases.start, cases.stop
    inside = (votes[0] >= first) & (votes[0] < last)
    known = (gold[0] >= first) & (gold[0] < last)
    columns = (votes[0][inside] - first, votes[1][inside], votes[2][inside])
    truths = (gold[0][known] - first, gold[1][known])
    part = (columns, truths, None if guess is None else guess[cases])
    (held,) = client.scatter([part], hash=False)  # one thing, for one worker
    return client.submit(_laid_out, held, *sizes, last - first, pure=False)


def _laid_out(
    part: tuple[Columns, Known, Floats | None], n_classes: int, n_jurors: int, n_cases: int
) -> Part:
    votes, gold, guess = part
    return Part(lay_out(votes, n_classes, n_cases, n_jurors, gold), guess)


def _counted(part: Part) -> Counted:
    guess = started(part.table, part.guess)
    return count(part.table, guess), guess.sum(axis=0), 0.0


def _swept(part: Part, rows: tuple[Floats, Floats]) -> Counted:
    posterior = blank(part.table)
    counts, evidence = sweep(part.table, *rows, posterior)
    return counts, posterior.sum(axis=0), evidence


def _judged(part: Part, rows: tuple[Floats, Floats] | None = None) -> Floats:
    if rows is None:
        return np.ascontiguousarray(started(part.table, part.guess))
    posterior = blank(part.table)
    sweep(part.table, *rows, posterior)
    return np.ascontiguousarray(posterior)


def _added(one: Counted, other: Counted) -> Counted:
    return one[0] + other[0], one[1] + other[1], one[2] + other[2]
