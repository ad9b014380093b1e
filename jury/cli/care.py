"""Commands that look after the court: migrate, doctor, backup, restore."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import click
from sqlalchemy import Connection, text
from sqlalchemy.exc import OperationalError

from jury.clock import now
from jury.config import BadSetting, Settings
from jury.outside.pgbinaries import Programs
from jury.store import migrating

from .opening import Opened, opened


@click.command("migrate")
def migrate() -> None:
    """Bring the database's schema to this version's."""
    with opened() as court:
        court.migrate()
    click.echo("The schema is current.")


@click.command("doctor")
def doctor() -> None:
    """Say what is well and what is not, each in a sentence."""
    troubles = 0
    try:
        with opened() as court:
            for is_well, sentence in _findings(court):
                click.echo(f"{'well   ' if is_well else 'TROUBLE'}  {sentence}")
                troubles += not is_well
    except (BadSetting, OperationalError) as trouble:
        raise click.ClickException(str(trouble).splitlines()[0]) from trouble
    if troubles:
        raise SystemExit(1)


def _findings(court: Opened) -> Iterator[tuple[bool, str]]:
    with court.engine.connect() as connection:
        version = connection.scalar(text("SHOW server_version"))
        yield True, f"PostgreSQL {version} answers."
        here, newest = migrating.current(connection), migrating.head()
        yield here == newest, f"The schema is at {here}; this version wants {newest}."
        if here is None:
            return
        yield _role(connection)
        last = connection.scalar(text("SELECT max(at) FROM beat"))
        age = (now() - last).total_seconds() if last else None
        seen = "never ticked" if age is None else f"last ticked {age:.0f} s ago"
        yield age is not None and age < 30, f"A worker {seen}."
        late = connection.scalar(
            text(
                "SELECT count(*) FROM deadline WHERE done_at IS NULL "
                "AND due_at < now() - interval '1 minute'"
            )
        )
        yield not late, f"{late} deadlines are more than a minute late."
        failed = connection.scalar(text("SELECT count(*) FROM letter WHERE state = 'failed'"))
        yield not failed, f"{failed} letters could not be delivered."
        yield from _channels(connection, court.settings)


def _channels(connection: Connection, settings: Settings) -> Iterator[tuple[bool, str]]:
    """How each channel stands: where it goes, and whom it does not reach."""
    failing = {row.channel: row.n for row in connection.execute(text(FAILING))}
    mail = settings.smtp_url and "by SMTP" or f"into {settings.mail_dir}"
    yield True, f"Mail goes {mail}; {failing.get('mail', 0)} addresses are known to fail."
    host = urlsplit(settings.im_webhook_url or "").hostname
    im = f"go to the webhook at {host}" if host else "are off: IM_WEBHOOK_URL is not set"
    yield True, f"Instant messages {im}; {failing.get('im', 0)} handles are known to fail."
    n_open, n_late, n_unreached = connection.execute(text(CALLS)).one()
    calls = f"{n_open} telephone calls wait for staff, {n_late} of them late"
    yield not n_late, f"{calls}; {n_unreached} parties could not be reached."


FAILING = "SELECT channel, count(*) AS n FROM failing_address GROUP BY channel"
CALLS = """
SELECT count(*) FILTER (WHERE call.state = 'open'),
       count(*) FILTER (WHERE call.state = 'open' AND call.due_at < now()),
       count(*) FILTER (WHERE call.state = 'unreached')
FROM call JOIN "case" ON "case".id = call.case_id LEFT JOIN notice ON notice.id = call.notice_id
WHERE "case".ended_at IS NULL AND notice.read_at IS NULL
"""


def _role(connection) -> tuple[bool, str]:
    try:
        migrating.check_role(connection)
    except migrating.UnsafeRole as unsafe:
        return False, str(unsafe)
    return True, "The application's role cannot rewrite the ledger."


@click.command("backup")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def backup(file: Path) -> None:
    """Write the whole database into FILE (pictures lie in instance/exhibits: copy them too)."""
    with opened() as court, file.open("wb") as target, _readable(file):
        _run(
            "pg_dump",
            ["--format=custom", "--no-privileges", court.owner_url_or_refuse()],
            stdout=target,
        )
    click.echo(
        f"The database is in {file}. Exhibits are files: "
        f"copy {court.settings.instance_dir}/exhibits too."
    )


@click.command("restore")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
def restore(file: Path) -> None:
    """Read FILE into an empty database; refuses where cases already are."""
    with opened() as court:
        with court.engine.connect() as connection:
            if migrating.current(connection) is not None:
                raise click.ClickException(
                    "This database is not empty, so nothing was restored. "
                    "Point DATABASE_URL or JURY_INSTANCE_DIR at an empty one."
                )
        with file.open("rb") as source:
            _run(
                "pg_restore",
                ["--exit-on-error", "--no-owner", "--dbname", court.owner_url_or_refuse()],
                stdin=source,
            )
        court.migrate()
    click.echo(f"{file} is restored.")


@contextmanager
def _readable(file: Path) -> Iterator[None]:
    """A backup that failed half-way is no backup: it is not left behind."""
    try:
        file.chmod(0o600)
        yield
    except BaseException:
        file.unlink(missing_ok=True)
        raise


def _run(program: str, arguments: list[str], **streams) -> None:
    binary = Programs(click.echo).folder / program
    done = subprocess.run(
        [binary, *arguments], stderr=subprocess.PIPE, text=False, env=dict(os.environ), **streams
    )
    if done.returncode:
        raise click.ClickException(
            f"{program} failed: {done.stderr.decode(errors='replace').strip()}"
        )


COMMANDS = (migrate, doctor, backup, restore)
