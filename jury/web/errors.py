"""Refusals and failures as pages: what happened, what was kept, what to do next."""

from datetime import datetime
from typing import Any

import structlog
from flask import Flask, render_template, request
from flask_babel import gettext
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError, OperationalError
from werkzeug.exceptions import HTTPException

from jury.rules.errors import Conflict, Forbidden, Invalid, Missing, Refusal
from jury.store.base import db

from . import api_errors
from .filters import moment_words

log = structlog.get_logger(__name__)

STATUS: dict[type[Refusal], int] = {Invalid: 422, Forbidden: 403, Missing: 404, Conflict: 409}


def sentence(refusal: Refusal) -> str:
    """The refusal in the reader's language, moments in the reader's zone."""
    facts = {
        name: moment_words(fact) if isinstance(fact, datetime) else fact
        for name, fact in refusal.facts.items()
    }
    return gettext(refusal.sentence) % facts if facts else gettext(refusal.sentence)


def status_of(refusal: Refusal) -> int:
    return next(code for kind, code in STATUS.items() if isinstance(refusal, kind))


def _page(template: str, code: int, said: str | None = None, **facts: Any) -> Any:
    """A page for people; for a machine JSON with a sentence."""
    if api_errors.is_asked():
        return api_errors.told(code, said)
    return render_template(f"errors/{template}.html", **facts)


def refuse(refusal: Refusal) -> tuple[Any, int]:
    db.session.rollback()
    status = status_of(refusal)
    log.info("refused", refusal=type(refusal).__name__, status=status)
    said = sentence(refusal)
    return _page("refusal", status, said, sentence=said, back=request.referrer), status


def unavailable(_: OperationalError) -> tuple[Any, int, dict[str, str]]:
    """The database is away: say so, and let the browser come back."""
    log.warning("database unavailable")
    return _page("503", 503), 503, {"Retry-After": "5"}


def http(error: HTTPException) -> tuple[Any, int]:
    code = error.code or 500
    known = {400, 401, 403, 404, 405, 413, 429}
    said = api_errors.sentence_of(error)
    return _page(str(code if code in known else 500), code, said), code


def stale_form(_: CSRFError) -> tuple[str, int]:
    """The form is older than the session: what was typed is shown back, to be sent again."""
    return render_template("errors/stale.html", typed=request.form), 400


def unstorable(_: DataError) -> tuple[Any, int]:
    """Something no column takes, such as a NUL character: theirs, not ours."""
    db.session.rollback()
    log.info("refused", refusal="unstorable", status=400)
    return _page("400", 400), 400


def failure(_: Exception) -> tuple[Any, int]:
    log.exception("unhandled")
    return _page("500", 500), 500


def init_app(app: Flask) -> None:
    app.register_error_handler(Refusal, refuse)
    app.register_error_handler(OperationalError, unavailable)
    app.register_error_handler(DataError, unstorable)
    app.register_error_handler(CSRFError, stale_form)
    app.register_error_handler(HTTPException, http)
    if not app.testing:
        app.register_error_handler(Exception, failure)
