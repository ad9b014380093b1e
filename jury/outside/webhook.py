"""Signed webhooks: one POST within a bounded time, never redirected, hardly anything read back."""

import base64
import hashlib
import hmac
import http.client
import json
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol
from urllib.parse import urlsplit

CONNECT_SECONDS = 5.0
WHOLE_SECONDS = 10.0
READ_BYTES = 300
PREFIX = "whsec_"


class NotTaken(OSError):
    """The receiver did not take the message; the sentence says what it answered."""


class Owed(Protocol):
    """An event as the store keeps it."""

    id: Any
    kind: Any
    subject: Any
    facts: Any
    owed_at: Any


def key_of(secret: str) -> bytes:
    """The bytes of a secret as Standard Webhooks writes it; ValueError if it is none."""
    if not secret.startswith(PREFIX):
        raise ValueError(f"A secret begins with {PREFIX}.")
    key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    if not 24 <= len(key) <= 64:
        raise ValueError("A secret holds 24 to 64 bytes.")
    return key


def signature(secret: str, message_id: str, timestamp: int, body: bytes) -> str:
    """``v1,`` and the base64 HMAC-SHA256 of ``id.timestamp.body``."""
    signed = f"{message_id}.{timestamp}.".encode() + body
    digest = hmac.new(key_of(secret), signed, hashlib.sha256).digest()
    return "v1," + base64.b64encode(digest).decode()


def body_of(event: Owed) -> bytes:
    """The same bytes however often it is sent."""
    data = {"subject": event.subject} | event.facts
    message = {"type": event.kind, "timestamp": event.owed_at.isoformat(), "data": data}
    return json.dumps(message, ensure_ascii=False, sort_keys=True).encode()


@dataclass(frozen=True)
class Webhook:
    """The marketplace's address and the secret shared with it."""

    url: str
    secret: str = field(repr=False)
    whole_seconds: float = WHOLE_SECONDS

    def send(self, event: Owed, now: datetime) -> None:
        """Hand the event over; NotTaken or another OSError unless it answers 2xx in time."""
        body, at = body_of(event), int(now.timestamp())
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "User-Agent": "Jury",
            "Connection": "close",
            "webhook-id": str(event.id),
            "webhook-timestamp": str(at),
            "webhook-signature": signature(self.secret, str(event.id), at, body),
        }
        connection = self._connection()
        with closing(connection), _within(connection, self.whole_seconds) as is_late:
            try:
                status, said = _post(connection, self._path(), body, headers)
            except (OSError, http.client.HTTPException, AttributeError) as broken:
                if is_late.is_set():
                    raise NotTaken(f"no answer within {self.whole_seconds:g} s") from broken
                raise NotTaken(f"{type(broken).__name__}: {broken}") from broken
        if not 200 <= status < 300:
            raise NotTaken(f"answered {status}: {said}")

    def _connection(self) -> http.client.HTTPConnection:
        parts = urlsplit(self.url)
        host, patience = parts.hostname or "", min(CONNECT_SECONDS, self.whole_seconds)
        if parts.scheme == "https":
            trusted = ssl.create_default_context()
            return http.client.HTTPSConnection(host, parts.port, timeout=patience, context=trusted)
        return http.client.HTTPConnection(host, parts.port, timeout=patience)

    def _path(self) -> str:
        parts = urlsplit(self.url)
        return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _post(
    connection: http.client.HTTPConnection, path: str, body: bytes, headers: dict[str, str]
) -> tuple[int, str]:
    connection.request("POST", path, body, headers)
    response = connection.getresponse()
    if 200 <= response.status < 300:
        return response.status, ""  # what it says besides is not read
    said = response.read(READ_BYTES).decode(errors="replace")
    return response.status, " ".join(said.split())


@contextmanager
def _within(connection: http.client.HTTPConnection, seconds: float) -> Iterator[threading.Event]:
    """Cut the connection when the time is over, however slowly the other side drips."""
    is_late = threading.Event()

    def cut() -> None:
        is_late.set()
        if connection.sock:
            with suppress(OSError):  # it may be gone already
                connection.sock.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(seconds, cut)
    timer.daemon = True
    timer.start()
    try:
        yield is_late
    finally:
        timer.cancel()
