"""Processes of ours that must not outlive us."""

import ctypes
import os
import signal
import sys
from collections.abc import Callable

PR_SET_PDEATHSIG = 1


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
