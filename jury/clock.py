"""The only reader of the wall clock; every room below the doors is told the time."""

from datetime import UTC, datetime


def now() -> datetime:
    return datetime.now(UTC)
