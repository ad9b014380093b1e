"""The jurors' pages: the bench, a case, the ballot and its receipt."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from jury.clock import now
from jury.court import auditing, joining, releasing, voting
from jury.rules import reasons
from jury.rules.errors import Invalid
from jury.rules.phases import Phase
from jury.rules.words import Answer, Because
from jury.store import juror_queries as queries
from jury.store.base import db
from jury.store.panels import Summons
from jury.store.people import Juror

from . import access, case_view, errors

bp = Blueprint("jurors", __name__, url_prefix="/bench")

HISTORY_PAGE = 20


@bp.get("")
@access.juror
def bench(juror: Juror) -> str:
    """What waits for this juror."""
    waiting = queries.awaited(db.session(), juror, now())
    recent = queries.answered(db.session(), juror, most=3)
    return render_template("jurors/bench.html", juror=juror, waiting=waiting, recent=recent)


@bp.post("/duty")
@access.juror
def duty(juror: Juror) -> Any:
    """Go on or off duty."""
    change = joining.go_on_duty if request.form.get("on") == "1" else joining.go_off_duty
    change(db.session(), juror, now())
    db.session.commit()
    flash(_("You are on duty.") if juror.on_duty else _("You are off duty."), "done")
    return redirect(url_for(".bench"))


@bp.get("/<uuid:summons_id>")
@access.summoned
def case(summons: Summons) -> Any:
    """The case, while it can be voted on; else what became of the summons."""
    if summons.answer is Answer.VOTED:
        return redirect(url_for(".receipt", summons_id=summons.id))
    if not _is_open(summons):
        return render_template("jurors/over.html", summons=summons, state=_state(summons))
    voting.open_summons(db.session(), summons, now())
    db.session.commit()
    return _case_page(summons)


def _case_page(summons: Summons, error: str | None = None) -> Any:
    waiting = queries.ids_awaited(db.session(), summons.juror, now())
    place = waiting.index(summons.id) + 1 if summons.id in waiting else 1
    page = render_template(
        "jurors/case.html",
        summons=summons,
        view=case_view.as_jurors_see(summons.case, summons.left),
        reasons=reasons.SENTENCES,
        place=place,
        n_waiting=len(waiting),
        error=error,
    )
    return page, (422 if error else 200)


@bp.post("/<uuid:summons_id>/confirm")
@access.summoned
def confirm(summons: Summons) -> Any:
    """Repeat the choice and ask once; nothing is recorded yet."""
    if not _is_open(summons):
        return _over(summons)
    form = request.form
    try:
        voting.check_ballot(form.get("choice", ""), form.getlist("reason"), form.get("text", ""))
    except Invalid as fault:
        return _case_page(summons, errors.sentence(fault))
    return render_template("jurors/confirm.html", summons=summons)


@bp.post("/<uuid:summons_id>/revise")
@access.summoned
def revise(summons: Summons) -> Any:
    """Back from the confirmation, with everything as it was typed."""
    if not _is_open(summons):
        return _over(summons)
    return _case_page(summons)


def _over(summons: Summons) -> Any:
    """Back to what became of the summons; who voted in another tab is told that it stands."""
    if summons.answer is Answer.VOTED:
        flash(_("You had already voted; nothing changed."), "info")
    return redirect(url_for(".case", summons_id=summons.id))


@bp.post("/<uuid:summons_id>/ballot")
@access.summoned
def cast(summons: Summons) -> Any:
    """Take the ballot, then show its receipt, where a second one cannot be cast."""
    voting.cast_ballot(
        db.session(),
        summons,
        choice=request.form.get("choice", ""),
        reasons=request.form.getlist("reason"),
        text=request.form.get("text", ""),
        now=now(),
    )
    db.session.commit()
    return redirect(url_for(".receipt", summons_id=summons.id))


@bp.get("/<uuid:summons_id>/receipt")
@access.summoned
def receipt(summons: Summons) -> Any:
    """What was cast, and what became of the case once the panel has closed."""
    if summons.answer is not Answer.VOTED:
        return redirect(url_for(".case", summons_id=summons.id))
    waiting = queries.awaited(db.session(), summons.juror, now())
    return render_template(
        "jurors/receipt.html",
        summons=summons,
        ballot=summons.ballot,
        entry=queries.entry_of_ballot(db.session(), summons),
        after=queries.what_became(db.session(), summons),
        next_summons=waiting[0] if waiting else None,
        summary=case_view.summary(summons.case),
    )


@bp.get("/<uuid:summons_id>/recuse")
@access.summoned
def ask_recusal(summons: Summons) -> str:
    """Say why one steps aside."""
    return render_template("jurors/recuse.html", summons=summons, because=Because)


@bp.post("/<uuid:summons_id>/recuse")
@access.summoned
def recuse(summons: Summons) -> Any:
    """Step aside: the next of the same draw is called."""
    voting.recuse(db.session(), summons, request.form.get("because", ""), now())
    db.session.commit()
    flash(_("You have stepped aside. This counts for nothing against you."), "done")
    return redirect(url_for(".bench"))


@bp.get("/<uuid:summons_id>/leak")
@access.summoned
def ask_leak(summons: Summons) -> str:
    """Say where personal data can be seen."""
    stops = releasing.would_stop(db.session(), summons)
    return render_template("jurors/leak.html", summons=summons, stops=stops)


@bp.post("/<uuid:summons_id>/leak")
@access.summoned
def report_leak(summons: Summons) -> Any:
    """Report personal data: the case waits until staff have looked, or staff look meanwhile."""
    report = releasing.report_leak(db.session(), summons, request.form.get("text", ""), now())
    db.session.commit()
    if report.stops_case:
        said = _("Thank you. The case is paused until staff have looked at it.")
    else:
        said = _("Thank you. Staff look at it once more; meanwhile the case goes on.")
    flash(said, "done")
    return redirect(url_for(".bench"))


@bp.post("/<uuid:summons_id>/dispute")
@access.summoned
def dispute(summons: Summons) -> Any:
    """Say that the known answer of a case is wrong or unfair."""
    auditing.dispute_gold(db.session(), summons, request.form.get("text", ""), now())
    db.session.commit()
    flash(_("Your objection is recorded. Staff will answer it here."), "done")
    return redirect(url_for(".receipt", summons_id=summons.id))


@bp.get("/history")
@access.juror
def history(juror: Juror) -> str:
    """The summonses this juror answered, and what became of them."""
    page = max(request.args.get("page", 1, type=int), 1)
    answered = queries.answered(db.session(), juror, HISTORY_PAGE, (page - 1) * HISTORY_PAGE)
    n = queries.n_answered(db.session(), juror)
    pages = max(1, -(-n // HISTORY_PAGE))
    return render_template("jurors/history.html", answered=answered, page=page, pages=pages)


@bp.get("/me")
@access.juror
def me(juror: Juror) -> str:
    """How this juror is doing, on the cases whose right answer is known."""
    return render_template(
        "jurors/me.html", juror=juror, known=queries.known_truth_record(db.session(), juror)
    )


def _is_open(summons: Summons) -> bool:
    return _state(summons) == "open"


def _state(summons: Summons) -> str:
    """What the juror is told of the summons: open, paused, lapsed, recused or released."""
    if summons.answer is not Answer.AWAITED:
        return summons.answer.value
    if summons.case.phase is Phase.PAUSED or queries.awaits_redaction(db.session(), summons):
        return "paused"
    if now() >= summons.lapses_at:
        return Answer.LAPSED.value
    return "open"
