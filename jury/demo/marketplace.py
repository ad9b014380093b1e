"""A pretend marketplace for the demo town: it checks signatures, pays or refuses, and answers.

``python -m jury.demo.marketplace`` listens at MARKETPLACE_URL and answers the court at
PORT with ORDERS_TOKEN. Everything it does follows from the seller's reference.
"""

import hashlib
import hmac
import json
import os
import queue
import signal
import sys
import threading
import time
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from jury.clock import now
from jury.outside.webhook import signature

TOLERANCE_SECONDS = 300
LARGEST = 65_536
PAID_KINDS = ("refund.pay", "deposit.deduct", "payment.reverse")
TRIES = 8
BROKE_ONE_IN = 4


def has_funds(seller: str) -> bool:
    """Whether a refund can be paid from the seller's account: one in four has nothing on it."""
    return hashlib.sha256(f"funds of {seller}".encode()).digest()[0] % BROKE_ONE_IN != 0


@dataclass(frozen=True)
class Shop:
    """What it knows of the court."""

    secret: str
    court: str
    token: str

    def is_genuine(self, headers: Any, body: bytes) -> bool:
        """Signed with our secret, and not long ago."""
        message_id, sent_at = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
        is_fresh = (
            sent_at.isdecimal() and abs(now().timestamp() - int(sent_at)) <= TOLERANCE_SECONDS
        )
        if not is_fresh:
            return False
        expected = signature(self.secret, message_id, int(sent_at), body)
        given = headers.get("webhook-signature", "").split()
        return any(hmac.compare_digest(expected.encode(), each.encode()) for each in given)

    def answer_to(self, message_id: str, message: dict[str, Any]) -> dict[str, str] | None:
        """What became of an order to pay; None for what only tells us something."""
        kind = message["type"]
        if kind not in PAID_KINDS:
            return None
        at = now().isoformat()
        if kind == "refund.pay" and not has_funds(message["data"]["seller"]):
            return {"event_id": message_id, "state": "refused", "reason": "no funds", "at": at}
        return {"event_id": message_id, "state": "paid", "at": at}

    def tell(self, answer: dict[str, str]) -> bool:
        """Whether the court has heard it; a refusal of the court is final as well."""
        request = Request(
            f"{self.court}/api/v1/payments",
            json.dumps(answer).encode(),
            {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"},
        )
        try:
            with urlopen(request, timeout=10):
                return True
        except HTTPError as refused:
            return refused.code < 500
        except (URLError, OSError):
            return False


def serve(shop: Shop, port: int) -> ThreadingHTTPServer:
    """A server that is ready to run, its answers sent by a thread of their own."""
    answers: queue.Queue[dict[str, str]] = queue.Queue()

    class Hook(BaseHTTPRequestHandler):
        timeout = 10

        def do_POST(self) -> None:  # noqa: N802 (the name http.server calls)
            length = self.headers.get("Content-Length", "")
            if not length.isdecimal() or int(length) > LARGEST:
                self.reply(413)
                return
            body = self.rfile.read(int(length))
            if not shop.is_genuine(self.headers, body):
                self.reply(401)
                return
            if answer := shop.answer_to(self.headers["webhook-id"], json.loads(body)):
                answers.put(answer)
            self.reply(204)

        def reply(self, status: int) -> None:
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            pass

    threading.Thread(target=_tell_all, args=(shop, answers), daemon=True).start()
    return ThreadingHTTPServer(("127.0.0.1", port), Hook)


def _tell_all(shop: Shop, answers: "queue.Queue[dict[str, str]]") -> None:
    """One by one, each tried for a few minutes; one lost is asked for again by the court."""
    while True:
        answer = answers.get()
        for attempt in range(TRIES):
            if shop.tell(answer):
                break
            time.sleep(2**attempt)


def main() -> int:
    port = urlsplit(os.environ["MARKETPLACE_URL"]).port or 80
    court = f"http://127.0.0.1:{os.environ.get('PORT', '8000')}"
    shop = Shop(os.environ["MARKETPLACE_SECRET"], court, os.environ["ORDERS_TOKEN"])
    server = serve(shop, port)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    server.serve_forever()
    return 0


if __name__ == "__main__":
    sys.exit(main())
