"""A party asks for intervention: what for, in which language, and before whom."""

from decimal import Decimal
from typing import Any

from babel.numbers import get_currency_precision
from flask import flash, redirect, render_template, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from sqlalchemy import select

from jury.clock import now
from jury.court import filing, policies, refunding
from jury.rules.intervention import body_for, is_choice
from jury.rules.policy import Policy
from jury.rules.remedy import BadAmount
from jury.rules.words import Body, RefundStep, Remedy, Side
from jury.store.base import db
from jury.store.cases import Case
from jury.store.orders import Order

from . import access, errors
from .forms.parties import DisputeForm
from .parties import bp


@bp.get("/orders/<path:ref>/dispute")
@access.party_of_order
def dispute(order: Order, side: Side) -> Any:
    """The form, once the court may be asked; before that the order's page says when."""
    if case := _open_case(order):
        return redirect(url_for(".case", case_id=case.id))
    if not refunding.standing(db.session(), order, now()).is_open(now()):
        return redirect(url_for(".order", ref=order.ref))
    language = "en" if get_locale().language == "en" else "zh"
    return _page(order, side, _form(order, side, language=language, **_asked_before(order, side)))


def _open_case(order: Order) -> Case | None:
    live = select(Case).where(Case.order_id == order.id, Case.ended_at.is_(None), ~Case.is_archived)
    return db.session.scalar(live)


def _asked_before(order: Order, side: Side) -> dict[str, str]:
    """What the buyer asked the seller for, to begin with."""
    steps = refunding.steps_of(db.session(), order)
    applied = [step for step in steps if step.what is RefundStep.APPLIED and step.asks]
    if side is Side.SELLER or not applied:
        return {}
    asks, minor = applied[-1].asks, applied[-1].asked_minor or 0
    if asks is not Remedy.PARTIAL_REFUND:
        return {"asks": str(asks)}
    amount = Decimal(minor).scaleb(-get_currency_precision(order.currency))
    return {"asks": str(asks), "amount": str(amount)}


def _policy(order: Order) -> Policy:
    return policies.for_order(db.session(), order, now())


def _form(order: Order, side: Side, **given: str) -> DisputeForm:
    has_choice = is_choice(_policy(order), order.amount_minor)
    return DisputeForm(side, order.currency, has_choice, **given)


def _page(order: Order, side: Side, form: DisputeForm) -> str:
    policy = _policy(order)
    return render_template(
        "parties/dispute.html",
        order=order,
        side=side,
        form=form,
        policy=policy,
        is_choice=is_choice(policy, order.amount_minor),
        is_for_staff=body_for(policy, order.amount_minor) is Body.STAFF,
    )


@bp.post("/orders/<path:ref>/dispute")
@access.party_of_order
def file(order: Order, side: Side) -> Any:
    form = _form(order, side)
    if not form.validate():
        return _page(order, side, form), 422
    asks, language, wished = Remedy(form.asks.data), form.language.data, form.wished
    session, me = db.session(), access.me()
    try:
        case = filing.file_case(
            session, order, side, me, asks, form.asked_minor, language, now(), wished
        )
    except BadAmount as bad:
        db.session.rollback()
        form.amount.errors = [errors.sentence(bad)]
        return _page(order, side, form), 422
    db.session.commit()
    flash(_("Your case is filed. Now tell what happened."), "success")
    return redirect(url_for(".statement", case_id=case.id))
