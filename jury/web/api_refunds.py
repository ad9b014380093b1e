"""The marketplace's endpoint for refunds: each step comes in once, however often it is sent."""

from typing import Any

from flask import jsonify

from jury.clock import now
from jury.court import refund_events
from jury.store.base import db

from . import access
from .api import bp, read_sent

MOST_EVENTS = 1000


@bp.post("/refunds")
@access.machine
def refunds() -> tuple[Any, int]:
    """Take in a JSON list of steps, all or none: event_id, order, what, at, and a reason.

    Sending the same steps again answers the same and changes nothing.
    """
    rows = read_sent()
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        return _refused("Send a JSON list of steps, each an object. Nothing was taken in.")
    if len(rows) > MOST_EVENTS:
        return _refused(f"At most {MOST_EVENTS} steps at once; nothing was taken in. Send fewer.")
    events, faults = refund_events.read_all(rows)
    if not faults:
        taken, faults = refund_events.take_in(db.session(), events, now(), "marketplace")
    if faults:
        db.session.rollback()
        problems = f"{len(faults)} problems were found, so no step of this batch was taken in."
        return _refused(f"{problems} Please mend these items and send all of it again.", faults)
    db.session.commit()
    return jsonify(taken_in=taken.n_new, known=taken.n_known), 200


def _refused(error: str, faults: list[refund_events.Fault] | None = None) -> tuple[Any, int]:
    wrong = [{"item": line, "fault": sentence} for line, sentence in faults or []]
    return jsonify(error=error, faults=wrong, taken_in=0), 422
