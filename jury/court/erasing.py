"""Erasing: what people wrote on a case, where messages about it went, and who its traders are."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import delete, exists, or_, select, update
from sqlalchemy.orm import Session

from jury.rules.words import Channel
from jury.store.calls import Call, CallTry
from jury.store.cases import Case, Passage
from jury.store.desk import Proposal
from jury.store.events import Event
from jury.store.executions import ItemReturn, Payment
from jury.store.notices import Attempt, FailingAddress, Letter, Notice
from jury.store.orders import Order
from jury.store.outcomes import Gold, GoldDispute, Review
from jury.store.panels import Ballot, BallotText, Hearing, LeakReport, Panel, Summons
from jury.store.people import MarketAccount, Person
from jury.store.questions import Question
from jury.store.refunds import RefundEntry, RefundReason

from .redacting import redact_words

# What staff wrote to be read on: it stays, with identity taken out.
STAYS: dict[type[Any], tuple[str, ...]] = {
    Review: ("text", "view_reason", "given_because"),
    Proposal: ("text", "view_reason", "because"),
    Question: ("text",),
    Gold: ("lesson", "voided_because"),
    GoldDispute: ("text", "answer"),
}


def take_identity_out(session: Session, case: Case) -> None:
    """Of what staff wrote on the case, while it is still known what identity there is."""
    reviews = select(Review.id).where(Review.case_id == case.id)
    for kind, columns in STAYS.items():
        mine = Proposal.review_id.in_(reviews) if kind is Proposal else kind.case_id == case.id
        for row in session.scalars(select(kind).where(mine)):
            for column in columns:
                said = getattr(row, column)
                setattr(row, column, said and redact_words(case, said))
    session.flush()


def erase_words(session: Session, case: Case) -> None:
    """Texts with their salts, what jurors and callers wrote, what the marketplace said."""
    called = select(Summons.id).join(Panel).join(Hearing).where(Hearing.case_id == case.id)
    cast = select(Ballot.id).where(Ballot.summons_id.in_(called))
    calls = select(Call.id).where(Call.case_id == case.id)
    session.execute(delete(BallotText).where(BallotText.ballot_id.in_(cast)))
    session.execute(update(LeakReport).where(LeakReport.summons_id.in_(called)).values(text=""))
    session.execute(update(CallTry).where(CallTry.call_id.in_(calls)).values(note=""))
    session.execute(
        update(ItemReturn).where(ItemReturn.case_id == case.id).values(tracking="", salt="")
    )
    session.execute(update(Payment).where(Payment.case_id == case.id).values(reason=None))
    session.execute(update(Event).where(Event.case_id == case.id).values(last_error=None))
    session.execute(delete(Passage).where(Passage.case_id == case.id))
    session.expire(case, ["passages"])


def erase_post(session: Session, case: Case) -> bool:
    """Where letters about the case went and what became of them; whether nothing is left.

    A letter that is still owed keeps its address until it has gone out.
    """
    notices = select(Notice.id).where(Notice.case_id == case.id)
    letters = select(Letter.id).where(Letter.notice_id.in_(notices))
    session.execute(update(Attempt).where(Attempt.letter_id.in_(letters)).values(said=""))
    gone = update(Letter).where(Letter.id.in_(letters), Letter.state != "owed")
    session.execute(gone.values(to="", last_error=None))
    owed = letters.where(Letter.state == "owed")
    return session.scalar(owed.limit(1)) is None


def erase_old_post(session: Session, before: datetime) -> None:
    """Where letters about no case went: those that were sent, or given up, so long ago."""
    about_a_case = exists().where(Notice.id == Letter.notice_id, Notice.case_id.is_not(None))
    old = select(Letter.id).where(
        Letter.state != "owed", Letter.owed_at <= before, Letter.to != "", ~about_a_case
    )
    session.execute(update(Attempt).where(Attempt.letter_id.in_(old)).values(said=""))
    session.execute(update(Letter).where(Letter.id.in_(old)).values(to="", last_error=None))


def erase_order(session: Session, order: Order) -> None:
    """Why a refund was asked for or refused, and who the traders are.

    What the marketplace told of a trader without an account here goes with
    the last of their orders that is kept.
    """
    steps = select(RefundEntry.id).where(RefundEntry.order_id == order.id)
    session.execute(delete(RefundReason).where(RefundReason.step_id.in_(steps)))
    order.contacts = {}
    session.flush()
    for account in (order.buyer, order.seller):
        traded = or_(Order.buyer_id == account.id, Order.seller_id == account.id)
        is_kept = select(Order.id).where(traded, Order.contacts != {}).limit(1)
        if account.person_id is None and session.scalar(is_kept) is None:
            account.name = account.email = account.phone = ""
    session.flush()


def forget_addresses(session: Session) -> None:
    """That messages do not reach an address is forgotten with the address itself."""
    address, channel = FailingAddress.address, FailingAddress.channel
    held: Iterable[Any] = (
        exists().where(channel == Channel.MAIL, Person.email == address),
        exists().where(channel == Channel.IM, Person.im == address),
        exists().where(channel == Channel.MAIL, MarketAccount.email == address),
        exists().where(Letter.channel == channel, Letter.to == address),
    )
    session.execute(delete(FailingAddress).where(~or_(*held)))
