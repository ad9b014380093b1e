"""What the parties bring, until the evidence is in: statements, answers, withdrawal."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from jury.rules.errors import N_, Conflict, Invalid
from jury.rules.evidence import answer_ends
from jury.rules.phases import WITH_PARTIES, Phase, move
from jury.rules.words import Due, Remedy, Side
from jury.store.cases import Case, Passage, Statement

from . import asking, notices, redacting
from .bringing import close_statement, has_brought
from .deadlines import due_of, lift, lift_all, set_deadline
from .ending import end_case
from .locks import lock
from .publishing import publish
from .record import CLOCK, actor, record

KINDS = ("story", "wish", "chat")
ENDS = {Phase.EVIDENCE: Due.EVIDENCE_ENDS, Phase.ANSWERING: Due.ANSWER_ENDS}


class EvidenceClosed(Conflict):
    sentence = N_(
        "The time for statements and exhibits is over, so this was not added to the case. "
        "What you handed in before is kept and counts. New evidence can be brought with an "
        "appeal, after the ruling."
    )


class AlreadyHandedIn(Conflict):
    sentence = N_(
        "You have handed in your statement, so it can no longer be changed. "
        "It is kept as you sent it, and the case goes on with it."
    )


class NothingToHandIn(Invalid):
    sentence = N_(
        "There is nothing to hand in yet: please tell first what happened. "
        "Whatever you have saved is kept."
    )


class ChangedElsewhere(Conflict):
    sentence = N_(
        "Your statement was changed in another tab or on another device in the meantime, so this "
        "version was not saved. Compare it with what is stored, then save again."
    )


class NotYours(Conflict):
    sentence = N_(
        "Only the other party can take this step, so nothing was changed. "
        "You can still write your own statement."
    )


class TooLate(Conflict):
    sentence = N_(
        "The case is already before the panel or decided, so it can no longer be taken back. "
        "You will be told the ruling."
    )


def save_statement(
    session: Session,
    case: Case,
    side: Side,
    texts: Mapping[str, str],
    happened_on: date | None,
    asks: Remedy | None,
    now: datetime,
    seen: str | None = None,
) -> Statement:
    """Keep a draft; what jurors would see of it is made at once.

    ``texts`` holds some of story, wish and chat; ``seen`` is the version the
    author started from. Refuses with EvidenceClosed, AlreadyHandedIn,
    ChangedElsewhere or TextTooLong, keeping what was saved before.
    """
    statement = _draft(session, case, side, seen, now)
    statement.happened_on, statement.asks, statement.saved_at = happened_on, asks, now
    for kind in KINDS:
        if kind in texts:
            redacting.write_passage(session, case, side, kind, texts[kind], now)
    session.flush()
    return statement


def version_of(statement: Statement | None) -> str:
    """What names the draft as it stands; empty while there is none."""
    return statement.saved_at.isoformat() if statement else ""


def _draft(session: Session, case: Case, side: Side, seen: str | None, now: datetime) -> Statement:
    lock_evidence(session, case)
    refuse_closed(session, case, side, now)
    statement = case.statement_of(side)
    if seen is not None and seen != version_of(statement):
        raise ChangedElsewhere()
    if statement is None:
        statement = Statement(case=case, side=side, saved_at=now)
        session.add(statement)
    return statement


def lock_evidence(session: Session, case: Case) -> None:
    """Lock the case and read its statements afresh, for a second tab may have been faster."""
    lock(session, case)
    for statement in case.statements:
        session.refresh(statement)


def refuse_closed(session: Session, case: Case, side: Side, now: datetime) -> None:
    """EvidenceClosed or AlreadyHandedIn, when this side can bring nothing more.

    What comes at the deadline is late, whether or not the clock has struck yet.
    """
    if case.phase not in WITH_PARTIES:
        raise EvidenceClosed()
    ends_at = due_of(session, case, ENDS[case.phase])
    if ends_at and ends_at <= now:
        raise EvidenceClosed()
    statement = case.statement_of(side)
    if statement and statement.handed_in_at:
        raise AlreadyHandedIn()
    if case.phase is Phase.ANSWERING and side is case.claimant:
        raise AlreadyHandedIn()


def hand_in(session: Session, case: Case, side: Side, nonce: str | None, now: datetime) -> None:
    """Hand in the side's statement; with it its share of the draw's seed.

    The claimant's starts the respondent's day to answer, which never ends before
    its three days for evidence do; when both are in, the case goes to redaction.
    Refuses with EvidenceClosed, AlreadyHandedIn or NothingToHandIn.
    """
    lock_evidence(session, case)
    refuse_closed(session, case, side, now)
    if not _has_story(session, case, side):
        raise NothingToHandIn()
    person = case.person_on(side)
    close_statement(session, case, side, nonce, now, actor(person) if person else CLOCK)
    _go_on(session, case, now)


def _has_story(session: Session, case: Case, side: Side) -> bool:
    story = select(Passage.id).where(
        Passage.case_id == case.id, Passage.side == side, Passage.kind == "story"
    )
    return session.scalar(story) is not None


def _go_on(session: Session, case: Case, now: datetime) -> None:
    """Where the case goes now that one more statement is in."""
    sides = {s.side for s in case.statements if s.handed_in_at}
    if len(sides) == 2:
        to_redaction(session, case, now)
    elif case.claimant in sides and case.phase is Phase.EVIDENCE:
        ends = answer_ends(case.filed_at, now, case.policy)
        case.phase = move(case.phase, Phase.ANSWERING)
        lift(session, case, Due.EVIDENCE_ENDS, now)
        set_deadline(session, case, Due.ANSWER_ENDS, ends)
        _tell(session, case, case.claimant.other, "answer_wanted", now, ends=ends)
    elif sides:
        _tell(session, case, case.claimant, "handed_in", now)
    session.flush()


def _tell(
    session: Session, case: Case, side: Side, kind: str, now: datetime, **facts: datetime
) -> None:
    path = f"/cases/{case.id}"
    notices.owe(session, case.person_on(side), kind, now, case=case, path=path, **facts)


def to_redaction(session: Session, case: Case, now: datetime) -> None:
    """The evidence is closed: identity is taken out of it. The case is locked by the caller."""
    case.phase = move(case.phase, Phase.REDACTING)
    lift(session, case, Due.EVIDENCE_ENDS, now)
    lift(session, case, Due.ANSWER_ENDS, now)
    record(session, "evidence_closed", now, CLOCK, case)
    for side in Side:
        _tell(session, case, side, "evidence_closed", now)


def withdraw(session: Session, case: Case, side: Side, now: datetime) -> None:
    """The claimant takes the case back. Refuses with NotYours or, before a panel, TooLate."""
    lock(session, case)
    if side is not case.claimant:
        raise NotYours()
    if not may_withdraw(case, side):
        raise TooLate()
    _end(session, case, Phase.WITHDRAWN, "case_withdrawn", side, now)


def may_withdraw(case: Case, side: Side) -> bool:
    """Whether this side can still take the case back."""
    is_early = case.phase in WITH_PARTIES | {Phase.REDACTING} and not case.was_ruled
    return side is case.claimant and is_early


def _end(
    session: Session, case: Case, to: Phase, act: str, side: Side | None, now: datetime
) -> None:
    asking.drop(session, case, now)
    lift_all(session, case, now)
    end_case(session, case, to, now)
    person = case.person_on(side) if side else None
    record(session, act, now, actor(person) if person else CLOCK, case, side=side)
    publish(session, "case.withdrawn", case.order.ref, now, case)
    for each in Side:
        _tell(session, case, each, act, now)
    session.flush()


def end_evidence(session: Session, case: Case, subject: UUID | None, now: datetime) -> None:
    """Three days are over: what the claimant saved counts as handed in; nothing is withdrawal."""
    if case.phase is not Phase.EVIDENCE:
        return
    if not has_brought(session, case, case.claimant):
        _end(session, case, Phase.WITHDRAWN, "case_lapsed", None, now)
        return
    close_statement(session, case, case.claimant, None, now, CLOCK)
    _go_on(session, case, now)


def end_answer(session: Session, case: Case, subject: UUID | None, now: datetime) -> None:
    """The respondent's time is over: the case goes on by itself, with what was saved."""
    if case.phase is not Phase.ANSWERING:
        return
    if has_brought(session, case, case.claimant.other):
        close_statement(session, case, case.claimant.other, None, now, CLOCK)
    to_redaction(session, case, now)
    session.flush()
