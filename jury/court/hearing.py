"""What the parties bring, until the evidence is in: statements, answers, agreement, withdrawal."""

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from jury.rules.errors import N_, Conflict, Invalid
from jury.rules.phases import WITH_PARTIES, Phase, move
from jury.rules.words import Due, Remedy, Side
from jury.store.cases import Case, Exhibit, Passage, Statement
from jury.store.panels import Draw, Hearing

from . import asking, notices, redacting
from .deadlines import due_of, lift, lift_all, set_deadline
from .locks import lock
from .record import CLOCK, actor, record, salted

KINDS = ("story", "wish", "chat")
NONCE = re.compile("[0-9a-f]{32}")
ENDS = {Phase.EVIDENCE: Due.EVIDENCE_ENDS, Phase.ANSWERING: Due.ANSWER_ENDS}


class EvidenceClosed(Conflict):
    sentence = N_(
        "The time for statements and exhibits is over, so this was not added to the case. "
        "What you handed in before is kept and counts."
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

    The claimant's starts the respondent's day to answer; when both are in, the
    case goes to redaction. Refuses with EvidenceClosed, AlreadyHandedIn or
    NothingToHandIn.
    """
    lock_evidence(session, case)
    refuse_closed(session, case, side, now)
    if not _has_story(session, case, side):
        raise NothingToHandIn()
    person = case.person_on(side)
    _close_statement(session, case, side, nonce, now, actor(person) if person else CLOCK)
    _go_on(session, case, now)


def _has_story(session: Session, case: Case, side: Side) -> bool:
    story = select(Passage.id).where(
        Passage.case_id == case.id, Passage.side == side, Passage.kind == "story"
    )
    return session.scalar(story) is not None


def _has_brought(session: Session, case: Case, side: Side) -> bool:
    """Whether the side has saved anything at all: time that ends takes it as handed in."""
    words = exists().where(Passage.case_id == case.id, Passage.side == side)
    pictures = exists().where(Exhibit.case_id == case.id, Exhibit.side == side)
    return bool(session.scalar(select(words | pictures)))


def _close_statement(
    session: Session, case: Case, side: Side, nonce: str | None, now: datetime, by: str
) -> None:
    statement = case.statement_of(side)
    if statement is None:
        statement = Statement(case=case, side=side, saved_at=now)
        session.add(statement)
    statement.handed_in_at = now
    statement.nonce = nonce if _is_nonce(nonce) else None
    draw = session.scalar(select(Draw).join(Hearing).where(Hearing.case_id == case.id))
    if draw and draw.revealed_at is None:
        name = "r_claimant" if side is case.claimant else "r_respondent"
        setattr(draw, name, statement.nonce)
    passages = session.scalars(
        select(Passage).where(Passage.case_id == case.id, Passage.side == side)
    )
    hashes = sorted(salted(passage.raw, passage.salt) for passage in passages)
    pictures = sorted(exhibit.sha256 for exhibit in case.exhibits if exhibit.side is side)
    record(
        session,
        "statement_handed_in",
        now,
        by,
        case,
        side=side,
        texts=hashes,
        exhibits=pictures,
        nonce=statement.nonce,
    )
    session.flush()


def _is_nonce(nonce: str | None) -> bool:
    return nonce is not None and NONCE.fullmatch(nonce) is not None


def _go_on(session: Session, case: Case, now: datetime) -> None:
    """Where the case goes now that one more statement is in."""
    sides = {s.side for s in case.statements if s.handed_in_at}
    if len(sides) == 2:
        _to_redaction(session, case, now)
    elif case.claimant in sides and case.phase is Phase.EVIDENCE:
        ends = now + timedelta(hours=case.policy.answer_hours)
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


def _to_redaction(session: Session, case: Case, now: datetime) -> None:
    case.phase = move(case.phase, Phase.REDACTING)
    lift(session, case, Due.EVIDENCE_ENDS, now)
    lift(session, case, Due.ANSWER_ENDS, now)
    record(session, "evidence_closed", now, CLOCK, case)
    for side in Side:
        _tell(session, case, side, "evidence_closed", now)


def agree(session: Session, case: Case, side: Side, now: datetime) -> None:
    """The respondent gives the claimant what it asks for: settled at once, without a ruling.

    Refuses with NotYours for the claimant, TooLate once the evidence is closed.
    """
    lock(session, case)
    if case.phase not in WITH_PARTIES:
        raise TooLate()
    if side is case.claimant:
        raise NotYours()
    _end(session, case, Phase.SETTLED, "case_settled", side, now)


def withdraw(session: Session, case: Case, side: Side, now: datetime) -> None:
    """The claimant takes the case back. Refuses with NotYours or, before a panel, TooLate."""
    lock(session, case)
    if side is not case.claimant:
        raise NotYours()
    if case.phase not in WITH_PARTIES | {Phase.REDACTING}:
        raise TooLate()
    _end(session, case, Phase.WITHDRAWN, "case_withdrawn", side, now)


def may_withdraw(case: Case, side: Side) -> bool:
    """Whether this side can still take the case back."""
    return side is case.claimant and case.phase in WITH_PARTIES | {Phase.REDACTING}


def _end(
    session: Session, case: Case, to: Phase, act: str, side: Side | None, now: datetime
) -> None:
    case.phase, case.ended_at = move(case.phase, to), now
    asking.drop(session, case, now)
    lift_all(session, case, now)
    person = case.person_on(side) if side else None
    record(session, act, now, actor(person) if person else CLOCK, case, side=side)
    for each in Side:
        _tell(session, case, each, act, now)
    session.flush()


def end_evidence(session: Session, case: Case, subject: UUID | None, now: datetime) -> None:
    """Three days are over: what the claimant saved counts as handed in; nothing is withdrawal."""
    if case.phase is not Phase.EVIDENCE:
        return
    if not _has_brought(session, case, case.claimant):
        _end(session, case, Phase.WITHDRAWN, "case_lapsed", None, now)
        return
    _close_statement(session, case, case.claimant, None, now, CLOCK)
    _go_on(session, case, now)


def end_answer(session: Session, case: Case, subject: UUID | None, now: datetime) -> None:
    """The respondent's day is over: the case goes on by itself, with what was saved."""
    if case.phase is not Phase.ANSWERING:
        return
    if _has_brought(session, case, case.claimant.other):
        _close_statement(session, case, case.claimant.other, None, now, CLOCK)
    _to_redaction(session, case, now)
    session.flush()
