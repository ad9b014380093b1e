"""Draws the pictures of the opening town in processes beside the one that files the cases."""

import os
import threading
import time
from collections.abc import Iterable
from concurrent.futures import Future, ProcessPoolExecutor
from datetime import datetime
from multiprocessing import get_context
from types import TracebackType
from zoneinfo import ZoneInfo

from jury.redaction.pictures import CleanPicture, clean
from jury.rules.policy import Policy

from . import pictures
from .disputes import Dispute, Exhibit

ZONE = ZoneInfo(Policy().timezone)
LOOK_SECONDS = 0.5


def drawn(dispute: Dispute, exhibit: Exhibit, filed_at: datetime) -> CleanPicture:
    """The picture as a party would send it, cleaned as any other."""
    at_home = filed_at.astimezone(ZONE).replace(tzinfo=None)
    return clean(pictures.draw(exhibit, dispute, at_home))


class Studio:
    """Pictures ordered ahead, drawn while the town's past is lived through."""

    def __init__(self, wanted: Iterable[tuple[Dispute, datetime]]) -> None:
        self._wanted = list(wanted)
        self._drawn: dict[tuple[str, int], Future[CleanPicture]] = {}

    def __enter__(self) -> "Studio":
        workers = min(4, os.cpu_count() or 1)
        self._pool = ProcessPoolExecutor(workers, get_context("spawn"), _end_with, (os.getpid(),))
        for dispute, filed_at in self._wanted:
            for n in range(len(dispute.exhibits)):
                ordered = self._pool.submit(_draw, dispute.slug, n, filed_at)
                self._drawn[dispute.slug, n] = ordered
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._pool.shutdown(cancel_futures=True)

    def picture(self, dispute: Dispute, exhibit: Exhibit, filed_at: datetime) -> CleanPicture:
        n = dispute.exhibits.index(exhibit)
        if exhibit != _written(dispute.slug).exhibits[n]:  # told otherwise on this order
            return drawn(dispute, exhibit, filed_at)
        return self._drawn[dispute.slug, n].result()


def _draw(slug: str, n: int, filed_at: datetime) -> CleanPicture:
    dispute = _written(slug)
    return drawn(dispute, dispute.exhibits[n], filed_at)


def _written(slug: str) -> Dispute:
    from .disputes import FOLDER, read

    return read(FOLDER / f"{slug}.toml")


def _end_with(parent: int) -> None:
    """A killed parent cannot tell its children to end."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(LOOK_SECONDS)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
