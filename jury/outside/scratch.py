"""Databases made for one use and dropped afterwards: replays of recorded votes, tests."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

import psycopg
from psycopg import sql


@dataclass(frozen=True)
class Urls:
    """One database as its owner and as the application reach it."""

    owner: str
    app: str


def in_database(url: str, name: str) -> str:
    """The same server and role, another database."""
    return urlsplit(url)._replace(path=f"/{name}").geturl()


@contextlib.contextmanager
def scratch(owner_url: str, app_url: str, name: str, template: str = "template0") -> Iterator[Urls]:
    """A database of its own on the same server, dropped afterwards whatever happens."""
    database = sql.Identifier(name)
    drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(database)
    with psycopg.connect(owner_url, autocommit=True) as connection:
        connection.execute(drop)
        make = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        connection.execute(make.format(database, sql.Identifier(template)))
        try:
            yield Urls(in_database(owner_url, name), in_database(app_url, name))
        finally:
            connection.execute(drop)
