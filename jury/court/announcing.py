"""Events on their way to the marketplace: which is next, and how sending it went."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session, aliased

from jury.rules.errors import N_, Conflict
from jury.store.events import Event
from jury.store.people import Person

from .paying import send_again
from .record import actor, record

MOST_ATTEMPTS = 12  # over more than half a day
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=6)

Send = Callable[[Event, datetime], None]


class NotGivenUp(Conflict):
    sentence = N_(
        "This message is not given up: it was sent, recalled, or is being tried. "
        "Nothing was changed."
    )


@dataclass
class Announced:
    """What one round did."""

    sent: int = 0
    failed: int = 0


def next_event(session: Session, now: datetime) -> Event | None:
    """The event to send now, locked; one that another worker holds is left to it.

    None goes out while an older one of its case, or about the same thing, is owed.
    """
    older = aliased(Event)
    is_after_another = exists().where(
        older.state == "owed",
        older.seq < Event.seq,
        or_(older.case_id == Event.case_id, older.subject == Event.subject),
    )
    owed = select(Event).where(Event.state == "owed", Event.next_try_at <= now, ~is_after_another)
    first = owed.order_by(Event.next_try_at, Event.seq).limit(1)
    return session.scalar(first.with_for_update(skip_locked=True, of=Event))


def deliver(session: Session, send: Send, now: datetime, most: int = 50) -> Announced:
    """Hand each event to ``send``, one transaction to an event.

    One that cannot be sent is kept with the reason, and ends the round: where one
    waits for an answer in vain, the next would too.
    """
    done = Announced()
    while done.sent < most and not done.failed and (event := next_event(session, now)):
        try:
            send(event, now)
        except Exception as error:
            failed(session, event, f"{type(error).__name__}: {error}", now)
            done.failed += 1
        else:
            sent(session, event, now)
            done.sent += 1
        session.commit()
    session.rollback()
    return done


def sent(session: Session, event: Event, now: datetime) -> None:
    """The marketplace has taken it."""
    event.state, event.sent_at, event.last_error = "sent", now, None
    event.attempts += 1
    session.flush()


def failed(session: Session, event: Event, why: str, now: datetime) -> None:
    """Try again later, each time twice as late; after the last attempt give up, saying why."""
    event.attempts += 1
    event.last_error = why[:500]
    event.next_try_at = now + min(FIRST_WAIT * 2 ** (event.attempts - 1), LONGEST_WAIT)
    if event.attempts >= MOST_ATTEMPTS:
        event.state = "failed"
    session.flush()


def try_again(session: Session, event: Event, admin: Person, now: datetime) -> None:
    """An admin has an event sent that was given up. Refuses with NotGivenUp."""
    session.refresh(event, with_for_update=True)
    if event.state != "failed":
        raise NotGivenUp()
    send_again(session, event, now)
    record(session, "event_sent_again", now, actor(admin), event=event.id, kind=event.kind)
