"""What people set about how they are reached: addresses, and what they do without."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from jury.rules.errors import N_, Conflict
from jury.rules.words import Channel
from jury.store.notices import FailingAddress, Letter, Notice, SwitchedOff
from jury.store.people import Person
from jury.store.reach import addresses_of, switched_off

from . import passwords
from .links import spend_all
from .notices import write
from .record import actor, record
from .signing import tidy


class AddressTaken(Conflict):
    sentence = N_(
        "Another account here has this e-mail address, so yours was not changed. Please write "
        "another one."
    )


def change_address(
    session: Session, person: Person, address: str, password: str, now: datetime
) -> None:
    """Messages go to, and the person signs in with, another e-mail address from now on.

    What is still owed goes there too; the old address is told, and its links open
    nothing. Refuses with WrongPassword or AddressTaken.
    """
    if not passwords.is_right(person, password):
        raise passwords.WrongPassword()
    old, new = person.email, tidy(address)
    if new == old:
        return
    if session.scalar(select(Person.id).where(Person.email == new)):
        raise AddressTaken()
    person.email = new
    spend_all(session, person, now)
    _redirect(session, person, Channel.MAIL, old, new)
    write(session, old, person.locale, "address_changed", now, {}, "/settings")
    record(session, "address_changed", now, actor(person), channel=Channel.MAIL)
    session.flush()


def set_im(session: Session, person: Person, handle: str, now: datetime) -> None:
    """The handle that instant messages go to; none ends them."""
    old, person.im = person.im, handle.strip()
    if old == person.im:
        return
    if old and person.im:
        _redirect(session, person, Channel.IM, old, person.im)
    record(session, "address_changed", now, actor(person), channel=Channel.IM)
    session.flush()


def _redirect(session: Session, person: Person, channel: Channel, old: str, new: str) -> None:
    theirs = select(Notice.id).where(Notice.person_id == person.id)
    owed = update(Letter).where(
        Letter.state == "owed",
        Letter.channel == channel,
        Letter.to == old,
        Letter.notice_id.in_(theirs),
    )
    session.execute(owed.values(to=new))


def trust(session: Session, person: Person, now: datetime) -> None:
    """The person says that their addresses are right: nothing is held against them."""
    for channel, address in addresses_of(person).items():
        session.execute(
            delete(FailingAddress).where(
                FailingAddress.channel == channel, FailingAddress.address == address
            )
        )
    record(session, "addresses_confirmed", now, actor(person))
    session.flush()


def choose(
    session: Session, person: Person, off: Collection[tuple[str, Channel]], now: datetime
) -> None:
    """The groups of messages, each with a channel, that the person does without."""
    wanted = {(group, channel.value) for group, channel in off}
    if wanted == switched_off(session, person):
        return
    session.execute(delete(SwitchedOff).where(SwitchedOff.person_id == person.id))
    for group, channel in sorted(wanted):
        session.add(SwitchedOff(person_id=person.id, kinds=group, channel=channel))
    said = [f"{group}:{channel}" for group, channel in sorted(wanted)]
    record(session, "messages_chosen", now, actor(person), off=said)
    session.flush()
