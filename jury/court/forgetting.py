"""Forgetting: some time after its end a case loses its texts and pictures, and keeps its result."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, exists, or_, select, update
from sqlalchemy.orm import Session

from jury.rules.words import Due
from jury.store.cases import Case, Exhibit, Passage
from jury.store.outcomes import Gold, GoldDispute, Review
from jury.store.panels import Ballot, BallotText, Hearing, LeakReport, Panel, Summons

from .deadlines import set_deadline
from .locks import lock
from .record import CLOCK, record
from .redacting import redact_words

A_WHILE = timedelta(days=1)


def forget(session: Session, case: Case, subject: UUID | None, now: datetime) -> None:
    """The case's texts are kept no longer (a deadline's act).

    What staff and jurors wrote of it to be read on stays, with identity taken
    out. While somebody still needs the texts it is asked again a day later.
    """
    if case.ended_at is None or case.texts_erased_at:
        return
    if _is_needed(session, case):
        set_deadline(session, case, Due.TEXTS_EXPIRE, now + A_WHILE)
        return
    _redact_reasons(session, case)  # while it is still known what identity there is
    _erase(session, case)
    case.placeholders, case.texts_erased_at = {}, now
    record(session, "texts_erased", now, CLOCK, case)
    session.flush()


def _is_needed(session: Session, case: Case) -> bool:
    """Whether the case is gold, in use or proposed, or lies on the desk."""
    is_gold = exists().where(Gold.case_id == case.id, Gold.state.in_(["proposed", "active"]))
    is_read = exists().where(Review.case_id == case.id, Review.decided_at.is_(None))
    return bool(session.scalar(select(or_(is_gold, is_read))))


def _redact_reasons(session: Session, case: Case) -> None:
    for review in session.scalars(select(Review).where(Review.case_id == case.id)):
        review.text = review.text and redact_words(case, review.text)
        review.view_reason = review.view_reason and redact_words(case, review.view_reason)
    for gold in session.scalars(select(Gold).where(Gold.case_id == case.id)):
        gold.lesson = redact_words(case, gold.lesson)
        gold.voided_because = gold.voided_because and redact_words(case, gold.voided_because)
    for dispute in session.scalars(select(GoldDispute).where(GoldDispute.case_id == case.id)):
        dispute.text = redact_words(case, dispute.text)
        dispute.answer = dispute.answer and redact_words(case, dispute.answer)
    session.flush()


def _erase(session: Session, case: Case) -> None:
    """Texts with their salts, what jurors wrote, and contacts that no other case needs."""
    called = select(Summons.id).join(Panel).join(Hearing).where(Hearing.case_id == case.id)
    cast = select(Ballot.id).where(Ballot.summons_id.in_(called))
    session.execute(delete(BallotText).where(BallotText.ballot_id.in_(cast)))
    session.execute(update(LeakReport).where(LeakReport.summons_id.in_(called)).values(text=""))
    session.execute(delete(Passage).where(Passage.case_id == case.id))
    session.expire(case, ["passages"])
    others = select(Case.id).where(
        Case.order_id == case.order_id, Case.id != case.id, Case.texts_erased_at.is_(None)
    )
    if session.scalar(others.limit(1)) is None:
        case.order.contacts = {}


def with_erased_pictures(session: Session, most: int = 100) -> Sequence[Case]:
    """Cases whose texts are erased and whose pictures still lie in files."""
    left = exists().where(Exhibit.case_id == Case.id, Exhibit.file != "")
    return session.scalars(
        select(Case).where(Case.texts_erased_at.is_not(None), left).limit(most)
    ).all()


def files_of(session: Session, case: Case) -> Sequence[str]:
    """The files of the case's pictures, for the door that removes them."""
    kept = select(Exhibit.file).where(Exhibit.case_id == case.id, Exhibit.file != "")
    return session.scalars(kept).all()


def pictures_removed(session: Session, case: Case, now: datetime) -> None:
    """The files are gone: nothing names them any more. Of a case not erased nothing changes."""
    lock(session, case)
    if case.texts_erased_at is None:
        return
    session.execute(update(Exhibit).where(Exhibit.case_id == case.id).values(file=""))
    record(session, "pictures_removed", now, CLOCK, case)
    session.flush()
