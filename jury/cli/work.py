"""Commands that do the court's work: the worker, one tick, the roll, a fit, a proof."""

import click

from jury import jobs
from jury.clock import now
from jury.court import alarming, assuring, deciding, empanelling, fitting
from jury.court.acts import ACTS
from jury.court.due import tick as do_what_is_due
from jury.demo import keeping as keeping  # registers the task that keeps a demo town alive
from jury.outside import logs
from jury.store import queries

from .opening import opened, session


@click.command("work")
def work() -> None:
    """Run a worker: the tick each second, the post, nightly fits and rolls."""
    with opened() as court:
        logs.configure(court.settings.log_level)
        jobs.work(court.engine, court.app_url, court.settings)


@click.command("tick")
def tick() -> None:
    """Do whatever has fallen due. Safe to run as often as you like; the worker does."""
    with session() as open_session:
        done = do_what_is_due(open_session, now(), ACTS)
    click.echo(f"{done.done} deadlines done, {done.failed} failed.")
    if done.failed:
        raise SystemExit(1)


@click.command("freeze-roll")
def freeze_roll() -> None:
    """Number the jurors who may be drawn from now on."""
    with session() as open_session:
        epoch = empanelling.freeze_roll(open_session, now())
        open_session.commit()
        click.echo(f"Roll {epoch.id} holds {epoch.n} jurors; its root is {epoch.root}.")


@click.command("refit")
def refit() -> None:
    """Fit the jurors anew, and measure the court by it. No verdict that was given changes."""
    with session() as open_session:
        fit = fitting.refit(open_session, now())
        assuring.assure(open_session, now())
        alarming.watch(open_session, now())
        open_session.commit()
        click.echo(
            f"Fit {fit.id}: {fit.n_ballots} ballots, {fit.n_cases} cases, {fit.n_truths} known."
        )


@click.command("recompute")
@click.argument("code")
def recompute(code: str) -> None:
    """Draw a case's panel and weigh its ballots again, and compare with the record."""
    with session() as open_session:
        case = queries.case_of_code(open_session, code)
        if case is None:
            raise click.ClickException(f"There is no case {code}.")
        again = deciding.recompute(open_session, case)
    click.echo("\n".join(again.lines()))
    if not again.agrees:
        raise SystemExit(1)


COMMANDS = (work, tick, freeze_roll, refit, recompute)
