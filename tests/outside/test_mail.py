"""Letters on their way: into a folder, or to a server that may refuse them."""

import email
import smtplib
import socket
import threading
from datetime import UTC, datetime
from email import policy
from types import SimpleNamespace
from uuid import uuid4

import pytest

from jury.outside.mail import Mailer

T0 = datetime(2026, 9, 1, 12, tzinfo=UTC)
FINE = b"250 fine\r\n"


def settings(tmp_path, smtp_url=None):
    return SimpleNamespace(
        smtp_url=smtp_url,
        mail_dir=tmp_path / "mail",
        mail_from="court@example.org",
        base_url="https://court.example",
        public_name="众议 Jury",
        timezone="Asia/Shanghai",
    )


def letter(**named):
    row = {
        "id": uuid4(), "to": "li@example.org", "kind": "summoned", "locale": "en",
        "facts": {"code": "C-7K3M2Q", "lapses_at": T0.isoformat()},
        "path": "/bench/1", "owed_at": T0,
    }  # fmt: skip
    return SimpleNamespace(**row | named)


def read(path):
    return email.message_from_bytes(path.read_bytes(), policy=policy.default)


def test_without_a_server_a_letter_becomes_a_file_for_the_operator_alone(tmp_path):
    owed = letter()
    Mailer.from_settings(settings(tmp_path)).send(owed)

    (file,) = (tmp_path / "mail").iterdir()
    assert file.name == f"{owed.id}.eml"
    assert file.stat().st_mode & 0o077 == 0
    message = read(file)
    assert message["To"] == "li@example.org"
    assert message["From"] == "众议 Jury <court@example.org>"
    assert message["Subject"] == "You are called to a case · 众议 Jury"
    assert "https://court.example/bench/1" in message.get_body(["plain"]).get_content()


def test_a_letter_is_plain_text_and_the_same_as_a_page_that_fetches_nothing(tmp_path):
    mailer = Mailer.from_settings(settings(tmp_path))
    message = mailer.compose(letter(locale="zh", facts={"lapses_at": T0.isoformat()}))
    assert message.get_content_type() == "multipart/alternative"
    plain, page = (message.get_body([kind]).get_content() for kind in ("plain", "html"))
    assert plain.splitlines()[0] in page
    assert '<html lang="zh-Hans">' in page
    assert 'href="https://court.example/bench/1"' in page
    assert "prefers-color-scheme: dark" in page
    for fetched in ("<img", "src=", "url(", "<link", "<script"):
        assert fetched not in page


def test_what_the_facts_say_is_escaped_in_the_page(tmp_path):
    owed = letter(kind="invited", facts={"item": '<img src="x" onerror="1">'})
    page = Mailer.from_settings(settings(tmp_path)).compose(owed).get_body(["html"]).get_content()
    assert "<img" not in page
    assert "&lt;img" in page


@pytest.mark.parametrize(
    ("kind", "may_be_off"), [("evidence_closed", True), ("summoned", False), ("recover", False)]
)
def test_only_what_has_no_deadline_says_how_to_switch_it_off(tmp_path, kind, may_be_off):
    message = Mailer.from_settings(settings(tmp_path)).compose(letter(kind=kind))
    where = "https://court.example/settings#messages"
    assert message["List-Unsubscribe"] == (f"<{where}>" if may_be_off else None)
    for body in ("plain", "html"):
        assert (where in message.get_body([body]).get_content()) is may_be_off


def test_a_letter_sent_twice_is_one_message_to_its_reader(tmp_path):
    owed, mailer = letter(), Mailer.from_settings(settings(tmp_path))
    ids = {mailer.compose(owed)["Message-ID"] for _ in range(2)}
    assert len(ids) == 1


def test_a_line_break_in_a_fact_cannot_add_a_header(tmp_path):
    owed = letter(kind="filed", facts={"code": "C-1\r\nBcc: all@example.org"})
    message = Mailer.from_settings(settings(tmp_path)).compose(owed)
    assert message["Bcc"] is None


class Heard(list[bytes]):
    """The lines a server was told; it may refuse every recipient."""

    refuses = False


@pytest.fixture
def smtp_server():
    """A server that takes one message, without TLS; what it was told."""
    listener = socket.create_server(("127.0.0.1", 0))
    heard = Heard()

    def serve():
        connection, _ = listener.accept()
        with connection, connection.makefile("rb") as lines:
            connection.sendall(b"220 here\r\n")
            in_data = False
            for line in lines:
                heard.append(line)
                if in_data:
                    in_data = line != b".\r\n"
                    answer = b"" if in_data else b"250 kept\r\n"
                else:
                    in_data = line.upper().startswith(b"DATA")
                    is_over = line.upper().startswith(b"QUIT")
                    answer = b"354 go on\r\n" if in_data else b"221 bye\r\n" if is_over else FINE
                    if heard.refuses and line.upper().startswith(b"RCPT"):
                        answer = b"550 no such mailbox\r\n"
                connection.sendall(answer)

    thread = threading.Thread(target=serve)
    thread.start()
    yield listener.getsockname()[1], heard
    thread.join(timeout=5)
    listener.close()


def test_with_a_server_the_letter_is_handed_to_it(tmp_path, smtp_server):
    port, heard = smtp_server
    Mailer.from_settings(settings(tmp_path, f"smtp://127.0.0.1:{port}")).send(letter())
    assert b"rcpt TO:<li@example.org>\r\n" in heard
    assert any(b"multipart/alternative" in line for line in heard)
    assert not (tmp_path / "mail").exists()


def test_an_address_the_server_refuses_is_said_so(tmp_path, smtp_server):
    port, heard = smtp_server
    heard.refuses = True
    with pytest.raises(smtplib.SMTPRecipientsRefused):
        Mailer.from_settings(settings(tmp_path, f"smtp://127.0.0.1:{port}")).send(letter())


def test_a_password_is_never_sent_without_tls(tmp_path, smtp_server):
    port, heard = smtp_server
    mailer = Mailer.from_settings(settings(tmp_path, f"smtp://me:secret@127.0.0.1:{port}"))
    with pytest.raises(OSError, match="no TLS"):
        mailer.send(letter())
    assert not any(line.upper().startswith(b"AUTH") for line in heard)
