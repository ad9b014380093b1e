"""Keeps an opened town alive while nobody watches; a database that is no town's is left alone."""

from procrastinate import JobContext
from sqlalchemy.orm import Session

from jury.clock import now
from jury.store.queue import queue


@queue.periodic(cron="*/5 * * * *")
@queue.task(name="keep_town", queueing_lock="keep_town", pass_context=True)
def keep_town(context: JobContext, timestamp: int) -> None:
    """One step of the town's life, at the pace of life."""
    from . import live, town  # the painters are loaded only where there is a town

    settings = context.additional_context["settings"]
    with Session(context.additional_context["engine"]) as session:
        if town.is_demo(session):
            live.step(session, settings.instance_dir, now())
