"""Commands that bring data in: orders from a file, recorded votes, the demo town."""

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from jury.clock import now
from jury.court import ordering, told
from jury.court.record import OPERATOR

from .opening import session

FAULTS_SHOWN = 50


@click.command("import-orders")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
def import_orders(file: Path) -> None:
    """Take in the orders of a CSV FILE, all or none, and invite their parties."""
    orders, faults = told.read_all(_rows(file), now())
    if faults:
        for line, sentence in faults[:FAULTS_SHOWN]:
            click.echo(f"line {line}: {sentence}", err=True)
        raise click.ClickException(str(ordering.BadOrders(faults)))
    with session() as open_session:
        came = ordering.import_orders(open_session, orders, now(), OPERATOR)
        open_session.commit()
    click.echo(
        f"{came.n_new} orders taken in, {came.n_known} known already, "
        f"{came.n_invited} parties invited."
    )


def _rows(file: Path) -> Sequence[tuple[int, Mapping[str, str]]]:
    """The rows by column, each with its line; refuses a header that lacks or invents columns."""
    with file.open(encoding="utf-8-sig", newline="") as lines:
        try:
            table = csv.DictReader(lines, strict=True)
            header = table.fieldnames or []
            _check_header(header)
            rows = [(table.line_num, row) for row in table]
        except (UnicodeDecodeError, csv.Error) as unreadable:
            raise click.ClickException(
                f"{file} is not a CSV file in UTF-8 ({unreadable}), so nothing was taken in."
            ) from unreadable
    for line, row in rows:
        if None in row or None in row.values():
            raise click.ClickException(
                f"Line {line} has more or fewer fields than the header, so nothing was taken in."
            )
    return rows


def _check_header(header: Sequence[str]) -> None:
    twice = sorted({name for name in header if list(header).count(name) > 1})
    missing = [name for name in told.REQUIRED if name not in header]
    unknown = [name for name in header if name not in (*told.REQUIRED, *told.OPTIONAL)]
    if missing or unknown or twice:
        parts = [f"it lacks {', '.join(missing)}"] if missing else []
        parts += [f"it has unknown columns {', '.join(map(str, unknown))}"] if unknown else []
        parts += [f"it names {', '.join(map(str, twice))} twice"] if twice else []
        raise click.ClickException(
            f"The header cannot be used: {' and '.join(parts)}. Nothing was taken in. "
            f"Columns: {', '.join(told.REQUIRED)}; optional: {', '.join(told.OPTIONAL)}."
        )


COMMANDS: tuple[click.Command, ...] = (import_orders,)
