"""Write the ledger entry of an act, in the act's own transaction."""

import hashlib
import json
import secrets
import unicodedata
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from jury.store.cases import Case
from jury.store.ledger import Entry
from jury.store.people import Person

CLOCK = "clock"
OPERATOR = "operator"

Value = str | int | bool | None | UUID | list[str] | list[int]


def actor(person: Person | UUID) -> str:
    return f"person:{person if isinstance(person, UUID) else person.id}"


def record(
    session: Session,
    act: str,
    now: datetime,
    by: str,
    case: Case | None = None,
    **body: Value,
) -> Entry:
    """Add the entry of an act. ``case``, if any, is locked by the caller.

    ``body`` holds ids, words, integers and salted hashes; never personal data,
    and never what a ballot says. Moments go in as ISO text.
    """
    entry = Entry(**chained(act, now, by, case, body))
    session.add(entry)
    if case:
        case.last_leaf = entry.leaf_hash
    return entry


def chained(
    act: str, now: datetime, by: str, case: Case | None, body: Mapping[str, Value]
) -> dict[str, Any]:
    """The entry's columns, chained to the case's entry before it."""
    written = canonical(body)
    previous = case.last_leaf if case else ""
    case_id = case.id if case else None
    return {
        "at": now,
        "actor": by,
        "act": act,
        "case_id": case_id,
        "body": written,
        "leaf_hash": leaf_hash(now, by, act, case_id, written, previous),
        "previous": previous,
    }


def canonical(body: Mapping[str, Value]) -> str:
    """Canonical JSON: sorted keys, no spaces, UTF-8 as is, NFC."""
    plain = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str)
    return unicodedata.normalize("NFC", plain)


def leaf_hash(
    at: datetime, by: str, act: str, case_id: UUID | None, body: str, previous: str
) -> str:
    """RFC 6962 leaf hash of the entry's canonical line."""
    line = canonical(
        {
            "at": at.astimezone(UTC).isoformat(timespec="microseconds"),
            "actor": by,
            "act": act,
            "case": str(case_id or ""),
            "body": body,
            "previous": previous,
        }
    )
    return hashlib.sha256(b"\x00" + line.encode()).hexdigest()


def salted(text: str, salt: str) -> str:
    """The hash that stands for a personal text; erasing the salt makes it say nothing."""
    return hashlib.sha256(f"{salt}:{text}".encode()).hexdigest()


def fresh_salt() -> str:
    return secrets.token_hex(16)
