"""How fast votes become verdicts, beside crowd-kit and beside the machine's own bandwidth.

Times are by the clock, as the aims are, with the processor's seconds beside them: on a machine
with other work to do only those can be compared.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from jury.reliability.dawid_skene import fit
from jury.reliability.online import update
from jury.reliability.simulate import two_sided

from . import iteration

BALLOTS = 13
JURORS = 10_000
CASES = [  # votes, jurors, ours, theirs, how many times as fast ours should be
    (100_000, 1_000, "one-coin", "crowd-kit OneCoin", 1000),
    (100_000, 2_000, "one-coin", "crowd-kit OneCoin", 1000),
    (100_000, 2_000, "dawid-skene", "crowd-kit DawidSkene", 0),
    (1_000_000, JURORS, "dawid-skene", "crowd-kit DawidSkene", 25),
]
REPEATS = 3


def measure(most: int = 10_000_000) -> list[str]:
    """All tables: fits beside crowd-kit's, the largest fit, an iteration, a panel, a CSV file."""
    with tempfile.TemporaryDirectory(prefix="jury-bench-") as folder:
        lines = [f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors", ""]
        lines += _beside_the_peer(Path(folder))
        lines += _largest(Path(folder), most)
        return [*lines, "", *_iteration(most), "", *_panel(), "", *_csv(Path(folder), most)]


def crowd(n_votes: int, n_jurors: int = JURORS) -> dict[str, np.ndarray]:
    """A crowd of 13 different jurors a case, its votes in random order, as int64."""
    rng = np.random.default_rng(1979)
    rows = two_sided(rng, n_jurors)
    n_cases = n_votes // BALLOTS
    truth = rng.integers(0, 2, n_cases)
    seats = rng.integers(0, n_jurors, n_cases)[:, None] + 7 * np.arange(BALLOTS)
    juror, case = (seats % n_jurors).ravel(), np.repeat(np.arange(n_cases), BALLOTS)
    vote = (rng.random(len(case)) < rows[juror, truth[case], 1]).astype(np.int64)
    order = rng.permutation(len(case))
    return {"case": case[order], "juror": juror[order], "vote": vote[order], "truth": truth}


def _beside_the_peer(folder: Path) -> list[str]:
    head = ("seconds", "processor", "MB", "right", "ratio", "aim")
    lines = [_row("20 iterations, from unsorted integers", *head)]
    for n_votes, n_jurors, mine, peer, aim in CASES:
        file = folder / f"{n_votes}-{n_jurors}.npz"
        np.savez(file, **crowd(n_votes, n_jurors))
        took: dict[str, list[dict[str, float]]] = {mine: [], peer: []}
        for _ in range(REPEATS):
            for name in (mine, peer):
                took[name].append(_one_fit(name, file))
        times = {name: _middle(took[name], "seconds") for name in (mine, peer)}
        title = f"{n_votes:,} votes, {n_jurors:,} jurors"
        ratio, least = f"{times[peer] / times[mine]:.0f}×", f"≥ {aim}×" if aim else ""
        lines.append(_told(f"{mine}, {title}", took[mine], ratio, least))
        lines.append(_told(peer, took[peer], "", ""))
    return lines


def _largest(folder: Path, n_votes: int) -> list[str]:
    file = folder / "largest.npz"
    np.savez(file, **crowd(n_votes))
    runs = [_one_fit("dawid-skene", file) for _ in range(REPEATS)]
    return [_told(f"dawid-skene, {n_votes:,} votes", runs, "", "≤ 3 s, 600 MB")]


def _middle(runs: list[dict[str, float]], what: str) -> float:
    return statistics.median(run[what] for run in runs)


def _one_fit(name: str, file: Path) -> dict[str, float]:
    return _run("bench.one_fit", name, str(file))


def _run(module: str, *arguments: str) -> dict[str, float]:
    """What a module prints last, as JSON; run in a process of its own."""
    command = [sys.executable, "-W", "ignore", "-m", module, *arguments]
    ran = subprocess.run(command, capture_output=True, text=True)
    if ran.returncode:
        raise RuntimeError(f"{' '.join(arguments)}: {ran.stderr}")
    told: dict[str, float] = json.loads(ran.stdout.splitlines()[-1])
    return told


def _told(name: str, runs: list[dict[str, float]], ratio: str, aim: str) -> str:
    seconds, busy = _middle(runs, "seconds"), _middle(runs, "processor")
    megabytes = max(run["megabytes"] for run in runs)
    cells = (f"{seconds:.4f}", f"{busy:.4f}", f"{megabytes:.0f}", f"{runs[0]['right']:.4f}")
    return _row(name, *cells, ratio, aim)


def _iteration(n_votes: int) -> list[str]:
    made = crowd(n_votes)
    rows = iteration.measure((made["case"], made["juror"], made["vote"]))
    head = _row(f"one iteration, {n_votes:,} votes, {JURORS:,} jurors", "ms", "processor")
    return [head, *(_row(name, *cells) for name, *cells in rows)]


def _panel() -> list[str]:
    made = crowd(100_000, 1000)
    known = fit((made["case"], made["juror"], made["vote"]), 2)
    ballots = (np.arange(17), np.arange(17) % 2)
    took = [_seconds(lambda: update(known, ballots)) * 1000 for _ in range(1000)]
    told = (f"{statistics.median(took):.3f}", f"{statistics.quantiles(took, n=20)[-1]:.3f}")
    return [
        _row("a closing panel of 17", "median ms", "p95", "aim"),
        _row("its posterior and its jurors' rows", *told, "≤ 1 ms"),
    ]


def _csv(folder: Path, n_votes: int) -> list[str]:
    import pyarrow as pa

    from jury.outside.files import write_rows

    made, file = crowd(n_votes), folder / "votes.csv"
    names = {"case": "t{:07d}", "juror": "w{:05d}", "vote": "side {}"}
    columns = {}
    for column, part in zip(("task", "worker", "label"), names, strict=True):
        known = pa.array([names[part].format(n) for n in range(int(made[part].max()) + 1)])
        columns[column] = known.take(pa.array(made[part]))
    write_rows(file, columns)
    out = str(folder / "out.csv")
    took = _run("bench.one_command", "flask", "jury", "aggregate", str(file), "--output", out)
    cells = (f"{took['seconds']:.1f}", f"{took['processor']:.1f}", f"{took['megabytes']:.0f}")
    return [
        _row("flask jury aggregate", "seconds", "processor", "MB", "aim"),
        _row(f"{n_votes:,} lines of CSV to labels", *cells, "≤ 15 s"),
    ]


def _seconds(run: Callable[[], object]) -> float:
    began = time.perf_counter()
    run()
    return time.perf_counter() - began


def _row(name: str, *cells: str) -> str:
    return f"{name:64}" + "".join(f"{cell:>11}" for cell in cells)
