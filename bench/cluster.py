"""The fit on a local cluster of processes: votes made where they lie, and what a step costs there.

Run: python -m bench.cluster [--parts N] [--votes N] [--jurors N] [--classes N] [--workers N]
(requirements-dask.txt).
"""

import argparse
import re
import statistics
import time
from functools import partial
from pathlib import Path

import numpy as np

from bench.speed import BALLOTS, JURORS
from jury.outside.clusters import Part, Spread
from jury.reliability.prior import expected, shrink
from jury.reliability.sweep import logs
from jury.reliability.table import lay_out

ITERATIONS = 7


def part(seed: int, n_votes: int, n_jurors: int, n_classes: int) -> Part:
    """Simulated cases of 13 different jurors each, laid out where this runs."""
    rng = np.random.default_rng(seed)
    right = np.random.default_rng(1979).beta(8, 2, n_jurors)
    n_cases = n_votes // BALLOTS
    case = np.repeat(np.arange(n_cases, dtype=np.int32), BALLOTS)
    seats = rng.integers(0, n_jurors, n_cases)[:, None] + 7 * np.arange(BALLOTS)
    juror = (seats % n_jurors).ravel().astype(np.int32)
    truth = rng.integers(0, n_classes, n_cases, np.int8)[case]
    wrong = rng.integers(1, n_classes, len(case), np.int8)
    vote = np.where(rng.random(len(case)) < right[juror], truth, (truth + wrong) % n_classes)
    return Part(lay_out((case, juror, vote.astype(np.int8)), n_classes, n_cases, n_jurors))


def megabytes() -> tuple[float, float]:
    """What this process holds now, and at most held."""
    status = Path("/proc/self/status").read_text()
    now, most = (int(re.search(rf"Vm{w}:\s+(\d+)", status)[1]) for w in ("RSS", "HWM"))  # type: ignore[index]
    return now / 1000, most / 1000


def moved() -> float:
    """MB that went over this machine's loopback so far: all a local cluster sends, and others."""
    lines = Path("/proc/net/dev").read_text()
    return int(re.search(r"lo:\s*(\d+)", lines)[1]) / 1e6  # type: ignore[index]


def main(n_parts: int, n_votes: int, n_jurors: int, n_classes: int, workers: int) -> None:
    from distributed import Client, LocalCluster

    terms = {"n_workers": workers, "threads_per_worker": 1, "dashboard_address": None}
    with LocalCluster(**terms) as cluster, Client(cluster) as client:
        made = (n_votes // n_parts, n_jurors, n_classes)
        sent = [partial(client.submit, part, n, *made, pure=False) for n in range(n_parts)]
        crowd = Spread(client, sent, n_classes, n_votes)
        began = time.perf_counter()
        counts, cases = crowd.counted()
        laid_out = time.perf_counter() - began
        took, rows_took, before = [], [], moved()
        for _ in range(ITERATIONS):
            began = time.perf_counter()
            rows = logs(shrink(counts, expected(n_classes))), logs(cases / cases.sum())
            rows_took.append(time.perf_counter() - began)
            counts, cases, _ = crowd.swept(*rows)
            took.append(time.perf_counter() - began)
        sent_each = (moved() - before) / ITERATIONS
        held = client.run(megabytes).values()
    each, best, rows_each = statistics.median(took), min(took), statistics.median(rows_took)
    now, most = (max(column) for column in zip(*held, strict=True))
    print(
        f"{n_votes:,} votes, {n_jurors:,} jurors, {n_classes} classes, {workers} workers, "
        f"{n_parts} parts: laid out in {laid_out:.1f} s; an iteration {each:.3f} s "
        f"(best {best:.3f}), of it {rows_each:.3f} s for rows here; {sent_each:.1f} MB moved, "
        f"counts are {counts.nbytes / 1e6:.1f} MB; a worker holds {now:.0f} MB, at most {most:.0f}"
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--parts", type=int, default=10)
    parser.add_argument("--votes", type=int, default=100_000_000)
    parser.add_argument("--jurors", type=int, default=JURORS)
    parser.add_argument("--classes", type=int, default=2)
    parser.add_argument("--workers", type=int, default=2)
    chosen = parser.parse_args()
    main(chosen.parts, chosen.votes, chosen.jurors, chosen.classes, chosen.workers)
