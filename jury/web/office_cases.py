"""The office's list of cases, and one case's file: what happened, and whether it holds."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, TypeVar
from urllib.parse import urlencode

from flask import render_template, request, url_for
from flask_babel import gettext as _

from jury.clock import now
from jury.court.recomputing import recompute
from jury.court.witnessing import chain_breaks
from jury.rules.phases import Phase
from jury.rules.words import Body, Side, Why
from jury.store import office_cases as queries
from jury.store import office_ledger
from jury.store.base import db
from jury.store.cases import Case
from jury.store.outcomes import Review, Ruling

from . import access, office_words
from .admin import bp
from .wording import said

PAGE = 50
SPANS = (7, 30, 365)
LANGUAGES = ("zh", "en")
Word = TypeVar("Word", bound=StrEnum)


@bp.get("/cases")
@access.admin
def cases() -> str:
    """Every case, filtered as asked."""
    args = request.args
    days, page = args.get("days", type=int), max(args.get("page", 1, type=int), 1)
    wanted = queries.Wanted(
        code=args.get("q", "").strip() or None,
        phase=_word_in(Phase, "phase"),
        language=args.get("language") if args.get("language") in LANGUAGES else None,
        ruled_by=_word_in(Body, "by"),
        why=_word_in(Why, "why"),
        is_escalated=args.get("why") == "any",
        since=now() - timedelta(days=days) if days in SPANS else None,
        is_late_at=now() if args.get("late") else None,
        is_audited=bool(args.get("audited")),
    )
    session = db.session()
    n = queries.n_listed(session, access.me(), wanted)
    return render_template(
        "admin/cases.html",
        cases=queries.listed(session, access.me(), wanted, PAGE, (page - 1) * PAGE),
        wanted=wanted,
        days=days if days in SPANS else None,
        spans=SPANS,
        n=n,
        page=page,
        pages=max(1, -(-n // PAGE)),
        page_url=lambda to: same_page(page=to),
        phases=Phase,
        bodies=Body,
        reasons=Why,
    )


def _word_in(words: type[Word], name: str) -> Word | None:
    given = request.args.get(name, "")
    return words(given) if given in list(words) else None


def same_page(**changed: object) -> str:
    """The address asked for, with some of what is asked changed; None takes a thing away."""
    asked = {**request.args.to_dict(), **changed}
    kept = {name: value for name, value in asked.items() if value not in (None, "")}
    return f"{request.path}?{urlencode(kept)}"


@bp.get("/cases/<uuid:case_id>")
@access.case_of
def case_file(case: Case) -> str:
    """The file of one case; of an open panel nothing that its jurors did."""
    session = db.session()
    is_open = queries.panel_is_open(session, case)
    hearings, reviews = queries.hearings(session, case), queries.reviews(session, case)
    rulings, chain = queries.rulings(session, case), office_ledger.chain(session, case)
    entries = office_ledger.shown(session, access.me(), "", case, len(chain), 0)[::-1]
    return render_template(
        "admin/case.html",
        case=case,
        is_open=is_open,
        hearings=hearings,
        reviews=reviews,
        rulings=rulings,
        gold=queries.gold_of(session, case),
        timeline=_timeline(case, hearings, reviews, rulings),
        entries=entries,
        actors=office_ledger.actors(session, [entry for entry, _code in entries]),
        breaks=chain_breaks(chain, case),
        n_chain=len(chain),
        again=_recomputed(case, is_open),
        recompute_url=url_for(".case_file", case_id=case.id, recompute=1) + "#recomputed",
    )


def _recomputed(case: Case, is_open: bool) -> Any:
    """Asked for by ?recompute=1; while a panel is open it would tell of the seats called."""
    return recompute(db.session(), case) if "recompute" in request.args and not is_open else None


def _timeline(
    case: Case,
    hearings: list[queries.HearingFile],
    reviews: list[Review],
    rulings: list[Ruling],
) -> list[dict[str, Any]]:
    steps: list[tuple[datetime, str]] = [(case.filed_at, _("Case filed"))]
    handed_in = {Side.BUYER: _("The buyer handed in"), Side.SELLER: _("The seller handed in")}
    steps += [(s.handed_in_at, handed_in[s.side]) for s in case.statements if s.handed_in_at]
    for file in hearings:
        if file.panel and not file.panel.is_gold:
            steps.append((file.panel.opened_at, _("Panel called")))
            if file.panel.closed_at:
                steps.append((file.panel.closed_at, _("Panel closed")))
    for review in reviews:
        steps.append((review.opened_at, _("On the desk: %(task)s", task=said(review.task))))
        if review.decided_at and review.decision:
            steps.append((review.decided_at, _("Staff: %(what)s", what=said(review.decision))))
    steps += _asked(case)
    steps += [(r.made_at, _("Ruling by %(body)s", body=said(r.body))) for r in rulings]
    if case.ended_at:
        steps.append((case.ended_at, _("Ended: %(phase)s", phase=said(case.phase))))
    if case.texts_erased_at:
        steps.append((case.texts_erased_at, _("Texts and pictures were erased")))
    ordered = sorted(steps, key=lambda step: step[0])
    return [{"at": at, "what": what} for at, what in ordered]


def _asked(case: Case) -> list[tuple[datetime, str]]:
    """What staff asked the parties, and what became of it."""
    steps: list[tuple[datetime, str]] = []
    asked = {Side.BUYER: _("Staff asked the buyer"), Side.SELLER: _("Staff asked the seller")}
    for question in case.questions:
        steps.append((question.asked_at, asked[question.side]))
        if question.ended_at:
            became = office_words.asked(question.state)
            steps.append((question.ended_at, _("Question: %(became)s", became=became)))
    return steps
