"""Makers of what concerns channels: kinds of messages, parties who are not reached, calls."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from jury.court import notices, posting, telephoning
from jury.rules.words import Side
from jury.store.calls import Call
from jury.store.cases import Case
from jury.store.notices import Letter, Notice
from tests.factories import T0, make_account, make_case, make_order, make_person, make_policy


@dataclass(frozen=True)
class Kind:
    """What the post knows of a kind."""

    act_by: str = ""
    group: str = "cases"


KINDS = {
    "answer_wanted": Kind("ends"),
    "filed": Kind("ends"),
    "filing_kept": Kind("ends"),
    "handed_in": Kind(),
    "recover": Kind(group="accounts"),
}
NUMBER = "+86 138 0013 8000"


def make_phoned_case(session: Session, phone: str = NUMBER, **person: Any) -> Case:
    """A case whose seller has this number; nothing is owed to anybody yet."""
    make_policy(session)
    seller = make_account(session, make_person(session, **person), phone=phone)
    case = make_case(session, order=make_order(session, seller=seller))
    for letter in session.scalars(select(Letter)):
        letter.state, letter.sent_at = "sent", T0
    session.flush()
    return case


def owe_seller(
    session: Session, case: Case, kind: str = "answer_wanted", now: datetime = T0
) -> Notice:
    """A message to the seller, to be acted on within a day."""
    person, ends = case.person_on(Side.SELLER), now + timedelta(hours=24)
    notice = notices.owe(session, person, kind, now, case=case, path="/cases/1", ends=ends)
    session.flush()
    assert notice
    return notice


def refuse(letter: Letter) -> None:
    raise OSError(f"550 <{letter.to}>: no such mailbox")


def give_up(session: Session, now: datetime = T0, **senders: Any) -> datetime:
    """Every letter owed is tried until it is given up; when that was."""
    for attempt in range(posting.MOST_ATTEMPTS):
        at = now + attempt * timedelta(minutes=128)
        posting.deliver(session, {"mail": refuse, **senders}, KINDS, at)
    return at


def make_call(session: Session, **named: Any) -> Call:
    """A call that the seller of a case is to get."""
    case = named.pop("case", None) or make_phoned_case(session, **named)
    notice = owe_seller(session, case)
    ends = T0 + timedelta(hours=24)
    return telephoning.ask(session, case, Side.SELLER, notice.kind, notice.facts, ends, T0, notice)
