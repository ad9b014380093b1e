"""One PostgreSQL a test run, one database a worker, every test's changes undone."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psutil
import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection, Engine, create_engine
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool
from werkzeug.test import TestResponse

from jury import create_app
from jury.config import Settings
from jury.outside.postgres import EmbeddedServer
from jury.outside.scratch import Urls, scratch
from jury.store import migrating
from jury.store.base import db

T0 = datetime(2026, 9, 1, 12, tzinfo=UTC)
RUN_DIR = "JURY_TEST_RUN_DIR"  # how the workers learn of the run's folder
TEMPLATE = "jury_template"
# Only speed: a test's database outlives no crash anyway.
HASTY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        _sweep_killed_runs()
        run_dir = Path(tempfile.mkdtemp(prefix=f"jury-tests-{os.getpid()}-"))
        run_dir.chmod(0o711)  # so that, for root, the database's own account can enter
        os.environ[RUN_DIR] = str(run_dir)


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        _clear(Path(os.environ.pop(RUN_DIR)))


def _server(run_dir: Path) -> EmbeddedServer:
    return EmbeddedServer(run_dir / "pg", settings=HASTY)


def _clear(run_dir: Path) -> None:
    _server(run_dir).stop(for_all=True)
    shutil.rmtree(run_dir, ignore_errors=True)


def _sweep_killed_runs() -> None:
    """A run that was killed could not clear up: do it for runs whose process is gone."""
    for left in Path(tempfile.gettempdir()).glob("jury-tests-*-*"):
        is_ours = left.stat().st_uid == os.geteuid()
        if is_ours and not psutil.pid_exists(int(left.name.split("-")[2])):
            _clear(left)


@pytest.fixture
def now() -> datetime:
    """The hand-wound clock of the tests stands at T0 until a test winds it."""
    return T0


@pytest.fixture(scope="session")
def server() -> Iterator[EmbeddedServer]:
    """The run's server with its migrated template; whichever worker comes first makes them."""
    run_dir = Path(os.environ[RUN_DIR])
    with _server(run_dir) as server, (run_dir / "template.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        _migrate_template(server)
        fcntl.flock(lock, fcntl.LOCK_UN)
        yield server


def _migrate_template(server: EmbeddedServer) -> None:
    with psycopg.connect(server.owner_url, autocommit=True) as connection:
        known = "SELECT 1 FROM pg_database WHERE datname = %s"
        if connection.execute(known, [TEMPLATE]).fetchone():
            return
        with scratch(server.owner_url, server.app_url, "jury_unfinished") as urls:
            migrating.upgrade(urls.owner, migrating.role_of(urls.app))
            connection.execute(f"CREATE DATABASE {TEMPLATE} TEMPLATE jury_unfinished")


@pytest.fixture(scope="session")
def worker_urls(server: EmbeddedServer) -> Iterator[Urls]:
    """This worker's own migrated database; what tests do to it is undone after each."""
    name = f"jury_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"
    with scratch(server.owner_url, server.app_url, name, template=TEMPLATE) as urls:
        yield urls


@pytest.fixture(scope="session")
def worker_engine(worker_urls: Urls) -> Iterator[Engine]:
    engine = create_engine(worker_urls.app)
    yield engine
    engine.dispose()


@pytest.fixture
def connection(worker_engine: Engine) -> Iterator[Connection]:
    """The application's role inside a transaction that the test's end rolls back."""
    with worker_engine.connect() as connection:
        transaction = connection.begin()
        yield connection
        transaction.rollback()


@pytest.fixture
def session(connection: Connection) -> Iterator[Session]:
    """A session whose commits and rollbacks end savepoints only."""
    with Session(connection, join_transaction_mode="create_savepoint") as session:
        yield session


@pytest.fixture
def fresh_urls(server: EmbeddedServer, request: pytest.FixtureRequest) -> Iterator[Urls]:
    """A migrated database of this test's own, for real commits, races and processes."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "alone")
    name = f"jury_{worker}_{abs(hash(request.node.nodeid)):x}"
    with scratch(server.owner_url, server.app_url, name, template=TEMPLATE) as urls:
        yield urls


@pytest.fixture
def db_url(fresh_urls: Urls) -> str:
    return fresh_urls.app


@pytest.fixture
def engine(db_url: str) -> Iterator[Engine]:
    engine = create_engine(db_url, poolclass=NullPool)
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def worker_app(worker_urls: Urls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    instance_dir = str(tmp_path_factory.mktemp("instance"))
    environ = {"DATABASE_URL": worker_urls.app, "JURY_INSTANCE_DIR": instance_dir}
    app = create_app(Settings.from_env(environ))
    app.testing = True
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def app(worker_app: Flask, connection: Connection) -> Iterator[Flask]:
    """The application on the test's own connection: it sees what ``session`` wrote, and back."""
    with worker_app.app_context():
        db.session.configure(join_transaction_mode="create_savepoint")
        engines = db.engines
    engine, engines[None] = engines[None], connection
    yield worker_app
    engines[None] = engine


class SharedSessionClient(FlaskClient):
    """Requests and the test's own session take turns, so neither sees a stale row."""

    session: Session

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        self.session.commit()
        response = super().open(*args, **kwargs)
        self.session.expire_all()
        return response


@pytest.fixture
def client(app: Flask, session: Session) -> FlaskClient:
    client = SharedSessionClient(app, app.response_class)
    client.session = session
    return client
