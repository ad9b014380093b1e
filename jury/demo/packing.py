"""Thousands of rows in one statement: row by row they would take longer than all else."""

import json
from typing import Any

from sqlalchemy import Column, ColumnDefault, inspect, text
from sqlalchemy.orm import Session

from jury.store.base import Base

Row = dict[str, Any]


def insert_packed(session: Session, table: type[Base], rows: list[Row]) -> None:
    """Insert the rows, which may leave out what has a default."""
    columns: list[Column[Any]] = list(inspect(table).columns)
    defaults = {
        c.name: _made(c.default.arg) for c in columns if isinstance(c.default, ColumnDefault)
    }
    told = [defaults | row for row in rows]
    names = ", ".join(f'"{name}"' for name in sorted(set().union(*told)))
    name = f'"{inspect(table).local_table.description}"'
    packed = f"json_populate_recordset(NULL::{name}, CAST(:rows AS json))"
    session.execute(
        text(f"INSERT INTO {name} ({names}) SELECT {names} FROM {packed}"),
        {"rows": json.dumps(told, default=str)},
    )


def _made(default: Any) -> Any:
    return default(None) if callable(default) else default
