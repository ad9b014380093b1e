"""The embedded server: shared by whoever joins, and back after every kind of death."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from jury.config import ROOT
from jury.outside.pgbinaries import NoServer
from jury.outside.postgres import EmbeddedServer
from jury.outside.scratch import scratch

FAST = {"fsync": "off"}


def open_folder() -> Path:
    """Not pytest's own temporary folder: root's database account could not enter that."""
    folder = Path(tempfile.mkdtemp(prefix="jury-postgres-"))
    folder.chmod(0o711)
    return folder


@pytest.fixture(scope="module")
def cluster() -> Iterator[Path]:
    """A data folder made once, to be copied: making one takes longest."""
    folder = open_folder()
    with EmbeddedServer(folder / "pg", settings=FAST):
        pass
    yield folder / "pg"
    shutil.rmtree(folder)


@pytest.fixture
def empty_folder() -> Iterator[Path]:
    folder = open_folder()
    yield folder
    EmbeddedServer(folder / "pg").stop(for_all=True)
    shutil.rmtree(folder)


@pytest.fixture
def folder(empty_folder: Path, cluster: Path) -> Path:
    subprocess.run(["cp", "-a", cluster, empty_folder], check=True)
    return empty_folder


@pytest.fixture
def server(folder: Path) -> Iterator[EmbeddedServer]:
    server = EmbeddedServer(folder / "pg", settings=FAST)
    yield server
    server.stop(for_all=True)


def value(url: str, question: str) -> object:
    with psycopg.connect(url) as connection:
        row = connection.execute(question).fetchone()
    return row and row[0]


def postmaster(server: EmbeddedServer) -> psutil.Process:
    return psutil.Process(int((server.data_dir / "postmaster.pid").read_text().split()[0]))


def test_the_application_signs_in_as_a_plain_role_over_utf8(server):
    with server:
        assert value(server.app_url, "SELECT current_user") == "jury_app"
        assert value(server.app_url, "SELECT current_setting('is_superuser')") == "off"
        assert value(server.app_url, "SELECT upper('众议 é')") == "众议 É"


def test_it_listens_on_no_network_and_nobody_else_enters_its_socket_folder(server):
    with server:
        assert value(server.owner_url, "SHOW listen_addresses") == ""
        assert server.socket_dir.stat().st_mode & 0o077 == 0
        assert not postmaster(server).net_connections("inet")


def test_commits_are_on_disk_unless_a_test_asks_otherwise(folder):
    with EmbeddedServer(folder / "pg") as server:
        assert value(server.owner_url, "SHOW fsync") == "on"
        assert value(server.app_url, "SHOW synchronous_commit") == "on"


def test_the_last_one_out_stops_it(server, folder):
    other = EmbeddedServer(folder / "pg")
    assert server.start_or_join() is True
    assert other.start_or_join() is False

    server.stop()
    assert other.is_alive()
    assert value(other.app_url, "SELECT 1") == 1

    other.stop()
    assert not other.is_alive()
    assert not server.socket_dir.exists()


def test_many_starters_at_once_get_one_server(empty_folder):
    program = (
        "import sys; from pathlib import Path; from jury.outside.postgres import EmbeddedServer\n"
        "with EmbeddedServer(Path(sys.argv[1]), {'fsync': 'off'}) as server:\n"
        "    print(server.app_url, flush=True); input()"
    )
    starters = [
        subprocess.Popen(
            [sys.executable, "-c", program, empty_folder / "pg"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(4)
    ]
    urls = {starter.stdout.readline() for starter in starters if starter.stdout}
    assert len(urls) == 1
    assert value(urls.pop().strip(), "SELECT 1") == 1
    for starter in starters:
        starter.communicate("\n")
    assert not EmbeddedServer(empty_folder / "pg").is_alive()


def test_what_was_committed_survives_a_kill(server):
    server.start_or_join()
    with psycopg.connect(server.owner_url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS seven")
    postmaster(server).kill()

    assert server.start_or_join() is True
    assert value(server.owner_url, "SELECT seven FROM kept") == 7


def test_a_number_left_by_a_killed_server_that_is_now_another_program_stops_nothing(server):
    server.start_or_join()
    postmaster(server).kill()
    while server.is_alive():
        time.sleep(0.02)
    pid_file = server.data_dir / "postmaster.pid"
    lines = pid_file.read_text().splitlines()
    stranger = subprocess.Popen(["sleep", "60"])
    pid_file.write_text("\n".join([str(stranger.pid), *lines[1:]]) + "\n")

    assert server.start_or_join() is True
    server.stop()
    assert stranger.poll() is None
    stranger.kill()
    stranger.wait()


def test_a_half_made_data_folder_is_made_anew(empty_folder):
    (empty_folder / "pg.new").mkdir()
    (empty_folder / "pg.new" / "rubbish").write_text("killed in the middle")
    with EmbeddedServer(empty_folder / "pg", settings=FAST) as server:
        assert value(server.app_url, "SELECT 1") == 1
    assert not (empty_folder / "pg.new").exists()


def test_it_dies_with_whoever_asked_for_that(folder):
    program = (
        "import sys, time; from pathlib import Path\n"
        "from jury.outside.postgres import EmbeddedServer\n"
        "EmbeddedServer(Path(sys.argv[1]), {'fsync': 'off'}).start_or_join(die_with_me=True)\n"
        "print('up', flush=True); time.sleep(60)"
    )
    command = [sys.executable, "-c", program, folder / "pg"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as parent:
        assert parent.stdout and parent.stdout.readline() == b"up\n"
        server = EmbeddedServer(folder / "pg")
        assert server.is_alive()
        parent.send_signal(signal.SIGKILL)
    deadline = time.monotonic() + 10
    while server.is_alive() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not server.is_alive()


def test_a_deep_folder_has_a_short_socket(folder, monkeypatch):
    deep = folder / ("d" * 120)
    deep.mkdir(mode=0o755)
    (folder / "pg").rename(deep / "pg")
    with EmbeddedServer(deep / "pg", settings=FAST) as server:
        assert value(server.app_url, "SELECT 1") == 1
    monkeypatch.setattr(tempfile, "tempdir", str(deep))
    assert len(str(server.socket_dir)) < 60


def test_a_socket_folder_of_somebody_else_is_refused(server):
    server.socket_dir.mkdir(mode=0o777)
    server.socket_dir.chmod(0o777)
    with pytest.raises(NoServer, match="belongs to somebody else"):
        server.start_or_join()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root needs another account")
def test_for_root_a_closed_folder_is_refused_and_stays_closed(folder):
    closed = folder / "closed"
    closed.mkdir(mode=0o700)
    with pytest.raises(NoServer, match="cannot enter"):
        EmbeddedServer(closed / "pg").start_or_join()
    assert closed.stat().st_mode & 0o777 == 0o700


def test_a_scratch_database_is_dropped_even_when_its_use_fails(server):
    with server:
        with (
            pytest.raises(ZeroDivisionError),
            scratch(server.owner_url, server.app_url, "short_lived") as urls,
        ):
            assert value(urls.app, "SELECT current_database()") == "short_lived"
            _ = 1 / 0
        known = "SELECT count(*) FROM pg_database WHERE datname = 'short_lived'"
        assert value(server.owner_url, known) == 0
