"""How fast votes become verdicts, beside crowd-kit and beside the machine's own bandwidth."""

import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from jury.reliability import sweep, table
from jury.reliability.dawid_skene import fit
from jury.reliability.online import update
from jury.reliability.prior import expected, shrink
from jury.reliability.simulate import two_sided

BALLOTS = 13
JURORS = 10_000
CASES = {
    100_000: [("one-coin", "crowd-kit OneCoin"), ("dawid-skene", "crowd-kit DawidSkene")],
    1_000_000: [("dawid-skene", "crowd-kit DawidSkene")],
}  # fmt: skip
REPEATS = 3
COPIED = 2**25  # numbers: 256 MB, more than a cache holds


def measure(most: int = 10_000_000) -> list[str]:
    """All tables: fits beside crowd-kit's, the largest fit, an iteration, a panel, a CSV file."""
    with tempfile.TemporaryDirectory(prefix="jury-bench-") as folder:
        lines = _beside_the_peer(Path(folder))
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
    lines = [_row("20 iterations, from unsorted integers", "seconds", "MB", "right", "ratio")]
    for n_votes, pairs in CASES.items():
        file = folder / f"{n_votes}.npz"
        np.savez(file, **crowd(n_votes, min(JURORS, n_votes // 50)))
        for mine, peer in pairs:
            took: dict[str, list[dict[str, float]]] = {mine: [], peer: []}
            for _ in range(REPEATS if "OneCoin" not in peer else 1):
                for name in (mine, peer):
                    took[name].append(_one_fit(name, file))
            times = {
                name: statistics.median(r["seconds"] for r in runs) for name, runs in took.items()
            }
            for name in (mine, peer):
                ratio = f"{times[peer] / times[mine]:.0f}×" if name == mine else ""
                lines.append(_told(f"{name}, {n_votes:,} votes", times[name], took[name], ratio))
    return lines


def _largest(folder: Path, n_votes: int) -> list[str]:
    file = folder / "largest.npz"
    np.savez(file, **crowd(n_votes))
    runs = [_one_fit("dawid-skene", file) for _ in range(REPEATS)]
    middle = statistics.median(run["seconds"] for run in runs)
    return [_told(f"dawid-skene, {n_votes:,} votes", middle, runs, "")]


def _one_fit(name: str, file: Path) -> dict[str, float]:
    command = [sys.executable, "-W", "ignore", "-m", "bench.one_fit", name, str(file)]
    ran = subprocess.run(command, capture_output=True, text=True)
    if ran.returncode:
        raise RuntimeError(f"{name}: {ran.stderr}")
    return json.loads(ran.stdout.splitlines()[-1])


def _told(name: str, seconds: float, runs: list[dict[str, float]], ratio: str) -> str:
    megabytes = max(run["megabytes"] for run in runs)
    return _row(name, f"{seconds:.3f}", f"{megabytes:.0f}", f"{runs[0]['right']:.4f}", ratio)


def _iteration(n_votes: int) -> list[str]:
    """One sweep beside the time the bytes it must touch take at the speed of a plain copy.

    It must read 4 bytes of each vote in the E-step and again in the M-step; of each case it
    writes log-odds and two posteriors and reads one: 32 bytes. Both are processor seconds of
    one thread, which a busy machine changes less.
    """
    made = crowd(n_votes)
    laid = table.lay_out((made["case"], made["juror"], made["vote"]), 2)
    posterior = sweep.first_guess(laid)
    rows = sweep.logs(shrink(sweep.count(laid, posterior), expected(2)))
    shares = np.log([0.5, 0.5])
    source, target = np.ones(COPIED), np.zeros(COPIED)
    sweeps, copies = [], []
    for _ in range(9):
        copies.append(_busy(lambda: np.copyto(target, source)))
        sweeps.append(_busy(lambda: sweep.sweep(laid, rows, shares, posterior)))
    bandwidth = 16 * COPIED / statistics.median(copies)
    bound = (8 * laid.n_votes + 32 * laid.n_cases) / bandwidth
    took = statistics.median(sweeps)
    return [
        _row(f"one iteration, {n_votes:,} votes, {JURORS:,} jurors", "ms", "", "", "ratio"),
        _row(
            f"bytes it must touch, at {bandwidth / 1e9:.1f} GB/s", f"{bound * 1000:.1f}", "", "", ""
        ),
        _row("a sweep", f"{took * 1000:.1f}", "", "", f"{took / bound:.1f}×"),
    ]


def _panel() -> list[str]:
    made = crowd(100_000, 1000)
    known = fit((made["case"], made["juror"], made["vote"]), 2)
    ballots = (np.arange(17), np.arange(17) % 2)
    took = [_seconds(lambda: update(known, ballots)) * 1000 for _ in range(1000)]
    p95 = statistics.quantiles(took, n=20)[-1]
    return [
        _row("a closing panel of 17", "median ms", "p95", "", ""),
        _row(
            "its posterior and its jurors' rows",
            f"{statistics.median(took):.3f}",
            f"{p95:.3f}",
            "",
            "",
        ),
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
    command = [sys.executable, "-m", "flask", "jury", "aggregate", str(file), "--json"]
    seconds = _seconds(
        lambda: subprocess.run(
            [*command, "--output", str(folder / "out.csv")], check=True, capture_output=True
        )
    )
    return [
        _row("flask jury aggregate", "seconds", "", "", ""),
        _row(f"{n_votes:,} lines of CSV to labels", f"{seconds:.1f}", "", "", ""),
    ]


def _seconds(run: Callable[[], object]) -> float:
    began = time.perf_counter()
    run()
    return time.perf_counter() - began


def _busy(run: Callable[[], object]) -> float:
    began = time.thread_time()
    run()
    return time.thread_time() - began


def _row(name: str, *cells: str) -> str:
    return f"{name:48}" + "".join(f"{cell:>10}" for cell in cells)
