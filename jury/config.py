"""Settings read once from the environment; a bad value refuses the start and names its variable."""

import os
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from jury.outside.webhook import key_of

ROOT = Path(__file__).resolve().parent.parent
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
KIBIBYTE = 1024

T = TypeVar("T")


class BadSetting(ValueError):
    """A variable of the environment that cannot be used; the sentence names it."""

    def __init__(self, variable: str, wanted: str):
        self.variable = variable
        super().__init__(f"{variable} {wanted}")


@dataclass(frozen=True)
class Settings:
    """What the operator decides. What staff may argue about is a Policy in the database instead."""

    instance_dir: Path
    secret_key: str = field(repr=False)
    database_url: str | None = field(repr=False)  # None: the embedded server
    database_owner_url: str | None = field(repr=False)
    port: int
    base_url: str
    public_name: str
    smtp_url: str | None = field(repr=False)  # None: mail is written to mail_dir
    mail_from: str
    im_webhook_url: str | None = field(repr=False)  # None: there are no instant messages
    im_webhook_secret: str | None = field(repr=False)
    orders_token: str | None = field(repr=False)  # None: orders come in by CSV only
    marketplace_url: str | None  # None: events are kept, and nobody is told
    marketplace_secret: str | None = field(repr=False)
    timezone: str
    session_hours: int
    max_upload_bytes: int
    log_level: str
    trusted_proxies: int  # how many proxies in front of us each add to X-Forwarded-For
    web_workers: int
    web_threads: int

    @property
    def is_https(self) -> bool:
        return self.base_url.startswith("https://")

    @property
    def mail_dir(self) -> Path:
        return self.instance_dir / "mail"

    @property
    def sign_in_file(self) -> Path:
        return self.instance_dir / "sign-in.txt"

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> "Settings":
        """The settings the environment asks for; refuses with BadSetting."""
        read = _Reader(environ)
        instance_dir = read.folder("JURY_INSTANCE_DIR", ROOT / "instance")
        port = read.number("PORT", 8000, 1, 65535)
        marketplace_url, marketplace_secret = read.marketplace()
        return cls(
            instance_dir=instance_dir,
            secret_key=read.text("SECRET_KEY", at_least=32) or _kept_secret(instance_dir),
            database_url=read.database("DATABASE_URL"),
            database_owner_url=read.database("DATABASE_OWNER_URL"),
            port=port,
            base_url=(read.url("BASE_URL", ("http", "https")) or f"http://127.0.0.1:{port}"),
            public_name=read.text("PUBLIC_NAME") or "众议 Jury",
            smtp_url=read.url("SMTP_URL", ("smtp", "smtps")),
            mail_from=read.text("MAIL_FROM") or "jury@localhost",
            im_webhook_url=(im_url := read.url("IM_WEBHOOK_URL", ("https", "http"))),
            im_webhook_secret=read.secret("IM_WEBHOOK_SECRET", wanted_by=im_url),
            orders_token=read.text("ORDERS_TOKEN", at_least=16),
            marketplace_url=marketplace_url,
            marketplace_secret=marketplace_secret,
            timezone=read.timezone("TIMEZONE", "Asia/Shanghai"),
            session_hours=read.number("SESSION_HOURS", 168, 1, 8760),
            max_upload_bytes=read.number("MAX_UPLOAD_BYTES", 32 * KIBIBYTE**2, KIBIBYTE, 2**31),
            log_level=read.one_of("LOG_LEVEL", LOG_LEVELS, "INFO"),
            trusted_proxies=read.number("TRUSTED_PROXIES", 0, 0, 8),
            web_workers=read.number("WEB_WORKERS", 2, 1, 64),
            web_threads=read.number("WEB_THREADS", 4, 1, 64),
        )


