"""Which of the two languages a page is written in."""

from flask import Flask, g, request, session
from flask_babel import Babel

from jury.config import ROOT

LANGUAGES = ("zh", "en")


def init_app(app: Flask) -> None:
    app.config.update(
        BABEL_DEFAULT_LOCALE=LANGUAGES[0],
        BABEL_DEFAULT_TIMEZONE=app.config["TIMEZONE"],
        BABEL_TRANSLATION_DIRECTORIES=str(ROOT / "jury" / "translations"),
    )
    Babel(app, locale_selector=chosen)


def chosen() -> str:
    """The reader's own language, else what this browser chose here, else what it asks for.

    Asks ``g``, not the person: a page that says the database is away has a language too.
    """
    own = g.get("reader_locale") or session.get("locale")
    if own in LANGUAGES:
        return own
    asked: str = request.accept_languages.best_match(LANGUAGES, LANGUAGES[0])
    return asked
