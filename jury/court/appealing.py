"""Appeals: drafted, and made, once a side: the case is to be heard again."""

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from jury.rules import appeal as law
from jury.rules.appeal import Ground
from jury.rules.errors import N_, Conflict, Invalid
from jury.rules.phases import WITH_PARTIES, Phase, move
from jury.rules.words import Body, Due, Side
from jury.store.appeals import Appeal, appeal_of, made
from jury.store.cases import Case, Passage, Statement
from jury.store.outcomes import Ruling
from jury.store.panels import Hearing, Panel, Summons

from . import answering, empanelling, executing, golding, hearing, notices, redacting
from .bringing import close_statement, has_brought
from .deadlines import lift, set_deadline
from .locks import lock
from .publishing import publish
from .record import CLOCK, actor, record

SHORTEST_TEXT = 20
MAY_APPEAL = {Phase.RULED, Phase.EXECUTING, Phase.APPEALED}


class AppealClosed(Conflict):
    sentence = N_(
        "The time in which this ruling can be appealed is over, so nothing was sent. "
        "The ruling stands; what you had saved is kept, but has no effect."
    )


class NothingToAppeal(Conflict):
    sentence = N_(
        "There is no ruling that could be appealed now, so nothing was sent. What you had saved "
        "is kept; if a new ruling is made and you have not appealed before, you can appeal that."
    )


class AlreadyAppealed(Conflict):
    sentence = N_(
        "You have appealed once, and each side can do so only once in a case, so nothing was sent. "
        "What you brought then is kept and counts."
    )


class GroundMissing(Invalid):
    sentence = N_(
        "Please choose why the case should be heard again. Your draft is saved; nothing was sent."
    )


class WordsMissing(Invalid):
    sentence = N_(
        "Please say it in your own words, with at least %(shortest)d characters: what is new and "
        "why you could not bring it before, or what went wrong and when. Your draft is saved; "
        "nothing was sent."
    )


class EvidenceMissing(Invalid):
    sentence = N_(
        "New evidence is a text or a picture that the court has not seen, and there is none in "
        "your draft yet. Please add it. Your draft is saved; nothing was sent."
    )


def save(
    session: Session,
    case: Case,
    side: Side,
    ground: Ground | None,
    words: str,
    evidence: str,
    now: datetime,
    seen: str | None = None,
) -> Statement:
    """Keep a draft of the appeal, or of the answer to one: ``words`` say why, and are no evidence.

    Refuses as ``open_instance`` does, or with ChangedElsewhere or TextTooLong.
    """
    instance = open_instance(session, case, side, now)
    statement = case.statement_of(side, instance)
    if seen is not None and seen != hearing.version_of(statement):
        raise hearing.ChangedElsewhere()
    if statement is None:
        statement = Statement(case=case, side=side, instance=instance)
        session.add(statement)
    statement.saved_at = now
    redacting.write_passage(session, case, side, "later", evidence, now, instance=instance)
    draft = _draft(session, case, side)
    if not draft.made_at:
        draft.ground = ground
        redacting.write_passage(session, case, side, "appeal", words, now)
    session.flush()
    return statement


def _draft(session: Session, case: Case, side: Side) -> Appeal:
    draft = appeal_of(session, case, side)
    if draft is None:
        draft = Appeal(case_id=case.id, side=side)
        session.add(draft)
        session.flush()
    return draft


def open_instance(session: Session, case: Case, side: Side, now: datetime) -> int:
    """The hearing to which the side may bring evidence now. The case is locked.

    Refuses, once the first evidence is closed, whoever may neither appeal nor answer an appeal.
    """
    hearing.lock_evidence(session, case)
    if case.phase in WITH_PARTIES:
        hearing.refuse_closed(session, case, side, now)
        return 1
    last = answering.latest_hearing(session, case).instance
    if case.phase is Phase.APPEALED:
        answering.refuse_answer(session, case, side, last, now)
        return last
    refuse_appeal(session, case, side, now)
    return last + 1


def refuse_appeal(session: Session, case: Case, side: Side, now: datetime) -> Ruling:
    """The ruling that the side may appeal now.

    Refuses with AlreadyAppealed, NothingToAppeal or AppealClosed.
    """
    appeal = appeal_of(session, case, side)
    if appeal and appeal.made_at:
        raise AlreadyAppealed()
    ruling = _in_force(session, case)
    if ruling is None or case.phase not in MAY_APPEAL or case.is_archived:
        raise NothingToAppeal() if case.phase is not Phase.CLOSED else AppealClosed()
    if now >= ruling.appeal_ends_at:
        raise AppealClosed()
    return ruling


