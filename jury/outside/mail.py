"""E-mail: by SMTP where there is a server, else as files in a folder."""

import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import unquote, urlsplit

from . import letters

TIMEOUT_SECONDS = 20
PORTS = {"smtp": 587, "smtps": 465}


class MailSettings(Protocol):
    """The settings a mailer needs."""

    @property
    def smtp_url(self) -> str | None: ...
    @property
    def mail_dir(self) -> Path: ...
    @property
    def mail_from(self) -> str: ...
    @property
    def base_url(self) -> str: ...
    @property
    def public_name(self) -> str: ...
    @property
    def timezone(self) -> str: ...


class Owed(Protocol):
    """A letter as the store keeps it."""

    id: Any
    to: Any
    kind: Any
    facts: Any
    locale: Any
    path: Any
    owed_at: Any


@dataclass(frozen=True)
class Mailer:
    """Sends one letter at a time; what goes wrong is raised."""

    settings: MailSettings

    @classmethod
    def from_settings(cls, settings: MailSettings) -> "Mailer":
        return cls(settings)

    def send(self, letter: Owed) -> None:
        """Put the letter into words and on its way."""
        message = self.compose(letter)
        if self.settings.smtp_url:
            _by_smtp(self.settings.smtp_url, message)
        else:
            _as_file(self.settings.mail_dir, str(letter.id), message)

    def compose(self, letter: Owed) -> EmailMessage:
        """The message, as plain text and as a page.

        Between the server's yes and our commit a worker may die; then the letter is
        sent a second time, and no sender of mail can prevent it. Both copies carry the
        same id and date, so that mail programs can tell them for one.
        """
        court = self.settings
        words = letters.as_mail(
            letter.kind,
            letter.facts,
            letter.locale,
            court.timezone,
            court.base_url + letter.path,
            court.public_name,
            court.base_url,
        )
        message = EmailMessage(policy=SMTP)
        message["From"] = formataddr((court.public_name, court.mail_from))
        message["To"] = letter.to
        message["Subject"] = " ".join(words.subject.split())
        message["Date"] = format_datetime(letter.owed_at)
        message["Message-ID"] = f"<{letter.id}@{court.mail_from.rpartition('@')[2]}>"
        message["Auto-Submitted"] = "auto-generated"
        if words.settings:
            message["List-Unsubscribe"] = f"<{words.settings}>"
        message.set_content(words.body)
        message.add_alternative(words.page, subtype="html")
        return message


def _by_smtp(url: str, message: EmailMessage) -> None:
    """Over TLS from the start (smtps) or as soon as it is offered; no password without it."""
    parts = urlsplit(url)
    port = parts.port or PORTS[parts.scheme]
    with _connect(parts.scheme, parts.hostname or "", port) as server:
        if parts.username:
            if not isinstance(server.sock, ssl.SSLSocket):
                raise smtplib.SMTPNotSupportedError("The server offers no TLS for a password.")
            server.login(unquote(parts.username), unquote(parts.password or ""))
        server.send_message(message)


def _connect(scheme: str, host: str, port: int) -> smtplib.SMTP:
    trusted = ssl.create_default_context()
    if scheme == "smtps":
        return smtplib.SMTP_SSL(host, port, context=trusted, timeout=TIMEOUT_SECONDS)
    server = smtplib.SMTP(host, port, timeout=TIMEOUT_SECONDS)
    server.ehlo()
    if server.has_extn("starttls"):
        server.starttls(context=trusted)
    return server


def _as_file(folder: Path, key: str, message: EmailMessage) -> None:
    """Whole or not at all, and for the operator's eyes only: letters hold one-time links."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    unfinished = folder / f".{key}"
    unfinished.touch(mode=0o600)
    unfinished.write_bytes(message.as_bytes())
    unfinished.rename(folder / f"{key}.eml")
