"""Commands for votes in a file, court or no court: labels with their certainty, and the jurors."""

import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import numpy as np

from jury.outside import clusters, files
from jury.outside.files import Ballots, Truths
from jury.reliability import dawid_skene, left_out, one_coin
from jury.reliability.dawid_skene import Fit
from jury.reliability.prior import Floats, flat, row_intervals
from jury.reliability.sweep import Told
from jury.reliability.table import MOST_NUMBERS
from jury.rules.errors import Refusal

from . import certificates, options
from .certificates import Stated

FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
OUT = options.Output(path_type=Path, dir_okay=False, writable=True)
VOTES = click.argument("votes", type=FILE)
GOLD = click.option("--gold", type=FILE, help="CSV task,label: truths the model may learn from.")
JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
SHARE = options.Share(0, 1, min_open=True, max_open=True)
BEST = "dawid-skene"
MODELS = {"one-coin": one_coin.fit, BEST: dawid_skene.fit, "left-out": left_out.fit}
SPREAD = {"one-coin": one_coin.ROWS, BEST: dawid_skene.ROWS}


@click.command("aggregate")
@VOTES
@GOLD
@click.option("--audited", type=FILE, help="CSV task,label: truths of cases picked at random.")
@click.option("--model", default=BEST, show_default=True, type=click.Choice(["majority", *MODELS]))
@click.option("--alpha", default=0.05, show_default=True, type=SHARE, help="Errors to stay below.")
@click.option("--delta", default=0.10, show_default=True, type=SHARE, help="Chance to be wrong.")
@click.option("--exact", is_flag=True, help="Let audits test and teach nothing: a stricter proof.")
@click.option("--engine", default="local", show_default=True, type=click.Choice(["local", "dask"]))
@click.option("--scheduler", help="Address of the dask scheduler, as tcp://host:8786.")
@click.option("--output", type=OUT, help="CSV task,label,posterior,confidence,decided.")
@JSON
def aggregate(
    votes: Path,
    gold: Path | None,
    audited: Path | None,
    model: str,
    alpha: float,
    delta: float,
    exact: bool,
    engine: str,
    scheduler: str | None,
    output: Path | None,
    as_json: bool,
) -> None:
    """Find the label of each task from VOTES (CSV: task,worker,label). Needs no database.

    A task counts as decided when audits prove that at most ALPHA of the tasks decided
    are wrong, with confidence 1 - DELTA. Audits are tasks drawn at random from all tasks of
    VOTES; truths known for another reason are gold, and a task in both files is no audit.

    \b
    What the output file says of each task:
      label       the likeliest, or the gold one
      posterior   how likely the model alone takes it to be; mostly too sure, and
                  below a half where known truths speak for another label
      confidence  the same, brought to scale by gold and audits (dawid-skene only)
      decided     1 or 0

    The threshold printed is the least score of a decided task. Scores rank tasks by how sure
    they are (log-odds for dawid-skene); they are no column of the output file.
    """
    begun = time.monotonic()
    is_spread = _is_spread(engine, scheduler, model)
    with _refusals():
        ballots = _ballots(votes)
        known, seen = _truths(gold, ballots), _truths(audited, ballots)
        found = _fit(ballots, model, known, scheduler if is_spread else None)
    is_best = model == BEST
    stated = certificates.state(ballots.votes, found, is_best, known, seen, alpha, delta, exact)
    if output:
        _write(output, ballots, found, stated)
    click.echo(certificates.in_words(stated, alpha, delta), err=True)
    figures = _figures(ballots, stated) | {"seconds": round(time.monotonic() - begun, 2)}
    click.echo(json.dumps(figures) if as_json else _table(figures))


def _is_spread(engine: str, scheduler: str | None, model: str) -> bool:
    """Whether a cluster is to do it; refuses what does not go together."""
    is_spread = engine == "dask"
    if is_spread and (scheduler is None or model not in SPREAD):
        raise click.UsageError(
            f"--engine dask needs --scheduler ADDRESS and a model of {', '.join(SPREAD)}."
        )
    if scheduler and not is_spread:
        raise click.UsageError("--scheduler is for --engine dask; without that, leave it out.")
    return is_spread


def _figures(ballots: Ballots, stated: Stated) -> dict[str, Any]:
    return {
        "cases": len(ballots.tasks),
        "decided_share": round(float(stated.decided.mean()), 4),
        "threshold": stated.threshold,
        "certified_error": stated.certified_error,
        "audited": stated.n_audited,
        "classes": len(ballots.labels),
    }


@click.command("jurors")
@VOTES
@GOLD
@click.option("--level", default=0.95, show_default=True, type=SHARE, help="Of the intervals.")
@click.option("--output", type=OUT, help="CSV worker,truth,label,votes,probability,low,high.")
@JSON
def jurors(
    votes: Path, gold: Path | None, level: float, output: Path | None, as_json: bool
) -> None:
    """Print how each worker of VOTES (CSV: task,worker,label) votes, truth by truth.

    These are Dawid and Skene's confusion matrices: how likely a worker says each label
    when each is true, with intervals, and how many votes that rests on.
    """
    with _refusals():
        ballots = _ballots(votes)
        found = _fit(ballots, BEST, _truths(gold, ballots))
    low, high = row_intervals(found.counts, found.believed, level)
    matrices = _Matrices(ballots, found.counts.sum(axis=2), found.confusion, low, high)
    if output:
        options.keep(output, matrices.columns())
    if as_json:
        click.echo(json.dumps(matrices.plain()))
    elif not output:
        for line in matrices.lines():
            click.echo(line)


