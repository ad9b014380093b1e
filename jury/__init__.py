"""Jury: crowd review of marketplace disputes that ends in a verdict one can defend."""

import os
from typing import TYPE_CHECKING

from jury.config import ROOT, Settings

if TYPE_CHECKING:  # who only supervises the court does not wait for Flask
    from flask import Flask


def create_app(settings: Settings | None = None) -> "Flask":
    """The web application.

    Refuses to start with a view that nobody guards, or with a database role
    that could rewrite the ledger (``flask jury doctor`` says so for operators).
    """
    import click
    from flask import Flask
    from werkzeug.middleware.proxy_fix import ProxyFix

    from jury import web
    from jury.outside.postgres import EmbeddedServer, place_for
    from jury.store.base import db

    settings = settings or Settings.from_env(os.environ)
    url = settings.database_url or EmbeddedServer(place_for(settings.instance_dir)).app_url
    app = Flask(__name__, template_folder=str(ROOT / "templates"), static_folder=None)
    app.config.update(
        SETTINGS=settings,
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=url.replace("postgresql://", "postgresql+psycopg://", 1),
        SQLALCHEMY_ENGINE_OPTIONS={"pool_pre_ping": True, "pool_size": 8, "max_overflow": 8},
        MAX_CONTENT_LENGTH=settings.max_upload_bytes,
        MAX_FORM_MEMORY_SIZE=4 * 1024**2,  # a text far too long is still shown back to its author
        SESSION_COOKIE_NAME="jury",
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.is_https,
        WTF_CSRF_TIME_LIMIT=None,  # a token lives as long as the session it belongs to
        TIMEZONE=settings.timezone,
    )
    if n := settings.trusted_proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=n, x_proto=n, x_host=n)  # type: ignore[method-assign]
    db.init_app(app)
    web.init_app(app)
    if click.get_current_context(silent=True):
        from jury import cli

        app.cli.add_command(cli.group)
    else:
        _check_role(app)
    return app


def _check_role(app: "Flask") -> None:
    from jury.store import migrating
    from jury.store.base import db

    with app.app_context():
        with db.engine.connect() as connection:
            migrating.check_role(connection)
        db.engine.dispose()  # gunicorn forks after this, and a connection must not be shared
