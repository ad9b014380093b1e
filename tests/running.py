"""Web server and worker as real processes over a database, and a caller without a browser."""

import http.client
import multiprocessing
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Self
from urllib.parse import urlencode

from flask import Flask
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy.orm import Session

from jury import serve
from jury.cli.work import work
from jury.clock import now
from jury.config import ROOT, Settings
from jury.court import signing
from jury.store.people import Person

SECRET = "a secret for tests and benches only, long enough"
PATIENCE = 30.0


def eventually(truth: Callable[[], object], seconds: float = PATIENCE, every: float = 0.05) -> bool:
    """Whether it comes true in time."""
    deadline = time.monotonic() + seconds
    while not truth():
        if time.monotonic() > deadline:
            return False
        time.sleep(every)
    return True


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Process:
    """One process of ours: started on entering, gone on leaving, its words kept."""

    def __init__(self, command: Sequence[str], env: Mapping[str, str], output: Path):
        self.command, self._env, self.output = command, dict(env), output
        self.popen: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        with self.output.open("ab") as output:
            self.popen = subprocess.Popen(
                self.command, env=self._env, cwd=ROOT, stdout=output, stderr=output
            )
        return self

    def __exit__(self, *exc: object) -> None:
        if self.popen and self.popen.poll() is None:
            self.popen.terminate()
            try:
                self.popen.wait(15)
            except subprocess.TimeoutExpired:
                self.kill()

    def kill(self) -> None:
        if self.popen:
            self.popen.kill()
            self.popen.wait()

    @property
    def is_alive(self) -> bool:
        return self.popen is not None and self.popen.poll() is None

    def said(self) -> str:
        return self.output.read_text()


@dataclass
class Installation:
    """The environment of the processes that serve one database from one instance folder."""

    database_url: str
    instance_dir: Path
    port: int = field(default_factory=free_port)
    more: Mapping[str, str] = field(default_factory=dict)

    @property
    def env(self) -> dict[str, str]:
        return {
            **os.environ,
            "DATABASE_URL": self.database_url,
            "JURY_INSTANCE_DIR": str(self.instance_dir),
            "PORT": str(self.port),
            "SECRET_KEY": SECRET,
            "LOG_LEVEL": "WARNING",
            **self.more,
        }

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def web_server(self) -> Process:
        """As ``make run`` starts it."""
        command = serve.commands(Settings.from_env(self.env))["web server"]
        return Process(command, self.env, self.instance_dir / "web-output")

    def worker(self, name: str = "worker") -> Process:
        """As ``make run`` starts it."""
        command = [sys.executable, "-m", "flask", "--app", "wsgi", "jury", "work"]
        return Process(command, self.env, self.instance_dir / f"{name}-output")

    def forked_worker(self) -> BaseProcess:
        """A worker that has its imports behind it, to be killed again and again."""
        forks = multiprocessing.get_context("forkserver")
        forks.set_forkserver_preload(["jury.cli.work"])
        worker = forks.Process(target=_work, args=(self.env, str(self.instance_dir / "forked")))
        worker.start()
        return worker

    def answers(self) -> bool:
        try:
            with Caller(self.port) as caller:
                return caller.get("/healthz").status == 200
        except OSError:
            return False


def _work(env: Mapping[str, str], output: str) -> None:
    with Path(output).open("ab") as words:
        os.dup2(words.fileno(), 2)
    os.environ.update(env)
    work(args=[])


@dataclass(frozen=True)
class Answer:
    """What a server said."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


class Caller:
    """Somebody who speaks HTTP over one kept connection; signed in if a cookie says so."""

    def __init__(self, port: int, cookie: str = "", csrf_token: str = "", language: str = "en"):
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        self.headers = {"Accept-Language": language, "Cookie": f"jury={cookie}"}
        self.csrf_token = csrf_token

    def get(self, path: str) -> Answer:
        return self.send("GET", path)

    def post(self, path: str, form: Mapping[str, str | list[str]]) -> Answer:
        typed = urlencode({"csrf_token": self.csrf_token, **form}, doseq=True)
        form_type = {"Content-Type": "application/x-www-form-urlencoded"}
        return self.send("POST", path, typed.encode(), form_type)

    def send(
        self, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] | None = None
    ) -> Answer:
        try:
            self._connection.request(
                method, path, body or None, {**self.headers, **(headers or {})}
            )
            response = self._connection.getresponse()
            return Answer(response.status, response.headers, response.read())
        except (OSError, http.client.HTTPException):
            self._connection.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self._connection.close()


def cookie_of(session: Session, person: Person) -> tuple[str, str]:
    """The cookie of a fresh session of the person's, and a CSRF token that goes with it."""
    installed = Flask(__name__)
    installed.secret_key = SECRET
    token = signing.open_session(session, person, "a test", now(), signing.RECOVERY_LASTS)
    raw = "0" * 40
    signer = installed.session_interface.get_signing_serializer(installed)  # type: ignore[attr-defined]
    cookie = signer.dumps({"_user_id": token, "_fresh": True, "csrf_token": raw})
    return cookie, str(URLSafeTimedSerializer(SECRET, salt="wtf-csrf-token").dumps(raw))


def signed_in(session: Session, person: Person, port: int, language: str = "en") -> Caller:
    cookie, csrf_token = cookie_of(session, person)
    return Caller(port, cookie, csrf_token, language)
