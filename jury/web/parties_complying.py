"""What parties do to carry a ruling out: pay with one click, send back, confirm."""

from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _

from jury.clock import now
from jury.court import complying, giving_back
from jury.rules.words import Side
from jury.store.base import db
from jury.store.cases import Case

from . import access
from .parties import bp


@bp.post("/cases/<uuid:case_id>/pay")
@access.party_to
def pay(case: Case, side: Side) -> Any:
    complying.pay_now(db.session(), case, side, now())
    db.session.commit()
    flash(_("The marketplace has been ordered to pay the refund."), "success")
    return _back(case)


@bp.post("/cases/<uuid:case_id>/sent-back")
@access.party_to
def sent_back(case: Case, side: Side) -> Any:
    tracking = request.form.get("tracking", "")
    complying.send_back(db.session(), case, side, tracking, now())
    db.session.commit()
    flash(_("Recorded: the item is on its way."), "success")
    return _back(case)


@bp.post("/cases/<uuid:case_id>/received")
@access.party_to
def received(case: Case, side: Side) -> Any:
    complying.confirm_receipt(db.session(), case, side, now())
    db.session.commit()
    flash(_("You have confirmed that the item is back. The refund is now due."), "success")
    return _back(case)


@bp.post("/cases/<uuid:case_id>/give-back")
@access.party_to
def give_back(case: Case, side: Side) -> Any:
    tracking = request.form.get("tracking", "")
    giving_back.send(db.session(), case, side, tracking, now())
    db.session.commit()
    flash(_("Recorded: the item is on its way to the buyer."), "success")
    return _back(case)


@bp.post("/cases/<uuid:case_id>/keep-item")
@access.party_to
def keep_item(case: Case, side: Side) -> Any:
    giving_back.keep(db.session(), case, side, now())
    db.session.commit()
    flash(_("Recorded: you keep the item, and the refund stands."), "success")
    return _back(case)


@bp.post("/cases/<uuid:case_id>/given-back")
@access.party_to
def given_back(case: Case, side: Side) -> Any:
    giving_back.confirm(db.session(), case, side, now())
    db.session.commit()
    flash(_("You have confirmed that you have the item again."), "success")
    return _back(case)


def _back(case: Case) -> Any:
    return redirect(url_for(".case", case_id=case.id, _anchor="execution"))
