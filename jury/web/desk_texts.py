"""Texts kept ready for a decision: seniors write them, every agent may read them."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from jury.clock import now
from jury.court import ready_texts
from jury.rules.errors import Refusal
from jury.rules.words import Decision
from jury.store import desk_queries as queries
from jury.store.base import db
from jury.store.desk import ReadyText

from . import access, errors
from .staff import bp


@bp.get("/texts")
@access.staff
def texts() -> str:
    """Every text kept ready."""
    return _page()


def _page(refusal: Refusal | None = None) -> str:
    return render_template(
        "staff/texts.html",
        kept=queries.ready_texts(db.session()),
        typed=request.form,
        error=errors.sentence(refusal) if refusal else None,
        decisions=Decision,
        is_senior=access.me().is_senior,
    )


@bp.post("/texts")
@access.senior
def keep_text() -> Any:
    """Keep a new text ready."""
    return _keep(None)


@bp.post("/texts/<uuid:text_id>")
@access.ready_text
def change_text(ready: ReadyText) -> Any:
    """Keep another text in the place of this one, or offer it no more."""
    if request.form.get("do") != "retire":
        return _keep(ready)
    ready_texts.retire(db.session(), ready, access.me(), now())
    db.session.commit()
    flash(_("The text is not offered any more."), "done")
    return redirect(url_for(".texts"))


def _keep(replaces: ReadyText | None) -> Any:
    form, me = request.form, access.me()
    language = "en" if form.get("language") == "en" else "zh"
    given = form.get("decision", "")
    decision = Decision(given) if given in list(Decision) else Decision.UPHOLD
    words = form.get("title", ""), form.get("text", "")
    try:
        ready_texts.keep(db.session(), language, decision, *words, me, now(), replaces)
    except Refusal as refusal:
        db.session.rollback()
        return _page(refusal), errors.status_of(refusal)
    db.session.commit()
    flash(_("The text is kept ready."), "done")
    return redirect(url_for(".texts"))
