"""The fit on a local cluster of processes: votes made where they lie, time and memory a worker.

Run: python -m bench.cluster [--parts N] [--votes-a-part N] [--workers N] (requirements-dask.txt).
"""

import argparse
import re
import statistics
import time
from pathlib import Path

import numpy as np

from bench.speed import BALLOTS, JURORS
from jury.outside.clusters import Spread
from jury.reliability.prior import expected, shrink
from jury.reliability.simulate import two_sided
from jury.reliability.sweep import logs
from jury.reliability.table import Table, lay_out

ITERATIONS = 5


def part(seed: int, n_votes: int) -> Table:
    """Simulated cases of 13 different jurors each, laid out where this runs."""
    rng = np.random.default_rng(seed)
    rows = two_sided(np.random.default_rng(1979), JURORS)
    n_cases = n_votes // BALLOTS
    case = np.repeat(np.arange(n_cases, dtype=np.int32), BALLOTS)
    seats = rng.integers(0, JURORS, n_cases)[:, None] + 7 * np.arange(BALLOTS)
    juror = (seats % JURORS).ravel().astype(np.int32)
    truth = rng.integers(0, 2, n_cases)[case]
    vote = (rng.random(len(case)) < rows[juror, truth, 1]).astype(np.int8)
    return lay_out((case, juror, vote), 2, n_cases, JURORS)


def megabytes() -> tuple[float, float]:
    """What this process holds now, and at most held."""
    status = Path("/proc/self/status").read_text()
    now, most = (int(re.search(rf"Vm{w}:\s+(\d+)", status)[1]) for w in ("RSS", "HWM"))  # type: ignore[index]
    return now / 1000, most / 1000


def main(n_parts: int, n_votes: int, workers: int) -> None:
    from distributed import Client, LocalCluster

    terms = {"n_workers": workers, "threads_per_worker": 1, "dashboard_address": None}
    with LocalCluster(**terms) as cluster, Client(cluster) as client:
        began = time.perf_counter()
        tables = [client.submit(part, seed, n_votes, pure=False) for seed in range(n_parts)]
        crowd = Spread(client, tables, 2, n_parts * (n_votes // BALLOTS) * BALLOTS)
        counts, cases = crowd.counted()
        made = time.perf_counter() - began
        took = []
        for _ in range(ITERATIONS):
            began = time.perf_counter()
            counts, cases, _ = crowd.swept(
                logs(shrink(counts, expected(2))), logs(cases / cases.sum())
            )
            took.append(time.perf_counter() - began)
        held = client.run(megabytes)
    moved = counts.nbytes * (workers + n_parts - 1) / 1e6
    print(f"{crowd.n_votes:,} votes in {n_parts} parts, {workers} workers, {JURORS:,} jurors")
    print(f"made and laid out in {made:.1f} s; an iteration {statistics.median(took):.2f} s")
    for address, (now, most) in held.items():
        print(f"{address}: {now:.0f} MB, at most {most:.0f} MB")
    print(f"at most {moved:.1f} MB moved an iteration: rows to workers, counts along the tree")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--parts", type=int, default=10)
    parser.add_argument("--votes-a-part", type=int, default=10_000_000)
    parser.add_argument("--workers", type=int, default=2)
    chosen = parser.parse_args()
    main(chosen.parts, chosen.votes_a_part, chosen.workers)
