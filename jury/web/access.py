"""The doors: who may enter a view. A view receives loaded objects, never ids."""

from collections.abc import Callable
from functools import cache, wraps
from hmac import compare_digest
from typing import Any
from uuid import UUID

from flask import Flask, abort, current_app, request
from flask_login import current_user
from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session, contains_eager

from jury.court import claiming
from jury.store.base import db
from jury.store.calls import Call
from jury.store.cases import Case, Exhibit
from jury.store.desk import ReadyText
from jury.store.involved import is_kept_from
from jury.store.orders import Order
from jury.store.outcomes import GoldDispute, Review
from jury.store.panels import Hearing, Panel, Summons
from jury.store.people import Juror, Person
from jury.store.questions import Question

from . import sight

View = Callable[..., Any]
Keeps = Callable[[Session, Any, Person], None]


def me() -> Person:
    """The person signed in; only to be asked behind a door that saw to it."""
    return current_user.person


def _door(guarded: View) -> View:
    guarded.has_door = True  # type: ignore[attr-defined]
    return guarded


def public(view: View) -> View:
    """Anybody at all."""

    @wraps(view)
    def guarded(**kwargs: Any) -> Any:
        return view(**kwargs)

    return _door(guarded)


def signed_in(view: View) -> View:
    """Whoever signed in; others are asked to, and come back here."""

    @wraps(view)
    def guarded(**kwargs: Any) -> Any:
        return view(**kwargs) if _is_signed_in() else _ask_to_sign_in()

    return _door(guarded)


def staff(view: View) -> View:
    """Staff; to others the page does not exist."""
    return _role(view, lambda person: person.is_staff)


def senior(view: View) -> View:
    """Senior staff; to others the page does not exist."""
    return _role(view, lambda person: person.is_staff and person.is_senior)


def admin(view: View) -> View:
    """Admins; to others the page does not exist."""
    return _role(view, lambda person: person.is_admin)


def juror(view: View) -> View:
    """Whoever is a juror; to others there is no bench. The view gets ``juror``."""

    @wraps(view)
    def guarded(**kwargs: Any) -> Any:
        if not _is_signed_in():
            return _ask_to_sign_in()
        if me().juror is None:
            abort(404)
        return view(juror=me().juror, **kwargs)

    return _door(guarded)


def juror_of(view: View) -> View:
    """An admin, of the juror ``juror_id``; the view gets ``juror``."""

    @wraps(view)
    def guarded(juror_id: UUID, **kwargs: Any) -> Any:
        juror = db.session.get(Juror, juror_id)
        if juror is None:
            abort(404)
        return view(juror=juror, **kwargs)

    return admin(guarded)


def case_of(view: View) -> View:
    """An admin, of the case ``case_id``; the view gets ``case``.

    Whoever is a party to it, was called to its panel, or has yet to look at it blind
    at the desk is told that there is none.
    """

    @wraps(view)
    def guarded(case_id: UUID, **kwargs: Any) -> Any:
        case = db.session.get(Case, case_id)
        if case is None:
            abort(404)
        hide_kept(case)
        return view(case=case, **kwargs)

    return admin(guarded)


def party_of_order(view: View) -> View:
    """Buyer or seller of the order ``ref``; the view gets ``order`` and ``side``."""

    @wraps(view)
    def guarded(ref: str, **kwargs: Any) -> Any:
        if not _is_signed_in():
            return _ask_to_sign_in()
        order = db.session.query(Order).filter_by(ref=ref).one_or_none()
        side = order.side_of(me()) if order else None
        if side is None:
            abort(404)
        return view(order=order, side=side, **kwargs)

    return _door(guarded)


def party_to(view: View) -> View:
    """A party to the case ``case_id``; the view gets ``case`` and ``side``."""

    @wraps(view)
    def guarded(case_id: UUID, **kwargs: Any) -> Any:
        if not _is_signed_in():
            return _ask_to_sign_in()
        case = db.session.get(Case, case_id)
        side = case.order.side_of(me()) if case else None
        if case is None or side is None or case.is_archived:
            abort(404)
        return view(case=case, side=side, **kwargs)

    return _door(guarded)


def summoned(view: View) -> View:
    """The juror named in the summons; that a summons exists is itself a secret."""

    @wraps(view)
    def guarded(summons_id: UUID, **kwargs: Any) -> Any:
        if not _is_signed_in():
            return _ask_to_sign_in()
        summons = db.session.scalar(_summons_with_case(), {"summons_id": summons_id})
        if summons is None or summons.juror_id != me().id:
            abort(404)
        return view(summons=summons, **kwargs)

    return _door(guarded)