@dataclass(frozen=True)
class _Matrices:
    """The confusion matrices of all workers, (workers, classes, classes), as read and as shown."""

    ballots: Ballots
    seen: Floats
    likely: Floats
    low: Floats
    high: Floats

    def columns(self) -> dict[str, Any]:
        workers, labels = self.ballots.workers, self.ballots.labels
        n, k = len(workers), len(labels)
        return {
            "worker": [name for name in workers for _ in range(k * k)],
            "truth": [name for name in labels for _ in range(k)] * n,
            "label": labels * (n * k),
            "votes": self.seen.repeat(k, axis=1).ravel(),
            "probability": self.likely.ravel(),
            "low": self.low.ravel(),
            "high": self.high.ravel(),
        }

    def plain(self) -> dict[str, Any]:
        numbers = (self.seen, self.likely, self.low, self.high)
        rounded = [np.round(part, 4).tolist() for part in numbers]
        names = ("votes", "probability", "low", "high")
        return {
            "labels": self.ballots.labels,
            "jurors": [
                {"worker": worker, **dict(zip(names, told, strict=True))}
                for worker, *told in zip(self.ballots.workers, *rounded, strict=True)
            ],
        }

    def lines(self) -> Iterator[str]:
        labels = self.ballots.labels
        wide = max(16, *(len(label) + 2 for label in labels))
        for n, worker in enumerate(self.ballots.workers):
            head = "".join(f"{label:>{wide}}" for label in labels)
            yield f"{worker}\n{'truth':<{wide}}{'votes':>9}{head}"
            for k, label in enumerate(labels):
                cells = zip(self.likely[n, k], self.low[n, k], self.high[n, k], strict=True)
                told = "".join(
                    f"{f'{p:.2f} {low:.2f}–{high:.2f}':>{wide}}" for p, low, high in cells
                )
                yield f"{label:<{wide}}{self.seen[n, k]:9.1f}{told}"
            yield ""


@contextmanager
def _refusals() -> Iterator[None]:
    """What is refused ends the command with its sentence."""
    try:
        yield
    except Refusal as refusal:
        raise click.ClickException(str(refusal)) from refusal


def _ballots(file: Path) -> Ballots:
    with _bar("Reading") as told:
        return files.read_votes(file, MOST_NUMBERS, told)


@contextmanager
def _bar(label: str, **look: Any) -> Iterator[Told]:
    """Whom to tell how much is done, and of how much; on a terminal it is seen."""
    quiet = not sys.stderr.isatty()
    with click.progressbar(length=1, label=label, file=sys.stderr, hidden=quiet, **look) as bar:

        def told(done: int, of: int) -> None:
            bar.length = max(of, 1)
            bar.update(done - bar.pos)

        yield told
        bar.length = bar.pos  # what is done sooner than at most is done
        bar.finish()
        bar.render_progress()


def _truths(file: Path | None, ballots: Ballots) -> Truths:
    """The truths of a file, if one is given; says how many of them nobody voted on."""
    if file is None:
        nothing = np.zeros(0, dtype=np.int64)
        return Truths(nothing, nothing, 0)
    truths = files.read_truths(file, ballots)
    if truths.n_strangers:
        click.echo(f"{truths.n_strangers} tasks of {file} have no votes: left out.", err=True)
    return truths


def _fit(ballots: Ballots, model: str, gold: Truths, scheduler: str | None = None) -> Fit:
    """The model's fit; of the majority, the shares of votes, which EM only starts from."""
    n_classes, known = len(ballots.labels), (gold.cases, gold.classes)
    if model == "majority":
        start = flat(n_classes)
        return dawid_skene.fit(ballots.votes, n_classes, gold=known, prior=start, iterations=0)
    with _bar("Fitting", show_pos=True, show_eta=False) as told:
        if scheduler:
            with clusters.connected(scheduler) as client:
                return clusters.fit(
                    client, ballots.votes, n_classes, SPREAD[model], known, told=told
                )
        return MODELS[model](ballots.votes, n_classes, gold=known, told=told)


def _write(file: Path, ballots: Ballots, found: Fit, stated: Stated) -> None:
    options.keep(
        file,
        {
            "task": ballots.tasks,
            "label": files.named(ballots.labels, stated.label),
            "posterior": found.posterior[np.arange(len(stated.label)), stated.label],
            "confidence": stated.confidence,
            "decided": stated.decided.astype(np.int8),
        },
    )


def _table(figures: dict[str, Any]) -> str:
    return "\n".join(
        f"{name:<20}{'–' if value is None else value}" for name, value in figures.items()
    )


COMMANDS = (aggregate, jurors)
