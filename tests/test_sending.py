"""What the worker binds together: letters owed, and the machines that take them."""

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from jury import jobs
from jury.config import Settings
from jury.court import notices, posting
from jury.outside import letters
from jury.rules.words import Side
from tests.channel_makers import make_phoned_case
from tests.factories import T0


class Taking(BaseHTTPRequestHandler):
    def do_POST(self):
        self.server.got.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_):
        pass


@pytest.fixture
def receiver():
    server = HTTPServer(("127.0.0.1", 0), Taking)
    server.got = []
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield server
    server.shutdown()
    thread.join(timeout=5)
    server.server_close()


def test_a_message_goes_by_mail_and_by_messenger_and_stands_in_the_inbox(
    session, tmp_path, receiver
):
    settings = Settings.from_env(
        {
            "JURY_INSTANCE_DIR": str(tmp_path),
            "IM_WEBHOOK_URL": f"http://127.0.0.1:{receiver.server_port}/hook",
            "IM_WEBHOOK_SECRET": "a secret of at least twenty-four",
        }
    )
    case = make_phoned_case(session, im="wx:seller")
    seller = case.person_on(Side.SELLER)
    notice = notices.owe(session, seller, "answer_wanted", T0, case=case, path="/x", ends=T0)
    session.commit()
    for _ in range(2):
        posting.deliver(session, jobs.senders(settings), letters.KINDS, T0)

    assert [told["to"] for told in receiver.got] == ["wx:seller"]
    assert len(list(settings.mail_dir.iterdir())) == 1
    assert {each.state for each in notice.letters} == {"sent"}
    assert notice.read_at is None


def test_without_a_webhook_there_is_no_sender_of_instant_messages(tmp_path):
    settings = Settings.from_env({"JURY_INSTANCE_DIR": str(tmp_path)})
    assert list(jobs.senders(settings)) == ["mail"]
