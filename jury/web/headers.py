"""What goes with every page: headers, static files, the request's id, and who is where."""

import hashlib
import re
from functools import lru_cache
from time import perf_counter
from typing import Any
from uuid import uuid4

import structlog
from flask import Flask, Response, abort, current_app, g, request, session
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.local import LocalProxy
from whitenoise import WhiteNoise

from jury.config import ROOT
from jury.outside import logs

from . import access
from .waiting import waiting_for

log = structlog.get_logger(__name__)

STATIC = ROOT / "static"
A_YEAR = 365 * 24 * 3600
REQUEST_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "object-src 'none'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "form-action 'self'",
    )
)


def init_app(app: Flask) -> None:
    logs.configure(app.config["SETTINGS"].log_level)
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app,
        root=STATIC,
        prefix="static/",
        max_age=A_YEAR,  # addresses carry the file's hash
        allow_all_origins=False,
        autorefresh=app.debug,
        add_headers_function=lambda headers, _path, _url: headers.add_header(
            "X-Content-Type-Options", "nosniff"
        ),
    )
    app.add_url_rule("/static/<path:filename>", "static", access.public(_no_such_file))
    app.url_defaults(_version)
    app.before_request(_name_request)
    app.after_request(_guard)
    app.after_request(_note_request)
    app.context_processor(_frame)


def _no_such_file(filename: str) -> Any:
    abort(404)


def _version(endpoint: str, values: dict[str, Any]) -> None:
    if endpoint == "static" and "filename" in values:
        file = STATIC / values["filename"]
        values["v"] = _hash(values["filename"], file.stat().st_mtime_ns if file.exists() else 0)


@lru_cache
def _hash(filename: str, _changed: int) -> str | None:
    file = STATIC / filename
    return hashlib.sha256(file.read_bytes()).hexdigest()[:12] if file.is_file() else None


def _name_request() -> None:
    told = request.headers.get("X-Request-ID", "")
    g.request_id = told if REQUEST_ID.fullmatch(told) else uuid4().hex
    g.began = perf_counter()
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request=g.request_id)


def _guard(response: Response) -> Response:
    headers = response.headers
    headers.setdefault("Content-Security-Policy", POLICY)
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    headers["X-Request-ID"] = g.get("request_id", "")
    if "_user_id" in session:
        headers.setdefault("Cache-Control", "no-store")
    return response


def _note_request(response: Response) -> Response:
    """The rule, not the address: addresses hold one-time tokens and what people searched for."""
    log.info(
        "request",
        method=request.method,
        rule=request.url_rule.rule if request.url_rule else None,
        status=response.status_code,
        ms=round((perf_counter() - g.began) * 1000) if "began" in g else None,
    )
    return response


def _frame() -> dict[str, Any]:
    """What base.html asks for. Looked up only when written: a page that says the database is
    away asks for none of it.
    """
    return {
        "nav": LocalProxy(_nav),
        "inbox_unread": LocalProxy(lambda: waiting_for(current_user.person).n_unread),
        "scheme": g.get("reader_scheme") or session.get("scheme") or "auto",
        "public_name": current_app.config["SETTINGS"].public_name,
    }


def _nav() -> list[dict[str, Any]]:
    if not current_user.is_authenticated:
        return []
    person = current_user.person
    is_party = waiting_for(person).is_party
    places = [
        (person.juror is not None, "/bench", _("Bench")),
        (is_party, "/cases", _("Cases")),
        (is_party, "/orders", _("Orders")),
        (person.is_staff, "/desk", _("Desk")),
        (person.is_admin, "/office", _("Office")),
    ]
    return [
        {"url": url, "label": label, "current": f"{request.path}/".startswith(f"{url}/")}
        for holds, url, label in places
        if holds
    ]
