"""A court full of summonses for the benches to vote on, and the two servers they compare."""

import contextlib
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from bench.smallest import TABLES
from jury.clock import now
from jury.court import empanelling, rolling
from jury.outside.postgres import EmbeddedServer
from jury.outside.scratch import Urls, scratch
from jury.store import migrating
from tests.factories import make_jurors, make_policy, make_released, seated
from tests.running import Installation, Process, cookie_of, eventually


@dataclass(frozen=True)
class Waiting:
    """A summons that waits, and how its juror comes in."""

    path: str
    cookie: str
    csrf_token: str


@contextlib.contextmanager
def database() -> Iterator[Urls]:
    """A migrated database on a server of our own, with the settings ``make run`` gives it."""
    with tempfile.TemporaryDirectory(prefix="jury-bench-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o711)  # so that, for root, the database's own account can enter
        server = EmbeddedServer(Path(folder) / "pg")
        with server, scratch(server.owner_url, server.app_url, "jury_bench") as urls:
            migrating.upgrade(urls.owner, migrating.role_of(urls.app))
            with psycopg.connect(urls.owner) as connection:
                connection.execute(TABLES)
            yield urls


def fill(url: str, n: int) -> list[Waiting]:
    """At least ``n`` summonses on panels of the usual size, each with a signed-in juror."""
    engine = create_engine(url.replace("postgresql", "postgresql+psycopg", 1))
    waiting: list[Waiting] = []
    with Session(engine) as session:
        moment = now()
        policy = make_policy(session, moment).policy
        jurors = make_jurors(session, 40 + n // policy.max_open_summonses * 2)
        rolling.freeze(session, jurors, moment)
        cookies = {juror.person_id: cookie_of(session, juror.person) for juror in jurors}
        while len(waiting) < n:
            case = make_released(session, moment)
            for passage in case.passages:
                passage.released_at = moment
            called = seated(session, empanelling.open_hearing(session, case, moment))
            waiting += [
                Waiting(f"/bench/{summons.id}", *cookies[summons.juror_id]) for summons in called
            ]
            session.commit()
    engine.dispose()
    return waiting


@contextlib.contextmanager
def both_servers(url: str) -> Iterator[tuple[int, int]]:
    """The ports of the court and of the smallest application, served alike."""
    with contextlib.ExitStack() as open_things:
        ports = []
        for app in ("wsgi:app", "bench.smallest:app"):
            folder = Path(open_things.enter_context(tempfile.TemporaryDirectory()))
            more = {"LOG_LEVEL": "INFO", "WEB_WORKERS": "1"}
            installation = Installation(url, folder, more=more)
            server = installation.web_server()
            serving = Process(
                [*server.command[:-1], "--keep-alive", "60", app], installation.env, server.output
            )
            open_things.enter_context(serving)
            if not eventually(installation.answers):
                raise RuntimeError(serving.said())
            ports.append(installation.port)
        yield ports[0], ports[1]
