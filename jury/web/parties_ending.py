"""Ways in which the parties end a case, or take it to staff, by themselves."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from jury.clock import now
from jury.court import choosing, hearing, settling
from jury.rules.phases import WITH_PARTIES
from jury.rules.words import Remedy, Side
from jury.store.base import db
from jury.store.cases import Case

from . import access, parties_ruling
from .parties import bp


@bp.get("/cases/<uuid:case_id>/agree")
@access.party_to
def ask_agree(case: Case, side: Side) -> Any:
    """Before agreeing: what it means, told once more."""
    if side is case.claimant or case.phase not in WITH_PARTIES:
        return redirect(url_for(".case", case_id=case.id))
    asked = parties_ruling.remedy_words(case.asks, case.asked_minor, case)
    return render_template("parties/agree.html", case=case, side=side, asked=asked)


@bp.post("/cases/<uuid:case_id>/agree")
@access.party_to
def agree(case: Case, side: Side) -> Any:
    settling.agree(db.session(), case, side, now())
    db.session.commit()
    flash(_("You have agreed. The case is settled."), "success")
    return redirect(url_for(".case", case_id=case.id))


@bp.get("/cases/<uuid:case_id>/withdraw")
@access.party_to
def ask_withdraw(case: Case, side: Side) -> Any:
    if not hearing.may_withdraw(case, side):
        return redirect(url_for(".case", case_id=case.id))
    return render_template("parties/withdraw.html", case=case)


@bp.post("/cases/<uuid:case_id>/withdraw")
@access.party_to
def withdraw(case: Case, side: Side) -> Any:
    hearing.withdraw(db.session(), case, side, now())
    db.session.commit()
    flash(_("The case is withdrawn."), "success")
    return redirect(url_for(".case", case_id=case.id))


@bp.post("/cases/<uuid:case_id>/settle")
@access.party_to
def settle(case: Case, side: Side) -> Any:
    """The seller ends the dispute with one click."""
    known = request.form.get("remedy", "")
    remedy = Remedy(known) if known in list(Remedy) else Remedy.NO_REFUND  # which is never offered
    settling.settle(db.session(), case, side, remedy, now())
    db.session.commit()
    flash(_("You have settled. The case is over, and it leaves no record."), "success")
    return redirect(url_for(".case", case_id=case.id))


@bp.post("/cases/<uuid:case_id>/staff")
@access.party_to
def ask_for_staff(case: Case, side: Side) -> Any:
    """The respondent lets staff decide instead of the crowd."""
    choosing.ask_for_staff(db.session(), case, side, now())
    db.session.commit()
    flash(_("A member of staff will decide this case. The other side is told."), "success")
    return redirect(url_for(".case", case_id=case.id))
