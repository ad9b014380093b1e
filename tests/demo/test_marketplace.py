"""The pretend marketplace, and the example that real ones are given."""

import json
import re
import threading
import time
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace
from urllib.error import HTTPError
from urllib.request import Request, urlopen
from uuid import uuid4

import pytest

from jury.clock import now
from jury.demo.marketplace import Shop, has_funds, serve
from jury.outside.webhook import NotTaken, Webhook, signature

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
DOCS = Path(__file__).parents[2] / "docs" / "webhooks.md"


@pytest.fixture
def court():
    """Hears the answers."""
    heard = []

    class Court(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            heard.append((self.path, self.headers["Authorization"], json.loads(body)))
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *said):
            pass

    with running(ThreadingHTTPServer(("127.0.0.1", 0), Court)) as url:
        yield SimpleNamespace(url=url, heard=heard)


@contextmanager
def running(server):
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def shop(court):
    with running(serve(Shop(SECRET, court.url, "token"), 0)) as url:
        yield url


def event(kind="refund.pay", seller="S-1"):
    return SimpleNamespace(
        id=uuid4(), kind=kind, subject="O-1", facts={"seller": seller}, owed_at=now()
    )


def heard(court):
    for _ in range(100):
        if court.heard:
            return court.heard[0]
        time.sleep(0.05)
    return None


def seller(is_rich):
    return next(f"S-{n}" for n in range(100) if has_funds(f"S-{n}") is is_rich)


@pytest.mark.parametrize(
    ("kind", "is_rich", "state"),
    [
        ("refund.pay", True, "paid"),
        ("refund.pay", False, "refused"),
        ("deposit.deduct", False, "paid"),
        ("payment.reverse", False, "paid"),
    ],
)
def test_an_order_is_carried_out_and_answered(shop, court, kind, is_rich, state):
    order = event(kind, seller(is_rich))
    Webhook(shop, SECRET).send(order, now())
    path, token, answer = heard(court)
    assert (path, token) == ("/api/v1/payments", "Bearer token")
    assert (answer["event_id"], answer["state"]) == (str(order.id), state)
    assert datetime.fromisoformat(answer["at"]).tzinfo


def test_what_only_tells_something_is_taken_without_an_answer(shop, court):
    Webhook(shop, SECRET).send(event("case.ruled"), now())
    time.sleep(0.1)
    assert not court.heard


def test_a_wrong_secret_and_an_old_message_are_refused(shop, court):
    other = "whsec_" + "A" * 32
    with pytest.raises(NotTaken, match="401"):
        Webhook(shop, other).send(event(), now())
    with pytest.raises(NotTaken, match="401"):
        Webhook(shop, SECRET).send(event(), datetime(2020, 1, 1, tzinfo=UTC))
    with pytest.raises(HTTPError, match="401"):
        urlopen(Request(shop, b"{}"))
    assert not court.heard


def test_the_example_in_the_documents_accepts_what_is_genuine_and_nothing_else():
    (example,) = re.findall(r"```python\n(.*?)```", DOCS.read_text(), re.S)
    told = {}
    exec(example, told)
    at, body = int(time.time()), b'{"type": "refund.pay"}'

    def is_genuine(body=body, at=at, sent=body, **headers):
        signed = signature(SECRET, "m1", at, sent)
        given = {"webhook-id": "m1", "webhook-timestamp": str(at), "webhook-signature": signed}
        return told["is_genuine"](SECRET, given | headers, body)

    assert is_genuine()
    assert is_genuine(**{"webhook-signature": f"v1,old {signature(SECRET, 'm1', at, body)}"})
    assert not is_genuine(body + b" ")
    assert not is_genuine(**{"webhook-id": "m2"})
    assert not is_genuine(at=at - 301) and not is_genuine(at=at + 301)
    assert len(example.splitlines()) <= 25
