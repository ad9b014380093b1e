"""Crowd or staff, where the policy leaves it to the parties: staff for whoever asks for them."""

from datetime import datetime

from sqlalchemy.orm import Session

from jury.rules.errors import N_, Conflict
from jury.rules.intervention import is_choice
from jury.rules.phases import WITH_PARTIES
from jury.rules.words import Body, Side
from jury.store.cases import Case

from . import notices
from .hearing import NotYours, lock_evidence, refuse_closed
from .record import CLOCK, actor, record


class NoChoice(Conflict):
    sentence = N_(
        "The marketplace's rules say who decides this case, so nothing was changed. "
        "Its page says who that is."
    )


def may_ask_for_staff(case: Case, side: Side) -> bool:
    """Whether the respondent can still take the case from the crowd to staff."""
    statement = case.statement_of(side)
    is_in = bool(statement and statement.handed_in_at)
    is_theirs = side is not case.claimant and case.phase in WITH_PARTIES and not is_in
    return is_theirs and case.body is Body.CROWD and _is_open_to_choice(case)


def _is_open_to_choice(case: Case) -> bool:
    return is_choice(case.policy, case.order.amount_minor)


def ask_for_staff(session: Session, case: Case, side: Side, now: datetime) -> None:
    """The respondent takes the case to staff; nobody can take it back to the crowd.

    The draw was committed to at filing and is not held. Asking once more changes nothing.
    Refuses with NotYours for the claimant, who chose when filing, NoChoice, EvidenceClosed
    or AlreadyHandedIn.
    """
    lock_evidence(session, case)
    if side is case.claimant:
        raise NotYours()
    if not _is_open_to_choice(case):
        raise NoChoice()
    if case.body is Body.STAFF:
        return
    refuse_closed(session, case, side, now)
    case.body = Body.STAFF
    for hearing in case.hearings:
        hearing.body = Body.STAFF
    person = case.person_on(side)
    by = actor(person) if person else CLOCK
    record(session, "staff_asked_for", now, by, case, side=side)
    for each in Side:
        kind = "you_asked_for_staff" if each is side else "staff_asked_for"
        path = f"/cases/{case.id}"
        notices.owe(session, case.person_on(each), kind, now, case=case, path=path)
    session.flush()