def _in_force(session: Session, case: Case) -> Ruling | None:
    ruling = select(Ruling).where(Ruling.case_id == case.id, Ruling.replaced_at.is_(None))
    return session.scalar(ruling)


def appeal(session: Session, case: Case, side: Side, nonce: str | None, now: datetime) -> Appeal:
    """Make the appeal that the side has drafted: the case is to be heard again.

    Nothing more is carried out. If the other side has appealed, this one joins
    the same hearing. Refuses with AlreadyAppealed, AppealClosed,
    NothingToAppeal, AlreadyAnswered, GroundMissing, WordsMissing or EvidenceMissing.
    """
    lock(session, case)
    ruling = refuse_appeal(session, case, side, now)
    instance = open_instance(session, case, side, now)
    draft = _draft(session, case, side)
    _refuse_unfounded(session, case, draft, instance)
    is_first = case.phase is not Phase.APPEALED
    again = _open_again(session, case, now) if is_first else answering.latest_hearing(session, case)
    draft.ruling_id, draft.hearing_id, draft.made_at = ruling.id, again.id, now
    person = case.person_on(side)
    by = actor(person) if person else CLOCK
    record(
        session, "appealed", now, by, case,
        side=side, ground=draft.ground, ruling=ruling.id, hearing=again.id,
    )  # fmt: skip
    close_statement(session, case, side, None if is_first else nonce, now, by, instance)
    publish(session, "case.appealed", case.order.ref, now, case=case, side=side)
    if is_first:
        _suspend(session, case, side, now)
    else:
        _tell(session, case, side.other, "appealed_too", now)
        answering.go_on(session, case, now)
    session.flush()
    return draft


def _refuse_unfounded(session: Session, case: Case, draft: Appeal, instance: int) -> None:
    if draft.ground is None:
        raise GroundMissing()
    words = select(Passage.raw).where(
        Passage.case_id == case.id, Passage.side == draft.side, Passage.kind == "appeal"
    )
    if len(session.scalar(words) or "") < SHORTEST_TEXT:
        raise WordsMissing(shortest=SHORTEST_TEXT)
    has_evidence = has_brought(session, case, draft.side, instance)
    if draft.ground.needs_evidence and not has_evidence:
        raise EvidenceMissing()


def _open_again(session: Session, case: Case, now: datetime) -> Hearing:
    """The next hearing: its draw is committed to now, before anybody adds a share to it."""
    last = answering.latest_hearing(session, case)
    again = Hearing(
        case=case,
        instance=last.instance + 1,
        evidence=last.evidence,
        body=_body_of(session, case),
        opened_at=now,
    )
    session.add(again)
    session.flush()
    if again.body is Body.CROWD:
        empanelling.commit_draw(session, again, now)
    return again


def _body_of(session: Session, case: Case) -> Body:
    epoch = empanelling.newest_epoch(session)
    called = select(func.count(Summons.juror_id.distinct())).join(Panel).join(Hearing)
    n_called = session.scalar(called.where(Hearing.case_id == case.id)) or 0
    seats = law.panel_terms(case.policy, empanelling.n_panels(session, case)).seats
    free = epoch.n - n_called if epoch else 0
    return law.body_of(case.body, case.order.amount_minor, free, seats, case.policy)


def _suspend(session: Session, case: Case, side: Side, now: datetime) -> None:
    """The first appeal against a ruling: it is carried out no further, and the other may answer."""
    case.phase = move(case.phase, Phase.APPEALED)
    ends = now + timedelta(hours=case.policy.appeal_answer_hours)
    lift(session, case, Due.APPEAL_WINDOW_ENDS, now)
    set_deadline(session, case, Due.APPEAL_ANSWER_ENDS, ends)
    executing.suspend(session, case, now)
    golding.void_for_appeal(session, case, now)
    _tell(session, case, side, "appeal_kept", now, ends=ends)
    _tell(session, case, side.other, "appealed", now, ends=ends)


def _tell(
    session: Session, case: Case, side: Side, kind: str, now: datetime, **facts: datetime
) -> None:
    person, path = case.person_on(side), f"/cases/{case.id}"
    notices.owe(session, person, kind, now, case=case, path=path, **facts)


def grounds_of(session: Session, case: Case) -> list[tuple[Appeal, Passage | None]]:
    """The appeals made on the case, each with the words it was made in."""
    words = {p.side: p for p in case.passages if p.kind == "appeal"}
    return [(appeal, words.get(appeal.side)) for appeal in made(session, case)]
