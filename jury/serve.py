"""What ``make run`` starts: database, web server and worker; and their end."""

import base64
import contextlib
import fcntl
import os
import secrets
import signal
import socket
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from urllib.error import HTTPError
from urllib.request import urlopen

import psycopg

from jury.config import ROOT, BadSetting, Settings
from jury.outside.children import Child, Pause
from jury.outside.pgbinaries import NoServer
from jury.outside.postgres import EmbeddedServer, place_for
from jury.outside.schema import is_newest
from jury.outside.waiting_make import WaitingMake

VERSIONS = ROOT / "migrations" / "versions"
LOOK_SECONDS = 0.05
ANSWER_SECONDS = 60.0
END_SECONDS = 10.0
PORT_SECONDS = 3.0  # what a killed web server may take to let go of its port
BAD_START = 2
ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class CannotServe(RuntimeError):
    """The start is refused; the sentence says why and what to do."""


def say(sentence: str) -> None:
    with contextlib.suppress(OSError):  # the terminal may be gone, and we still have to end well
        print(sentence, flush=True)


def commands(settings: Settings) -> dict[str, list[str]]:
    """What runs beside the database, by the name the operator is told."""
    flask = [sys.executable, "-m", "flask", "--app", "wsgi"]
    gunicorn = [sys.executable, "-m", "gunicorn", "--no-control-socket", "--log-level", "warning"]
    gunicorn += ["--worker-class", "gthread", "--workers", str(settings.web_workers)]
    gunicorn += ["--threads", str(settings.web_threads), "--graceful-timeout", "5"]
    gunicorn += ["--preload"]  # the app is read in once, for a quick start
    gunicorn += ["--bind", f"127.0.0.1:{settings.port}"]
    if os.access("/dev/shm", os.W_OK):  # heartbeats on a disk can stall a worker into being killed
        gunicorn += ["--worker-tmp-dir", "/dev/shm"]
    return {
        "demo town": [*flask, "jury", "demo", "--if-empty"],
        "web server": [*gunicorn, "wsgi:app"],
        "worker": [*flask, "jury", "work"],
        "marketplace": [sys.executable, "-m", "jury.demo.marketplace"],
    }


def migrate(app_url: str, owner_url: str) -> None:
    """Bring the schema to the newest migration. What that takes is read in only when it is due."""
    from sqlalchemy.exc import OperationalError

    from jury.store import migrating

    try:
        migrating.upgrade(owner_url, migrating.role_of(app_url))
    except migrating.UnsafeRole as unsafe:
        raise CannotServe(str(unsafe)) from unsafe
    except OperationalError as unreachable:
        raise CannotServe(f"The database does not answer: {unreachable}") from unreachable


