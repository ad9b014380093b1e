"""Processes of ours that are kept up while we live and must not outlive us."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

PR_SET_PDEATHSIG = 1
FIRST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 30.0
SETTLED_SECONDS = 60.0


def die_with_parent(with_signal: signal.Signals) -> Callable[[], None] | None:
    """What a child runs first so that it ends when we are killed; Linux only."""
    if sys.platform != "linux":
        return None
    libc, parent = ctypes.CDLL(None), os.getpid()

    def tie() -> None:
        libc.prctl(PR_SET_PDEATHSIG, int(with_signal))
        if os.getppid() != parent:
            os._exit(1)

    return tie


class Pause:
    """How long to wait before the next try: twice as long each time, until one held."""

    def __init__(self) -> None:
        self._seconds = FIRST_PAUSE_SECONDS
        self._tried_at = time.monotonic()

    def is_over(self) -> bool:
        return time.monotonic() - self._tried_at >= self._seconds

    def begin(self) -> None:
        """A try is being made now."""
        held = time.monotonic() - self._tried_at >= SETTLED_SECONDS
        self._seconds = (
            FIRST_PAUSE_SECONDS if held else min(self._seconds * 2, LONGEST_PAUSE_SECONDS)
        )
        self._tried_at = time.monotonic()


class Child:
    """One program in a session of its own, so that a terminal's signals reach only us."""

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        env: Mapping[str, str],
        cwd: Path,
        say: Callable[[str], None],
    ):
        self.name = name
        self._command, self._env, self._cwd, self._say = command, env, cwd, say
        self._process: subprocess.Popen[bytes] | None = None
        self._pause = Pause()
        self._mourned = False

    def start(self) -> None:
        self._pause.begin()
        self._mourned = False
        self._process = subprocess.Popen(
            self._command,
            env=self._env,
            cwd=self._cwd,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=die_with_parent(signal.SIGTERM),  # noqa: PLW1509  (we run no threads)
        )

    def exit_code(self) -> int | None:
        """None while it runs."""
        return self._process.poll() if self._process else None

    def keep_up(self) -> None:
        """Start it again if it ended by itself, the more patiently the oftener it does."""
        code = self.exit_code()
        if code is None:
            return
        if not self._mourned:
            self._say(f"The {self.name} ended by itself (exit code {code}); starting it again.")
            self._signal_group(signal.SIGKILL)
            self._mourned = True
        if self._pause.is_over():
            self.start()

    def ask_to_end(self) -> None:
        if self._process and self.exit_code() is None:
            self._process.terminate()

    def end(self, patience_seconds: float) -> None:
        """Gone with all it started when this returns."""
        self.ask_to_end()
        if self._process:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(patience_seconds)
            self._signal_group(signal.SIGKILL)
            self._process.wait()
            self._process = None

    def _signal_group(self, with_signal: signal.Signals) -> None:
        if self._process:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, with_signal)
