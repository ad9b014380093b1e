"""Conduct: a juror is suspended with a reason and a way back, and reinstated."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from jury.rules.errors import N_, Conflict, Forbidden, Invalid
from jury.rules.words import Answer, Side
from jury.store.cases import Case
from jury.store.outcomes import Gold
from jury.store.panels import Hearing, Panel, Summons
from jury.store.people import Juror, Person
from jury.store.standing import hold_alone

from .locks import lock
from .notices import owe
from .record import actor, record
from .voting import give_up_seat

LEAST = 10
LONGEST = 600
PATH = "/bench/me"


class AlreadySuspended(Conflict):
    sentence = N_(
        "This juror has been suspended since %(since)s, so nothing was changed. "
        "The reason given then stands on the juror's page."
    )


class NotSuspended(Conflict):
    sentence = N_("This juror is not suspended, so nothing was changed.")


class ReasonMissing(Invalid):
    sentence = N_(
        "Please give the reason in %(least)d to %(longest)d characters: "
        "the juror will read it. Nothing was changed."
    )


class WayBackMissing(Invalid):
    sentence = N_(
        "Please say in %(least)d to %(longest)d characters how the juror can come back: "
        "nobody is suspended without a way back. Nothing was changed."
    )


class OwnCase(Forbidden):
    sentence = N_("You are this juror yourself, so nothing was changed. Please ask another admin.")


def suspend(
    session: Session, juror: Juror, reason: str, way_back: str, admin: Person, now: datetime
) -> None:
    """Call the juror no more until reinstated; open seats of theirs go to the next of each draw.

    Votes cast stay cast. So does a seat in a case to which the admin is a party:
    nobody moves a panel of their own, nor learns from a refusal who sits on it.
    Refuses with ReasonMissing, WayBackMissing, OwnCase or AlreadySuspended.
    """
    reason, way_back = reason.strip(), way_back.strip()
    if not LEAST <= len(reason) <= LONGEST:
        raise ReasonMissing(least=LEAST, longest=LONGEST)
    if not LEAST <= len(way_back) <= LONGEST:
        raise WayBackMissing(least=LEAST, longest=LONGEST)
    if admin.id == juror.person_id:
        raise OwnCase()
    hold_alone(session, juror.person_id)  # a draw under way has called its jurors before we look
    summonses = [s for s in _lock_awaited(session, juror) if not _is_party(admin, s)]
    _lock_juror(session, juror)
    if juror.suspended_at:
        raise AlreadySuspended(since=juror.suspended_at)
    juror.suspended_at, juror.suspended_by = now, admin.id
    juror.suspended_reason, juror.way_back = reason, way_back
    by = actor(admin)
    record(session, "juror_suspended", now, by, juror=juror.person_id)
    owe(session, juror.person, "suspended", now, path=PATH, reason=reason, way_back=way_back)
    session.flush()
    for summons in summonses:
        give_up_seat(session, summons.case, summons, Answer.RELEASED, "summons_released", by, now)


def reinstate(session: Session, juror: Juror, reason: str, admin: Person, now: datetime) -> None:
    """End the suspension: the juror may be called again from the next draw on.

    Refuses with ReasonMissing, OwnCase or NotSuspended.
    """
    reason = reason.strip()
    if not LEAST <= len(reason) <= LONGEST:
        raise ReasonMissing(least=LEAST, longest=LONGEST)
    if admin.id == juror.person_id:
        raise OwnCase()
    _lock_juror(session, juror)
    if juror.suspended_at is None:
        raise NotSuspended()
    juror.suspended_at = juror.suspended_reason = juror.suspended_by = juror.way_back = None
    record(session, "juror_reinstated", now, actor(admin), juror=juror.person_id)
    owe(session, juror.person, "reinstated", now, path=PATH, reason=reason)
    session.flush()


def _lock_awaited(session: Session, juror: Juror) -> list[Summons]:
    """The juror's open summonses, their cases locked first, and gold that may be sent out.

    Cases that decide come before gold ones, each kind in order of its ids: so does
    whoever calls a panel, and two who wait for each other is a deadlock. A seat given
    up is filled by a draw, which may send gold beside it and would lock its case last,
    out of order after the gold ones held here: so every one of them is locked now.
    """
    found = (
        select(Summons)
        .join(Summons.panel)
        .join(Panel.hearing)
        .where(Summons.juror_id == juror.person_id, Summons.answer == Answer.AWAITED)
        .order_by(Panel.is_gold, Hearing.case_id)
    )
    waiting = list(session.scalars(found))
    deciding = [summons for summons in waiting if not summons.panel.is_gold]
    for summons in deciding:
        lock(session, summons.case)
    gold = {summons.case.id for summons in waiting if summons.panel.is_gold}
    if deciding:
        gold |= set(session.scalars(select(Gold.case_id).where(Gold.state == "active")))
    for case in session.scalars(select(Case).where(Case.id.in_(gold)).order_by(Case.id)).all():
        lock(session, case)
    for summons in waiting:
        lock(session, summons.case, summons.panel, summons)
    return [summons for summons in waiting if summons.answer is Answer.AWAITED]


def _lock_juror(session: Session, juror: Juror) -> None:
    """Last of all locks; one that a new summons' foreign key need not wait for."""
    session.refresh(juror, with_for_update={"key_share": True})


def _is_party(person: Person, summons: Summons) -> bool:
    order = summons.case.order
    return any(order.account_of(side).person_id == person.id for side in Side)
