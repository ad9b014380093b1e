"""Owe a message, in the same transaction as its cause."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import update
from sqlalchemy.orm import Session

from jury.rules.words import Channel
from jury.store.cases import Case
from jury.store.notices import Letter, Notice
from jury.store.people import Person
from jury.store.reach import addresses_of

from .batches import add_many

Fact = str | int | datetime


def owe(
    session: Session,
    person: Person | None,
    kind: str,
    now: datetime,
    *,
    case: Case | None = None,
    path: str = "",
    **facts: Fact,
) -> Notice | None:
    """Owe a person a message of a kind: one in the inbox and a letter by each of their channels.

    Nothing is owed to nobody (a party who never took up the invitation).
    Moments are kept as ISO text; the words are made in the reader's language.
    """
    if person is None or person.left_at:
        return None
    plain = _plain(facts)
    if case:
        plain.setdefault("code", case.code)
    notice = Notice(
        id=uuid4(),
        person_id=person.id,
        kind=kind,
        facts=plain,
        case_id=case and case.id,
        path=path,
        owed_at=now,
    )
    session.add(notice)
    for channel, address in addresses_of(person).items():
        write(session, address, person.locale, kind, now, plain, path, notice.id, channel)
    return notice


def owe_each(
    session: Session,
    kind: str,
    now: datetime,
    owed: Sequence[tuple[Person, str, Mapping[str, Fact]]],
) -> None:
    """Owe many people a message of one kind at once, each with a path and facts of their own."""
    notices: list[dict[str, Any]] = []
    letters: list[dict[str, Any]] = []
    for person, path, facts in owed:
        if person.left_at is None:
            said = {"facts": _plain(facts), "path": path}
            notices.append(said | {"id": uuid4(), "person_id": person.id})
            of_notice = {"locale": person.locale, "notice_id": notices[-1]["id"]}
            for channel, address in addresses_of(person).items():
                letters.append(
                    said | of_notice | {"id": uuid4(), "to": address, "channel": channel}
                )
    add_many(session, Notice, notices, kind=kind, owed_at=now)
    add_many(session, Letter, letters, kind=kind, owed_at=now, next_try_at=now)


def _plain(facts: Mapping[str, Fact]) -> dict[str, str | int]:
    return {name: f.isoformat() if isinstance(f, datetime) else f for name, f in facts.items()}


def write(
    session: Session,
    to: str,
    locale: str,
    kind: str,
    now: datetime,
    facts: dict[str, str | int],
    path: str,
    notice_id: UUID | None = None,
    channel: Channel = Channel.MAIL,
) -> Letter:
    """Owe a letter alone, to somebody who may have no inbox here."""
    letter = Letter(
        notice_id=notice_id,
        channel=channel,
        to=to,
        kind=kind,
        facts=facts,
        locale=locale,
        path=path,
        owed_at=now,
        next_try_at=now,
    )
    session.add(letter)
    return letter


def mark_read(session: Session, notice: Notice, now: datetime) -> None:
    notice.read_at = notice.read_at or now


def mark_all_read(session: Session, person: Person, now: datetime) -> None:
    waiting = update(Notice).where(Notice.person_id == person.id, Notice.read_at.is_(None))
    session.execute(waiting.values(read_at=now))