@cache
def _summons_with_case() -> Select[Summons]:
    with_case = contains_eager(Summons.panel).contains_eager(Panel.hearing)
    joined = select(Summons).join(Summons.panel).join(Panel.hearing).join(Hearing.case)
    asked = joined.where(Summons.id == bindparam("summons_id"))
    return asked.options(with_case.contains_eager(Hearing.case))


def review(view: View) -> View:
    """Staff, for the review ``review_id``; the view gets ``review``.

    Refuses as ``claiming.refuse_sight`` does, whatever is asked for.
    """
    return _desk(view, "review_id", Review, "review", claiming.refuse_sight)


def question(view: View) -> View:
    """Staff not involved in its case, for the question ``question_id``; the view gets it."""
    return _desk(view, "question_id", Question, "question", _involved_in_its_case)


def ready_text(view: View) -> View:
    """Staff, for the text ``text_id`` kept ready; the view gets ``ready``."""
    return _desk(view, "text_id", ReadyText, "ready", lambda session, text, agent: None)


def desk_case(view: View) -> View:
    """Staff not involved in it, for the case ``case_id``; the view gets ``case``."""
    return _desk(view, "case_id", Case, "case", claiming.refuse_involved)


def desk_call(view: View) -> View:
    """Staff, for the telephone call ``call_id``; the view gets ``call``.

    What parties were told may say what a panel did: whoever is kept from the case, or has yet
    to look at it blind, is told that there is no call.
    """
    return _desk(view, "call_id", Call, "call", lambda session, call, agent: hide_kept(call.case))


def gold_dispute(view: View) -> View:
    """Staff not involved in its case, for the dispute ``dispute_id``; the view gets it."""
    return _desk(view, "dispute_id", GoldDispute, "dispute", _involved_in_its_gold_case)


def _involved_in_its_case(session: Session, found: Any, agent: Person) -> None:
    claiming.refuse_involved(session, found.case, agent)


def _involved_in_its_gold_case(session: Session, dispute: GoldDispute, agent: Person) -> None:
    claiming.refuse_involved(session, dispute.gold.case, agent)


def hide_kept(case: Case) -> None:
    """To whoever the office keeps the case from, there is none."""
    if is_kept_from(db.session(), case, me()):
        abort(404)


def _desk(view: View, key: str, of: type[Any], name: str, keeps: Keeps) -> View:
    """Staff whom ``keeps`` does not refuse: for each way of asking, read or sent, alike."""

    @staff
    def guarded(**kwargs: Any) -> Any:
        found = db.session.get(of, kwargs.pop(key))
        if found is None:
            abort(404)
        keeps(db.session(), found, me())
        return view(**{name: found}, **kwargs)

    return wraps(view)(_door(guarded))


def may_see_exhibit(view: View) -> View:
    """Whoever may see the picture ``exhibit_id`` now; to others it does not exist."""

    @wraps(view)
    def guarded(exhibit_id: UUID, **kwargs: Any) -> Any:
        if not _is_signed_in():
            abort(404)
        exhibit = db.session.get(Exhibit, exhibit_id)
        if exhibit is None or not sight.may_see(exhibit, me()):
            abort(404)
        return view(exhibit=exhibit, **kwargs)

    return _door(guarded)


def machine(view: View) -> View:
    """A machine that holds the orders token."""

    @wraps(view)
    def guarded(**kwargs: Any) -> Any:
        token = current_app.config["SETTINGS"].orders_token
        given = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if not token or not compare_digest(token.encode(), given.encode()):
            abort(401)
        return view(**kwargs)

    return _door(guarded)


def _role(view: View, allows: Callable[[Person], bool]) -> View:
    @wraps(view)
    def guarded(**kwargs: Any) -> Any:
        if not _is_signed_in():
            return _ask_to_sign_in()
        if not allows(me()):
            abort(404)
        return view(**kwargs)

    return _door(guarded)


def _is_signed_in() -> bool:
    return bool(current_user.is_authenticated)


def _ask_to_sign_in() -> Any:
    return current_app.login_manager.unauthorized()  # type: ignore[attr-defined]


def check_every_view_has_a_door(app: Flask) -> None:
    """Refuse to start with an unguarded view: forgetting must not mean opening."""
    bare = [name for name, view in app.view_functions.items() if not hasattr(view, "has_door")]
    if bare:
        raise RuntimeError(f"No door on: {', '.join(sorted(bare))}. See jury/web/access.py.")