class Supervisor:
    """Holds the three together: starts them in order, keeps them up, ends them in reverse."""

    def __init__(self, settings: Settings):
        self._settings = settings
        self._commands = commands(settings)
        self._ending = False
        self._make = WaitingMake(ENDINGS)
        self._database: EmbeddedServer | None = None
        self._database_pause = Pause()
        self._children: list[Child] = []
        if settings.database_url is None:
            self._database = EmbeddedServer(place_for(settings.instance_dir), say=say)

    def run(self) -> None:
        for ending in ENDINGS:
            is_nohup = signal.getsignal(ending) is signal.SIG_IGN and ending is signal.SIGHUP
            if not is_nohup:
                signal.signal(ending, self._end)
        try:
            self._open_database()
            self._open_town()
            self._start_children()
            self._announce()
            self._watch()
        finally:
            self._stop()

    def _end(self, number: int, frame: FrameType | None) -> None:
        self._ending = True

    def _is_ending(self) -> bool:
        return self._ending or self._make.is_ending()

    def _open_database(self) -> None:
        if self._database:
            self._database.start_or_join(die_with_me=True)
            if is_newest(self._database.owner_url, VERSIONS):
                return
        urls = self._urls()
        if "DATABASE_OWNER_URL" in urls:
            migrate(urls["DATABASE_URL"], urls["DATABASE_OWNER_URL"])

    def _urls(self) -> dict[str, str]:
        if self._database:
            app, owner = self._database.app_url, self._database.owner_url
            return {"DATABASE_URL": app, "DATABASE_OWNER_URL": owner}
        given = {
            "DATABASE_URL": self._settings.database_url,
            "DATABASE_OWNER_URL": self._settings.database_owner_url,
        }
        return {name: url for name, url in given.items() if url}

    def _open_town(self) -> None:
        """Only in our own database, and only while nobody lives there."""
        if self._database is None or self._is_ending():
            return
        with psycopg.connect(self._database.owner_url) as connection:
            if connection.execute("SELECT 1 FROM person LIMIT 1").fetchone():
                return
        town = self._child("demo town", dict(os.environ))
        town.start()
        while town.exit_code() is None and not self._is_ending():
            time.sleep(LOOK_SECONDS)
        if town.exit_code() and not self._is_ending():
            say(f"The demo town could not be opened (exit code {town.exit_code()}).")
        town.end(END_SECONDS)

    def _child(self, name: str, env: dict[str, str]) -> Child:
        return Child(name, self._commands[name], env, cwd=ROOT, say=say)

    def _start_children(self) -> None:
        env = dict(os.environ) | self._urls() | {"PYTHONUNBUFFERED": "1"}
        env.pop("DATABASE_OWNER_URL", None)  # who answers strangers must not be able to alter
        env |= (marketplace := self._marketplace())
        self._start("web server", env)
        self._await_answer()  # alone: beside the others it would take longer to read in the app
        for name in ("worker", *(["marketplace"] if marketplace else [])):
            self._start(name, env)

    def _start(self, name: str, env: dict[str, str]) -> None:
        if not self._is_ending():
            self._children.append(self._child(name, env))
            self._children[-1].start()

    def _marketplace(self) -> dict[str, str]:
        """How our own demo town and its pretend marketplace find each other; else nothing."""
        if self._settings.marketplace_url or not self._database or not self._is_demo():
            return {}
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        key = base64.b64encode(secrets.token_bytes(32)).decode()
        return {
            "MARKETPLACE_URL": f"http://127.0.0.1:{port}",
            "MARKETPLACE_SECRET": f"whsec_{key}",
            "ORDERS_TOKEN": self._settings.orders_token or secrets.token_urlsafe(32),
            "PORT": str(self._settings.port),
        }

    def _is_demo(self) -> bool:
        opened = "SELECT 1 FROM entry WHERE act = 'demo_opened' LIMIT 1"
        with psycopg.connect(self._database.owner_url) as connection:  # type: ignore[union-attr]
            return connection.execute(opened).fetchone() is not None

    def _await_answer(self) -> None:
        deadline = time.monotonic() + ANSWER_SECONDS
        while not self._is_ending() and not self._answers():
            if time.monotonic() > deadline:
                raise CannotServe("The web server does not answer; its words are above.")
            for child in self._children:
                child.keep_up()
            time.sleep(LOOK_SECONDS)

    def _answers(self) -> bool:
        try:
            with urlopen(f"http://127.0.0.1:{self._settings.port}/healthz", timeout=5):
                return True
        except HTTPError:
            return True  # unwell, but there: /readyz tells the rest
        except OSError:
            return False

    def _announce(self) -> None:
        if self._is_ending():
            return
        settings = self._settings
        data = self._database.data_dir if self._database else "the database of DATABASE_URL"
        mail = "sent by SMTP_URL" if settings.smtp_url else f"written to {settings.mail_dir}"
        say(f"\n{settings.public_name} is open at {settings.base_url}")
        say(f"Data: {data}\nMail: {mail}")
        if self._database and settings.sign_in_file.exists():
            say(settings.sign_in_file.read_text().rstrip())
        say("Stop with Ctrl-C; everything is kept.\n")

    def _watch(self) -> None:
        while not self._is_ending():
            if self._database and not self._database.is_alive():
                self._revive(self._database)
            for child in self._children:
                child.keep_up()
            time.sleep(LOOK_SECONDS)

    def _revive(self, database: EmbeddedServer) -> None:
        if not self._database_pause.is_over():
            return
        self._database_pause.begin()
        say("The database ended by itself; starting it again.")
        try:
            database.start_or_join(die_with_me=True)
        except (NoServer, psycopg.Error) as failed:
            say(str(failed))

    def _stop(self) -> None:
        for child in self._children:
            child.ask_to_end()
        for child in self._children:
            child.end(END_SECONDS)
        if self._database:
            self._database.stop(for_all=True)


def check_port(port: int) -> None:
    deadline = time.monotonic() + PORT_SECONDS
    while not _is_free(port):
        if time.monotonic() > deadline:
            raise CannotServe(f"Port {port} is in use. Choose another: make run PORT={port + 1}")
        time.sleep(LOOK_SECONDS)


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except PermissionError as forbidden:
            raise CannotServe(f"Port {port} needs more rights: PORT from 1024 up.") from forbidden
        except OSError:
            return False
    return True


@contextlib.contextmanager
def only_one(instance_dir: Path) -> Iterator[None]:
    """Refuse a second supervisor over the same data: the first to end would end both."""
    with (instance_dir / "serve.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as taken:
            raise CannotServe(f"Jury is already running from {instance_dir}.") from taken
        yield


def main() -> int:
    try:
        settings = Settings.from_env(os.environ)
        with only_one(settings.instance_dir):
            check_port(settings.port)
            Supervisor(settings).run()
    except (BadSetting, CannotServe, NoServer, OSError) as refused:
        say(f"Jury did not start. {refused}")
        return BAD_START
    except psycopg.OperationalError as unreachable:
        say(f"Jury did not start. The database does not answer: {unreachable}")
        return BAD_START
    return 0


if __name__ == "__main__":
    sys.exit(main())
