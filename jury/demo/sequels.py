"""What parties and staff do after a ruling, or before there is a case."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from jury.court import answering, appealing, asking, claiming, refunding, telephoning
from jury.court.deadlines import due_of
from jury.court.hearing import ENDS
from jury.rules.appeal import Ground
from jury.rules.asking import Way
from jury.rules.phases import Phase
from jury.rules.words import Remedy, Side
from jury.store.cases import Case
from jury.store.notices import Notice
from jury.store.orders import Order
from jury.store.outcomes import Ruling
from jury.store.people import Person

from . import desk, evidence

APPEAL_WORDS = {
    "zh": "裁定之后我才找到完整的聊天记录，审理时没有提交，请重新审理。",
    "en": "I found our whole conversation only after the ruling; please hear the case again.",
}
APPEAL_EVIDENCE = {
    "zh": "完整的聊天记录里有当时没有截到的几句：对方在下单之前就看过并认可了这一点。",
    "en": "It holds some lines that were not shown: the other side knew of this and agreed to it.",
}
QUESTION = {
    "zh": "请说明您是在哪一天、用什么方式把尺寸发给对方的？",
    "en": "On which day, and how, did you send the measurements to the other side?",
}
ASKED = {
    "zh": "收到时就不是页面上写的样子，请退款。",
    "en": "It is not what the page said. Please pay it back.",
}
REFUSED = {
    "zh": "发货前逐件检查过，没有问题，不同意退款。",
    "en": "Each one is checked before it is sent, so I do not agree.",
}


def appeal(session: Session, case: Case, side: Side, now: datetime) -> None:
    """The side has something new, and asks to be heard again."""
    words, new = APPEAL_WORDS[case.language], APPEAL_EVIDENCE[case.language]
    appealing.save(session, case, side, Ground.NEW_EVIDENCE, words, new, now)
    appealing.appeal(session, case, side, None, now)


def answer(session: Session, case: Case, side: Side, now: datetime) -> None:
    """The other side has nothing to add."""
    answering.answer(session, case, side, None, now)


def ask(session: Session, case: Case, side: Side, agents: Sequence[Person], now: datetime) -> None:
    """Whoever takes the case from the desk asks one side before deciding."""
    review, agent = desk.open_review(session, case), desk.free_agent(case, agents)
    if review:
        claiming.claim(session, review, agent, now)
        asking.ask(session, case, side, QUESTION[case.language], Way.WRITTEN, agent, now)


def telephone(session: Session, case: Case, now: datetime) -> None:
    """No letter reached the respondent, so staff are to call."""
    side, ends = case.claimant.other, due_of(session, case, ENDS[case.phase])
    person = case.person_on(side)
    if person is None or ends is None:
        return
    told = select(Notice).where(Notice.case_id == case.id, Notice.person_id == person.id)
    notice = session.scalars(told.order_by(Notice.owed_at.desc()).limit(1)).one()
    telephoning.ask(session, case, side, notice.kind, notice.facts, ends, now, notice)


def apply_for(session: Session, order: Order, language: str, now: datetime) -> None:
    """The buyer asks for a refund on the order's page."""
    buyer, whole = evidence.party(order, Side.BUYER), order.amount_minor
    asks = Remedy.RETURN_AND_REFUND
    refunding.apply_for(session, order, asks, whole, ASKED[language], buyer, now)


def refuse(session: Session, order: Order, language: str, now: datetime) -> None:
    """The seller refuses it."""
    seller = evidence.party(order, Side.SELLER)
    refunding.refuse(session, order, REFUSED[language], seller, now)


def keep_one_appealed(session: Session, now: datetime) -> None:
    """Where no appeal waits for its answer, whoever lost the newest ruling appeals it."""
    if session.scalar(select(Case.id).where(Case.phase == Phase.APPEALED).limit(1)):
        return
    ruled = select(Ruling).join(Case).where(Case.phase == Phase.RULED, ~Case.is_archived)
    in_force = ruled.where(Ruling.replaced_at.is_(None), Ruling.appeal_ends_at > now)
    for ruling in session.scalars(in_force.order_by(Ruling.made_at.desc(), Ruling.id)):
        case, loser = ruling.case, ruling.side.other
        person = case.person_on(loser)
        if person and not person.password_hash and case.statement_of(loser, 2) is None:
            appeal(session, case, loser, now)
            return
