"""Webhooks as a receiver meets them, and receivers that do not behave."""

import base64
import json
import socket
import threading
import time
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace
from uuid import uuid4

import pytest

from jury.outside.webhook import NotTaken, Webhook, key_of, signature

T0 = datetime(2026, 9, 1, 12, tzinfo=UTC)
SECRET = "whsec_" + base64.b64encode(b"0123456789abcdef0123456789abcdef").decode()


def event(**named):
    row = {"id": uuid4(), "kind": "refund.pay", "subject": "O-1", "owed_at": T0}
    return SimpleNamespace(**row | {"facts": {"amount_minor": 1, "buyer": "张三"}} | named)


class Receiver:
    """Answers as told; keeps what came."""

    def __init__(self, answer):
        self.came = came = []

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                came.append((self.path, dict(self.headers), body))
                answer(self)

            def do_GET(self):
                came.append((self.path, dict(self.headers), b""))
                answer(self)

            def log_message(self, *said):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}/hooks?from=jury"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def receive():
    opened = []

    def start(answer):
        opened.append(Receiver(answer))
        return opened[-1]

    yield start
    for each in opened:
        each.server.shutdown()
        each.server.server_close()


def answering(status, body=b"", **headers):
    def answer(handler):
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def send(receiver, seconds=2.0, **named):
    Webhook(receiver.url, SECRET, seconds).send(event(**named), T0)


def test_a_message_is_signed_as_standard_webhooks_says(receive):
    receiver = receive(answering(204))
    key = uuid4()
    send(receiver, id=key)

    ((path, headers, body),) = receiver.came
    assert path == "/hooks?from=jury"
    assert (headers["webhook-id"], headers["webhook-timestamp"]) == (str(key), "1788264000")
    assert headers["webhook-signature"] == signature(SECRET, str(key), 1788264000, body)
    said = json.loads(body)
    assert (said["type"], said["timestamp"]) == ("refund.pay", T0.isoformat())
    assert said["data"] == {"subject": "O-1", "amount_minor": 1, "buyer": "张三"}


def test_the_signature_is_that_of_the_published_example():
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    body = b'{"test": 2432232314}'
    made = signature(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body)
    assert made == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@pytest.mark.parametrize("status", [301, 302, 307, 308, 400, 404, 500, 503])
def test_anything_but_2xx_is_not_taken_and_a_redirect_is_never_followed(receive, status):
    elsewhere = receive(answering(200))
    receiver = receive(answering(status, b"no  such\n thing", Location=elsewhere.url))
    with pytest.raises(NotTaken, match=f"answered {status}: no such thing"):
        send(receiver)
    assert not elsewhere.came


def test_a_receiver_that_is_down_is_told_as_such():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with pytest.raises(NotTaken, match="refused"):
        Webhook(f"http://127.0.0.1:{port}", SECRET).send(event(), T0)


def silent(handler):
    time.sleep(3)


def dripping(handler):
    for byte in b"HTTP/1.1 200 OK\r\nServer: slow" * 3:
        try:
            handler.wfile.write(bytes([byte]))
        except OSError:
            return
        time.sleep(0.1)


def endless_headers(handler):
    try:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
        while True:
            handler.wfile.write(b"X: y\r\n")
    except OSError:
        pass


def not_http(handler):
    handler.wfile.write(b"SSH-2.0-nothing\r\n")


@pytest.mark.parametrize("answer", [silent, dripping, endless_headers, not_http])
def test_whatever_a_receiver_does_takes_a_bounded_time(receive, answer):
    receiver, began = receive(answer), time.monotonic()
    with pytest.raises(NotTaken):
        send(receiver, seconds=0.5)
    assert time.monotonic() - began < 1.5


@pytest.mark.parametrize("status", [200, 500])
def test_a_huge_answer_is_not_read(receive, status):
    def answer(handler):
        handler.send_response(status)
        handler.end_headers()
        try:
            for _ in range(10_000):
                handler.wfile.write(b"x" * 65_536)
        except OSError:
            pass

    receiver, began = receive(answer), time.monotonic()
    if status == 200:
        send(receiver)
    else:
        with pytest.raises(NotTaken) as refused:
            send(receiver)
        assert len(str(refused.value)) < 400
    assert time.monotonic() - began < 1.5


@pytest.mark.parametrize("secret", ["", "plain", "whsec_", "whsec_c2hvcnQ=", "whsec_???"])
def test_what_is_no_secret_is_refused(secret):
    with pytest.raises(ValueError):
        key_of(secret)
