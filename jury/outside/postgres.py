"""The embedded PostgreSQL: started, joined, recovered and stopped by us, on a socket of its own."""

import contextlib
import fcntl
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote

import psutil
import psycopg

from . import pgsocket
from .children import die_with_parent
from .pgbinaries import ROOTS_HOME, NoServer, Programs, short_hash

APP_ROLE = "jury_app"
DATABASE = "jury"
LARGEST_LOG_BYTES = 10 * 1024**2
PATIENCE_SECONDS = 60.0
STARTS_TRIED = 3

SETTINGS = {
    "listen_addresses": "",
    "port": str(pgsocket.PORT),
    "unix_socket_permissions": "0700",
    "fsync": "on",
    "synchronous_commit": "on",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_lock_waits": "on",
}


def place_for(instance_dir: Path) -> Path:
    """Where the data of an instance lie: in it; for root in a folder outside all homes."""
    if os.geteuid():
        return instance_dir / "pg"
    return ROOTS_HOME / short_hash(instance_dir) / "pg"


def _print_aloud(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


class EmbeddedServer:
    """The server over one data folder, shared by every process that joins it.

    The last one to leave stops it, unless somebody stops it for all. Nothing
    is remembered but locks, which end with their process, and PostgreSQL's own
    files, so a kill at any moment leaves nothing that a later start cannot use.
    """

    def __init__(
        self,
        data_dir: Path,
        settings: Mapping[str, str] | None = None,
        say: Callable[[str], None] = _print_aloud,
    ):
        self.data_dir = data_dir.resolve()
        self._settings = SETTINGS | dict(settings or {})
        self._programs = Programs(say)
        self._process: subprocess.Popen[bytes] | None = None
        self._presence: IO[str] | None = None

    @property
    def log_file(self) -> Path:
        return self.data_dir.with_name("postgresql.log")

    @property
    def socket_dir(self) -> Path:
        return pgsocket.place_for(self.data_dir)

    @property
    def owner_url(self) -> str:
        return self._url("postgres", DATABASE)

    @property
    def app_url(self) -> str:
        return self._url(APP_ROLE, DATABASE)

    def _url(self, role: str, database: str) -> str:
        host = self._pid_file()[4:5] or [str(self.socket_dir)]
        return (
            f"postgresql://{role}@/{database}?host={quote(host[0], safe='')}&port={pgsocket.PORT}"
        )

    def __enter__(self) -> "EmbeddedServer":
        self.start_or_join()
        return self

    def __exit__(self, *exc: object) -> None:
        self.stop()

    def start_or_join(self, die_with_me: bool = False) -> bool:
        """Have the server running; True if we started it. Refuses with NoServer."""
        self.data_dir.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
        try:
            with self._one_at_a_time():
                self._be_present()
                self._make_cluster()
                started = self._bring_up(die_with_me)
        except BaseException:
            self.stop()
            raise
        return started

    def stop(self, for_all: bool = False) -> None:
        """Leave; the last one out, or whoever stops it for all, ends the server."""
        if not self.data_dir.parent.exists():
            return
        with self._one_at_a_time():
            if self._presence:
                self._presence.close()
                self._presence = None
            if for_all or not self._somebody_is_present():
                self._end()
            elif self._process:
                self._process.returncode = 0  # left to the others: not ours to wait for any more
                self._process = None

    def is_alive(self) -> bool:
        return self._postmaster() is not None

    @contextlib.contextmanager
    def _one_at_a_time(self) -> Iterator[None]:
        with self.data_dir.with_name("pg.lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _be_present(self) -> None:
        if self._presence is None:
            self._presence = self.data_dir.with_name("pg.users").open("a")
            fcntl.flock(self._presence, fcntl.LOCK_SH)

    def _somebody_is_present(self) -> bool:
        with self.data_dir.with_name("pg.users").open("a") as users:
            try:
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return True
        return False

    def _make_cluster(self) -> None:
        """Make the data folder, whole or not at all: a half-made one is thrown away."""
        if (self.data_dir / "PG_VERSION").exists():
            return
        fresh = self.data_dir.with_name(f"{self.data_dir.name}.new")
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700)
        self._programs.give(fresh)
        self._programs.check_reach(fresh)
        flags = ["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C"]
        flags += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        if self._settings["fsync"] == "off":
            flags.append("--no-sync")
        made = subprocess.run(
            [self._programs.folder / "initdb", f"--pgdata={fresh}", *flags],
            capture_output=True,
            text=True,
            **self._programs.popen_options(),
        )
        if made.returncode:
            raise NoServer(f"PostgreSQL could not make its data folder: {made.stderr.strip()}")
        fresh.rename(self.data_dir)

    def _pid_file(self) -> list[str]:
        try:
            return (self.data_dir / "postmaster.pid").read_text().splitlines()
        except OSError:
            return []

    def _postmaster(self) -> psutil.Process | None:
        """The live server over our folder; a number left over from a killed one is nobody."""
        if self._process:
            self._process.poll()  # else an ended child of ours would still look alive
        try:
            process = psutil.Process(int(self._pid_file()[0]))
            is_ours = process.cwd() == str(self.data_dir)
        except (IndexError, ValueError, psutil.Error):
            return None
        return process if is_ours else None

    def _is_joined(self) -> bool:
        """Whether a server is up and ready, or became so while we waited."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while self._postmaster() and time.monotonic() < deadline:
            if self._pid_file()[7:8] == ["ready   "]:
                return True
            time.sleep(0.02)
        if self._postmaster():
            raise NoServer(f"PostgreSQL does not become ready; see {self.log_file}.")
        self._forget_a_strangers_number()
        return False

    def _forget_a_strangers_number(self) -> None:
        """A killed server's number may by now be another program's; PostgreSQL would wait."""
        lines = self._pid_file()
        if lines and lines[0].isdigit() and psutil.pid_exists(int(lines[0])):
            (self.data_dir / "postmaster.pid").unlink()

    def _bring_up(self, die_with_me: bool) -> bool:
        """Up, furnished and answering; a server that was just dying when we joined is replaced."""
        for _ in range(STARTS_TRIED):
            started = not self._is_joined()
            if started:
                self._start(die_with_me)
            try:
                self._furnish()
                return started
            except psycopg.OperationalError:
                time.sleep(0.2)
        raise NoServer(f"PostgreSQL does not answer. {self.log_file} ends:\n{self._last_words()}")

    def _start(self, die_with_me: bool) -> None:
        """Start, patiently: what is left of a killed server needs a moment to let go."""
        if self._process:
            self._process.wait()  # a zombie would still count as a living server
        pgsocket.make(self.socket_dir, self._programs)
        for _ in range(STARTS_TRIED):
            self._process = self._launch(die_with_me)
            while self._process.poll() is None:
                if self._pid_file()[7:8] == ["ready   "] and self._postmaster():
                    return
                time.sleep(0.02)
            time.sleep(1.0)
        raise NoServer(
            f"PostgreSQL did not start; the end of {self.log_file}:\n{self._last_words()}"
        )

    def _launch(self, die_with_me: bool) -> subprocess.Popen[bytes]:
        if self.log_file.exists() and self.log_file.stat().st_size > LARGEST_LOG_BYTES:
            self.log_file.rename(self.log_file.with_suffix(".log.1"))
        options: dict[str, Any] = self._programs.popen_options()
        if die_with_me:
            options["preexec_fn"] = die_with_parent(signal.SIGINT)
        settings = self._settings | {"unix_socket_directories": str(self.socket_dir)}
        flags = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        with self.log_file.open("ab") as log:
            return subprocess.Popen(
                [self._programs.folder / "postgres", "-D", self.data_dir, *flags],
                stdout=log,
                stderr=log,
                start_new_session=True,
                **options,
            )

    def _last_words(self) -> str:
        return "\n".join(self.log_file.read_text(errors="replace").splitlines()[-5:])

    def _furnish(self) -> None:
        with psycopg.connect(self._url("postgres", "postgres"), autocommit=True) as connection:
            if not connection.execute(
                "SELECT 1 FROM pg_roles WHERE rolname = %s", [APP_ROLE]
            ).fetchone():
                connection.execute(f"CREATE ROLE {APP_ROLE} LOGIN NOSUPERUSER")
            known = "SELECT 1 FROM pg_database WHERE datname = %s"
            if not connection.execute(known, [DATABASE]).fetchone():
                connection.execute(f"CREATE DATABASE {DATABASE} TEMPLATE template0")

    def _end(self) -> None:
        """Fast shutdown: open transactions roll back, everything committed is on disk."""
        for with_signal in (signal.SIGINT, signal.SIGQUIT):
            deadline = time.monotonic() + PATIENCE_SECONDS
            server = self._postmaster()
            if server:
                with contextlib.suppress(psutil.NoSuchProcess):
                    server.send_signal(with_signal)
            while self._postmaster() and time.monotonic() < deadline:
                time.sleep(0.02)
        if self._process:
            self._process.wait(PATIENCE_SECONDS)
            self._process = None
        pgsocket.remove(self.socket_dir)
