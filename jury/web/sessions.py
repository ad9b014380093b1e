"""Who is visiting: server-kept sessions, guarded forms, and forms that outlive a session."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from flask import (
    Flask,
    Response,
    after_this_request,
    current_app,
    g,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask_babel import gettext as _
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import AnonymousUserMixin, LoginManager, UserMixin, current_user, login_user
from flask_wtf.csrf import CSRFProtect
from itsdangerous import BadSignature, URLSafeSerializer, URLSafeTimedSerializer
from sqlalchemy.exc import OperationalError

from jury.clock import now
from jury.court import signing
from jury.store.base import db
from jury.store.people import Person, SignIn

from . import api
from .forms.accounts import SignInForm

csrf = CSRFProtect()
# Only a guard against floods, counted by each process for itself; what counts is in the database.
limiter = Limiter(get_remote_address, storage_uri="memory://", headers_enabled=False)

KNOWN_FOR = timedelta(days=180)
NEVER_KEPT = ("csrf_token", "password", "current", "next", "kept")


class Visitor(UserMixin):
    """The person signed in, and the session they came by."""

    def __init__(self, token: str, visit: SignIn):
        self.token, self.sign_in = token, visit

    @property
    def person(self) -> Person:
        return self.sign_in.person

    @property
    def name(self) -> str:
        return self.person.name

    def get_id(self) -> str:
        return self.token


def init_app(app: Flask) -> None:
    app.permanent_session_lifetime = timedelta(hours=app.config["SETTINGS"].session_hours)
    logins = LoginManager(app)
    logins.session_protection = None  # the token is the protection; an address may change
    logins.user_loader(_load)
    logins.unauthorized_handler(ask_to_sign_in)
    app.before_request(_note_visit)
    csrf.init_app(app)
    csrf.exempt(api.bp)  # machines carry a token, not a cookie
    limiter.init_app(app)
    limiter.request_filter(lambda: current_app.testing)
    app.add_template_filter(device_words)
    app.jinja_env.globals.update(
        kept_fields=kept_fields, comes_from_here=comes_from_here, readable_here=readable_here
    )


def _load(token: str) -> Visitor | None:
    try:
        visit = signing.visit_of(db.session(), token, now())
    except OperationalError:
        g._login_user = AnonymousUserMixin()  # or the page that tells of it would ask again
        raise
    if visit is None:
        return None
    g.reader_locale, g.reader_scheme = visit.person.locale, visit.person.scheme
    return Visitor(token, visit)


def _note_visit() -> None:
    if request.blueprint == "operations" or not current_user.is_authenticated:
        return
    if signing.saw(db.session(), current_user.sign_in, now()):
        db.session.commit()


def begin(token: str) -> None:
    """Let this browser carry the session of the token."""
    visit = signing.visit_of(db.session(), token, now())
    if visit is None:
        raise RuntimeError("A session that was only just opened is not there.")
    session.permanent = True
    session.pop("locale", None)
    g.reader_locale, g.reader_scheme = visit.person.locale, visit.person.scheme
    login_user(Visitor(token, visit))
    _remember(visit.person)


def _remember(person: Person) -> None:
    """Let this browser go past a lock that somebody else's guesses put on the account."""
    mark = _known_seal().dumps(signing.mark_of(person))

    @after_this_request
    def keep(response: Response) -> Response:
        response.set_cookie(
            "known",
            mark,
            max_age=KNOWN_FOR,
            path=url_for("accounts.sign_in"),
            secure=current_app.config["SETTINGS"].is_https,
            httponly=True,
            samesite="Lax",
        )
        return response


def known() -> str | None:
    """The mark of whoever last signed in from this browser; None if it holds none of ours."""
    try:
        sealed = request.cookies.get("known", "")
        mark: str = _known_seal().loads(sealed, max_age=int(KNOWN_FOR.total_seconds()))
    except BadSignature:
        return None
    return mark


def _known_seal() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.secret_key, salt="known")  # type: ignore[arg-type]


def lasts() -> timedelta:
    return timedelta(hours=current_app.config["SETTINGS"].session_hours)


BROWSERS = (("Edg", "Edge"), ("MicroMessenger", "WeChat"), ("Firefox", "Firefox"),
            ("Chrome", "Chrome"), ("Safari", "Safari"))  # fmt: skip
SYSTEMS = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"),
           ("Windows", "Windows"), ("Mac OS", "macOS"), ("Linux", "Linux"))  # fmt: skip


def device_words(agent: str) -> str:
    """A browser's long name for itself in two words, as far as they can be made out."""
    found = (
        next((name for mark, name in kinds if mark in agent), None) for kinds in (BROWSERS, SYSTEMS)
    )
    return " · ".join(filter(None, found)) or str(_("unknown device"))


def device() -> str:
    """What the browser says it is, for the list of sessions."""
    return request.user_agent.string[:200]


def ask_to_sign_in() -> Any:
    """Send a visitor to the sign-in page; a form they sent goes along with them."""
    if request.method == "GET":
        to = url_for("accounts.sign_in", next=request.full_path.rstrip("?"))
        if request.headers.get("HX-Request"):
            return "", 401, {"HX-Redirect": to}
        return redirect(to)
    form = SignInForm(formdata=None)
    page = render_template("accounts/sign_in.html", form=form, kept=keep_form(), next="")
    return page, 401


def kept_fields() -> list[tuple[str, str]]:
    """What was typed into the form that came, without secrets."""
    fields = request.form.items(multi=True)
    return [(name, value) for name, value in fields if not name.startswith(NEVER_KEPT)]


def keep_form() -> str:
    """The form that came, sealed, so that it can be carried through the sign-in page."""
    form = {
        "path": request.full_path.rstrip("?"),
        "fields": kept_fields(),
        "had_files": any(file.filename for file in request.files.values()),
    }
    return _seal().dumps(form)


def kept_form(sealed: str) -> dict[str, Any] | None:
    """A form carried through the sign-in page; None if it is not one we sealed."""
    try:
        return _seal().loads(sealed) if sealed else None
    except BadSignature:
        return None


def _seal() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key, salt="kept-form")  # type: ignore[arg-type]


def comes_from_here() -> bool:
    """Whether the form that came was sent by a page of ours, as the browser tells."""
    origin = request.headers.get("Origin") or request.headers.get("Referer", "")
    return bool(origin) and urlsplit(origin).netloc == request.host


def readable_here() -> str:
    """Where the reader is; at an address that only takes forms, the nearest page above it."""
    here, path = request.full_path.rstrip("?"), request.path
    addresses = current_app.create_url_adapter(request) if request.method == "POST" else None
    if addresses is None or addresses.test(path, method="GET"):
        return here
    while path and not addresses.test(path, method="GET"):
        path = path.rpartition("/")[0]
    return path or "/"


def local(path: str | None) -> str | None:
    """The path if it is one of ours; an address elsewhere is not followed."""
    if not path or not path.startswith("/") or path.startswith(("//", "/\\")):
        return None
    is_odd = any(character <= " " or character == "\\" for character in path)
    return None if is_odd or urlsplit(path).netloc else path
