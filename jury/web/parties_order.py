"""A party's orders: the refund asked for, what came of it, and when the court may be asked."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import func, select

from jury.clock import now
from jury.court import policies, refunding
from jury.rules.errors import Invalid
from jury.rules.remedy import BadAmount
from jury.rules.words import RefundStep, Remedy, Side
from jury.store.base import db
from jury.store.cases import Case
from jury.store.orders import Order

from . import access, errors
from .forms.parties import RefundForm
from .order_story import OrderStage, headline, history, state, to_do, warning
from .parties import bp, mine

A_PAGE = 25


@bp.get("/orders")
@access.signed_in
def orders() -> Any:
    """The reader's trades, newest first, each with where it stands and what to do."""
    me, page = access.me(), max(request.args.get("page", 1, type=int), 1)
    theirs = mine(me)
    n = db.session.scalar(select(func.count()).select_from(theirs.subquery())) or 0
    newest = theirs.order_by(Order.placed_at.desc(), Order.id)
    shown = db.session.scalars(newest.limit(A_PAGE).offset((page - 1) * A_PAGE)).all()
    stages = [_stage(order, side) for order in shown if (side := order.side_of(me))]
    return render_template(
        "parties/orders.html",
        rows=[(at, state(at), to_do(at)) for at in stages],
        page=page,
        pages=-(-n // A_PAGE),
        page_url=lambda to: url_for(".orders", page=to),
    )


def _stage(order: Order, side: Side) -> OrderStage:
    found = refunding.standing(db.session(), order, now())
    of_order = select(Case).where(Case.order_id == order.id, ~Case.is_archived)
    case = db.session.scalar(of_order.order_by(Case.filed_at.desc()).limit(1))
    asked = (s for s in refunding.steps_of(db.session(), order) if s.what is RefundStep.APPLIED)
    return OrderStage(order, side, case, found, now(), max(asked, key=lambda s: s.at, default=None))


@bp.get("/orders/<path:ref>")
@access.party_of_order
def order(order: Order, side: Side) -> Any:
    """Where the order stands, what can be done about a refund, and from when on the court helps."""
    return _page(order, side, RefundForm(order.currency, formdata=None))


def _page(
    order: Order,
    side: Side,
    form: RefundForm,
    fault: str = "",
    status: int = 200,
) -> Any:
    at, session = _stage(order, side), db.session()
    page = render_template(
        "parties/order.html",
        at=at,
        order=order,
        side=side,
        form=form,
        fault=fault,
        headline=headline(at),
        warning=warning(at),
        to_do=to_do(at),
        steps=history(refunding.steps_of(session, order), side),
        policy=policies.for_order(session, order, now()),
    )
    return page, status


@bp.post("/orders/<path:ref>/refund")
@access.party_of_order
def ask_refund(order: Order, side: Side) -> Any:
    """The buyer asks the seller for a refund."""
    form = RefundForm(order.currency)
    if not form.validate():
        return _page(order, side, form, status=422)
    asks, reason, me = Remedy(form.asks.data), form.reason.data or "", access.me()
    try:
        refunding.apply_for(db.session(), order, asks, form.asked_minor, reason, me, now())
    except BadAmount as bad:
        db.session.rollback()
        form.amount.errors = [errors.sentence(bad)]
        return _page(order, side, form, status=422)
    db.session.commit()
    flash(_("The seller is told that you ask for a refund."), "success")
    return _back(order)


@bp.post("/orders/<path:ref>/refund/withdraw")
@access.party_of_order
def take_back(order: Order, side: Side) -> Any:
    return _done(order, refunding.take_back, _("You no longer ask for a refund."))


@bp.post("/orders/<path:ref>/refund/grant")
@access.party_of_order
def grant(order: Order, side: Side) -> Any:
    amount = _stage(order, side).amount
    told = _("You have granted the refund of %(amount)s. The buyer is told.", amount=amount)
    return _done(order, refunding.grant, told)


def _done(order: Order, act: Callable[..., Any], told: str) -> Any:
    act(db.session(), order, access.me(), now())
    db.session.commit()
    flash(told, "success")
    return _back(order)


@bp.post("/orders/<path:ref>/refund/refuse")
@access.party_of_order
def refuse(order: Order, side: Side) -> Any:
    """The seller refuses; a reason that cannot be kept is shown back."""
    reason = request.form.get("why", "")
    try:
        refunding.refuse(db.session(), order, reason, access.me(), now())
    except Invalid as bad:
        db.session.rollback()
        blank = RefundForm(order.currency, formdata=None)
        return _page(order, side, blank, errors.sentence(bad), 422)
    db.session.commit()
    flash(_("You have refused the refund. The buyer is told."), "success")
    return _back(order)


def _back(order: Order) -> Any:
    return redirect(url_for(".order", ref=order.ref))
