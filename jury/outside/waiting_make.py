"""A `make` that started us and waits: what was sent to it alone can be seen, though never felt."""

import os
import signal
from collections.abc import Collection
from pathlib import Path


class WaitingMake:
    """The ``make`` above us: INT and HUP sent to it alone never reach us, it only waits for us.

    It drops its handler for the signal meanwhile, and that can be seen.
    """

    def __init__(self, endings: Collection[signal.Signals]) -> None:
        self._endings = endings
        self._status = Path(f"/proc/{os.getppid()}/status")
        self._handled = self._handled_now() if self._is_make() else 0

    def _read(self) -> dict[str, str]:
        try:
            lines = self._status.read_text().splitlines()
        except OSError:
            return {}
        return {name: value.strip() for name, _, value in (line.partition(":") for line in lines)}

    def _is_make(self) -> bool:
        return self._read().get("Name") in ("make", "gmake")

    def _handled_now(self) -> int:
        ours = sum(1 << (ending - 1) for ending in self._endings)
        return int(self._read().get("SigCgt", "0"), 16) & ours

    def is_ending(self) -> bool:
        return bool(self._handled & ~self._handled_now())
