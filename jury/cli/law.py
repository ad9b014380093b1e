"""Commands about the law in force: the policy as a file, and the calendar of working days."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from jury.clock import now
from jury.court import calendars, days_told, policies
from jury.court.record import OPERATOR
from jury.rules.policy import KNOWN_COUNTRIES
from jury.rules.policy_book import PolicyBook
from jury.store.queue import defer

from .opening import session

FAULTS_SHOWN = 50
FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.group("policy")
def policy() -> None:
    """The terms that cases are filed under."""


@policy.command("show")
def show() -> None:
    """Print the version in force as JSON, as ``adopt`` takes it."""
    with session() as open_session:
        version = policies.current(open_session, now())
        open_session.commit()
        written = {
            "reason": version.reason,
            "starts_at": version.starts_at.isoformat(),
            "terms": version.book.base.terms(),
            "bands": version.book.plain_bands(),
        }
        click.echo(json.dumps(written, indent=2, ensure_ascii=False))


@policy.command("adopt")
@click.argument("file", type=FILE)
def adopt(file: Path) -> None:
    """Adopt the JSON FILE: reason, terms, and optionally bands and starts_at."""
    written = _read(file)
    with session() as open_session:
        book = PolicyBook.from_plain(written["terms"], written.get("bands", []))
        starts_at = _moment(written["starts_at"]) if "starts_at" in written else None
        version = policies.adopt(open_session, book, written["reason"], now(), OPERATOR, starts_at)
        defer(open_session, "assure")
        open_session.commit()
        click.echo(f"No. {version.id} is adopted; it starts at {version.starts_at.isoformat()}.")


def _read(file: Path) -> dict[str, Any]:
    try:
        written = json.loads(file.read_text(encoding="utf-8"))
    except ValueError as unreadable:
        raise _refused(f"{file} is not JSON in UTF-8 ({unreadable})") from unreadable
    kinds = {"terms": dict, "bands": list, "reason": str, "starts_at": str}
    if not isinstance(written, dict) or not {"terms", "reason"} <= written.keys() <= kinds.keys():
        raise _refused(f"{file} needs terms and reason, and may hold bands and starts_at")
    for name, kind in kinds.items():
        if not isinstance(written.get(name, kind()), kind):
            raise _refused(f"{name} in {file} is of the wrong kind")
    if not all(isinstance(band, dict) for band in written.get("bands", [])):
        raise _refused(f"A band in {file} is not an object with categories, amounts and terms")
    if not written["reason"].strip():
        raise _refused(f"The reason in {file} is empty")
    return written


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise _refused("starts_at is not a moment with its zone, such as 2026-09-01T00:00:00+08:00")
    return moment


def _refused(why: str) -> click.ClickException:
    return click.ClickException(f"{why}, so nothing was adopted.")


@click.command("import-calendar")
@click.argument("file", type=FILE)
@click.option("--country", help="Two letters; without it, that of the policy in force.")
@click.option("--final", is_flag=True, help="It is the whole list: count its years as final.")
def import_calendar(file: Path, country: str | None, final: bool) -> None:
    """Take in the days of a CSV FILE (date,works,note), all or none."""
    if country and country not in KNOWN_COUNTRIES:
        raise click.ClickException(f"{country} is no country whose holidays are known.")
    try:
        days, faults = days_told.read(file.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError as unreadable:
        raise click.ClickException(f"{file} is not UTF-8; nothing was taken in.") from unreadable
    for fault in faults[:FAULTS_SHOWN]:
        click.echo(f"line {fault.line}: {fault.sentence % fault.facts}", err=True)
    if faults:
        raise click.ClickException(f"{len(faults)} faults, so nothing was taken in.")
    years = frozenset(day.day.year for day in days) if final else frozenset()
    with session() as open_session:
        country = country or policies.current(open_session, now()).policy.country
        moved = calendars.set_days(open_session, country, days, years, OPERATOR, now())
        open_session.commit()
    click.echo(f"{len(days)} days taken in for {country}; {moved} due dates moved later.")


COMMANDS: tuple[click.Command, ...] = (policy, import_calendar)
