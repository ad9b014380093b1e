"""Gold cases: proposed by one agent, agreed on by another, disputed by jurors, voided."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from jury.clock import now
from jury.court import auditing, releasing
from jury.rules.errors import N_, Invalid, Refusal
from jury.rules.words import Side
from jury.store import desk_queries as queries
from jury.store.base import db
from jury.store.cases import Case
from jury.store.outcomes import Gold, GoldDispute
from jury.store.queries import case_of_code

from . import access, case_view, errors
from .forms.staff import GoldForm, SecondForm
from .staff import bp, left_side

MOST_PROPOSABLE = 20


class ReasonForVoidingMissing(Invalid):
    sentence = N_("Please say why the case must not be used any more; it is still in use.")


class AnswerMissing(Invalid):
    sentence = N_("Please write the juror an answer; the dispute is still open.")


@bp.get("/gold")
@access.staff
def gold_list() -> Any:
    """What waits for an answer, the gold in use, and what may become gold."""
    code = request.args.get("code", "").strip()
    if code and (found := case_of_code(db.session(), code)):
        return redirect(url_for(".gold", case_id=found.id))
    session = db.session()
    return render_template(
        "staff/gold_list.html",
        code=code, agent=access.me(),
        proposed=queries.golds(session, "proposed"), active=queries.golds(session, "active"),
        disputes=queries.open_disputes(session),
        proposable=queries.proposable(session, MOST_PROPOSABLE),
    )  # fmt: skip


def _page(case: Case, form: Any = None, refusal: Refusal | None = None, status: int = 200) -> Any:
    gold, agent = db.session.get(Gold, case.id), access.me()
    left = left_side(case.id)
    if form is None:
        form = SecondForm(formdata=None) if gold else GoldForm(formdata=None)
    reports = queries.open_reports(db.session(), case.id).get(case.id, [])
    page = render_template(
        "staff/gold.html",
        case=case, gold=gold, form=form, view=case_view.as_jurors_see(case, left), left=left,
        error=errors.sentence(refusal) if refusal else None, typed=request.form,
        disputes=queries.open_disputes(db.session(), case.id),
        reports=[report for report, is_gold in reports if is_gold],
        is_mine=bool(gold and gold.proposed_by == agent.id),
    )  # fmt: skip
    return page, errors.status_of(refusal) if refusal else status


@bp.get("/gold/<uuid:case_id>")
@access.desk_case
def gold(case: Case) -> Any:
    """The case as jurors see it beside what can be done with it as gold."""
    return _page(case)


@bp.post("/gold/<uuid:case_id>/propose")
@access.desk_case
def propose_gold(case: Case) -> Any:
    """Propose the case with its right answer and its lesson."""
    form = GoldForm()
    if not form.validate():
        return _page(case, form, status=422)
    side, lesson = Side(form.choice.data), form.lesson.data or ""
    try:
        auditing.propose_gold(db.session(), case, side, lesson, access.me(), now())
    except Refusal as refusal:
        db.session.rollback()
        return _page(case, form, refusal)
    db.session.commit()
    flash(_("Proposed. It becomes gold when a colleague, asked blind, agrees."), "done")
    return redirect(url_for(".gold", case_id=case.id))


@bp.post("/gold/<uuid:case_id>/second")
@access.desk_case
def second_gold(case: Case) -> Any:
    """The second agent's own answer, given without knowing the first."""
    form, known = SecondForm(), _gold(case)
    if not form.validate():
        return _page(case, form, status=422)
    auditing.second_gold(db.session(), known, Side(form.choice.data), access.me(), now())
    db.session.commit()
    if known.state == "active":
        flash(_("You agree with your colleague: the case is gold from now on."), "done")
    else:
        flash(_("You and your colleague see it differently, so it does not become gold."), "info")
    return redirect(url_for(".gold", case_id=case.id))


@bp.post("/gold/<uuid:case_id>/void")
@access.desk_case
def void_gold(case: Case) -> Any:
    """Take the case out of use, with a reason."""
    known, because = _gold(case), request.form.get("because", "").strip()
    if not because:
        return _page(case, refusal=ReasonForVoidingMissing())
    auditing.void_gold(db.session(), known, because, access.me(), now())
    releasing.answer_reports(db.session(), case, access.me(), now(), was_founded=True)
    db.session.commit()
    flash(_("Voided: nobody is measured on this case any more."), "done")
    return redirect(url_for(".gold", case_id=case.id))


@bp.post("/gold/<uuid:case_id>/reports")
@access.desk_case
def answer_reports(case: Case) -> Any:
    """Staff looked: nothing in the gold case tells who anybody is."""
    _gold(case)
    releasing.answer_reports(db.session(), case, access.me(), now())
    db.session.commit()
    flash(_("The reports are answered; the case stays in use."), "done")
    return redirect(url_for(".gold", case_id=case.id))


@bp.post("/gold/disputes/<uuid:dispute_id>")
@access.gold_dispute
def answer_dispute(dispute: GoldDispute) -> Any:
    """Keep the gold case or void it, and tell the juror why."""
    case, answer = dispute.gold.case, request.form.get("answer", "").strip()
    outcome = "voided" if request.form.get("outcome") == "voided" else "kept"
    if not answer:
        return _page(case, refusal=AnswerMissing())
    auditing.answer_dispute(db.session(), dispute, outcome, answer, access.me(), now())
    db.session.commit()
    flash(_("The juror is told what you answered."), "done")
    return redirect(url_for(".gold", case_id=case.id))


def _gold(case: Case) -> Gold:
    return db.session.get(Gold, case.id) or abort(404)
