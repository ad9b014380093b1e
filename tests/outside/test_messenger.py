"""Instant messages to a webhook that takes them, refuses them, sleeps or is not there."""

import base64
import hashlib
import hmac
import json
import socket
import threading
import time
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace
from uuid import UUID

import pytest

from jury.outside.messenger import Messenger, NotTaken, signed_headers

T0 = datetime(2026, 9, 1, 12, tzinfo=UTC)
KEY = b"twenty-four bytes of key"
SECRET = "whsec_" + base64.b64encode(KEY).decode()
LETTER = SimpleNamespace(
    id=UUID(int=7), to="wx:li", kind="answer_wanted", locale="zh", path="/cases/1", owed_at=T0,
    facts={"code": "C-7K3M2Q", "ends": T0.isoformat()},
)  # fmt: skip


class Receiver(ThreadingHTTPServer):
    """What it was sent, and how it answers."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Taking)
        self.status, self.waits, self.got = 204, 0.0, []


class Taking(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append((self.path, dict(self.headers), body))
        time.sleep(self.server.waits)
        self.send_response(self.server.status)
        self.send_header("Location", f"http://127.0.0.1:{self.server.server_port}/elsewhere")
        self.end_headers()

    def log_message(self, *_):
        pass


@pytest.fixture
def receiver():
    server = Receiver()
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield server
    server.shutdown()
    thread.join(timeout=5)
    server.server_close()


def messenger(port, timeout=5.0):
    settings = SimpleNamespace(
        im_webhook_url=f"http://127.0.0.1:{port}/hook?town=1",
        im_webhook_secret=SECRET,
        base_url="https://court.example",
        public_name="众议 Jury",
        timezone="Asia/Shanghai",
    )
    return Messenger(settings, timeout)


def test_a_message_comes_whole_and_signed(receiver):
    messenger(receiver.server_port).send(LETTER, T0)
    ((path, headers, body),) = receiver.got
    told = json.loads(body)
    assert path == "/hook?town=1"
    assert (told["to"], told["locale"]) == ("wx:li", "zh")
    assert told["link"] == "https://court.example/cases/1"
    assert "C-7K3M2Q" in told["text"]

    moment = str(int(T0.timestamp()))
    assert headers["webhook-id"] == str(LETTER.id)
    assert headers["webhook-timestamp"] == moment
    signed = f"{LETTER.id}.{moment}.".encode() + body
    digest = base64.b64encode(hmac.new(KEY, signed, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{digest}"


def test_the_signature_is_that_of_the_published_example():
    """From the reference implementations of Standard Webhooks."""
    body = b'{"test": 2432232314}'
    at = datetime.fromtimestamp(1614265330, UTC)
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    headers = signed_headers(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", at, body)
    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_sent_twice_a_message_carries_one_id(receiver):
    for _ in range(2):
        messenger(receiver.server_port).send(LETTER, T0)
    assert len({headers["webhook-id"] for _path, headers, _body in receiver.got}) == 1


@pytest.mark.parametrize("status", [302, 400, 410, 500])
def test_what_is_not_answered_with_yes_was_not_taken(receiver, status):
    receiver.status = status
    with pytest.raises(NotTaken, match=str(status)):
        messenger(receiver.server_port).send(LETTER, T0)
    assert len(receiver.got) == 1  # a redirect is not followed


def test_a_webhook_that_sleeps_holds_nobody_up(receiver):
    receiver.waits = 0.5
    with pytest.raises(TimeoutError):
        messenger(receiver.server_port, timeout=0.1).send(LETTER, T0)


def test_a_webhook_that_is_not_there_is_said_so():
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    with pytest.raises(ConnectionRefusedError):
        messenger(port).send(LETTER, T0)
