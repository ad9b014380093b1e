"""Jury: crowd review of marketplace disputes that ends in a verdict one can defend."""

import os

from flask import Flask

from jury.config import ROOT, Settings


def create_app(settings: Settings | None = None) -> Flask:
    """The web application. Refuses to start with a view nobody guards, or a role that may rewrite
    the ledger.
    """
    from jury import web
    from jury.store import migrating
    from jury.store.base import db

    settings = settings or Settings.from_env(os.environ)
    app = Flask(__name__, template_folder=str(ROOT / "templates"), static_folder=None)
    app.config.update(
        SETTINGS=settings,
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=psycopg_url(settings.database_url),
        SQLALCHEMY_ENGINE_OPTIONS={"pool_pre_ping": True, "pool_size": 8, "max_overflow": 8},
        MAX_CONTENT_LENGTH=settings.max_upload_bytes,
        SESSION_COOKIE_NAME="jury",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.is_https,
        WTF_CSRF_TIME_LIMIT=None,  # a token lives as long as the session it belongs to
        TIMEZONE=settings.timezone,
    )
    db.init_app(app)
    web.init_app(app)
    with app.app_context(), db.engine.connect() as connection:
        migrating.check_role(connection)
    return app


def psycopg_url(url: str | None) -> str:
    """The address as SQLAlchemy wants it."""
    if url is None:
        raise ValueError("The application needs DATABASE_URL; `flask jury` commands supply it.")
    return url.replace("postgresql://", "postgresql+psycopg://", 1)
