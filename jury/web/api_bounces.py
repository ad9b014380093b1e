"""The mail server's endpoint: letters that came back, by their Message-ID or their address."""

import re
from typing import Any
from uuid import UUID

from flask import jsonify

from jury.clock import now
from jury.court import bouncing
from jury.court.signing import tidy
from jury.store.base import db

from . import access
from .api import bp, read_sent

MESSAGE_ID = re.compile(r"<?([0-9a-f-]{36})@[^\s<>]+>?", re.IGNORECASE)
BY = "marketplace"


@bp.post("/bounces")
@access.machine
def bounces() -> tuple[Any, int]:
    """Take one bounce: {"message_id": …} or {"address": …}, and what was ``said``, if anything.

    Telling it again changes nothing and answers taken_in 0, as does a letter or an
    address that we do not know: a mail server must not send it again for ever.
    """
    sent = read_sent()
    if not isinstance(sent, dict) or not any(sent.get(key) for key in ("message_id", "address")):
        fault = 'Send an object with "message_id" or "address". Nothing was taken in.'
        return jsonify(error=fault, taken_in=0), 422
    n_taken = _take(str(sent.get("message_id") or ""), str(sent.get("address") or ""), sent)
    db.session.commit()
    return jsonify(taken_in=n_taken), 200


def _take(message_id: str, address: str, sent: dict[str, Any]) -> int:
    said, session = str(sent.get("said") or ""), db.session()
    if message_id:
        letter_id = letter_of(message_id)
        letter = letter_id and bouncing.letter_came_back(session, letter_id, said, now(), BY)
        return int(bool(letter))
    return len(bouncing.address_came_back(session, tidy(address), said, now(), BY))


def letter_of(message_id: str) -> UUID | None:
    """The letter a Message-ID of ours names."""
    found = MESSAGE_ID.fullmatch(message_id.strip())
    try:
        return UUID(found[1]) if found else None
    except ValueError:
        return None
