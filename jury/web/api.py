"""The marketplace's endpoint: orders come in, once each, however often they are sent."""

import json
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, abort, jsonify, request
from sqlalchemy.exc import DataError

from jury.clock import now
from jury.court import ordering, told
from jury.rules.errors import Refusal
from jury.store.base import db

from . import access

bp = Blueprint("api", __name__, url_prefix="/api/v1")

MOST_ORDERS = 1000
UNREADABLE = (
    "The request nests too deep, or holds characters that no text can hold, such as NUL or half "
    "of a surrogate pair. Nothing was taken in: please mend it and send it again."
)


@bp.errorhandler(DataError)
def unstorable(_: DataError) -> tuple[Any, int]:
    """Something no column takes, such as a NUL character."""
    db.session.rollback()
    return jsonify(error=UNREADABLE, taken_in=0), 400


def read_sent() -> Any:
    """What the machine sent; None where it is no JSON. Refuses, with 400, what no text holds."""
    try:
        sent = request.get_json(silent=True)
        json.dumps(sent, ensure_ascii=False).encode()
    except (RecursionError, UnicodeEncodeError):
        abort(400, UNREADABLE)
    return sent


@bp.post("/orders")
@access.machine
def orders() -> tuple[Any, int]:
    """Take in a JSON list of orders, all or none.

    Each is an object of the CSV's columns, all values strings. Sending the same
    orders again answers the same and changes nothing.
    """
    rows, fault = _rows(read_sent())
    if fault:
        return jsonify(error=fault, taken_in=0), 422
    batch, faults = told.read_all(enumerate(rows, start=1), now())
    if faults:
        wrong = [{"order": line, "fault": sentence} for line, sentence in faults]
        return jsonify(error=str(ordering.BadOrders(faults)), faults=wrong, taken_in=0), 422
    try:
        came = ordering.import_orders(db.session(), batch, now(), "marketplace")
    except Refusal as refusal:
        db.session.rollback()
        return jsonify(error=str(refusal), taken_in=0), 409
    db.session.commit()
    return jsonify(taken_in=came.n_new, known=came.n_known, invited=came.n_invited), 200


def _rows(sent: Any) -> tuple[list[Mapping[str, str]], str | None]:
    if not isinstance(sent, list) or not all(isinstance(row, dict) for row in sent):
        return [], "Send a JSON list of orders, each an object. Nothing was taken in."
    if len(sent) > MOST_ORDERS:
        return [], f"At most {MOST_ORDERS} orders at once; nothing was taken in. Send fewer."
    known = {*told.REQUIRED, *told.OPTIONAL}
    unknown = sorted({name for row in sent for name in row} - known)
    if unknown:
        return [], f"Unknown fields: {', '.join(unknown)}. Nothing was taken in."
    rows = [{name: str(value) for name, value in row.items() if value is not None} for row in sent]
    return list(rows), None


from . import api_bounces, api_money, api_refunds, api_standing  # noqa: E402,F401  (of this blueprint)
