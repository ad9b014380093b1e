"""Thousands of deadlines, workers that die each second, a database that is killed: each fires once.

``JURY_FAULTS=whole`` (``make faults``) runs the counts that are published.
"""

import os
import random
import shutil
import signal
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import Engine, create_engine, func, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from jury.clock import now
from jury.court import rolling, voting
from jury.outside.postgres import EmbeddedServer
from jury.rules import reasons
from jury.rules.errors import Refusal
from jury.rules.words import Answer, Choice, Due
from jury.store import migrating
from jury.store.cases import Deadline
from jury.store.ledger import Entry
from jury.store.notices import Notice
from jury.store.panels import Ballot, Summons
from tests.factories import T0, make_case, make_jurors, make_panel, make_policy
from tests.running import Installation, eventually

pytestmark = pytest.mark.faults


def copy(session: Session, like: Any, n: int, **columns: str) -> None:
    """Add n rows like one that is there, but for these columns' SQL, which may say ``n``."""
    table = like.__table__
    names = [f'"{column.name}"' for column in table.columns]
    chosen = [columns.get(c.name, f'like_it."{c.name}"') for c in table.columns]
    session.execute(
        text(
            f'INSERT INTO "{table.name}" ({", ".join(names)}) SELECT {", ".join(chosen)}'
            f' FROM "{table.name}" AS like_it, generate_series(1, :n) AS n WHERE like_it.id = :id'
        ),
        {"n": n, "id": like.id},
    )


def file_many(session: Session, n: int, begins: datetime, lasting: timedelta) -> None:
    """So many cases in which nobody says anything, their deadlines spread over the time."""
    case = make_case(session, begins - timedelta(days=3))
    one = "md5('{}' || n)::uuid"
    copy(session, case.order, n, id=one.format("order"), ref="'many' || n")
    of_case = {"code": "'C-' || n", "order_id": one.format("order"), "last_leaf": "''"}
    copy(session, case, n, id=one.format("case"), **of_case)
    copy(session, case.hearings[0], n, id=one.format("hearing"), case_id=one.format("case"))
    session.execute(
        text(
            "INSERT INTO deadline (case_id, kind, due_at) SELECT md5('case' || n)::uuid, :kind,"
            " CAST(:begins AS timestamptz) + n * make_interval(secs => :each)"
            " FROM generate_series(1, :n) n"
        ),
        {"kind": Due.EVIDENCE_ENDS, "begins": begins, "n": n, "each": lasting.total_seconds() / n},
    )
    session.execute(text("DELETE FROM deadline WHERE case_id = :id"), {"id": case.id})
    session.commit()


class Lags:
    """How long after it was due each deadline was seen to be done, by looking again and again."""

    def __init__(self, engine: Engine) -> None:
        self._engine, self._over = engine, threading.Event()
        self.seconds: dict[int, float] = {}
        self._thread = threading.Thread(target=self._look)

    def __enter__(self) -> "Lags":
        self._thread.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self._over.set()
        self._thread.join()

    def _look(self) -> None:
        done = select(Deadline.id, Deadline.due_at).where(Deadline.done_at.is_not(None))
        while not self._over.wait(0.2):
            with Session(self._engine) as session:
                rows = session.execute(done).all()
            seen_at = now()
            for deadline_id, due_at in rows:
                self.seconds.setdefault(deadline_id, (seen_at - due_at).total_seconds())

    def percentile(self, share: float) -> float:
        ordered = sorted(self.seconds.values())
        return ordered[min(int(share * len(ordered)), len(ordered) - 1)]


def test_every_deadline_fires_once_although_a_worker_dies_each_second(
    engine: Engine, installation: Installation, whole: bool
) -> None:
    n, seconds, n_workers = (10_000, 300, 6) if whole else (400, 12, 3)
    begins, lasting = now() + timedelta(seconds=4), timedelta(seconds=seconds)
    with Session(engine) as session:
        file_many(session, n, begins, lasting)
    workers = [installation.forked_worker() for _ in range(n_workers)]
    chance = random.Random(20261125)
    with Lags(engine) as lags:
        while now() < begins + lasting:
            time.sleep(1)
            _kill_one(workers, chance)
            workers.append(installation.forked_worker())
        assert eventually(lambda: n_open_evidence(engine) == 0, 60)
        assert eventually(lambda: len(lags.seconds) == n, 10)
    for worker in workers:
        worker.kill()
        worker.join()
    check_each_ended_once(engine, n)
    p99 = lags.percentile(0.99)
    print(f"{n} deadlines in {seconds} s: lag p50 {lags.percentile(0.5):.2f} s, p99 {p99:.2f} s")


def _kill_one(workers: list[BaseProcess], chance: random.Random) -> None:
    worker = workers.pop(chance.randrange(len(workers)))
    worker.kill()
    worker.join()
    assert worker.exitcode == -signal.SIGKILL


