"""The staff desk: what is due first, who works on it, and how an agent leaves."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import and_

from jury.clock import now
from jury.court import alarming, claiming, leaving, reviewing
from jury.rules.phases import Phase
from jury.rules.words import Side, Why
from jury.store import desk_free, desk_queue, desk_search
from jury.store import desk_queries as queries
from jury.store.base import db
from jury.store.calls import n_waiting
from jury.store.cases import Case
from jury.store.outcomes import Review

from . import access

bp: Blueprint = Blueprint("staff", __name__, url_prefix="/desk")

A_PAGE = 40
LONGEST_SOUGHT = 64


@bp.context_processor
def _frame() -> dict[str, Any]:
    if not current_user.is_authenticated:  # the page that asks them to sign in
        return {}
    n_reviews, n_release, n_gold = queries.waiting_counts(db.session(), access.me())
    rooms = [
        (url_for(".desk"), _("Reviews"), n_reviews),
        (url_for(".release_list"), _("Release"), n_release),
        (url_for(".gold_list"), _("Gold cases"), n_gold),
        (url_for(".texts"), _("Ready texts"), 0),
        (url_for(".calls"), _("Calls"), n_waiting(db.session(), access.me())),
    ]
    alarm = alarming.standing(db.session())
    return {"rooms": rooms, "holder_of": claiming.holder_of, "alarm": alarm}


@bp.get("")
@access.staff
def desk() -> str:
    """Open reviews by due date, those asked for; of what is sought also what lies elsewhere."""
    session, at, agent = db.session(), now(), access.me()
    why, typed = request.args.get("why", ""), request.args.get("q", "")[:LONGEST_SOUGHT]
    wanted, sought = desk_queue.came_by(why), desk_search.read(session, typed)
    if sought.words:
        wanted = and_(wanted, desk_search.fits(agent, sought))
    views = desk_queue.views(agent, at)
    shown = {name: and_(view, wanted) for name, view in views.items()}
    show = request.args.get("show", "all")
    show = show if show in shown else "all"
    counts = desk_queue.counts(session, shown)
    pages = max(1, -(-counts[show] // A_PAGE))
    page = min(max(1, request.args.get("page", 1, int)), pages)
    rows = desk_queue.queue(session, agent, shown[show], (page - 1) * A_PAGE, A_PAGE)
    return render_template(
        "staff/desk.html",
        rows=rows, show=show, counts=counts, page=page, pages=pages, at=at,
        why=why, sought=sought.words, from_policy=Why.POLICY, from_appeal=Why.APPEAL,
        from_drift=Why.DRIFT,
        elsewhere=[(case, _place(case)) for case in desk_search.elsewhere(session, agent, sought)],
        stranded=[review.id for review in desk_free.stranded(session, agent)],
    )  # fmt: skip


def _place(case: Case) -> str:
    """Where a case that does not lie on the desk is, as anybody on the staff may know."""
    return {
        Phase.EVIDENCE: _("with the parties"),
        Phase.ANSWERING: _("with the parties"),
        Phase.APPEALED: _("with the parties, for an appeal"),
        Phase.REDACTING: _("waits for release"),
        Phase.PAUSED: _("waits for release"),
        Phase.HEARING: _("before a panel"),
        Phase.SETTLED: _("ended by the parties"),
        Phase.WITHDRAWN: _("ended by the parties"),
    }.get(case.phase, _("decided"))


@bp.post("/next")
@access.staff
def take_next() -> Any:
    """Claim what is due first and go there."""
    review = desk_queue.next_review(db.session(), access.me(), now())
    if review is None:
        flash(_("Nothing waits for you: every open case is claimed or not yours to take."), "info")
        return redirect(url_for(".desk"))
    return take(review)


def take(review: Review) -> Any:
    """Claim it for the agent and show it."""
    reviewing.claim(db.session(), review, access.me(), now())
    db.session.commit()
    return redirect(url_for(".review", review_id=review.id))


def left_side(review_id: Any) -> Side:
    """Which side stands left: by chance, but the same each time the page is opened."""
    return Side.BUYER if review_id.int % 2 else Side.SELLER


@bp.get("/leave")
@access.staff
def leave() -> str:
    """What leaving means, and what will be handed over."""
    return _leaving()


def _leaving(unsure: bool = False) -> str:
    session, agent = db.session(), access.me()
    return render_template(
        "staff/leave.html",
        unsure=unsure,
        held=leaving.held_by(session, agent),
        asked=leaving.asked_by(session, agent),
        proposed=leaving.proposed_by(session, agent),
    )


@bp.post("/leave")
@access.staff
def hand_over() -> Any:
    """The agent leaves for good."""
    if request.form.get("sure") != "1":
        return _leaving(unsure=True), 422
    leaving.hand_over(db.session(), access.me(), now())
    db.session.commit()
    return redirect(url_for("public.index"))


# The views of the other rooms belong to the same blueprint.
from .desk_alarm import alarm as alarm_page  # noqa: E402, F401
from .desk_asking import ask as ask  # noqa: E402
from .desk_calls import calls as calls  # noqa: E402
from .desk_gold import gold_list as gold_list  # noqa: E402
from .desk_release import release_list as release_list  # noqa: E402
from .desk_review import review as review  # noqa: E402
from .desk_second import confirm as confirm  # noqa: E402
from .desk_texts import texts as texts  # noqa: E402
