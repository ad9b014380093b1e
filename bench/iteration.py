"""One iteration of EM beside a plain copy of the bytes it must touch, and what bounds it."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from jury.reliability import sweep, table
from jury.reliability.prior import expected, shrink
from jury.reliability.votes import Votes

COPIED = 2**25  # numbers: 256 MB, more than a cache holds
TURNS = 9
COPY, COPIES, SWEEP = "a copy, one thread", "a copy, two threads", "a sweep, all processors"


def measure(votes: Votes) -> list[tuple[str, ...]]:
    """Rows of a table: name, milliseconds by the clock, the processor's, and times the bound.

    A sweep of two classes must read 4 bytes of each vote in the E-step and again in the M-step;
    of each case it writes log-odds and two posteriors and reads one: 32 bytes. The bound is
    what one thread takes to copy as many. Below it stands what bounds a sweep in truth: the
    addition for each vote in each step, and for comparison a bare ``np.take`` of as many
    numbers. Each is the least of nine turns: what it took more was other work on the machine.
    """
    laid = table.lay_out(votes, 2)
    took = _least(_works(laid))
    bandwidth, of_two = (16 * COPIED / took.pop(name)[0] for name in (COPY, COPIES))
    bound = (8 * laid.n_votes + 32 * laid.n_cases) / bandwidth
    name = f"bytes it must touch, at {bandwidth / 1e9:.1f} GB/s ({of_two / 1e9:.1f} by two threads)"
    rows = [(name, f"{bound * 1000:.1f}")]
    for name, (seconds, busy) in took.items():
        aim = "≤ 3×" if name == SWEEP else ""
        told = f"{seconds * 1000:.1f}", f"{busy * 1000:.1f}", f"{seconds / bound:.1f}×", aim
        rows.append((name, *told))
    return rows


def _works(laid: table.Table) -> dict[str, Callable[[], object]]:
    posterior = sweep.first_guess(laid)
    rows = sweep.logs(shrink(sweep.count(laid, posterior), expected(2)))
    shares, odds = np.log([0.5, 0.5]), (rows[:, 1] - rows[:, 0]).T.ravel()
    columns = [block.seen.indices.astype(np.int64) for block in laid.blocks]
    room = np.empty(max(map(len, columns)))
    source, target = np.ones(COPIED), np.zeros(COPIED)

    def half(n: int) -> None:
        part = slice(n * COPIED // 2, (n + 1) * COPIED // 2)
        np.copyto(target[part], source[part])

    def swept() -> object:
        return sweep.sweep(laid, rows, shares, posterior)

    return {
        COPY: lambda: np.copyto(target, source),
        COPIES: lambda: _in_two(half),
        SWEEP: swept,
        "a sweep, one thread": lambda: _alone(swept),
        "its gathers alone, one thread (csr @ odds)": lambda: [b.seen @ odds for b in laid.blocks],
        "its scatters alone, one thread (csc @ posterior)": lambda: [
            block.cast @ posterior[block.cases, 1] for block in laid.blocks
        ],
        "np.take of a number a vote, one thread": lambda: [
            odds.take(column, out=room[: len(column)], mode="clip") for column in columns
        ],
    }


def _least(works: dict[str, Callable[[], object]]) -> dict[str, tuple[float, float]]:
    """Seconds by the clock and of the processor, the least of all turns."""
    took: dict[str, list[tuple[float, float]]] = {name: [] for name in works}
    for _ in range(TURNS):
        for name, work in works.items():
            began, busy = time.perf_counter(), time.process_time()
            work()
            took[name].append((time.perf_counter() - began, time.process_time() - busy))
    return {name: (min(t[0] for t in runs), min(t[1] for t in runs)) for name, runs in took.items()}


def _in_two(work: Callable[[int], None]) -> None:
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(work, range(2)))


def _alone(work: Callable[[], object]) -> None:
    threads, sweep.THREADS = sweep.THREADS, 1
    try:
        work()
    finally:
        sweep.THREADS = threads
