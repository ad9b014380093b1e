"""The ledger as an admin reads it: act by act, without what an open panel does."""

from typing import Any

from flask import render_template, request

from jury.store import office_ledger as queries
from jury.store.base import db
from jury.store.ledger import Entry
from jury.store.queries import case_of_code

from . import access
from .admin import bp
from .office_cases import same_page
from .office_words import BY_JUROR

PAGE = 50


@bp.get("/ledger")
@access.admin
def ledger() -> Any:
    session, me = db.session(), access.me()
    act, code = request.args.get("act", ""), request.args.get("case", "").strip()
    page = max(request.args.get("page", 1, type=int), 1)
    of_case = case_of_code(session, code) if code else None
    is_unknown = bool(code) and of_case is None
    n = 0 if is_unknown else queries.n_shown(session, me, act, of_case)
    rows = [] if is_unknown else queries.shown(session, me, act, of_case, PAGE, (page - 1) * PAGE)
    return render_template(
        "admin/ledger.html",
        rows=rows,
        actors=queries.actors(session, [entry for entry, _ in rows]),
        acts=queries.acts(session),
        act=act,
        code=code,
        is_unknown=is_unknown,
        n=n,
        page=page,
        pages=max(1, -(-n // PAGE)),
        page_url=lambda to: same_page(page=to),
    )


@bp.app_template_filter("by_whom")
def by_whom(entry: Entry, actors: dict[str, queries.Actor]) -> tuple[str, str]:
    """What kind of actor and which one; never a party's name, never who a juror is."""
    if not entry.actor.startswith("person:"):
        return entry.actor, ""
    actor = actors.get(entry.actor)
    if actor and actor.juror and entry.act in BY_JUROR:
        return "juror", actor.juror
    if actor and actor.is_staff:
        return "staff", actor.name
    return "person", ""