def check_each_ended_once(engine: Engine, n: int) -> None:
    with Session(engine) as session:
        ended = select(Entry.case_id).where(Entry.act == "case_lapsed")
        counted = Counter(session.scalars(ended))
        assert (len(counted), set(counted.values())) == (n, {1})
        told = select(Notice.case_id).where(Notice.kind == "case_lapsed")
        assert set(Counter(session.scalars(told)).values()) == {2}  # both parties, once each


@pytest.fixture
def killable() -> Iterator[EmbeddedServer]:
    """A server of this test's own, as careful as in life."""
    folder = Path(tempfile.mkdtemp(prefix="jury-killed-"))
    folder.chmod(0o711)  # so that, for root, the database's own account can enter
    server = EmbeddedServer(folder / "pg")
    server.start_or_join()
    migrating.upgrade(server.owner_url, migrating.role_of(server.app_url))
    yield server
    server.stop(for_all=True)
    shutil.rmtree(folder, ignore_errors=True)


def test_a_database_killed_under_load_loses_no_ballot_and_fires_no_deadline_twice(
    killable: EmbeddedServer, tmp_path: Path, whole: bool
) -> None:
    kills, n_panels, n_cases = (20, 120, 2000) if whole else (2, 10, 100)
    url = killable.app_url.replace("postgresql", "postgresql+psycopg", 1)
    engine = create_engine(url, poolclass=NullPool)
    with Session(engine) as session:
        summonses = seat_many(session, n_panels)
        file_many(session, n_cases, now(), timedelta(seconds=2 * kills))
    worker = Installation(killable.app_url, tmp_path).forked_worker()
    voters = [Voter(engine, summonses[k::4]) for k in range(4)]
    for voter in voters:
        voter.start()
    for _ in range(kills):
        time.sleep(2)
        os.kill(postmaster(killable), signal.SIGKILL)
        assert eventually(lambda: _is_up(killable), 30)
    for voter in voters:
        voter.join()
    assert eventually(lambda: n_open_evidence(engine) == 0, 60)
    worker.kill()
    worker.join()

    acknowledged = {s: choice for voter in voters for s, choice in voter.acknowledged.items()}
    with Session(engine) as session:
        cast = session.execute(select(Ballot.summons_id, Ballot.choice)).all()
    assert len(cast) == len({summons_id for summons_id, _ in cast})
    assert {s: choice for s, choice in cast if s in acknowledged} == acknowledged
    assert set(acknowledged) == set(summonses)
    check_each_ended_once(engine, n_cases)


def seat_many(session: Session, n: int) -> list[object]:
    """So many panels of five whose jurors have all day."""
    make_policy(session, T0, seats=5, quorum=5, max_open_summonses=100, sat_before_days=0)
    rolling.freeze(session, make_jurors(session, 40), T0)
    policy = object()
    for _ in range(n):
        make_panel(session, now() - timedelta(hours=1), policy=policy, n_jurors=12)
    waiting = select(Summons.id).where(Summons.answer == Answer.AWAITED).order_by(Summons.id)
    found = list(session.scalars(waiting))
    session.commit()
    return found


class Voter(threading.Thread):
    """Casts one ballot after another, and again until it is told that it counts."""

    def __init__(self, engine: Engine, summonses: list[object]) -> None:
        super().__init__()
        self._engine, self._summonses = engine, summonses
        self.acknowledged: dict[object, Choice] = {}

    def run(self) -> None:
        for n, summons_id in enumerate(self._summonses):
            choice = Choice.BUYER if n % 3 else Choice.SELLER
            while summons_id not in self.acknowledged:
                self._try(summons_id, choice)
            time.sleep(0.05)

    def _try(self, summons_id: object, choice: Choice) -> None:
        try:
            with Session(self._engine) as session:
                summons = session.get_one(Summons, summons_id)
                ticked = reasons.codes(choice)[:1]
                voting.cast_ballot(session, summons, choice, ticked, "", now())
                session.commit()
                self.acknowledged[summons_id] = choice
        except (DBAPIError, psycopg.Error):
            time.sleep(0.2)  # the database is gone: the juror sends it again
        except Refusal as refused:
            raise AssertionError(refused) from refused


def postmaster(server: EmbeddedServer) -> int:
    return int((server.data_dir / "postmaster.pid").read_text().split()[0])


def _is_up(server: EmbeddedServer) -> bool:
    server.start_or_join()
    return server.is_alive()


def n_open_evidence(engine: Engine) -> int:
    with Session(engine) as session:
        waiting = select(func.count()).where(
            Deadline.done_at.is_(None), Deadline.kind == Due.EVIDENCE_ENDS
        )
        return session.scalar(waiting) or 0
