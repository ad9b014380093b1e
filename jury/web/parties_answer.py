"""A party answers a question of staff."""

from typing import Any
from uuid import UUID

from flask import abort, flash, g, redirect, request, url_for
from flask_babel import gettext as _

from jury.clock import now
from jury.court import asking
from jury.rules.errors import Invalid
from jury.rules.words import Side
from jury.store.base import db
from jury.store.cases import Case

from . import access, errors, parties
from .parties import bp


@bp.post("/cases/<uuid:case_id>/questions/<uuid:question_id>")
@access.party_to
def answer(case: Case, side: Side, question_id: UUID) -> Any:
    """Take the answer; a fault shows the page of the case again with what was typed."""
    question = next((q for q in case.questions if q.id == question_id), None)
    if question is None or question.side is not side:
        abort(404)
    try:
        asking.answer(db.session(), question, request.form.get("answer", ""), access.me(), now())
    except Invalid as fault:
        db.session.rollback()
        g.answer_fault = errors.sentence(fault)
        return parties.case(case_id=case.id), 422
    db.session.commit()
    flash(_("Your answer is in. Staff and the other side can read it."), "success")
    return redirect(url_for("parties.case", case_id=case.id, _anchor="questions"))
