"""The queue of background work, without its tasks: the court defers by name, ``jobs`` registers.

A job is deferred on the session's own connection, so that it exists exactly
when its cause does.
"""

from uuid import uuid4

import procrastinate
from sqlalchemy.orm import Session

queue = procrastinate.App(connector=procrastinate.SyncPsycopgConnector())


def defer(session: Session, name: str, **arguments: str | int) -> None:
    """Owe a job in the session's transaction.

    Each has a lock of its own in the queue: one owed already, such as by the
    clock, would else be an error in the middle of the act that owes this one.
    """
    connection = session.connection().connection.driver_connection
    task = queue.configure_task(name, connection=connection, queueing_lock=uuid4().hex)
    task.defer(**arguments)
