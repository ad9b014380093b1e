"""The queue of background work, without its tasks: the court defers by name, ``jobs`` registers.

A job is deferred on the session's own connection, so that it exists exactly
when its cause does.
"""

import procrastinate
from sqlalchemy.orm import Session

queue = procrastinate.App(connector=procrastinate.SyncPsycopgConnector())


def defer(session: Session, name: str, **arguments: str | int) -> None:
    """Owe a job in the session's transaction."""
    connection = session.connection().connection.driver_connection
    queue.configure_task(name, connection=connection).defer(**arguments)
