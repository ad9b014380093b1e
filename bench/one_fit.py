"""One fit in a process of its own, for its time and its memory: run by ``bench.speed``.

Run: python -m bench.one_fit NAME CROWD.npz, where NAME is of FITS; prints JSON.
"""

import json
import re
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

ITERATIONS = 20
ENOUGH = 1.0  # seconds of fits, of which the median is told
Found = Any  # the likeliest class of each case


def ours(module: str) -> Callable[..., Callable[[], Found]]:
    """The fit of one of our models, from unsorted integers to posteriors."""

    def prepared(case: Any, juror: Any, vote: Any) -> Callable[[], Found]:
        from importlib import import_module

        fit = import_module(f"jury.reliability.{module}").fit
        fit(([0], [0], [0]), 2)  # imports done

        def run() -> Found:
            rounds = {"rounds": 1, "iterations": ITERATIONS, "tolerance": -1.0}
            return fit((case, juror, vote), 2, **rounds).posterior.argmax(axis=1)

        return run

    return prepared


def theirs(model: str) -> Callable[..., Callable[[], Found]]:
    """crowd-kit's model, given the table it asks for."""

    def prepared(case: Any, juror: Any, vote: Any) -> Callable[[], Found]:
        import pandas as pd
        from crowdkit import aggregation

        table = pd.DataFrame({"task": case, "worker": juror, "label": vote})

        def run() -> Found:
            found = getattr(aggregation, model)(n_iter=ITERATIONS, tol=-1.0).fit(table)
            return found.labels_.sort_index().to_numpy()

        return run

    return prepared


FITS = {
    "dawid-skene": ours("dawid_skene"),
    "one-coin": ours("one_coin"),
    "crowd-kit DawidSkene": theirs("DawidSkene"),
    "crowd-kit OneCoin": theirs("OneCoinDawidSkene"),
}


def peak_megabytes() -> float:
    """The most this process ever held; what it was started from does not count."""
    status = Path("/proc/self/status").read_text()
    return int(re.search(r"VmHWM:\s+(\d+)", status)[1]) / 1000  # type: ignore[index]


def main(name: str, file: str) -> None:
    with np.load(file) as crowd:
        case, juror, vote, truth = (crowd[part] for part in ("case", "juror", "vote", "truth"))
    run = FITS[name](case, juror, vote)
    seconds, processor = [], []
    while sum(seconds) < ENOUGH:
        began, busy = time.perf_counter(), time.process_time()
        found = run()
        seconds.append(time.perf_counter() - began)
        processor.append(time.process_time() - busy)
    told = {
        "seconds": statistics.median(seconds),
        "processor": statistics.median(processor),
        "megabytes": peak_megabytes(),
        "right": float(np.mean(found == truth)),
    }
    print(json.dumps(told))


if __name__ == "__main__":
    main(*sys.argv[1:])
