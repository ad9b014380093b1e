"""Open the court for one command: start or join the embedded server when no address is set."""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

import click
from sqlalchemy import Engine, create_engine
from sqlalchemy.orm import Session

from jury.config import Settings
from jury.outside.postgres import EmbeddedServer, place_for
from jury.rules.errors import Refusal
from jury.store import migrating


@dataclass(frozen=True)
class Opened:
    """Where the database is, for the application's role and for its owner."""

    settings: Settings
    app_url: str
    owner_url: str | None
    engine: Engine

    def owner_url_or_refuse(self) -> str:
        if self.owner_url is None:
            raise click.ClickException(
                "DATABASE_OWNER_URL is not set, and DATABASE_URL's role may not do this. "
                "Set it to the address of the database's owner and run the command again."
            )
        return self.owner_url

    def migrate(self) -> None:
        """Bring the schema to the newest migration; refuses without the owner's address."""
        owner_url = sqlalchemy_url(self.owner_url_or_refuse())
        migrating.upgrade(owner_url, migrating.role_of(self.app_url))


def sqlalchemy_url(url: str) -> str:
    return url.replace("postgresql://", "postgresql+psycopg://", 1)


@contextmanager
def opened() -> Iterator[Opened]:
    """The court's database, up for as long as the command runs."""
    settings = Settings.from_env(os.environ)
    with ExitStack() as until_done:
        if settings.database_url:
            app_url, owner_url = settings.database_url, settings.database_owner_url
        else:
            server = EmbeddedServer(place_for(settings.instance_dir))
            until_done.enter_context(server)
            app_url, owner_url = server.app_url, server.owner_url
        engine = create_engine(sqlalchemy_url(app_url))
        until_done.callback(engine.dispose)
        yield Opened(settings, app_url, owner_url, engine)


@contextmanager
def session() -> Iterator[Session]:
    """A session on the court's database; a refusal ends the command with its sentence."""
    with opened() as court, Session(court.engine) as opened_session:
        if court.owner_url and not court.settings.database_url:
            court.migrate()
        try:
            yield opened_session
        except Refusal as refusal:
            raise click.ClickException(str(refusal)) from refusal
