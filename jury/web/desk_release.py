"""Release: both texts side by side, cover more or give back, and let the jurors see it."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from jury.clock import now
from jury.court import exhibits, redacting, releasing
from jury.rules.asking import MAY_ASK
from jury.rules.errors import Refusal
from jury.rules.phases import Phase
from jury.store import desk_queries as queries
from jury.store.base import db
from jury.store.cases import Case, Passage

from . import access, case_view, desk_asking, desk_raw, errors
from .staff import bp, left_side

SHOWN = {"show": exhibits.show, "withhold": exhibits.withhold}


@bp.get("/release")
@access.staff
def release_list() -> str:
    """Cases whose texts wait for staff, and gold cases in which a juror saw personal data."""
    reports = queries.open_reports(db.session())
    on_gold = {
        db.session.get_one(Case, case_id): found
        for case_id, found in reports.items()
        if any(is_gold for _report, is_gold in found)
    }
    waiting = queries.for_release(db.session())
    return render_template(
        "staff/release_list.html", waiting=waiting, reports=reports, on_gold=on_gold
    )


def page_of(
    case: Case, refusal: Refusal | None = None, numbers: Mapping[UUID, str] | None = None
) -> Any:
    """The raw texts of a case that waits here; of any other the refusal, or NotReleasable."""
    if not queries.waits_for_release(db.session(), case):
        raise refusal or releasing.NotReleasable()
    reports = queries.open_reports(db.session(), case.id).get(case.id, [])
    left = left_side(case.id)
    page = render_template(
        "staff/release.html",
        case=case, reports=[report for report, _gold in reports],
        sides=[left, left.other], left=left, raw=desk_raw.look_at(case), pieces=desk_raw.pieces,
        summary=case_view.summary(case), typed=request.form,
        error=errors.sentence(refusal) if refusal else None,
        shown={exhibit.id: _chosen(exhibit.id) or exhibit.shown for exhibit in case.pictures},
        is_open=case.phase in queries.FOR_RELEASE,
        ways=desk_asking.WAYS, may_ask=case.phase in MAY_ASK, numbers=numbers or {},
    )  # fmt: skip
    return page, errors.status_of(refusal) if refusal else 200


@bp.get("/release/<uuid:case_id>")
@access.desk_case
def release(case: Case) -> Any:
    """The raw texts beside what jurors will see; the look is recorded.

    Also of a case that is heard while a juror's report waits for an answer.
    """
    return page_of(case)


@bp.post("/release/<uuid:case_id>/reports")
@access.desk_case
def answer_heard(case: Case) -> Any:
    """Staff looked at what a juror reported while the hearing went on: stop it, or let it go on."""
    if request.form.get("do") == "stop":
        releasing.stop(db.session(), case, access.me(), now())
        db.session.commit()
        flash(_("The hearing is stopped. Cover what was found, then release the case."), "done")
        return redirect(url_for(".release", case_id=case.id))
    releasing.answer_reports(db.session(), case, access.me(), now())
    db.session.commit()
    flash(_("The report is answered; the hearing went on all the while."), "done")
    return redirect(url_for(".release_list"))


@bp.post("/release/<uuid:case_id>/cover")
@access.desk_case
def cover(case: Case) -> Any:
    """Cover words that were typed, or a doubt at its place."""
    return _change(case, _cover)


def _cover(passage: Passage) -> None:
    words = request.form.get("words", "")
    if "start" in request.form:
        start, end = _span()
        redacting.cover(db.session(), passage, start, end, access.me(), now())
    else:
        redacting.cover_words(db.session(), passage, words, access.me(), now())


@bp.post("/release/<uuid:case_id>/uncover")
@access.desk_case
def uncover(case: Case) -> Any:
    """Give words back, with a reason."""
    return _change(case, _uncover)


def _uncover(passage: Passage) -> None:
    start, end = _span()
    reason = request.form.get("reason", "")
    redacting.uncover(db.session(), passage, start, end, reason, access.me(), now())


def _change(case: Case, act: Any) -> Any:
    """One change to one passage of the case; a refusal shows the page again with what was typed."""
    passage = _passage(case)
    try:
        act(passage)
    except Refusal as refusal:
        db.session.rollback()
        return page_of(case, refusal)
    db.session.commit()
    return redirect(url_for(".release", case_id=case.id, _anchor=f"text-{passage.id}"))


def _passage(case: Case) -> Passage:
    try:
        wanted = UUID(request.form.get("passage", ""))
    except ValueError:
        abort(404)
    found = next((passage for passage in case.evidence if passage.id == wanted), None)
    return found or abort(404)


def _span() -> tuple[int, int]:
    start, end = (request.form.get(name, -1, int) for name in ("start", "end"))
    return start, end


@bp.post("/release/<uuid:case_id>")
@access.desk_case
def let_jurors_see(case: Case) -> Any:
    """Keep what was chosen for the pictures; with "release", let jurors see the case."""
    is_release = request.form.get("do") == "release"
    try:
        _show_or_withhold(case)
        if is_release:
            releasing.release(db.session(), case, access.me(), now())
    except Refusal as refusal:
        db.session.rollback()
        return page_of(case, refusal)
    db.session.commit()
    if not is_release:
        flash(_("Your choices for the pictures are kept."), "done")
        return redirect(url_for(".release", case_id=case.id))
    flash(_said_of(case), "done")
    return redirect(url_for(".release_list"))


def _chosen(exhibit_id: UUID) -> str | None:
    chosen = request.form.get(f"shown-{exhibit_id}")
    return chosen if chosen in SHOWN else None


def _show_or_withhold(case: Case) -> None:
    for exhibit in list(case.pictures):
        chosen = _chosen(exhibit.id)
        if chosen and chosen != exhibit.shown:
            SHOWN[chosen](db.session(), exhibit, access.me(), now())


def _said_of(case: Case) -> str:
    if case.phase is Phase.ESCALATED:
        said = _("Case %(code)s is released and lies on the desk: staff decide.", code=case.code)
    else:
        said = _("Case %(code)s is released: its jurors can read it now.", code=case.code)
    return str(said)
