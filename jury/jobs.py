"""Background work: the tick, the post, fits, rolls, and tidying up after itself."""

import asyncio
import logging
import os
import signal
import socket
from contextlib import suppress
from functools import partial
from typing import Any

import procrastinate
from procrastinate import JobContext
from procrastinate.connector import BaseConnector
from sqlalchemy import Engine, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from jury.clock import now
from jury.config import Settings
from jury.court import (
    alarming,
    announcing,
    assuring,
    calendars,
    empanelling,
    fitting,
    forgetting,
    opening,
    posting,
    refitting,
    standings,
    stranding,
)
from jury.court.acts import ACTS
from jury.court.due import tick as do_what_is_due
from jury.outside import letters
from jury.outside.mail import Mailer
from jury.outside.messenger import Messenger
from jury.outside.pictures import Vault
from jury.outside.webhook import Webhook
from jury.rules.words import Channel
from jury.store.notices import Beat
from jury.store.queue import queue

log = logging.getLogger(__name__)

STALLED_SECONDS = 60
PAUSE_SECONDS = 1.0
CONNECTION_SECONDS = 3.0  # a database that is gone must not hold up the worker's own end for long
KEPT_HOURS = 1


def _session(context: JobContext) -> Session:
    return Session(context.additional_context["engine"])


def _settings(context: JobContext) -> Settings:
    return context.additional_context["settings"]


@queue.periodic(cron="* * * * * *")
@queue.task(name="tick", queueing_lock="tick", pass_context=True)
def tick(context: JobContext, timestamp: int) -> None:
    """Do whatever has fallen due, and leave a sign of life."""
    with _session(context) as session:
        do_what_is_due(session, now(), ACTS)
        beat(session)
        session.commit()


def beat(session: Session) -> None:
    worker = f"{socket.gethostname()}:{os.getpid()}"
    row = insert(Beat).values(worker=worker, at=now())
    session.execute(
        row.on_conflict_do_update(index_elements=["worker"], set_={"at": row.excluded.at})
    )


@queue.periodic(cron="*/2 * * * * *")
@queue.task(name="deliver", queueing_lock="deliver", pass_context=True)
def deliver(context: JobContext, timestamp: int) -> None:
    """Send the letters that are owed, and see to those that did not reach their readers."""
    with _session(context) as session:
        posting.deliver(session, senders(_settings(context)), letters.KINDS, now())
        posting.follow_up(session, letters.KINDS, now())


def senders(settings: Settings) -> dict[str, posting.Send]:
    """Who sends the letters of each channel; instant messages only where a webhook is set."""
    by_channel: dict[str, posting.Send] = {Channel.MAIL: Mailer.from_settings(settings).send}
    if settings.im_webhook_url:
        messenger = Messenger(settings)
        by_channel[Channel.IM] = lambda letter: messenger.send(letter, now())
    return by_channel


@queue.periodic(cron="*/15 * * * * *")
@queue.task(name="tell_opened", queueing_lock="tell_opened", pass_context=True)
def tell_opened(context: JobContext, timestamp: int) -> None:
    """Tell parties that the court may now be asked about their order."""
    with _session(context) as session:
        opening.tell_opened(session, now())


@queue.periodic(cron="*/2 * * * * *")
@queue.task(name="announce", queueing_lock="announce", pass_context=True)
def announce(context: JobContext, timestamp: int) -> None:
    """Tell the marketplace what it is owed; without an address the events are kept."""
    settings = _settings(context)
    if settings.marketplace_url and settings.marketplace_secret:
        webhook = Webhook(settings.marketplace_url, settings.marketplace_secret)
        with _session(context) as session:
            announcing.deliver(session, webhook.send, now())


@queue.periodic(cron="* * * * *")
@queue.task(name="end_restrictions", queueing_lock="end_restrictions", pass_context=True)
def end_restrictions(context: JobContext, timestamp: int) -> None:
    """Let sellers join campaigns again whose time is over, such as at a month's end."""
    with _session(context) as session:
        standings.end_overdue(session, now())
        session.commit()


@queue.periodic(cron="* * * * *")
@queue.task(name="warn_of_stranded", queueing_lock="warn_of_stranded", pass_context=True)
def warn_of_stranded(context: JobContext, timestamp: int) -> None:
    """Tell the admins of cases on the desk that no agent may take."""
    with _session(context) as session:
        stranding.warn(session, now())
        session.commit()


@queue.periodic(cron="5 16 * * *")  # five past midnight in China
@queue.task(name="freeze_roll", queueing_lock="freeze_roll", pass_context=True)
def freeze_roll(context: JobContext, timestamp: int | None = None) -> None:
    """Number the jurors of the day."""
    with _session(context) as session:
        empanelling.freeze_roll(session, now())
        session.commit()


