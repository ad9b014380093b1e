"""The office's page on the court's own reliability: the certificate, the fit, the alarm."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from jury.clock import now
from jury.court import alarming, assuring, policies, refitting
from jury.rules.errors import N_
from jury.rules.stopping import fingerprint, rounded_up
from jury.store import audited, office_queries
from jury.store.alarms import AlarmLift
from jury.store.base import db
from jury.store.outcomes import Fit

from . import access, errors, reliability_charts
from .admin import bp

STAGES = {
    "waiting": N_("It waits for the worker."),
    "reading": N_("Reading ballots and known answers."),
    "fitting": N_("Fitting the jurors."),
    "keeping": N_("Keeping what was found."),
    "certifying": N_("Measuring the court by its audits."),
    "done": N_("Done."),
    "failed": N_("It failed; the fit before it stays in use. The log says why."),
}
SHOWN = 200  # computations in the chart


@bp.get("/reliability")
@access.admin
def reliability() -> str:
    """What the court promises, on what ground, and whether it still may."""
    return _page()


def _page(fault: str = "", typed: str = "") -> str:
    session, at = db.session(), now()
    version = policies.current(session, at)
    policy = version.policy
    stopping = fingerprint(policy)
    made = audited.certificates(session, stopping, policy.alpha, policy.delta)
    newest = made[-1] if made else None
    return render_template(
        "admin/reliability.html",
        version=version,
        policy=policy,
        newest=newest,
        in_force=assuring.in_force(session, policy),
        curve=reliability_charts.curve(newest.found["curve"]) if newest else None,
        coverage=reliability_charts.coverage(made[-SHOWN:]) if made else None,
        others=_others(stopping, policy.alpha, policy.delta),
        rounded_up=rounded_up,
        alarm=alarming.standing(session),
        past=office_queries.alarms(session),
        fit=session.get(Fit, office_queries.newest_fit_id(session)),
        fault=fault,
        typed=typed,
        shortest=alarming.SHORTEST_REASON,
        longest=alarming.LONGEST_REASON,
        **_progress(),
    )


def _others(stopping: str, alpha: float, delta: float) -> list[Any]:
    """The newest computation for panels that close by another rule."""
    session = db.session()
    rules = [rule.name for rule in audited.audited_rules(session) if rule.name != stopping]
    found = [audited.newest_certificate(session, rule, alpha, delta) for rule in rules]
    return [each for each in found if each]


def _progress() -> dict[str, Any]:
    run = refitting.newest(db.session())
    return {"run": run, "stage": _(STAGES[run.stage]) if run else ""}


@bp.get("/reliability/fit")
@access.admin
def refit_progress() -> str:
    """How far the fit has come; a part of the page."""
    return render_template("admin/_refit.html", **_progress())


@bp.post("/reliability/fit")
@access.admin
def refit() -> Any:
    """Fit the jurors anew, and measure the court by it."""
    refitting.ask(db.session(), access.me(), now())
    db.session.commit()
    return redirect(url_for(".reliability", _anchor="fit"))


@bp.post("/reliability/alarm")
@access.admin
def ask_lift() -> Any:
    """Say why crowd rulings may go on."""
    alarm, because = alarming.standing(db.session()), request.form.get("because", "")
    if alarm is None:
        abort(404)
    try:
        alarming.ask_lift(db.session(), alarm, because, access.me(), now())
    except alarming.LiftReasonMissing as missing:
        db.session.rollback()
        return _page(errors.sentence(missing), because), 422
    db.session.commit()
    flash(_("Your reason is recorded. A second person has to agree; until then the alarm stands."))
    return redirect(url_for(".reliability", _anchor="alarm"))


@bp.post("/reliability/alarm/<int:lift_id>")
@access.admin
def confirm_lift(lift_id: int) -> Any:
    """Agree that crowd rulings go on."""
    confirm(lift_id)
    return redirect(url_for(".reliability", _anchor="alarm"))


def confirm(lift_id: int) -> None:
    """A second person, in the office or at the desk, agrees."""
    lift = db.session.get(AlarmLift, lift_id) if lift_id < 2**31 else None
    if lift is None:
        abort(404)
    alarming.confirm_lift(db.session(), lift, access.me(), now())
    db.session.commit()
    flash(_("The alarm is lifted: panels rule again."), "success")
