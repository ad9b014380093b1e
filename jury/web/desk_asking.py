"""Asking a party from the desk: the question, calls in vain, the answer written down."""

from datetime import datetime
from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from markupsafe import Markup

from jury.clock import now
from jury.court import asking
from jury.rules.asking import Way
from jury.rules.errors import Refusal
from jury.rules.phases import Phase
from jury.rules.words import Side
from jury.store.base import db
from jury.store.cases import Case
from jury.store.outcomes import Review
from jury.store.questions import Question

from . import access, desk_release, desk_review
from .filters import moment
from .staff import bp

WAYS = {
    Way.WRITTEN: lazy_gettext("in writing: inbox and e-mail"),
    Way.PHONE: lazy_gettext("by telephone: you call, and write down the answer"),
    Way.IM: lazy_gettext("by instant message"),
}


@bp.app_template_filter()
def is_mine(question: Question) -> bool:
    """Whether the reader may write down what came of it, take it back, and see the number."""
    return asking.may_keep(db.session(), question, access.me(), now())


@bp.app_template_filter()
def parsed_moment(written: str) -> Markup:
    """A moment kept as ISO text."""
    return moment(datetime.fromisoformat(written))


def review_of(case: Case) -> Review | None:
    """The open review in which the parties can be asked."""
    is_open = case.phase is Phase.ESCALATED
    return next((r for r in case.reviews if is_open and not r.decided_at), None)


@bp.post("/questions/<uuid:case_id>")
@access.desk_case
def ask(case: Case) -> Any:
    """Ask a side something."""
    side, way = request.form.get("side", ""), request.form.get("way", "")
    text = request.form.get("question", "")
    if side not in list(Side):
        return _refused(case, asking.QuestionTooShort(**_lengths()))
    asked = Side(side), text, Way(way) if way in list(Way) else Way.WRITTEN
    try:
        asking.ask(db.session(), case, *asked, access.me(), now())
    except Refusal as refusal:
        return _refused(case, refusal)
    db.session.commit()
    flash(_("The question is asked. The due date of the case does not move."), "done")
    return _back(case)


def _lengths() -> dict[str, int]:
    return {"shortest": asking.SHORTEST_QUESTION, "longest": asking.LONGEST_QUESTION}


@bp.post("/question/<uuid:question_id>/number")
@access.question
def show_number_asked(question: Question) -> Any:
    """The number to telephone, this once; the look is recorded."""
    try:
        number = asking.look_up_number(db.session(), question, access.me(), now())
    except Refusal as refusal:
        return _refused(question.case, refusal)
    db.session.commit()
    numbers, review = {question.id: number}, review_of(question.case)
    if review:
        return desk_review.page_of(review, numbers=numbers)
    return desk_release.page_of(question.case, numbers=numbers)


@bp.post("/question/<uuid:question_id>/call")
@access.question
def note_call(question: Question) -> Any:
    """What came of a call: the answer in the party's words, or why there is none."""
    came, text = request.form.get("came", ""), request.form.get("answer", "")
    try:
        if came == "answered":
            asking.note_answer(db.session(), question, text, access.me(), now())
        else:
            asking.note_in_vain(db.session(), question, came, access.me(), now())
    except Refusal as refusal:
        return _refused(question.case, refusal)
    db.session.commit()
    flash(_("What came of the call is recorded."), "done")
    return _back(question.case)


@bp.post("/question/<uuid:question_id>/take-back")
@access.question
def take_back(question: Question) -> Any:
    """No answer is needed any more."""
    asking.take_back(db.session(), question, access.me(), now())
    db.session.commit()
    flash(_("The question is taken back, and the party has been told."), "done")
    return _back(question.case)


def _refused(case: Case, refusal: Refusal) -> Any:
    """The page it was asked from, with the sentence on top and nothing typed lost."""
    db.session.rollback()
    db.session.refresh(case)
    review = review_of(case)
    if review:
        return desk_review.page_of(review, refusal=refusal, status=422)
    if case.phase is Phase.REDACTING:
        return desk_release.page_of(case, refusal)
    raise refusal


def _back(case: Case) -> Any:
    review = review_of(case)
    if review:
        return redirect(url_for(".review", review_id=review.id, _anchor="asked"))
    return redirect(url_for(".release", case_id=case.id, _anchor="asked"))
