"""Commands that measure the court on votes of real people."""

import json
import os
import sys
import time
from pathlib import Path
from typing import Any

import click
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from jury.court import replay as replaying
from jury.outside.scratch import scratch
from jury.rules.errors import Refusal
from jury.store import migrating

from .opening import opened, sqlalchemy_url

FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.command("replay")
@click.argument("votes", type=FILE)
@click.argument("truth", type=FILE)
@click.option("--gold", default=0.1, show_default=True, type=click.FloatRange(0, 1, max_open=True))
@click.option("--seed", default=0, show_default=True, help="Which cases are gold.")
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
def replay(votes: Path, truth: Path, gold: float, seed: int, as_json: bool) -> None:
    """Put recorded VOTES (task,worker,label) with their TRUTH (task,label) through the court.

    It is the court's own code, in a scratch database that is dropped afterwards.
    """
    begun = time.monotonic()
    report = _replayed(votes, truth, gold, seed)
    figures = report.plain() | {"seconds": round(time.monotonic() - begun, 1)}
    click.echo(json.dumps(figures) if as_json else _table(figures))


def _replayed(votes: Path, truth: Path, gold: float, seed: int) -> replaying.Report:
    with (
        opened() as court,
        scratch(court.owner_url_or_refuse(), court.app_url, f"replay_{os.getpid()}") as urls,
        votes.open(encoding="utf-8-sig", newline="") as vote_lines,
        truth.open(encoding="utf-8-sig", newline="") as truth_lines,
    ):
        migrating.upgrade(sqlalchemy_url(urls.owner), migrating.role_of(urls.app))
        engine = create_engine(sqlalchemy_url(urls.app))
        try:
            with Session(engine) as session, click.progressbar(length=1, file=sys.stderr) as bar:

                def committed(done: int, of: int) -> None:
                    session.commit()
                    bar.length = of
                    bar.update(done - bar.pos)

                return replaying.run(session, vote_lines, truth_lines, gold, seed, committed)
        except (Refusal, UnicodeDecodeError) as refusal:
            raise click.ClickException(str(refusal)) from refusal
        finally:
            engine.dispose()


def _table(figures: dict[str, Any]) -> str:
    rows = []
    for name, value in figures.items():
        if isinstance(value, dict):
            value = ", ".join(f"{why} {n}" for why, n in value.items()) or "none"
        elif isinstance(value, float) and name != "seconds":
            value = f"{value:.4f}"
        rows.append(f"{name:<30}{'–' if value is None else value}")
    return "\n".join(rows)


COMMANDS = (replay,)
