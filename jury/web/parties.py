"""The parties' pages: their cases, and following one."""

from datetime import datetime
from typing import Any

from flask import Blueprint, abort, jsonify, render_template
from flask_babel import get_locale
from flask_babel import gettext as _
from sqlalchemy import Select, or_, select
from sqlalchemy.orm import aliased

from jury.court import certifying, hearing
from jury.court.redacting import MAY_COVER
from jury.rules.words import Side
from jury.store.base import db
from jury.store.cases import Case
from jury.store.orders import Order
from jury.store.panels import Panel
from jury.store.people import MarketAccount, Person

from . import (
    access,
    parties_appeal,
    parties_execution,
    parties_questions,
    parties_ruling,
    parties_settling,
    parties_story,
    parties_timeline,
)
from .filters import moment_words
from .forms.parties import WORDS

bp = Blueprint("parties", __name__)


@bp.app_context_processor
def _words() -> dict[str, Any]:
    return {"remedy_words": parties_ruling.remedy_words, "remedies": WORDS}


def mine(person: Person) -> Select[Order]:
    buyer, seller = aliased(MarketAccount), aliased(MarketAccount)
    traded = select(Order).join(buyer, Order.buyer).join(seller, Order.seller)
    return traded.where(or_(buyer.person_id == person.id, seller.person_id == person.id))


@bp.get("/cases")
@access.signed_in
def cases() -> Any:
    """The reader's cases: those that wait for them first, by when."""
    me = access.me()
    orders = mine(me).with_only_columns(Order.id)
    theirs = select(Case).where(Case.order_id.in_(orders), ~Case.is_archived)
    told = [
        (at, _headline(at)[0], at.due_at or parties_execution.due_at(at))
        for case in db.session.scalars(theirs.order_by(Case.filed_at.desc()))
        if (side := case.order.side_of(me)) and (at := parties_story.stage_of(case, side))
    ]
    waits = [t for t in told if t[0].must_act or t[2]]
    due = sorted(waits, key=lambda t: (not t[2], t[2] or t[0].case.filed_at))
    lost = [_appealable(t[0]) for t in told if t not in waits and _may_appeal_loss(t[0])]
    going = [t for t in told if _goes_on(t[0]) and t not in waits]
    over = [t for t in told if not t[0].case.is_live and t not in waits]
    sells = any(t[0].side is Side.SELLER for t in told)
    rows = {"due": due, "lost": lost, "going": going, "over": over}
    return render_template("parties/cases.html", **rows, sells=sells)


def _may_appeal_loss(at: parties_story.Stage) -> bool:
    """Whether the reader lost, and can still have the case heard again."""
    has_lost = at.ruling is not None and at.ruling.side is not at.side
    return at.case.is_live and has_lost and parties_appeal.may_appeal(at)


def _goes_on(at: parties_story.Stage) -> bool:
    return at.case.is_live and not _may_appeal_loss(at)


def _appealable(at: parties_story.Stage) -> tuple[parties_story.Stage, str, datetime | None]:
    ends_at = at.ruling.appeal_ends_at if at.ruling else None
    by = moment_words(ends_at) if ends_at else ""
    return at, str(_("You can appeal before %(moment)s.", moment=by)), ends_at


@bp.get("/cases/<uuid:case_id>")
@access.party_to
def case(case: Case, side: Side) -> Any:
    """Where the case stands, what was said, and what was decided."""
    at = parties_story.stage_of(case, side)
    return render_template(
        "parties/case.html",
        case=case,
        side=side,
        at=at,
        headline=_headline(at),
        timeline=parties_timeline.timeline(at),
        rulings=parties_ruling.told(case),
        asked=parties_ruling.remedy_words(case.asks, case.asked_minor, case),
        draws=[h for h in case.hearings if h.instance and h.draw],
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


@bp.get("/cases/<uuid:case_id>/certificate.json")
@access.party_to
def certificate(case: Case, side: Side) -> Any:
    """All that anyone needs to recompute the panel that closed last."""
    panels = [heard.panel for heard in case.hearings if heard.instance and heard.panel]
    closed = [panel for panel in panels if panel.closed_at]
    return _proof(case, max(closed, key=lambda panel: panel.opened_at, default=None))


@bp.get("/cases/<uuid:case_id>/hearings/<int:instance>/certificate.json")
@access.party_to
def certificate_of(case: Case, side: Side, instance: int) -> Any:
    """The same of one hearing, where there were several."""
    heard = next((h for h in case.hearings if h.instance == instance), None)
    return _proof(case, heard.panel if heard and instance else None)


def _proof(case: Case, panel: Panel | None) -> Any:
    if panel is None or panel.closed_at is None:
        abort(404)
    proof = jsonify(certifying.certificate(db.session(), panel.hearing))
    later = f"-{panel.hearing.instance}" if panel.hearing.is_appeal else ""
    name = f"{case.code}-panel{later}.json"
    proof.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return proof


from . import (  # noqa: E402  (their views belong to the same blueprint)
    parties_answer,  # noqa: F401
    parties_appealing,  # noqa: F401
    parties_complying,  # noqa: F401
    parties_ending,  # noqa: F401
    parties_file,  # noqa: F401
    parties_filing,  # noqa: F401
    parties_order,  # noqa: F401
    parties_statement,  # noqa: F401
    standing,  # noqa: F401
)
