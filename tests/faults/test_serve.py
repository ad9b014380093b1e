"""``make run`` as real processes: how they start, end, and come back after every kind of death."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import psutil
import psycopg
import pytest

from jury.config import ROOT
from jury.outside.postgres import EmbeddedServer, place_for
from jury.store import migrating

pytestmark = [pytest.mark.faults, pytest.mark.xdist_group("serve")]

MARK = "JURY_TEST_MARK"
SOMEBODY = """
INSERT INTO person (id, email, name, locale, scheme, is_staff, is_senior, is_admin, joined_at,
                    failed_sign_ins)
VALUES (gen_random_uuid(), 'li@example.org', 'Li', 'zh', 'auto', false, false, false, now(), 0)
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def eventually(truth: Callable[[], object], seconds: float = 40) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if truth():
            return True
        time.sleep(0.1)
    return False


class Court:
    """One instance folder, the processes started over it, and what is left of them."""

    def __init__(self, instance: Path):
        self.instance = instance
        self.port = free_port()
        self.data = place_for(instance)
        self.output = instance / "output"
        self.started: list[subprocess.Popen[bytes]] = []

    def start(self, *command: str | Path) -> subprocess.Popen[bytes]:
        env = os.environ | {
            "JURY_INSTANCE_DIR": str(self.instance),
            "PORT": str(self.port),
            MARK: str(self.instance),
        }
        with self.output.open("wb") as output:
            started = subprocess.Popen(
                command or [sys.executable, "-m", "jury.serve"],
                cwd=ROOT,
                env=env,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        self.started.append(started)
        return started

    def open(self, *command: str | Path) -> subprocess.Popen[bytes]:
        started = self.start(*command)
        assert eventually(lambda: self.has_said("is open at") or started.poll() is not None)
        assert started.poll() is None, self.output.read_text()
        return started

    def has_said(self, words: str) -> bool:
        return words in self.output.read_text()

    def answers(self, path: str = "/healthz") -> bool:
        try:
            with urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=5) as answer:
                return answer.status == 200
        except (URLError, OSError):
            return False

    def processes(self) -> list[psutil.Process]:
        """Everything of ours that runs: known by a mark, the database by its folder."""
        found = []
        for process in psutil.process_iter():
            try:
                is_marked = process.environ().get(MARK) == str(self.instance)
                is_ended = process.status() == psutil.STATUS_ZOMBIE
                if (is_marked or process.cwd() == str(self.data)) and not is_ended:
                    found.append(process)
            except psutil.Error:
                continue
        return found

    def is_quiet(self) -> bool:
        return not self.processes() and not self.answers()

    def database(self) -> psutil.Process:
        return psutil.Process(int((self.data / "postmaster.pid").read_text().split()[0]))

    def kill_all(self) -> None:
        """Until nobody is left: who was being started while we looked is killed next time."""
        while left := self.processes():
            for process in left:
                with contextlib.suppress(psutil.NoSuchProcess):
                    process.kill()
            psutil.wait_procs(left, timeout=5)
        for started in self.started:
            started.wait()


@pytest.fixture(scope="module")
def inhabited() -> Iterator[Path]:
    """An instance whose database has a person, so that no demo town opens in it."""
    folder = Path(tempfile.mkdtemp(prefix="jury-serve-")).resolve()
    data = place_for(folder)
    with EmbeddedServer(data, settings={"fsync": "off"}) as server:
        migrating.upgrade(server.owner_url, migrating.role_of(server.app_url))
        with psycopg.connect(server.owner_url) as connection:
            connection.execute(SOMEBODY)
    yield folder
    server.stop(for_all=True)
    shutil.rmtree(data.parent, ignore_errors=True)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def court(inhabited: Path) -> Iterator[Court]:
    court = Court(inhabited)
    yield court
    court.kill_all()


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_interrupt_terminate_and_hangup_alike_end_everything(court, ending):
    serving = court.open()
    assert court.answers("/readyz") or eventually(lambda: court.answers("/readyz"))
    assert len(court.processes()) >= 5  # ourselves, gunicorn and two workers, worker, PostgreSQL

    serving.send_signal(ending)
    assert serving.wait(30) == 0
    assert court.is_quiet()
    assert not (court.data / "postmaster.pid").exists()


def test_a_hangup_that_reaches_only_make_ends_everything(court, tmp_path):
    (tmp_path / "Makefile").write_text(f"run:\n\t@exec {sys.executable} -m jury.serve\n")
    make = court.open("make", "-f", tmp_path / "Makefile", "run")
    make.send_signal(signal.SIGHUP)
    make.wait(30)
    assert eventually(court.is_quiet)


def test_after_everything_was_killed_it_starts_again_with_what_was_kept(court):
    court.open()
    court.kill_all()
    assert court.is_quiet()

    serving = court.open()
    with psycopg.connect(EmbeddedServer(court.data).owner_url) as connection:
        assert connection.execute("SELECT name FROM person").fetchall() == [("Li",)]
    serving.terminate()
    assert serving.wait(30) == 0
    assert court.is_quiet()


def test_when_only_the_supervisor_is_killed_the_rest_ends_too(court):
    serving = court.open()
    serving.kill()
    serving.wait()
    assert eventually(court.is_quiet)


def test_what_ends_by_itself_is_started_again(court):
    serving = court.open()
    web = next(p for p in court.processes() if "gunicorn" in p.cmdline())
    web.kill()
    assert eventually(lambda: court.has_said("web server ended by itself"))
    court.database().kill()
    assert eventually(lambda: court.has_said("database ended by itself"))
    assert eventually(lambda: court.answers("/readyz"))
    serving.terminate()
    assert serving.wait(30) == 0
    assert court.is_quiet()


def test_a_port_in_use_is_said_and_nothing_is_started(court):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", court.port))
        taken.listen()
        serving = court.start()
        assert serving.wait(30) == 2
    assert court.has_said(f"Port {court.port} is in use. Choose another")
    assert court.is_quiet()


def test_a_second_start_over_the_same_data_is_refused_and_disturbs_nothing(court, inhabited):
    serving = court.open()
    second = Court(inhabited)
    second.output = inhabited / "second-output"
    assert second.start().wait(30) == 2
    assert second.has_said("already running from")
    assert court.answers()
    serving.terminate()
    serving.wait(30)


def test_a_bad_setting_is_named_before_anything_starts(court, monkeypatch):
    monkeypatch.setenv("SESSION_HOURS", "forever")
    assert court.start().wait(30) == 2
    assert court.has_said("SESSION_HOURS must be a whole number")
    assert court.is_quiet()
