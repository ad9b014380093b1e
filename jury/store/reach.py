"""How people were reached, and what does not reach them."""

from collections.abc import Sequence

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, selectinload

from jury.rules.words import Channel, Side

from .cases import Case
from .notices import FailingAddress, Letter, Notice, SwitchedOff
from .people import Person


def told(session: Session, case: Case, side: Side) -> Sequence[Notice]:
    """What this party of the case was told, the latest first, with every try of every letter."""
    person = case.person_on(side)
    if person is None:
        return []
    found = select(Notice).where(Notice.case_id == case.id, Notice.person_id == person.id)
    with_tries = selectinload(Notice.letters).selectinload(Letter.tries)
    return session.scalars(found.order_by(Notice.owed_at.desc()).options(with_tries)).all()


def addresses_of(person: Person) -> dict[Channel, str]:
    """Where messages to the person go, by channel."""
    known = {Channel.MAIL: person.email, Channel.IM: person.im}
    return {channel: address for channel, address in known.items() if address}


def failing_of(session: Session, person: Person) -> Sequence[FailingAddress]:
    """Which of the person's addresses messages do not reach."""
    theirs = [
        and_(FailingAddress.channel == channel, FailingAddress.address == address)
        for channel, address in addresses_of(person).items()
    ]
    return session.scalars(select(FailingAddress).where(or_(*theirs))).all()


def switched_off(session: Session, person: Person) -> set[tuple[str, str]]:
    """Which groups of messages the person does not want, each with the channel."""
    rows = select(SwitchedOff.kinds, SwitchedOff.channel).where(SwitchedOff.person_id == person.id)
    return {(kinds, channel) for kinds, channel in session.execute(rows)}
