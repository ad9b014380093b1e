"""What operators and their machines ask: is it alive, is it ready, how much waits."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, abort, current_app, jsonify, request
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from sqlalchemy import Select, func, select
from sqlalchemy.exc import OperationalError

from jury.clock import now
from jury.rules.phases import Phase
from jury.store import migrating
from jury.store.base import db
from jury.store.cases import Case, Deadline
from jury.store.notices import Beat, Letter

from . import access

bp = Blueprint("operations", __name__)

LATEST_TICK = timedelta(seconds=30)
LOOPBACK = ("127.0.0.1", "::1")


@bp.get("/healthz")
@access.public
def healthz() -> Any:
    """The process answers; it asks nobody else."""
    return jsonify(status="alive")


@bp.get("/readyz")
@access.public
def readyz() -> Any:
    """Whether visitors can be served, or which reasons there are that they cannot."""
    lacking = _lacking()
    status = "not ready" if lacking else "ready"
    return jsonify(status=status, reasons=lacking), 503 if lacking else 200


def _lacking() -> list[str]:
    try:
        if not migrating.is_current(db.session.connection()):
            return ["The database is not at the newest migration: run `flask jury migrate`."]
        latest = db.session.scalar(select(func.max(Beat.at)))
    except OperationalError:
        db.session.rollback()
        return ["The database does not answer."]
    if latest is None:
        return ["No worker has ticked yet."]
    if now() - latest > LATEST_TICK:
        return [f"The last tick of a worker was at {latest.isoformat(timespec='seconds')}."]
    return []


@bp.get("/metrics")
@access.public
def metrics() -> Response:
    """Figures for a monitor on this machine; to others there is no such page.

    Nor to anyone where proxies stand in front: one that adds no header looks like this machine.
    """
    is_behind = current_app.config["SETTINGS"].trusted_proxies > 0
    is_sent_on = "X-Forwarded-For" in request.headers
    if is_behind or is_sent_on or request.remote_addr not in LOOPBACK:
        abort(404)
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Figures())
    return Response(generate_latest(registry), content_type=CONTENT_TYPE_PLAIN_0_0_4)


class _Figures:
    """Read from the database, so that they are the same whichever process is asked."""

    def collect(self) -> Iterator[Metric]:
        yield _by_word("jury_cases", "Cases by phase.", "phase", _cases())
        yield _by_word("jury_letters", "Letters by state.", "state", _letters())
        overdue = select(func.count()).where(Deadline.done_at.is_(None), Deadline.due_at <= now())
        late = GaugeMetricFamily("jury_deadlines_overdue", "Deadlines past and not yet done.")
        late.add_metric([], db.session.scalar(overdue) or 0)
        yield late
        if latest := db.session.scalar(select(func.max(Beat.at))):
            tick = GaugeMetricFamily("jury_tick_age_seconds", "Seconds since a worker ticked.")
            tick.add_metric([], (now() - latest).total_seconds())
            yield tick


def _cases() -> dict[str, int]:
    live = select(Case.phase, func.count()).where(Case.is_archived.is_(False))
    counted = _counted(live.group_by(Case.phase))
    return {phase: counted.get(phase, 0) for phase in Phase}


def _letters() -> dict[str, int]:
    by_state = select(Letter.state, func.count()).group_by(Letter.state)
    return {"owed": 0, "sent": 0, "failed": 0, "declined": 0} | _counted(by_state)


def _counted(asked: Select[Any, int]) -> dict[str, int]:
    return {row[0]: row[1] for row in db.session.execute(asked)}


def _by_word(name: str, says: str, label: str, counts: dict[str, int]) -> Metric:
    gauge = GaugeMetricFamily(name, says, labels=[label])
    for word, count in counts.items():
        gauge.add_metric([word], count)
    return gauge