@queue.periodic(cron="30 19 * * *")
@queue.task(name="refit", queueing_lock="refit", pass_context=True)
def refit(context: JobContext, timestamp: int | None = None) -> None:
    """Learn from what staff and gold cases have shown since, and measure the court anew."""
    engine = context.additional_context["engine"]
    with _session(context) as session:
        session.execute(select(func.pg_advisory_xact_lock(fitting.LOCK)))  # until it is committed
        with Session(engine) as aside:
            run_id = refitting.begin(aside, now())
            aside.commit()
        try:
            fit = fitting.refit(session, now(), partial(_reach, engine, run_id))
            _reach(engine, run_id, "certifying")
            assuring.assure(session, now())
            alarming.watch(session, now())
            refitting.end(session, run_id, fit.id, now())
            session.commit()
        except Exception:
            session.rollback()
            refitting.end(session, run_id, None, now())
            session.commit()
            raise


def _reach(engine: Engine, run_id: int, stage: str) -> None:
    """So that others see it while the fit's own transaction is still open."""
    with Session(engine) as aside:
        refitting.reach(aside, run_id, stage, now())
        aside.commit()


@queue.task(name="assure", queueing_lock="assure", pass_context=True)
def assure(context: JobContext, timestamp: int | None = None) -> None:
    """Compute how often verdicts are wrong, as soon as staff have answered an audit."""
    with _session(context) as session:
        assuring.assure(session, now())
        alarming.watch(session, now())
        session.commit()


@queue.periodic(cron="*/10 * * * *")
@queue.task(name="remove_pictures", queueing_lock="remove_pictures", pass_context=True)
def remove_pictures(context: JobContext, timestamp: int | None = None) -> None:
    """Remove the files of pictures whose case has lost its texts, a case at a time.

    Whoever is killed half-way leaves files that the next run removes again.
    """
    vault = Vault(_settings(context).instance_dir / "exhibits")
    with _session(context) as session:
        for case in forgetting.with_erased_pictures(session):
            for file in forgetting.files_of(session, case):
                vault.delete(file)
            forgetting.pictures_removed(session, case, now())
            session.commit()


@queue.periodic(cron="20 16 * * *")
@queue.task(name="forget_orders", queueing_lock="forget_orders", pass_context=True)
def forget_orders(context: JobContext, timestamp: int | None = None) -> None:
    """Forget who traded on orders that never came before the court."""
    with _session(context) as session:
        while forgetting.forget_orders(session, now()):
            session.commit()
        session.commit()


@queue.periodic(cron="10 16 * * *")
@queue.task(name="recount_days", queueing_lock="recount_days", pass_context=True)
def recount_days(context: JobContext, timestamp: int | None = None) -> None:
    """Count due dates anew: the working days may have come with a newer release."""
    with _session(context) as session:
        calendars.recount_all(session, now())
        session.commit()


@queue.periodic(cron="*/20 * * * * *")
@queue.task(name="retry_stalled", queueing_lock="retry_stalled", pass_context=True)
async def retry_stalled(context: JobContext, timestamp: int) -> None:
    """Give the jobs of a killed worker to a living one."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_SECONDS):
        await manager.retry_job(job)


@queue.periodic(cron="*/10 * * * *")
@queue.task(name="prune", queueing_lock="prune", pass_context=True)
async def prune(context: JobContext, timestamp: int) -> None:
    """Forget jobs that ended well over an hour ago."""
    await context.app.job_manager.delete_old_jobs(nb_hours=KEPT_HOURS)


class WorkerConnector(procrastinate.PsycopgConnector):
    """The worker's own; a task still defers on its session's, which is not asynchronous."""

    def get_sync_connector(self) -> BaseConnector:
        return procrastinate.SyncPsycopgConnector()


def work(engine: Engine, conninfo: str, settings: Settings) -> None:
    """Work until told to stop (INT or TERM); a running job is finished first."""
    asyncio.run(_work_on(conninfo, {"engine": engine, "settings": settings}))


async def _work_on(conninfo: str, context: dict[str, Any]) -> None:
    """A procrastinate worker ends when the database goes away: then another is begun."""
    told = asyncio.Event()
    for ending in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(ending, told.set)
    stopping = asyncio.create_task(told.wait())
    while not told.is_set():
        working = asyncio.create_task(_work(conninfo, context))
        await asyncio.wait({working, stopping}, return_when=asyncio.FIRST_COMPLETED)
        working.cancel()
        with suppress(asyncio.CancelledError, procrastinate.exceptions.ConnectorException):
            await working
        if not told.is_set():
            log.warning("the worker ended by itself; beginning another")
            await asyncio.sleep(PAUSE_SECONDS)


async def _work(conninfo: str, context: dict[str, Any]) -> None:
    with queue.replace_connector(
        WorkerConnector(conninfo=conninfo, timeout=CONNECTION_SECONDS)
    ) as app:
        async with app.open_async():
            await app.run_worker_async(
                concurrency=4,
                fetch_job_polling_interval=1.0,
                shutdown_graceful_timeout=10,
                additional_context=context,
                install_signal_handlers=False,
            )
