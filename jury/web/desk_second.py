"""A second person, stepping aside, and giving a case to a colleague."""

from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from jury.clock import now
from jury.court import seconding, stepping_aside
from jury.rules.errors import Refusal
from jury.store import desk_queries as queries
from jury.store.base import db
from jury.store.outcomes import Review
from jury.store.people import Person

from . import access, desk_review, errors
from .staff import bp


def colleagues(review: Review) -> Sequence[tuple[str, Person]]:
    """To whom the reader may give the review; nobody, unless the reader is senior."""
    me = access.me()
    if not me.is_senior or review.decided_at:
        return []
    return [(handle_of(review, each), each) for each in queries.colleagues(db.session(), me)]


@bp.post("/<uuid:review_id>/confirm")
@access.review
def confirm(review: Review) -> Any:
    """Confirm what a colleague decided."""
    try:
        seconding.confirm(db.session(), review, access.me(), now())
    except Refusal as refusal:
        return _refused(review, refusal)
    db.session.commit()
    code = review.case.code
    flash(_("Case %(code)s is decided, and both parties have been told.", code=code), "done")
    return redirect(url_for(".review", review_id=review.id))


@bp.post("/<uuid:review_id>/send-back")
@access.review
def send_back(review: Review) -> Any:
    """Send a colleague's decision back, with a reason."""
    because = request.form.get("because", "")
    try:
        seconding.send_back(db.session(), review, because, access.me(), now())
    except Refusal as refusal:
        return _refused(review, refusal)
    db.session.commit()
    flash(_("The decision is sent back, and your colleague has been told why."), "done")
    return redirect(url_for(".desk"))


def _refused(review: Review, refusal: Refusal) -> Any:
    db.session.rollback()
    db.session.refresh(review)
    return desk_review.page_of(review, refusal=refusal, status=errors.status_of(refusal))


@bp.get("/<uuid:review_id>/step-aside")
@access.review
def ask_aside(review: Review) -> Any:
    """Why the agent steps aside, asked once."""
    return render_template("staff/aside.html", review=review, reasons=stepping_aside.AGENTS_MAY)


@bp.post("/<uuid:review_id>/step-aside")
@access.review
def step_aside(review: Review) -> Any:
    """The agent steps aside from the case for good."""
    because = request.form.get("because", "")
    try:
        stepping_aside.stand_aside(db.session(), review, because, access.me(), now())
    except stepping_aside.BecauseMissing as missing:
        db.session.rollback()
        page = render_template(
            "staff/aside.html",
            review=review,
            reasons=stepping_aside.AGENTS_MAY,
            error=errors.sentence(missing),
        )
        return page, 422
    db.session.commit()
    flash(_("You stepped aside. The case will not be offered to you again."), "done")
    return redirect(url_for(".desk"))


@bp.post("/<uuid:review_id>/give")
@access.review
def give(review: Review) -> Any:
    """A senior gives the case to a colleague."""
    because = request.form.get("given_because", "")
    to = _receiver(review)
    try:
        stepping_aside.give(db.session(), review, to, because, access.me(), now())
    except Refusal as refusal:
        return _refused(review, refusal)
    db.session.commit()
    flash(_("Case %(code)s is given to %(name)s.", code=review.case.code, name=to.name), "done")
    return redirect(url_for(".desk"))


def handle_of(review: Review, person: Person) -> str:
    """What stands for a colleague in the form: no page tells anybody's id."""
    return sha256(f"{review.id}:{person.id}".encode()).hexdigest()[:16]


def _receiver(review: Review) -> Person:
    wanted = request.form.get("to", "")
    others = queries.colleagues(db.session(), access.me())
    return next((each for each in others if handle_of(review, each) == wanted), None) or abort(404)
