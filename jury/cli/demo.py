"""The demo town: opened in an empty database, and watched while it lives."""

import time

import click
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from jury.clock import now
from jury.court.acts import ACTS
from jury.court.due import tick
from jury.demo import live, sign_in, town
from jury.rules.errors import Refusal

from .opening import Opened, opened, sqlalchemy_url

HURRY = 600.0  # times faster than life: a day in under three minutes
STEP_SECONDS = 1.5
VOTES_A_STEP = 3


@click.command("demo")
@click.option(
    "--if-empty", is_flag=True, help="Open the town only where nothing is; else do nothing."
)
@click.option("--live", "is_live", is_flag=True, help="Let its people act fast while you watch.")
@click.option(
    "--yes-into-this-database",
    is_flag=True,
    help="Needed where DATABASE_URL names the database: made-up people will move in.",
)
def demo(if_empty: bool, is_live: bool, yes_into_this_database: bool) -> None:
    """Open the demo town, with everybody who may sign in to it.

    It is opened as a whole or not at all, in an empty database only.
    """
    with opened() as court:
        if court.settings.database_url and not (yes_into_this_database or is_live):
            if if_empty:
                return
            raise click.ClickException(
                "DATABASE_URL is set, and a demo town belongs in no database of yours. "
                "Add --yes-into-this-database if you do want made-up people in it."
            )
        if court.owner_url and not court.settings.database_url:
            court.migrate()
        try:
            _watch(court) if is_live else _open(court, if_empty)
        except Refusal as refusal:
            raise click.ClickException(str(refusal)) from refusal


def _open(court: Opened, if_empty: bool) -> None:
    with Session(create_engine(sqlalchemy_url(court.app_url))) as session:
        if if_empty and not town.is_empty(session):
            return
        click.echo("Opening the demo town; this takes a minute or two.")
        made = town.open_town(session, court.settings.instance_dir, now())
        sign_in.write(court.settings.sign_in_file, made.doors)
        session.commit()
    click.echo(
        f"{made.n_cases} cases, {made.n_archived} archived ones and {made.n_jurors} jurors. "
        f"Who can sign in stands in {court.settings.sign_in_file}."
    )


def _watch(court: Opened) -> None:
    with Session(create_engine(sqlalchemy_url(court.app_url))) as session:
        if not town.is_demo(session):
            raise click.ClickException("This database holds no demo town, so nobody was moved.")
        click.echo("The town lives; Ctrl-C to stop watching.")
        while True:
            tick(session, now(), ACTS)
            done = live.step(
                session,
                court.settings.instance_dir,
                now(),
                pace=HURRY,
                most_votes=VOTES_A_STEP,
            )
            for line in done.lines:
                click.echo(line)
            time.sleep(STEP_SECONDS)


COMMANDS: tuple[click.Command, ...] = (demo,)
