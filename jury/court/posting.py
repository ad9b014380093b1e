"""The letters owed: which are due to be sent, how sending them went, and who heard nothing."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from sqlalchemy import delete, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from jury.store.notices import Attempt, FailingAddress, Letter, Notice, SwitchedOff

from . import telephoning
from .locks import try_lock_case

MOST_ATTEMPTS = 8
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=6)
WITH_ONE_TIME_LINK = ("invited", "recover")
ADDRESS = re.compile(r"[^\s<>\"'(]+@[^\s<>\"'),;]+")
LONGEST_SAID = 500

Send = Callable[[Letter], None]


class Kind(Protocol):
    """What the post must know of a kind of message; its words are none of the court's business."""

    @property
    def act_by(self) -> str: ...
    @property
    def group(self) -> str: ...


@dataclass
class Delivered:
    """What one round of deliveries did."""

    sent: int = 0
    failed: int = 0
    declined: int = 0


def owed_letters(session: Session, now: datetime, most: int) -> list[Letter]:
    """Letters to send now, locked; those another worker holds are left to it."""
    owed = select(Letter).where(Letter.state == "owed", Letter.next_try_at <= now)
    first = owed.order_by(Letter.next_try_at).limit(most)
    return list(session.scalars(first.with_for_update(skip_locked=True)))


def sent(session: Session, letter: Letter, now: datetime) -> None:
    """The letter is on its way; a one-time link in it is forgotten here.

    An address given up for want of an answer is trusted again; one that bounced is not.
    """
    letter.state, letter.sent_at, letter.last_error = "sent", now, None
    _note(session, letter, True, "", now)
    _forget_link(letter)
    reached = delete(FailingAddress).where(
        FailingAddress.channel == letter.channel,
        FailingAddress.address == letter.to,
        FailingAddress.because == "failed",
    )
    session.execute(reached)
    session.flush()


def failed(session: Session, letter: Letter, why: str, now: datetime) -> None:
    """Try again later, each time twice as late; after the last attempt give up, saying why."""
    said = without_addresses(why, letter.to)[:LONGEST_SAID]
    _note(session, letter, False, said, now)
    letter.last_error = said
    letter.next_try_at = now + min(FIRST_WAIT * 2 ** (letter.attempts - 1), LONGEST_WAIT)
    if letter.attempts >= MOST_ATTEMPTS:
        letter.state = "failed"
        _forget_link(letter)
        mark_failing(session, letter.channel, letter.to, "failed", now)
    session.flush()


def declined(session: Session, letter: Letter) -> None:
    """The letter is not sent: its reader, or the house, does without this channel."""
    letter.state = "declined"
    session.flush()


def mark_failing(session: Session, channel: str, address: str, because: str, now: datetime) -> None:
    """Messages do not reach the address; that a bounce told so outlives a later yes."""
    row = insert(FailingAddress).values(
        channel=channel, address=address, because=because, since=now
    )
    known = row.on_conflict_do_update(
        index_elements=["channel", "address"],
        set_={"because": because},
        where=FailingAddress.because == "failed",
    )
    session.execute(known)


def without_addresses(said: str, to: str = "") -> str:
    """What another machine said, without the addresses it named."""
    return ADDRESS.sub("…@…", said.replace(to, "…") if to else said)


def _note(session: Session, letter: Letter, is_ok: bool, said: str, now: datetime) -> None:
    letter.attempts += 1
    session.add(Attempt(letter_id=letter.id, at=now, is_ok=is_ok, said=said))


def _forget_link(letter: Letter) -> None:
    if letter.kind in WITH_ONE_TIME_LINK:
        letter.path = ""


def deliver(
    session: Session,
    senders: Mapping[str, Send],
    kinds: Mapping[str, Kind],
    now: datetime,
    most: int = 50,
) -> Delivered:
    """Hand each owed letter to the sender of its channel, one transaction to a letter.

    A letter that cannot be sent is kept with the reason and holds up no other. One
    without a sender, or that its reader switched off, is declined; what has a
    deadline cannot be switched off.
    """
    done = Delivered()
    for _ in range(most):
        letters = owed_letters(session, now, 1)
        if not letters:
            break
        _deliver(session, letters[0], senders, kinds, now, done)
        session.commit()
    session.rollback()
    return done


def _deliver(
    session: Session,
    letter: Letter,
    senders: Mapping[str, Send],
    kinds: Mapping[str, Kind],
    now: datetime,
    done: Delivered,
) -> None:
    send = senders.get(letter.channel)
    if send is None or _is_switched_off(session, letter, kinds):
        declined(session, letter)
        done.declined += 1
        return
    try:
        send(letter)
    except Exception as error:
        failed(session, letter, f"{type(error).__name__}: {error}", now)
        done.failed += 1
    else:
        sent(session, letter, now)
        done.sent += 1


def _is_switched_off(session: Session, letter: Letter, kinds: Mapping[str, Kind]) -> bool:
    kind = kinds.get(letter.kind)
    if letter.notice_id is None or kind is None or kind.act_by:
        return False
    off = select(SwitchedOff.person_id).where(
        SwitchedOff.person_id == Notice.person_id,
        Notice.id == letter.notice_id,
        SwitchedOff.kinds == kind.group,
        SwitchedOff.channel == letter.channel,
    )
    return session.scalar(off.limit(1)) is not None


def follow_up(session: Session, kinds: Mapping[str, Kind], now: datetime, most: int = 50) -> int:
    """See to the letters that did not reach their readers; how many telephone calls that asks for.

    One transaction to a letter. A case that somebody holds is left for the next round.
    """
    n_calls = 0
    for letter_id, case_id in _unheard(session, most):
        case = try_lock_case(session, case_id) if case_id else None
        if case or case_id is None:
            letter = session.get_one(Letter, letter_id, with_for_update=True)
            if letter.followed_up_at is None:
                letter.followed_up_at = now
                act_by = moment_of(kinds, letter)
                n_calls += telephoning.ask_if_unheard(session, letter, case, act_by, now)
        session.commit()
    session.rollback()
    return n_calls


def _unheard(session: Session, most: int) -> list[tuple[UUID, UUID | None]]:
    lost = or_(Letter.state == "failed", Letter.bounced_at.is_not(None))
    unseen = select(Letter.id, Notice.case_id).outerjoin(Letter.notice)
    unseen = unseen.where(lost, Letter.followed_up_at.is_(None))
    rows = session.execute(unseen.order_by(Letter.next_try_at).limit(most))
    found = [(letter_id, case_id) for letter_id, case_id in rows]
    session.rollback()  # hold no snapshot while they are seen to
    return found


def moment_of(kinds: Mapping[str, Kind], letter: Letter) -> datetime | None:
    """By when the reader of the letter must act, if by any moment."""
    kind = kinds.get(letter.kind)
    told = letter.facts.get(kind.act_by) if kind and kind.act_by else None
    return datetime.fromisoformat(told) if isinstance(told, str) else None
