"""The letters owed: which are due to be sent, and how sending them went."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from jury.store.notices import Letter

MOST_ATTEMPTS = 8
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=6)
WITH_ONE_TIME_LINK = ("invited", "recover")

Send = Callable[[Letter], None]


@dataclass
class Delivered:
    """What one round of deliveries did."""

    sent: int = 0
    failed: int = 0


def owed_letters(session: Session, now: datetime, most: int) -> list[Letter]:
    """Letters to send now, locked; those another worker holds are left to it."""
    owed = select(Letter).where(Letter.state == "owed", Letter.next_try_at <= now)
    first = owed.order_by(Letter.next_try_at).limit(most)
    return list(session.scalars(first.with_for_update(skip_locked=True)))


def sent(session: Session, letter: Letter, now: datetime) -> None:
    """The letter is on its way; a one-time link in it is forgotten here."""
    letter.state, letter.sent_at, letter.last_error = "sent", now, None
    letter.attempts += 1
    _forget_link(letter)
    session.flush()


def failed(session: Session, letter: Letter, why: str, now: datetime) -> None:
    """Try again later, each time twice as late; after the last attempt give up, saying why."""
    letter.attempts += 1
    letter.last_error = why[:500]
    letter.next_try_at = now + min(FIRST_WAIT * 2 ** (letter.attempts - 1), LONGEST_WAIT)
    if letter.attempts >= MOST_ATTEMPTS:
        letter.state = "failed"
        _forget_link(letter)
    session.flush()


def _forget_link(letter: Letter) -> None:
    if letter.kind in WITH_ONE_TIME_LINK:
        letter.path = ""


def deliver(session: Session, send: Send, now: datetime, most: int = 50) -> Delivered:
    """Hand each owed letter to ``send``, one transaction to a letter.

    A letter that cannot be sent is kept with the reason and holds up no other.
    """
    done = Delivered()
    for _ in range(most):
        letters = owed_letters(session, now, 1)
        if not letters:
            break
        try:
            send(letters[0])
        except Exception as error:
            failed(session, letters[0], f"{type(error).__name__}: {error}", now)
            done.failed += 1
        else:
            sent(session, letters[0], now)
            done.sent += 1
        session.commit()
    session.rollback()
    return done
