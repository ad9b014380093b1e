"""An appeal is answered, or is not: then the case goes on by itself to its next hearing."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from jury.rules.errors import N_, Conflict
from jury.rules.phases import Phase, move
from jury.rules.words import Body, Due, Side, Task, Why
from jury.store.cases import Case
from jury.store.panels import Hearing

from . import empanelling, freezing, hearing, notices, reviewing
from .bringing import add_nonce, close_statement, has_brought
from .deadlines import due_of, lift
from .locks import lock
from .record import CLOCK, actor, record

MAY_ADD_SHARE = {Phase.APPEALED, Phase.REDACTING}


class AlreadyAnswered(Conflict):
    sentence = N_(
        "You have answered already, so nothing more was added. "
        "What you handed in is kept as it was, and the case goes on with it."
    )


def latest_hearing(session: Session, case: Case) -> Hearing:
    latest = select(Hearing).where(Hearing.case_id == case.id).order_by(Hearing.instance.desc())
    return session.scalars(latest.limit(1)).one()


def refuse_answer(session: Session, case: Case, side: Side, instance: int, now: datetime) -> None:
    """AlreadyAnswered, or EvidenceClosed from the deadline on, struck or not."""
    statement = case.statement_of(side, instance)
    if statement and statement.handed_in_at:
        raise AlreadyAnswered()
    ends_at = due_of(session, case, Due.APPEAL_ANSWER_ENDS)
    if ends_at is None or now >= ends_at:
        raise hearing.EvidenceClosed()


def answer(session: Session, case: Case, side: Side, nonce: str | None, now: datetime) -> None:
    """The other side hands in what it has saved, be it nothing: the case goes on at once.

    Refuses with AlreadyAnswered, or EvidenceClosed when it is too late.
    """
    hearing.lock_evidence(session, case)
    if case.phase is not Phase.APPEALED:
        raise hearing.EvidenceClosed()
    instance = latest_hearing(session, case).instance
    refuse_answer(session, case, side, instance, now)
    person = case.person_on(side)
    by = actor(person) if person else CLOCK
    close_statement(session, case, side, nonce, now, by, instance)
    other, path = case.person_on(side.other), f"/cases/{case.id}"
    notices.owe(session, other, "appeal_answered", now, case=case, path=path)
    go_on(session, case, now)


def add_share(session: Session, case: Case, side: Side, nonce: str | None, now: datetime) -> None:
    """The share in the draw of a side that appealed before there was a commitment to see.

    It counts once, and changes nothing after the seed is revealed.
    """
    lock(session, case)
    if case.phase not in MAY_ADD_SHARE:
        return
    statement = case.statement_of(side, latest_hearing(session, case).instance)
    if statement is None or statement.handed_in_at is None or statement.nonce:
        return
    add_nonce(session, case, statement, nonce)
    person = case.person_on(side)
    by = actor(person) if person else CLOCK
    record(session, "share_added", now, by, case, side=side, nonce=statement.nonce)
    session.flush()


def end_answer(session: Session, case: Case, subject: UUID | None, now: datetime) -> None:
    """The time to answer is over: the case goes on with what was saved (a deadline's act)."""
    if case.phase is not Phase.APPEALED:
        return
    hearing.lock_evidence(session, case)
    instance = latest_hearing(session, case).instance
    for side in Side:
        if case.holds_back(side, instance) and has_brought(session, case, side, instance):
            close_statement(session, case, side, None, now, CLOCK, instance)
    go_on(session, case, now)


def go_on(session: Session, case: Case, now: datetime) -> None:
    """To senior staff, or to a panel once identity is taken out of what is new.

    The case is locked by the caller.
    """
    again = latest_hearing(session, case)
    lift(session, case, Due.APPEAL_ANSWER_ENDS, now)
    is_new = any(has_brought(session, case, side, again.instance) for side in Side)
    if is_new:
        again.evidence = again.instance
    if again.body is Body.STAFF:
        freezing.freeze(session, case, now)
        case.phase = move(case.phase, Phase.ESCALATED)
        reviewing.open_review(session, case, again, Task.ESCALATION, Why.APPEAL, now)
    elif is_new:
        hearing.to_redaction(session, case, now)
    else:
        freezing.freeze(session, case, now)
        empanelling.hear(session, case, now)
    session.flush()
