"""A fit asked for from the office: one at a time, and how far it has come."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from jury.rules.errors import N_, Conflict
from jury.store.alarms import RefitRun
from jury.store.people import Person
from jury.store.queue import defer

from .record import actor, record


class RefitUnderWay(Conflict):
    sentence = N_("The reliability is being computed already; another run was not begun.")


def ask(session: Session, admin: Person, now: datetime) -> RefitRun:
    """Let the jurors be fitted anew as soon as the worker comes to it. Refuses RefitUnderWay."""
    run = _open(session, now, admin)
    if run is None:
        raise RefitUnderWay()
    record(session, "refit_asked", now, actor(admin), run=run.id)
    session.flush()
    defer(session, "refit")
    return run


def _open(session: Session, now: datetime, admin: Person | None = None) -> RefitRun | None:
    """A new run; None while there is one. The database has the last word."""
    run = RefitRun(asked_by=admin and admin.id, asked_at=now, stage="waiting", reached_at=now)
    try:
        with session.begin_nested():
            session.add(run)
    except IntegrityError:
        return None
    return run


def begin(session: Session, now: datetime) -> int:
    """The run that waits, or that a killed worker left; else one of the clock's own.

    The caller holds ``fitting.LOCK``, so that nobody else is at work on it.
    """
    unended = select(RefitRun).where(RefitRun.ended_at.is_(None))
    run = session.scalar(unended) or _open(session, now) or session.scalars(unended).one()
    run.stage, run.reached_at = "reading", now
    session.flush()
    return run.id


def reach(session: Session, run_id: int, stage: str, now: datetime) -> None:
    """It has come so far."""
    run = session.get_one(RefitRun, run_id)
    run.stage, run.reached_at = stage, now
    session.flush()


def end(session: Session, run_id: int, fit_id: int | None, now: datetime) -> None:
    """It is done, with its fit; or it failed, without one."""
    run = session.get_one(RefitRun, run_id)
    run.stage, run.fit_id = "done" if fit_id else "failed", fit_id
    run.reached_at = run.ended_at = now
    session.flush()


def newest(session: Session) -> RefitRun | None:
    return session.scalar(select(RefitRun).order_by(RefitRun.id.desc()).limit(1))
