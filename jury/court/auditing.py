"""Auditing: gold cases agreed on, disputed and voided; decided cases sampled for a blind look."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from jury.rules import draw as law
from jury.rules.errors import N_, Conflict, Forbidden, Invalid
from jury.rules.phases import Phase
from jury.rules.words import Answer, Body, Side, Task
from jury.store.cases import Case
from jury.store.outcomes import Gold, GoldDispute, Review
from jury.store.panels import Draw, Hearing, Summons
from jury.store.people import Person
from jury.store.queue import defer

from . import golding, reviewing
from .calling import tell
from .locks import lock
from .record import actor, record

DECIDED = {Phase.RULED, Phase.EXECUTING, Phase.CLOSED}
LONGEST_TEXT = 1000


class GoldTooSoon(Conflict):
    sentence = N_(
        "Only a decided case whose texts are kept can become a gold case, so nothing was proposed. "
        "Come back once there is a ruling, or choose another case."
    )


class NotReleased(Conflict):
    sentence = N_(
        "Part of what this case was decided on was never released to jurors, so they could not "
        "judge it; nothing was proposed. Please choose another case."
    )


class NotForTheCrowd(Conflict):
    sentence = N_(
        "Jurors are never called to a case above the crowd's amount, so they would know this one "
        "for a gold case; nothing was proposed. Please choose another case."
    )


class AlreadyGold(Conflict):
    sentence = N_(
        "This case was proposed as a gold case before (%(state)s), so nothing was changed. "
        "Please choose another case."
    )


class SecondAgentNeeded(Forbidden):
    sentence = N_(
        "You proposed this gold case yourself, so your view was not taken. "
        "A gold case needs two people who agree: please ask a colleague."
    )


class LessonMissing(Invalid):
    sentence = N_(
        "Please write what a juror can learn from this case; without it nothing was proposed."
    )


class NotDisputable(Conflict):
    sentence = N_(
        "This case cannot be disputed here, so nothing was sent. "
        "Only a case with a known answer that you have voted on can be."
    )


class AlreadyDisputed(Conflict):
    sentence = N_(
        "You have already disputed this case; what you wrote then is kept and will be answered."
    )


class DisputeTextMissing(Invalid):
    sentence = N_(
        "Please say in at most %(longest)d characters why the answer is wrong or unfair; "
        "nothing was sent yet."
    )


class AlreadyAnsweredDispute(Conflict):
    sentence = N_(
        "A colleague has answered this dispute meanwhile. That answer stands, so nothing was "
        "changed, and there is nothing more to do here."
    )


def propose_gold(
    session: Session, case: Case, side: Side, lesson: str, agent: Person, now: datetime
) -> Gold:
    """Propose a decided case as gold, with its right side and what it teaches.

    Refuses with LessonMissing, AlreadyGold, GoldTooSoon, NotForTheCrowd or NotReleased.
    """
    lock(session, case)
    known = session.get(Gold, case.id)
    if known:
        raise AlreadyGold(state=known.state)
    if case.phase not in DECIDED or case.texts_erased_at:
        raise GoldTooSoon()
    if case.body is Body.STAFF:
        raise NotForTheCrowd()
    if _is_kept_from_jurors(case):
        raise NotReleased()
    if not lesson.strip():
        raise LessonMissing()
    gold = Gold(case=case, side=side, lesson=lesson.strip(), proposed_by=agent.id, proposed_at=now)
    session.add(gold)
    record(session, "gold_proposed", now, actor(agent), case, side=side)
    session.flush()
    return gold


def _is_kept_from_jurors(case: Case) -> bool:
    """Whether an appeal went straight to staff with evidence that jurors may not see yet."""
    texts = [p for p in case.evidence if p.instance > 1 and not p.released_at]
    return bool(texts) or any(e.shown == "undecided" for e in case.pictures if e.instance > 1)


def second_gold(session: Session, gold: Gold, side: Side, agent: Person, now: datetime) -> None:
    """The second agent's own view: if it is the same, the case is gold; else it is refused.

    Refuses with SecondAgentNeeded for the proposer, AlreadyGold once it is settled.
    """
    lock(session, gold.case)
    session.refresh(gold)
    if gold.state != "proposed":
        raise AlreadyGold(state=gold.state)
    if agent.id == gold.proposed_by:
        raise SecondAgentNeeded()
    gold.second_by, gold.second_at = agent.id, now
    gold.state = "active" if side is gold.side else "refused"
    record(session, f"gold_{gold.state}", now, actor(agent), gold.case, side=side)
    if gold.state == "active":
        golding.open_gold_panel(session, gold.case, now)
    session.flush()


def void_gold(session: Session, gold: Gold, because: str, agent: Person, now: datetime) -> None:
    """Take a gold case out of use, and let the jurors be fitted anew without it.

    Voiding a voided one changes nothing. Refuses with AlreadyGold what was never in use.
    """
    lock(session, gold.case)
    session.refresh(gold)
    if gold.state == "voided":
        return
    if gold.state != "active":
        raise AlreadyGold(state=gold.state)
    gold.state, gold.voided_at = "voided", now
    gold.voided_by, gold.voided_because = agent.id, because.strip()
    record(session, "gold_voided", now, actor(agent), gold.case)
    golding.dismiss_gold(session, gold.case, now)
    session.flush()
    defer(session, "refit")


def dispute_gold(session: Session, summons: Summons, text: str, now: datetime) -> GoldDispute:
    """A juror who voted says that the known answer is wrong or unfair.

    Refuses with NotDisputable, AlreadyDisputed or DisputeTextMissing.
    """
    lock(session, summons.case, summons.panel, summons)
    if not summons.panel.is_gold or summons.answer is not Answer.VOTED:
        raise NotDisputable()
    if session.scalar(select(GoldDispute.id).where(GoldDispute.summons_id == summons.id)):
        raise AlreadyDisputed()
    if not 0 < len(text.strip()) <= LONGEST_TEXT:
        raise DisputeTextMissing(longest=LONGEST_TEXT)
    dispute = GoldDispute(
        summons_id=summons.id, case_id=summons.case.id, text=text.strip(), made_at=now
    )
    session.add(dispute)
    record(session, "gold_disputed", now, actor(summons.juror_id), summons.case, summons=summons.id)
    session.flush()
    return dispute


def answer_dispute(
    session: Session,
    dispute: GoldDispute,
    outcome: str,
    answer: str,
    agent: Person,
    now: datetime,
) -> None:
    """Keep the gold case or void it, and tell the juror why. Refuses AlreadyAnsweredDispute."""
    case = dispute.gold.case
    lock(session, case)
    session.refresh(dispute)
    if dispute.resolved_at:
        raise AlreadyAnsweredDispute()
    dispute.resolved_by, dispute.resolved_at = agent.id, now
    dispute.outcome, dispute.answer = outcome, answer.strip()
    record(session, "gold_dispute_answered", now, actor(agent), case, outcome=outcome)
    if outcome == "voided":
        void_gold(session, dispute.gold, answer, agent, now)
    summons = dispute.summons
    tell(session, summons.juror.person, summons, "gold_dispute_answered", now)
    session.flush()


def is_drawn(session: Session, hearing: Hearing) -> bool:
    """Whether the draw's own seed puts the panel into the audit sample; nobody can choose."""
    draw = session.get(Draw, hearing.id)
    if draw is None or draw.seed is None:
        return False
    lot = law.chance(bytes.fromhex(draw.seed), "audit", hearing.instance)
    return lot < hearing.case.policy.audit_share


def audit(session: Session, case: Case, hearing: Hearing, now: datetime) -> Review:
    """Let staff look blind at a case the court has ruled. The case is locked by the caller.

    One that goes to staff anyhow needs none: their own first view is the audit.
    """
    return reviewing.open_review(session, case, hearing, Task.AUDIT, None, now)
