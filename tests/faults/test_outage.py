"""PostgreSQL goes away for a while: visitors are told, and everything comes back by itself."""

import gettext
import shutil
import tempfile
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from markupsafe import escape
from sqlalchemy import create_engine, func, select
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from jury.clock import now
from jury.config import ROOT
from jury.outside.postgres import EmbeddedServer
from jury.store import migrating
from jury.store.notices import Beat
from tests.factories import make_person
from tests.running import Answer, Caller, Installation, eventually, signed_in

pytestmark = pytest.mark.faults

CATALOGUES = ROOT / "jury" / "translations"
SENTENCE = (
    "Our records cannot be reached right now. What you sent last was not stored; "
    "text you typed is kept in this tab."
)


@pytest.fixture
def database() -> Iterator[EmbeddedServer]:
    """A server of this test's own, to be taken away."""
    folder = Path(tempfile.mkdtemp(prefix="jury-outage-"))
    folder.chmod(0o711)  # so that, for root, the database's own account can enter
    server = EmbeddedServer(folder / "pg", settings={"fsync": "off"})
    server.start_or_join()
    migrating.upgrade(server.owner_url, migrating.role_of(server.app_url))
    yield server
    server.stop(for_all=True)
    shutil.rmtree(folder, ignore_errors=True)


def latest_beat(url: str) -> datetime | None:
    engine = create_engine(url.replace("postgresql", "postgresql+psycopg", 1), poolclass=NullPool)
    with Session(engine) as session:
        return session.scalar(select(func.max(Beat.at)))


def test_without_its_database_the_court_says_so_and_comes_back_by_itself(
    database: EmbeddedServer, tmp_path: Path, whole: bool
) -> None:
    url = database.app_url
    installation = Installation(url, tmp_path)
    engine = create_engine(url.replace("postgresql", "postgresql+psycopg", 1), poolclass=NullPool)
    with Session(engine) as session:
        person = make_person(session, email="li@example.org")
        member = signed_in(session, person, installation.port)
        session.commit()

    worker = installation.forked_worker()
    with installation.web_server() as web, member:
        assert eventually(installation.answers)
        assert eventually(lambda: latest_beat(url))
        assert member.get("/inbox").status == 200

        database.stop(for_all=True)
        until = time.monotonic() + (10 if whole else 3)
        while time.monotonic() < until:
            for language in ("en", "zh"):
                with Caller(installation.port, language=language) as visitor:
                    assert "does not answer" in visitor.get("/readyz").text
                    member.headers["Accept-Language"] = language
                    check_told(member.get("/inbox"), language)
                    assert visitor.get("/healthz").status == 200
            time.sleep(0.3)

        back_at = now()
        database.start_or_join()
        assert eventually(lambda: member.get("/inbox").status == 200, 10)
        assert eventually(lambda: (latest_beat(url) or back_at) > back_at, 20)
        assert worker.is_alive() and web.is_alive
    worker.terminate()
    worker.join(15)
    assert worker.exitcode == 0


def check_told(answer: Answer, language: str) -> None:
    assert answer.status == 503
    assert answer.headers["Retry-After"]
    assert f'lang="{"zh-Hans" if language == "zh" else "en"}"' in answer.text
    words = gettext.translation(
        "messages", ROOT / "jury" / "translations", [language], fallback=True
    )
    assert str(escape(words.gettext(SENTENCE))) in answer.text
