"""One-time links: only their hash is kept, and each opens one door once."""

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from jury.rules.errors import N_, Missing
from jury.store.people import MarketAccount, OneTimeLink, Person


class LinkSpent(Missing):
    sentence = N_(
        "This link has been used or has expired, so nothing was changed. "
        "Ask for a new one, and use it soon."
    )


def digest(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def make_link(
    session: Session,
    purpose: str,
    now: datetime,
    lasts: timedelta,
    *,
    person: Person | None = None,
    account: MarketAccount | None = None,
) -> str:
    """The token of a link: to "invite" the owner of ``account``, or to let ``person`` "recover"."""
    token = secrets.token_urlsafe(32)
    link = OneTimeLink(
        token_hash=digest(token),
        purpose=purpose,
        person_id=person and person.id,
        account_id=account and account.id,
        made_at=now,
        expires_at=now + lasts,
    )
    session.add(link)
    session.flush()
    return token


def find_link(session: Session, token: str, purpose: str, now: datetime) -> OneTimeLink:
    """The link of a token, still unused; refuses with LinkSpent."""
    link = session.get(OneTimeLink, digest(token))
    if link is None or link.purpose != purpose or link.used_at or now >= link.expires_at:
        raise LinkSpent()
    return link


def spend_all(session: Session, person: Person, now: datetime) -> None:
    """Nobody who finds an older letter of the person's opens anything by it."""
    unused = update(OneTimeLink).where(
        OneTimeLink.person_id == person.id, OneTimeLink.used_at.is_(None)
    )
    session.execute(unused.values(used_at=now))


def use_link(session: Session, token: str, purpose: str, now: datetime) -> OneTimeLink:
    """The same, locked and used up: of two that come at once, one is refused."""
    locked = select(OneTimeLink).where(OneTimeLink.token_hash == digest(token)).with_for_update()
    session.scalar(locked.execution_options(populate_existing=True))
    link = find_link(session, token, purpose, now)
    link.used_at = now
    return link
