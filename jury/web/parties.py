"""The parties' pages: orders, filing, and following a case."""

from typing import Any

from flask import Blueprint, abort, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import aliased

from jury.clock import now
from jury.court import certifying, filing, hearing, policies
from jury.court.redacting import MAY_COVER
from jury.rules.phases import WITH_PARTIES
from jury.rules.remedy import BadAmount
from jury.rules.words import Body, Remedy, Side
from jury.store.base import db
from jury.store.cases import Case
from jury.store.orders import Order
from jury.store.people import MarketAccount, Person

from . import (
    access,
    errors,
    parties_appeal,
    parties_execution,
    parties_questions,
    parties_ruling,
    parties_settling,
    parties_story,
    parties_timeline,
)
from .forms.parties import WORDS, DisputeForm
from .wording import said

bp = Blueprint("parties", __name__)

A_PAGE = 25


@bp.app_context_processor
def _words() -> dict[str, Any]:
    return {"remedy_words": parties_ruling.remedy_words, "remedies": WORDS}


def _mine(person: Person) -> Select[Order]:
    buyer, seller = aliased(MarketAccount), aliased(MarketAccount)
    traded = select(Order).join(buyer, Order.buyer).join(seller, Order.seller)
    return traded.where(or_(buyer.person_id == person.id, seller.person_id == person.id))


@bp.get("/orders")
@access.signed_in
def orders() -> Any:
    """The reader's trades, newest first, each with its open case or the way to one."""
    me, page = access.me(), max(request.args.get("page", 1, type=int), 1)
    mine = _mine(me)
    n = db.session.scalar(select(func.count()).select_from(mine.subquery())) or 0
    newest = mine.order_by(Order.placed_at.desc(), Order.id).limit(A_PAGE)
    shown = db.session.scalars(newest.offset((page - 1) * A_PAGE)).all()
    cases = select(Case).where(Case.order_id.in_([order.id for order in shown]), ~Case.is_archived)
    latest = {case.order_id: case for case in db.session.scalars(cases.order_by(Case.filed_at))}
    rows = [(order, access.side_in(order, me), latest.get(order.id)) for order in shown]
    return render_template(
        "parties/orders.html",
        rows=rows,
        page=page,
        pages=-(-n // A_PAGE),
        page_url=lambda to: url_for(".orders", page=to),
    )


@bp.get("/orders/<path:ref>/dispute")
@access.party_of_order
def dispute(order: Order, side: Side) -> Any:
    if case := _open_case(order):
        return redirect(url_for(".case", case_id=case.id))
    language = "en" if get_locale().language == "en" else "zh"
    form = DisputeForm(side, order.currency, language=language)
    return _dispute(order, side, form)


def _open_case(order: Order) -> Case | None:
    live = select(Case).where(Case.order_id == order.id, Case.ended_at.is_(None), ~Case.is_archived)
    return db.session.scalar(live)


def _dispute(order: Order, side: Side, form: DisputeForm) -> str:
    policy = policies.current(db.session(), now()).policy
    is_large = order.amount_minor > policy.crowd_max_minor
    return render_template(
        "parties/dispute.html", order=order, side=side, form=form, policy=policy, is_large=is_large
    )


@bp.post("/orders/<path:ref>/dispute")
@access.party_of_order
def file(order: Order, side: Side) -> Any:
    form = DisputeForm(side, order.currency)
    if not form.validate():
        return _dispute(order, side, form), 422
    asks, language = Remedy(form.asks.data), form.language.data
    try:
        case = filing.file_case(
            db.session(), order, side, access.me(), asks, form.asked_minor, language, now()
        )
    except BadAmount as bad:
        db.session.rollback()
        form.amount.errors = [errors.sentence(bad)]
        return _dispute(order, side, form), 422
    db.session.commit()
    flash(_("Your case is filed. Now tell what happened."), "success")
    return redirect(url_for(".statement", case_id=case.id))


@bp.get("/cases")
@access.signed_in
def cases() -> Any:
    """The reader's cases: those that wait for them first, by when."""
    me = access.me()
    orders = _mine(me).with_only_columns(Order.id)
    mine = select(Case).where(Case.order_id.in_(orders), ~Case.is_archived)
    told = [
        (at, _headline(at)[0], at.due_at or parties_execution.due_at(at))
        for case in db.session.scalars(mine.order_by(Case.filed_at.desc()))
        if (side := access.side_in(case.order, me)) and (at := parties_story.stage_of(case, side))
    ]
    due = sorted((t for t in told if t[0].must_write or t[2]), key=lambda t: (not t[2], t[2]))
    going = [t for t in told if t[0].case.is_live and t not in due]
    over = [t for t in told if not t[0].case.is_live and t not in due]
    sells = any(t[0].side is Side.SELLER for t in told)
    return render_template("parties/cases.html", due=due, going=going, over=over, sells=sells)


@bp.get("/cases/<uuid:case_id>")
@access.party_to
def case(case: Case, side: Side) -> Any:
    """Where the case stands, what was said, and what was decided."""
    at = parties_story.stage_of(case, side)
    outcome = parties_ruling.outcome_of(at.panel)
    winner = at.ruling.side if at.ruling else side
    return render_template(
        "parties/case.html",
        case=case,
        side=side,
        at=at,
        headline=_headline(at),
        timeline=parties_timeline.timeline(at),
        outcome=outcome,
        reasons=parties_ruling.reasons(at.panel, winner) if at.panel and at.ruling else [],
        why=said(at.review.why) if at.review and at.review.why else "",
        ground=parties_ruling.ground(at.ruling),
        ordered=parties_ruling.ordered(at.ruling, case) if at.ruling else "",
        asked=parties_ruling.remedy_words(case.asks, case.asked_minor, case),
        draw=next((h.draw for h in case.hearings if h.body is Body.CROWD), None),
        may_cover=case.phase in MAY_COVER,
        may_withdraw=hearing.may_withdraw(case, side),
        **parties_settling.shown(at),
        **parties_execution.shown(at),
        **parties_appeal.shown(at),
        **parties_questions.shown(at),
    )


def _headline(at: parties_story.Stage) -> tuple[str, str]:
    """What the reader has to do about the ruling goes before what was ruled."""
    told = parties_story.headline(at)
    to_do = parties_execution.to_do(at)
    between = " " if get_locale().language == "en" else ""
    return (to_do, between.join(told)) if to_do else told


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
    hearing.agree(db.session(), case, side, now())
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


@bp.get("/cases/<uuid:case_id>/certificate.json")
@access.party_to
def certificate(case: Case, side: Side) -> Any:
    """All that anyone needs to recompute the panel, once it has closed."""
    at = parties_story.stage_of(case, side)
    if at.panel is None or at.panel.closed_at is None:
        abort(404)
    proof = jsonify(certifying.certificate(db.session(), at.panel.hearing))
    proof.headers["Content-Disposition"] = f'attachment; filename="{case.code}-panel.json"'
    return proof


from . import parties_complying, parties_statement, standing  # noqa: E402,F401  (its views)
