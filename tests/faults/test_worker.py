"""The worker as a process: killed during ticks, doubled, and what it tidies up."""

import random
import signal
import time
from collections import Counter
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine, func, select, text
from sqlalchemy.orm import Session

from jury.clock import now
from jury.court import empanelling, rolling
from jury.rules.phases import Phase
from jury.store.cases import Case, Deadline
from jury.store.ledger import Entry
from jury.store.notices import Beat, Notice
from jury.store.panels import Panel, Summons
from jury.store.queue import defer
from tests.factories import make_case, make_jurors, make_policy, make_released
from tests.running import Installation, eventually

pytestmark = pytest.mark.faults

SEATS = 5


def fall_due(session: Session, n: int) -> int:
    """So many panels whose jurors never answered, and so many cases nobody argued; all overdue."""
    called, filed = now() - timedelta(hours=26), now() - timedelta(hours=80)
    make_policy(session, filed, seats=SEATS, quorum=3)
    rolling.freeze(session, make_jurors(session, 4 * n + 20), filed)
    for _ in range(n):
        empanelling.open_hearing(session, make_released(session, called), called)
        make_case(session, filed)
    session.commit()
    return n


def n_overdue(engine: Engine, at: datetime) -> int:
    overdue = select(func.count()).where(Deadline.done_at.is_(None), Deadline.due_at <= at)
    with Session(engine) as session:
        return session.scalar(overdue) or 0


def check_each_fired_once(engine: Engine, n: int) -> None:
    with Session(engine) as session:
        entries = list(session.scalars(select(Entry)))
        lapsed = Counter(entry.body for entry in entries if entry.act == "summons_lapsed")
        ended = Counter(entry.case_id for entry in entries if entry.act == "case_lapsed")
        to_jurors = select(Notice.kind, func.count()).where(Notice.path.startswith("/bench/"))
        notices = to_jurors.group_by(Notice.kind)
        told = dict(map(tuple, session.execute(notices)))
        assert len(lapsed) == n * SEATS
        assert len(ended) == n
        assert {*lapsed.values(), *ended.values()} == {1}
        assert (told["reminded"], told["summons_lapsed"]) == (n * SEATS, n * SEATS)
        live = select(func.count()).where(Summons.answer == "awaited").group_by(Summons.panel_id)
        assert set(session.scalars(live)) == {SEATS}
        assert session.scalar(select(func.count()).select_from(Panel)) == n
        withdrawn = select(func.count()).where(Case.phase == Phase.WITHDRAWN)
        assert session.scalar(withdrawn) == n


def test_a_worker_killed_during_ticks_fires_every_deadline_once(
    engine: Engine, installation: Installation, whole: bool
) -> None:
    with Session(engine) as session:
        n = fall_due(session, 240 if whole else 16)
    began = now()
    kills, per_kill = (50, 40) if whole else (5, 20)
    chance = random.Random(20261123)
    for _ in range(kills):
        worker = installation.forked_worker()
        goal = n_overdue(engine, began) - per_kill
        assert eventually(lambda goal=goal: n_overdue(engine, began) <= goal)
        time.sleep(chance.random() / 20)
        worker.kill()
        worker.join()
        assert worker.exitcode == -signal.SIGKILL
    assert n_overdue(engine, began) > 0, "the last kill must still come during a tick"

    with installation.worker("one"), installation.worker("other"):
        assert eventually(lambda: n_overdue(engine, began) == 0, 120)
    check_each_fired_once(engine, n)


def test_jobs_of_a_killed_worker_are_given_to_a_living_one_and_old_ones_are_forgotten(
    engine: Engine, installation: Installation
) -> None:
    with Session(engine) as session:
        fall_due(session, 1)
        stalled = _job(session, "freeze_roll", "doing", started_hours_ago=1)
        ticking = _job(session, "tick", "doing", started_hours_ago=1)
        forgotten = _job(session, "refit", "succeeded", started_hours_ago=3)
        session.commit()
    with installation.worker(), Session(engine) as session:
        assert eventually(lambda: _beats(engine))
        defer(session, "retry_stalled", timestamp=0)
        defer(session, "prune", timestamp=0)
        session.commit()
        assert eventually(lambda: _state(engine, stalled) == "succeeded", 20)
        assert eventually(lambda: _state(engine, ticking) != "doing", 20)
        assert eventually(lambda: _state(engine, forgotten) is None, 20)
        seen = _beats_for(engine, seconds=4)
    gaps = [later - earlier for earlier, later in zip(seen, seen[1:], strict=False)]
    assert len(seen) >= 3
    assert max(gaps) < timedelta(seconds=2.5)


def _job(session: Session, task: str, status: str, started_hours_ago: int) -> int:
    """A job as a worker that is no more left it."""
    new = text(
        "INSERT INTO procrastinate_jobs (queue_name, task_name, queueing_lock, status, args)"
        " VALUES ('default', CAST(:task AS text), CAST(:task AS text),"
        " CAST(:status AS procrastinate_job_status),"
        """ '{"timestamp": 0}') RETURNING id"""
    )
    job: int = session.execute(new, {"task": task, "status": status}).scalar_one()
    session.execute(
        text("INSERT INTO procrastinate_events (job_id, type, at)"
             " VALUES (:job, 'started', now() - make_interval(hours => :hours))"),
        {"hours": started_hours_ago, "job": job},
    )  # fmt: skip
    return job


def _state(engine: Engine, job: int) -> str | None:
    with Session(engine) as session:
        state = text("SELECT status FROM procrastinate_jobs WHERE id = :job")
        return session.execute(state, {"job": job}).scalar()


def _beats(engine: Engine) -> datetime | None:
    with Session(engine) as session:
        return session.scalar(select(func.max(Beat.at)))


def _beats_for(engine: Engine, seconds: float) -> list[datetime]:
    seen: list[datetime] = []
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        latest = _beats(engine)
        if latest and latest not in seen:
            seen.append(latest)
        time.sleep(0.1)
    return seen
