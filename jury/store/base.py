"""The database handle, column types that refuse nonsense, and constraint names."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import DateTime, Dialect, Enum, MetaData, TypeDecorator
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, registry


class UTCDateTime(TypeDecorator[datetime]):
    """A moment. Naive values are refused; what comes back is in UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError(f"A moment needs its time zone: {value!r}")
        return value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value and value.astimezone(UTC)


NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    registry = registry(
        metadata=MetaData(naming_convention=NAMES),
        type_annotation_map={
            datetime: UTCDateTime,
            dict[str, Any]: JSONB,
            list[Any]: JSONB,
        },
    )


# What a request has read and committed it goes on to show: nothing of it is read twice.
db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False})

if TYPE_CHECKING:
    Model = Base  # what the extension makes of it at run time, a checker cannot see
else:
    Model = db.Model


def words(of: type[StrEnum], name: str | None = None) -> Enum:
    """A column type for a closed set of words, stored as the words.

    ``name`` names the check constraint where a table has two of the same set.
    """
    return Enum(
        of,
        native_enum=False,
        create_constraint=True,
        length=32,
        name=name or of.__name__.lower(),
        values_callable=lambda members: [member.value for member in members],
    )


class Keyed:
    """Known by 128 random bits, so that an address tells nothing and cannot be guessed."""

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
