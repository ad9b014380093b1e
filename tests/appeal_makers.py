"""Makers of appeals: a case that was ruled, and what a side brings against it."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from jury.court import answering, appealing, deciding, exhibits, releasing, reviewing
from jury.rules.appeal import Ground
from jury.rules.phases import Phase
from jury.rules.words import Side, Task
from jury.store.appeals import Appeal
from jury.store.cases import Case, Exhibit, PolicyVersion
from jury.store.outcomes import Review, Ruling
from jury.store.panels import Panel
from jury.store.people import Person
from tests.factories import T0, make_panel, make_policy, make_staff, seated, vote

WORDS = "The courier found the weighing slip only yesterday."
RULED_AT = T0 + timedelta(hours=1)


def make_ruled(
    session: Session,
    winner: Side = Side.BUYER,
    *,
    n_jurors: int = 30,
    policy: PolicyVersion | None = None,
    **named: object,
) -> Case:
    """A case that a panel of five ruled for ``winner``, with jurors enough for a larger one."""
    policy = policy or make_policy(session, seats=5, quorum=3, max_open_summonses=9)
    panel = make_panel(session, policy=policy, n_jurors=n_jurors, **named)
    for summons in seated(session, panel):
        vote(session, summons, winner)
    deciding.close_panel(session, panel.hearing.case, panel, RULED_AT)
    return panel.hearing.case


def draft(
    session: Session,
    case: Case,
    side: Side = Side.SELLER,
    now: datetime = RULED_AT,
    ground: Ground | None = Ground.NEW_EVIDENCE,
    words: str = WORDS,
    evidence: str = "The parcel weighed 2 kg when it was handed over.",
) -> None:
    appealing.save(session, case, side, ground, words, evidence, now)


def appeal(
    session: Session,
    case: Case,
    side: Side = Side.SELLER,
    now: datetime = RULED_AT,
    **drafted: object,
) -> Appeal:
    """The side's appeal, drafted and made."""
    draft(session, case, side, now, **drafted)  # type: ignore[arg-type]
    return appealing.appeal(session, case, side, None, now)


def answer(session: Session, case: Case, side: Side = Side.BUYER, now: datetime = RULED_AT) -> None:
    """The other side has nothing to add."""
    answering.answer(session, case, side, None, now)


def heard_again(session: Session, case: Case, now: datetime = RULED_AT) -> Panel:
    """The panel of the second hearing: answered and, where there is anything new, released."""
    if case.phase is Phase.APPEALED:
        side = next(side for side in Side if case.holds_back(side, case.last_hearing.instance))
        answer(session, case, side, now)
    if case.phase is Phase.REDACTING:
        for exhibit in case.exhibits:
            exhibits.show(session, exhibit, make_staff(session), now)
        releasing.release(session, case, make_staff(session), now)
    newest = select(Panel).where(Panel.hearing_id == case.last_hearing.id)
    return session.scalars(newest).one()


def ruled_again(
    session: Session, case: Case, winner: Side, now: datetime = RULED_AT + timedelta(days=1)
) -> Ruling:
    """The second panel votes as one, and its ruling takes force."""
    panel = heard_again(session, case)
    for summons in seated(session, panel):
        vote(session, summons, winner, RULED_AT)
    deciding.close_panel(session, case, panel, now)
    return in_force(session, case)


def decide_as_staff(
    session: Session, case: Case, agent: Person, winner: Side, now: datetime = RULED_AT
) -> Ruling:
    """A member of staff decides what lies on the desk of the case."""
    open_now = select(Review).where(
        Review.case_id == case.id, Review.decided_at.is_(None), Review.task == Task.ESCALATION
    )
    review = session.scalars(open_now).one()
    reviewing.claim(session, review, agent, now)
    reviewing.record_view(session, review, winner, "The slip.", agent, now)
    lean = reviewing.lean_of(reviewing.outcome_of(session, review))
    decision = reviewing.decision_for(lean, winner)
    text = "The weighing slip shows what was sent."
    reviewing.decide(session, review, decision, winner, "evidence_supports", text, agent, now)
    return in_force(session, case)


def in_force(session: Session, case: Case) -> Ruling:
    ruling = select(Ruling).where(Ruling.case_id == case.id, Ruling.replaced_at.is_(None))
    return session.scalars(ruling).one()


def add_picture(
    session: Session, case: Case, side: Side, now: datetime = RULED_AT, name: str = "a"
) -> Exhibit:
    picture = exhibits.cleaned(name * 32, "image/png", 10, 10, name.encode())
    return exhibits.add_exhibit(session, case, side, picture, "The slip", now)
