"""The desk's page of the alarm: what stopped crowd rulings, and a senior's agreement to go on."""

from typing import Any

from flask import redirect, render_template, url_for

from jury.court import alarming
from jury.store.base import db

from . import access, office_reliability
from .staff import bp


@bp.get("/alarm")
@access.staff
def alarm() -> str:
    """Why no panel rules at present, or that nothing stops them."""
    return render_template("staff/alarm.html", alarm=alarming.standing(db.session()))


@bp.post("/alarm/<int:lift_id>")
@access.senior
def confirm_lift(lift_id: int) -> Any:
    """A senior agrees that crowd rulings go on."""
    office_reliability.confirm(lift_id)
    return redirect(url_for(".alarm"))
