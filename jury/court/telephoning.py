"""Telephone calls: asked for where writing failed, claimed, made, and seen to."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from jury.rules.errors import N_, Conflict
from jury.rules.words import CallOutcome, CallState, Side
from jury.store.calls import Call, CallTry
from jury.store.cases import Case
from jury.store.notices import Letter, Notice
from jury.store.people import Person

from .claiming import ClaimedByOther, ClaimNeeded, refuse_involved
from .locks import lock
from .record import CLOCK, actor, record

CALL_WITHIN = timedelta(hours=4)
AGAIN_AFTER = timedelta(hours=2)
MOST_TRIES = 3
LONGEST_NOTE = 500


class CallOver(Conflict):
    sentence = N_(
        "This call has been seen to in the meantime, so nothing was changed. How it ended stands "
        "with the case."
    )


def ask_if_unheard(
    session: Session, letter: Letter, case: Case | None, act_by: datetime | None, now: datetime
) -> bool:
    """Ask for a call if nothing told a party of its case what it must do by a moment to come.

    Whoever read it in the inbox, or got it by another channel, has heard. Jurors and
    staff are not telephoned: the next juror is called, and the desk shows what is due.
    The case is locked by the caller.
    """
    notice = letter.notice
    if notice is None or case is None or not case.is_live or notice.read_at:
        return False
    if act_by is None or act_by <= now or not all(_said_nothing(each) for each in notice.letters):
        return False
    for side in Side:
        if case.order.account_of(side).person_id == notice.person_id:
            return _ask_once(session, case, side, notice, act_by, now)
    return False


def _ask_once(
    session: Session, case: Case, side: Side, notice: Notice, act_by: datetime, now: datetime
) -> bool:
    """Two letters of one notice may be lost; one call tells it."""
    if session.scalar(select(Call.id).where(Call.notice_id == notice.id).limit(1)):
        return False
    ask(session, case, side, notice.kind, notice.facts, act_by, now, notice)
    return True


def _said_nothing(letter: Letter) -> bool:
    return letter.is_lost or letter.state == "declined"


def ask_if_absent(
    session: Session, case: Case, side: Side, kind: str, act_by: datetime, now: datetime
) -> Call | None:
    """Ask for a call to a party whom nothing in writing reaches, where a number is known.

    Such a party never took up its invitation, or has left: it has no inbox here and no
    address. The case is locked by the caller.
    """
    account = case.order.account_of(side)
    is_here = account.person is not None and account.person.left_at is None
    if is_here or not account.phone:
        return None
    facts = {"code": case.code, "ends": act_by.isoformat()}
    return ask(session, case, side, kind, facts, act_by, now)


def ask(
    session: Session,
    case: Case,
    side: Side,
    kind: str,
    facts: dict[str, Any],
    act_by: datetime,
    now: datetime,
    notice: Notice | None = None,
) -> Call:
    """Let staff tell a party by telephone; without a number the case is flagged to them.

    A call to this party that is open, or flagged, tells the newer message instead of
    being doubled. The case is locked by the caller.
    """
    has_number = bool(case.order.account_of(side).phone)
    call = _unfinished(session, case, side)
    if call is None:
        state = CallState.OPEN if has_number else CallState.UNREACHED
        call = Call(case=case, side=side, asked_at=now, state=state)
    call.kind, call.facts, call.notice = kind, facts, notice
    call.due_at = min(now + CALL_WITHIN, act_by)
    session.add(call)
    session.flush()
    record(session, "call_asked", now, CLOCK, case, call=call.id, side=side, number=has_number)
    session.flush()
    return call


def _unfinished(session: Session, case: Case, side: Side) -> Call | None:
    unfinished = select(Call).where(
        Call.case_id == case.id,
        Call.side == side,
        Call.state.in_([CallState.OPEN, CallState.UNREACHED]),
    )
    return session.scalar(unfinished.order_by(Call.asked_at.desc()).limit(1))


def claim(session: Session, call: Call, agent: Person, now: datetime) -> None:
    """The call is the agent's for a while. Refuses with CallOver, AgentIsInvolved, ClaimedByOther.

    Who holds it already holds it anew.
    """
    _lock(session, call)
    if call.state is not CallState.OPEN:
        raise CallOver()
    refuse_involved(session, call.case, agent)
    _refuse_second(call, agent, now)
    if call.holder(now) is None:
        record(session, "call_claimed", now, actor(agent), call.case, call=call.id)
    until = now + timedelta(minutes=call.case.policy.claim_minutes)
    call.claimed_by, call.claim_expires_at = agent.id, until
    session.flush()


def look_up_number(session: Session, call: Call, agent: Person, now: datetime) -> str:
    """The party's number, for whoever holds the call; each look is recorded.

    Refuses with CallOver or ClaimNeeded.
    """
    _lock(session, call)
    if call.state is not CallState.OPEN:
        raise CallOver()
    if call.holder(now) != agent.id:
        raise ClaimNeeded()
    record(session, "number_seen", now, actor(agent), call.case, call=call.id, side=call.side)
    session.flush()
    return call.case.order.account_of(call.side).phone


def note_outcome(
    session: Session, call: Call, outcome: CallOutcome, note: str, agent: Person, now: datetime
) -> None:
    """How the call went: over, or to be made again, at most a few times in all.

    A claim that ran out during the call does no harm while nobody else took it
    over. Refuses with CallOver, ClaimedByOther or ClaimNeeded.
    """
    _lock(session, call)
    if call.state is not CallState.OPEN:
        raise CallOver()
    _refuse_second(call, agent, now)
    if call.claimed_by != agent.id:
        raise ClaimNeeded()
    tried = select(func.count()).where(CallTry.call_id == call.id)
    is_last = (session.scalar(tried) or 0) + 1 >= MOST_TRIES
    if outcome is CallOutcome.REACHED:
        call.state = CallState.REACHED
    elif outcome is CallOutcome.WRONG_NUMBER or is_last:
        call.state = CallState.UNREACHED
    else:
        call.due_at = now + AGAIN_AFTER
    call.claimed_by = call.claim_expires_at = None
    _write(session, call, outcome, note, agent, now)


def see_to(session: Session, call: Call, note: str, agent: Person, now: datetime) -> None:
    """Staff have done what can be done about a party who cannot be reached.

    Refuses with CallOver or AgentIsInvolved.
    """
    _lock(session, call)
    if call.state is not CallState.UNREACHED:
        raise CallOver()
    refuse_involved(session, call.case, agent)
    call.state = CallState.SEEN_TO
    _write(session, call, CallOutcome.SEEN_TO, note, agent, now)


def _write(
    session: Session, call: Call, outcome: CallOutcome, note: str, agent: Person, now: datetime
) -> None:
    note = note.strip()[:LONGEST_NOTE]
    call.tries.append(CallTry(at=now, by=agent.id, outcome=outcome, note=note))
    record(session, "call_made", now, actor(agent), call.case, call=call.id, outcome=outcome)
    session.flush()


def _lock(session: Session, call: Call) -> None:
    lock(session, call.case)
    session.refresh(call)


def _refuse_second(call: Call, agent: Person, now: datetime) -> None:
    if call.holder(now) not in (None, agent.id):
        raise ClaimedByOther(until=call.claim_expires_at or now)
