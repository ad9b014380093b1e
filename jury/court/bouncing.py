"""Letters that come back: which, and what follows from it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from jury.rules.words import Channel
from jury.store.notices import Attempt, Letter

from .posting import LONGEST_SAID, mark_failing, without_addresses
from .record import record

LATELY = timedelta(days=7)


def letter_came_back(
    session: Session, letter_id: UUID, said: str, now: datetime, by: str
) -> Letter | None:
    """Note that this letter came back; None if there is no such letter, or it was known.

    One of a case that was forgotten says no more where it went.
    """
    sent = select(Letter).where(Letter.id == letter_id, Letter.state == "sent", Letter.to != "")
    letter = session.scalar(sent.with_for_update())
    if letter is None or letter.bounced_at:
        return None
    _came_back(session, letter, said, now, by)
    return letter


def address_came_back(
    session: Session, address: str, said: str, now: datetime, by: str
) -> Sequence[Letter]:
    """Note that an address takes no mail: whatever was sent to it lately counts as come back.

    An address that we never wrote to is not remembered.
    """
    ours = select(Letter).where(Letter.channel == Channel.MAIL, Letter.to == address)
    if session.scalar(ours.limit(1)) is None:
        return []
    mark_failing(session, Channel.MAIL, address, "bounced", now)
    lately = ours.where(
        Letter.state == "sent", Letter.bounced_at.is_(None), Letter.sent_at > now - LATELY
    )
    letters = session.scalars(lately.order_by(Letter.id).with_for_update()).all()
    for letter in letters:
        _came_back(session, letter, said, now, by)
    session.flush()
    return letters


def _came_back(session: Session, letter: Letter, said: str, now: datetime, by: str) -> None:
    letter.bounced_at = now
    words = without_addresses(said, letter.to)[:LONGEST_SAID]
    session.add(Attempt(letter_id=letter.id, at=now, is_ok=False, said=words))
    mark_failing(session, letter.channel, letter.to, "bounced", now)
    record(session, "letter_bounced", now, by, letter=letter.id)
    session.flush()
