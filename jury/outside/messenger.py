"""Instant messages: handed as signed JSON to a webhook, which knows the messenger."""

import base64
import binascii
import hashlib
import hmac
import http.client
import json
import ssl
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from urllib.parse import urlsplit

from . import letters
from .mail import Owed

TIMEOUT_SECONDS = 10
PREFIX = "whsec_"


class MessengerSettings(Protocol):
    """The settings a messenger needs."""

    @property
    def im_webhook_url(self) -> str | None: ...
    @property
    def im_webhook_secret(self) -> str | None: ...
    @property
    def base_url(self) -> str: ...
    @property
    def public_name(self) -> str: ...
    @property
    def timezone(self) -> str: ...


class NotTaken(Exception):
    """The webhook answered, and did not take the message."""


@dataclass(frozen=True)
class Messenger:
    """Sends one message at a time; what goes wrong is raised."""

    settings: MessengerSettings
    timeout: float = TIMEOUT_SECONDS

    def send(self, letter: Owed, at: datetime) -> None:
        """Hand the message over; whatever is not answered with 2xx was not taken.

        Sent twice, it carries the same ``webhook-id``: the receiver takes it once.
        """
        key, body = str(letter.id), self.compose(letter)
        secret = self.settings.im_webhook_secret or ""
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            **signed_headers(secret, key, at, body),
        }
        status = _post(self.settings.im_webhook_url or "", body, headers, self.timeout)
        if not 200 <= status < 300:
            raise NotTaken(f"the webhook answered {status}")

    def compose(self, letter: Owed) -> bytes:
        """The message as JSON: to whom, in which language, what, and where it leads."""
        court = self.settings
        words = letters.render(letter.kind, letter.facts, letter.locale, court.timezone)
        told: dict[str, Any] = {
            "id": str(letter.id),
            "to": letter.to,
            "kind": letter.kind,
            "locale": letter.locale,
            "from": court.public_name,
            "subject": words.subject,
            "text": words.body,
            "link": court.base_url + letter.path,
            "owed_at": letter.owed_at.isoformat(),
        }
        return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def signed_headers(secret: str, key: str, at: datetime, body: bytes) -> dict[str, str]:
    """The three headers of Standard Webhooks 1: id, moment, and HMAC-SHA256 over both and body."""
    moment = str(int(at.timestamp()))
    text = b".".join((key.encode(), moment.encode(), body))
    digest = hmac.new(_key_of(secret), text, hashlib.sha256).digest()
    return {
        "webhook-id": key,
        "webhook-timestamp": moment,
        "webhook-signature": "v1," + base64.b64encode(digest).decode(),
    }


def _key_of(secret: str) -> bytes:
    """The bytes behind ``whsec_…``; any other secret stands for its own bytes."""
    if secret.startswith(PREFIX):
        try:
            return base64.b64decode(secret.removeprefix(PREFIX), validate=True)
        except binascii.Error:
            pass
    return secret.encode()


def _post(url: str, body: bytes, headers: dict[str, str], timeout: float) -> int:
    """The status of the answer. Redirects are not followed: what is signed is for one address."""
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port
    connection: http.client.HTTPConnection
    if parts.scheme == "https":
        trusted = ssl.create_default_context()
        connection = http.client.HTTPSConnection(host, port, timeout=timeout, context=trusted)
    else:
        connection = http.client.HTTPConnection(host, port, timeout=timeout)
    try:
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request("POST", path, body, headers)
        return connection.getresponse().status
    finally:
        connection.close()
