"""Many rows of one kind in one statement, whose words are the same however many there are."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import String, bindparam, cast, column, func, select
from sqlalchemy.dialects.postgresql import JSONB, Insert, insert
from sqlalchemy.orm import Session

from jury.store.base import Model

Row = Mapping[str, Any]
Made = TypeVar("Made", bound=Model)


def add_many(session: Session, model: type[Model], rows: Sequence[Row], **same: Any) -> None:
    """Add rows that name the same columns, their keys too; ``same`` is said of every one.

    What the session still has to say is said before, so that rows may refer to it.
    """
    if rows:
        session.flush()
        adding = inserting(model, tuple(rows[0]), tuple(same))
        session.connection().execute(adding, {"rows": as_json(rows)} | same)


def make_many(session: Session, model: type[Made], rows: Sequence[Row], **same: Any) -> list[Made]:
    """Add rows as ``add_many`` does, and hold what was made of them."""
    if not rows:
        return []
    adding = inserting(model, tuple(rows[0]), tuple(same)).returning(model)
    made = select(model).from_statement(adding)
    return list(session.scalars(made, {"rows": as_json(rows)} | same))


@cache
def inserting(model: type[Model], names: tuple[str, ...], same: tuple[str, ...] = ()) -> Insert:
    """An insert of ``rows``, one JSON text, and of values that are the same for all of them.

    One text costs a third of what an array a column does.
    """
    types = {name: model.__table__.c[name].type for name in names + same}
    given = func.jsonb_to_recordset(cast(bindparam("rows", type_=String), JSONB))
    table = given.table_valued(*[column(name, types[name]) for name in names])
    rows = table.render_derived(name="row", with_types=True).c
    said = [bindparam(name, type_=types[name]) for name in same]
    return insert(model).from_select(names + same, select(*rows, *said))


def as_json(rows: Sequence[Row]) -> str:
    """The rows as ``inserting`` takes them; ValueError where a moment lacks its time zone."""
    return json.dumps(rows, default=_plain)


def _plain(value: object) -> str:
    if isinstance(value, datetime) and value.tzinfo is None:
        raise ValueError(f"A moment needs its time zone: {value!r}")
    return str(value)
