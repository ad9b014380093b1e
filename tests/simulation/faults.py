"""Crashes at a chosen moment: before any statement, before a commit, or right after one."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, event
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import (
    ReleaseSavepointClause,
    RollbackToSavepointClause,
    SavepointClause,
)

OF_TRANSACTIONS = (SavepointClause, ReleaseSavepointClause, RollbackToSavepointClause)


class Crash(BaseException):
    """The process dies here: nobody catches it, and what was not committed is gone."""


@dataclass(frozen=True)
class Fault:
    """When an act is cut short: at its n-th statement, or when its commit has just returned."""

    at_statement: int | None = None
    after_commit: bool = False

    def __str__(self) -> str:
        return "after its commit" if self.after_commit else f"at statement {self.at_statement}"


NONE = Fault()


@contextmanager
def crashing(connection: Connection, fault: Fault) -> Iterator[None]:
    """Let the process die at the fault's statement, if the block gets so far."""
    left = fault.at_statement

    def count(*call: Any) -> None:
        nonlocal left
        if left is None or isinstance(call[1], OF_TRANSACTIONS):
            return
        if left == 0:
            raise Crash(str(fault))
        left -= 1

    event.listen(connection, "before_execute", count)
    try:
        yield
    finally:
        event.remove(connection, "before_execute", count)


def done(session: Session, act: Callable[[], Any], fault: Fault) -> bool:
    """Whether the act's transaction was committed, as far as the actor can tell.

    A crash takes what was not committed with it; after a crash that follows
    the commit the actor does not know that it was done.
    """
    try:
        with crashing(session.connection(), fault):
            act()
        session.commit()
    except Crash:
        session.rollback()
        return False
    return not fault.after_commit