@dataclass(frozen=True)
class _Reader:
    environ: Mapping[str, str]

    def text(self, variable: str, at_least: int = 0) -> str | None:
        value = self.environ.get(variable, "").strip()
        if value and len(value) < at_least:
            raise BadSetting(variable, f"must be at least {at_least} characters long.")
        return value or None

    def _parsed(self, variable: str, parse: Callable[[str], T], default: T, wanted: str) -> T:
        value = self.text(variable)
        if value is None:
            return default
        try:
            return parse(value)
        except (ValueError, KeyError, OSError) as unreadable:
            raise BadSetting(variable, f"must be {wanted}, not {value!r}.") from unreadable

    def number(self, variable: str, default: int, lowest: int, highest: int) -> int:
        wanted = f"a whole number from {lowest} to {highest}"
        number = self._parsed(variable, int, default, wanted)
        if not lowest <= number <= highest:
            raise BadSetting(variable, f"must be {wanted}, not {number}.")
        return number

    def one_of(self, variable: str, choices: tuple[str, ...], default: str) -> str:
        wanted = "one of " + ", ".join(choices)
        value = (self.text(variable) or default).upper()
        if value not in choices:
            raise BadSetting(variable, f"must be {wanted}, not {value!r}.")
        return value

    def timezone(self, variable: str, default: str) -> str:
        wanted = "the name of a time zone, such as Asia/Shanghai"
        return self._parsed(
            variable, lambda name: ZoneInfo(name).key, ZoneInfo(default).key, wanted
        )

    def url(self, variable: str, schemes: tuple[str, ...]) -> str | None:
        value = self.text(variable)
        if value is None:
            return None
        parts = urlsplit(value)
        if parts.scheme not in schemes or not parts.hostname:
            raise BadSetting(variable, f"must be an address like {schemes[0]}://host.")
        return value.rstrip("/")

    def marketplace(self) -> tuple[str | None, str | None]:
        """Where events go and the secret they are signed with: both, or neither."""
        url = self.url("MARKETPLACE_URL", ("https", "http"))
        wanted = "whsec_ and then 24 to 64 bytes in base64"
        secret = self.text("MARKETPLACE_SECRET")
        try:
            key_of(secret) if secret else None
        except ValueError as unusable:  # and what it was is said to nobody
            raise BadSetting("MARKETPLACE_SECRET", f"must be {wanted}.") from unusable
        if bool(url) != bool(secret):
            lacking = "MARKETPLACE_SECRET" if url else "MARKETPLACE_URL"
            raise BadSetting(lacking, "must be set as well: events are signed, or not sent.")
        return url, secret

    def secret(self, variable: str, wanted_by: str | None) -> str | None:
        """A secret that another setting makes necessary."""
        value = self.text(variable, at_least=24)
        if wanted_by and value is None:
            raise BadSetting(variable, "must be set too: what is sent is signed with it.")
        return value

    def database(self, variable: str) -> str | None:
        value = self.text(variable)
        if value is None:
            return None
        scheme, mark, rest = value.partition("://")
        if not mark or scheme not in ("postgresql", "postgres", "postgresql+psycopg"):
            raise BadSetting(variable, "must be a PostgreSQL address: postgresql://user@host/name.")
        return f"postgresql://{rest}"  # the one spelling libpq, psycopg and SQLAlchemy all read

    def folder(self, variable: str, default: Path) -> Path:
        folder = Path(self.text(variable) or default).absolute()
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as refused:
            raise BadSetting(variable, f"must be a folder we may write: {refused}.") from refused
        return folder


def _kept_secret(instance_dir: Path) -> str:
    """The key in instance/secret-key; whoever comes first makes it, whole or not at all."""
    kept = instance_dir / "secret-key"
    if not kept.exists():
        fresh = instance_dir / f"secret-key.{os.getpid()}"
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(secrets.token_hex(32))
        try:
            os.link(fresh, kept)
        except FileExistsError:
            pass  # another process was first: its key is the key
        finally:
            fresh.unlink()
    return kept.read_text().strip()
