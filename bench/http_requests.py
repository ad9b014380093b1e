"""A vote and a case page over HTTP, against the smallest application on the same database."""

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from bench.town import Waiting, both_servers, database, fill
from jury.rules import reasons
from jury.rules.words import Choice
from tests.running import Answer, Caller

WARM_UP = 30
TEXT = "The photo was taken two days after the parcel came, and shows the crack."


@dataclass
class Timed:
    """Milliseconds that each of a kind of request took."""

    name: str
    taken: list[float] = field(default_factory=list)

    def time(self, ask: Callable[[], Answer], wanted: int) -> None:
        began = time.perf_counter()
        answer = ask()
        self.taken.append((time.perf_counter() - began) * 1000)
        if answer.status != wanted:
            raise RuntimeError(f"{self.name}: {answer.status} {answer.text[:500]}")

    @property
    def median(self) -> float:
        return statistics.median(self.taken[WARM_UP:])

    @property
    def p95(self) -> float:
        return statistics.quantiles(self.taken[WARM_UP:], n=20)[-1]

    def row(self, least: "Timed | None" = None) -> str:
        ratio = f"{self.median / least.median:8.2f}" if least else "        "
        n = len(self.taken) - WARM_UP
        return f"{self.name:44} {n:5} {self.median:8.2f} {self.p95:8.2f} {ratio}"


def measure(n: int = 600) -> list[str]:
    """The table, a row a kind of request. Sessions are opened before, checks are inside."""
    with database() as urls:
        waiting = fill(urls.app, n + WARM_UP)[: n + WARM_UP]
        with both_servers(urls.app) as (ours, least):
            pages, votes = _pages(waiting, ours, least), _votes(waiting, ours, least)
    head = f"{'milliseconds over HTTP, interleaved':44} {'n':>5} {'median':>8} {'p95':>8}    ratio"
    return [head, *votes, *pages]


def _votes(waiting: Sequence[Waiting], ours: int, least: int) -> list[str]:
    ballot = {"choice": "buyer", "reason": reasons.codes(Choice.BUYER)[0], "text": TEXT}
    smallest, vote = Timed("smallest: insert a vote"), Timed("a vote")
    with Caller(ours) as juror, Caller(least) as anybody:
        for n, summons in enumerate(waiting):
            _come_in(juror, summons)
            smallest.time(lambda n=n: anybody.post(f"/{n}/vote", ballot), 302)  # type: ignore[misc]
            path = f"{summons.path}/ballot"
            vote.time(lambda path=path: juror.post(path, ballot), 302)  # type: ignore[misc]
    return [smallest.row(), vote.row(smallest)]


def _pages(waiting: Sequence[Waiting], ours: int, least: int) -> list[str]:
    smallest = Timed("smallest: a page that reads one row")
    first, again = Timed("the page of the next case, first look"), Timed("the same page again")
    with Caller(ours) as juror, Caller(least) as anybody:
        for n, summons in enumerate(waiting):
            _come_in(juror, summons)
            smallest.time(lambda n=n: anybody.get(f"/dispute/{n + 1}"), 200)  # type: ignore[misc]
            for timed in (first, again):
                timed.time(lambda path=summons.path: juror.get(path), 200)  # type: ignore[misc]
    return [smallest.row(), first.row(smallest), again.row(smallest)]


def _come_in(juror: Caller, summons: Waiting) -> None:
    juror.headers["Cookie"], juror.csrf_token = f"jury={summons.cookie}", summons.csrf_token
