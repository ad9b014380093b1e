"""Signing in and out, recovering, invitations, and who is staff. Sessions are rows, revocable."""

import re
import secrets
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import Select, bindparam, select, update
from sqlalchemy.orm import Session, joinedload

from jury.rules.errors import N_, Conflict, Invalid
from jury.store.people import MarketAccount, OneTimeLink, Person, SignIn

from . import passwords
from .links import LinkSpent, digest, find_link, make_link, spend_all, use_link
from .notices import write
from .record import OPERATOR, actor, record

MOST_FAILURES = 8
LOCKED_FOR = timedelta(minutes=15)
SEEN_EVERY = timedelta(minutes=10)
RECOVERY_LASTS = timedelta(hours=2)
RECOVERY_EVERY = timedelta(minutes=10)
APPOINTMENT_LASTS = timedelta(days=7)
ADDRESS = re.compile(r"[^@\s]+@[^@\s]+")


class EmailTaken(Conflict):
    sentence = N_(
        "There is already an account with this e-mail address, so none was made. "
        "Sign in to it and open the link of your invitation again."
    )


class NoAddress(Invalid):
    sentence = N_(
        "This is no e-mail address, so no account was made. "
        "Please write one such as name@example.org."
    )


def tidy(email: str) -> str:
    """An e-mail address as it is kept."""
    return email.strip().lower()


def find_person(session: Session, email: str) -> Person | None:
    """Whoever signs in with the address and has not left."""
    whose = select(Person).where(Person.email == tidy(email), Person.left_at.is_(None))
    return session.scalar(whose)


def sign_in(
    session: Session,
    email: str,
    password: str,
    device: str,
    now: datetime,
    lasts: timedelta,
    known: str | None = None,
) -> str | None:
    """The token of a new session; None if e-mail and password do not open one.

    Not a refusal, because the failure is counted and must be committed. The
    answer is the same for no such person, a wrong password and a locked account.
    A browser ``known`` by the mark of this person goes past the lock, or any
    stranger could keep them out.
    """
    person = find_person(session, email)
    if person:
        session.refresh(person, with_for_update={"key_share": True, "of": Person})
    is_right = passwords.is_right(person, password)
    if person is None:
        return None
    if person.locked_until and now < person.locked_until and known != mark_of(person):
        return None
    if not is_right:
        _count_failure(session, person, now)
        return None
    person.failed_sign_ins, person.locked_until = 0, None
    passwords.refresh_hash(person, password)
    return open_session(session, person, device, now, lasts)


def mark_of(person: Person) -> str:
    """What a browser that the person has signed in from keeps, sealed; not who they are."""
    return digest(f"known {person.id}")


def _count_failure(session: Session, person: Person, now: datetime) -> None:
    person.failed_sign_ins += 1
    if person.failed_sign_ins >= MOST_FAILURES:
        person.failed_sign_ins, person.locked_until = 0, now + LOCKED_FOR
        record(session, "sign_in_locked", now, actor(person))
    session.flush()


def open_session(
    session: Session, person: Person, device: str, now: datetime, lasts: timedelta
) -> str:
    """The token of a new session for somebody who has proved who they are."""
    token = secrets.token_urlsafe(32)
    opened = SignIn(
        token_hash=digest(token),
        person_id=person.id,
        at=now,
        seen_at=now,
        expires_at=now + lasts,
        device=device[:200],
    )
    session.add(opened)
    record(session, "signed_in", now, actor(person))
    session.flush()
    return token


def visit_of(session: Session, token: str, now: datetime) -> SignIn | None:
    """The session a token opens, while it lasts."""
    visit = session.scalar(_live_visit(), {"token_hash": digest(token), "now": now})
    return visit if visit and visit.person.left_at is None else None


@cache
def _live_visit() -> Select[SignIn]:
    """Asked at each request, so it is built once."""
    live = select(SignIn).where(
        SignIn.token_hash == bindparam("token_hash"),
        SignIn.revoked_at.is_(None),
        SignIn.expires_at > bindparam("now"),
    )
    return live.options(joinedload(SignIn.person).joinedload(Person.juror))


def saw(session: Session, visit: SignIn, now: datetime) -> bool:
    """Note that the session was used, at most every few minutes; whether it was noted."""
    if now - visit.seen_at < SEEN_EVERY:
        return False
    visit.seen_at = now
    session.flush()
    return True


def sign_out(session: Session, visit: SignIn, now: datetime) -> None:
    """End one session; ending it again changes nothing."""
    if visit.revoked_at is None:
        visit.revoked_at = now
        record(session, "signed_out", now, actor(visit.person_id))
        session.flush()


def revoke_all(session: Session, person: Person, now: datetime, but: SignIn | None = None) -> None:
    """End the person's sessions on every device, ``but`` for one."""
    ended = update(SignIn).where(SignIn.person_id == person.id, SignIn.revoked_at.is_(None))
    if but is not None:
        ended = ended.where(SignIn.token_hash != but.token_hash)
    session.execute(ended.values(revoked_at=now))
    record(session, "sessions_ended", now, actor(person))
    session.flush()


def sessions_of(session: Session, person: Person, now: datetime) -> list[SignIn]:
    """The person's live sessions, the latest used first."""
    live = select(SignIn).where(
        SignIn.person_id == person.id, SignIn.revoked_at.is_(None), SignIn.expires_at > now
    )
    return list(session.scalars(live.order_by(SignIn.seen_at.desc())))


def ask_recovery(session: Session, email: str, now: datetime) -> None:
    """Owe the person a link to a new password, unless one was only just sent.

    Nothing happens if there is no such person.
    """
    person = find_person(session, email)
    if person is None:
        return
    session.refresh(person, with_for_update={"key_share": True, "of": Person})
    if _was_just_sent(session, person, now):
        return
    token = make_link(session, "recover", now, RECOVERY_LASTS, person=person)
    write(session, person.email, person.locale, "recover", now, {}, f"/recover/{token}")
    record(session, "recovery_asked", now, actor(person))
    session.flush()


def _was_just_sent(session: Session, person: Person, now: datetime) -> bool:
    """Whether a letter not ten minutes old holds an unused link; an appointment's is none."""
    unused = select(OneTimeLink.token_hash).where(
        OneTimeLink.person_id == person.id,
        OneTimeLink.used_at.is_(None),
        OneTimeLink.made_at > now - RECOVERY_EVERY,
        OneTimeLink.expires_at <= now + RECOVERY_LASTS,
    )
    return session.scalar(unused.limit(1)) is not None


def reset_password(session: Session, token: str, password: str, now: datetime) -> Person:
    """Set a new password by a one-time link; every session of the person ends."""
    link = use_link(session, token, "recover", now)
    person = session.get_one(Person, link.person_id)
    if person.left_at:
        raise LinkSpent()
    passwords.set_password(person, password)
    spend_all(session, person, now)
    record(session, "password_set", now, actor(person))
    revoke_all(session, person, now)
    return person


def change_password(
    session: Session, visit: SignIn, current: str, password: str, now: datetime
) -> None:
    """Replace a known password; the other sessions of the person end."""
    if not passwords.is_right(visit.person, current):
        raise passwords.WrongPassword()
    passwords.set_password(visit.person, password)
    spend_all(session, visit.person, now)
    record(session, "password_set", now, actor(visit.person))
    revoke_all(session, visit.person, now, but=visit)


def invited_account(session: Session, token: str, now: datetime) -> MarketAccount:
    """The marketplace account an invitation is for; refuses with LinkSpent."""
    link = find_link(session, token, "invite", now)
    account = session.get_one(MarketAccount, link.account_id)
    if account.person_id:
        raise LinkSpent()
    return account


def accept_invite(
    session: Session, token: str, name: str, password: str, locale: str, now: datetime
) -> Person:
    """Make the account owner's own account here, under the address the invitation went to.

    Refuses with LinkSpent, EmailTaken (they have one: sign in and link it) or WeakPassword.
    """
    account = _claim(session, token, now)
    if session.scalar(select(Person.id).where(Person.email == tidy(account.email))):
        raise EmailTaken()
    person = add_person(session, account.email, name, now, locale, password)
    return _link(session, account, person, now)


def link_account(session: Session, token: str, person: Person, now: datetime) -> Person:
    """Link the invited marketplace account to somebody who signed in; refuses with LinkSpent."""
    return _link(session, _claim(session, token, now), person, now)


def _claim(session: Session, token: str, now: datetime) -> MarketAccount:
    link = use_link(session, token, "invite", now)
    account = session.get_one(
        MarketAccount, link.account_id, with_for_update=True, populate_existing=True
    )
    if account.person_id:
        raise LinkSpent()
    return account


def _link(session: Session, account: MarketAccount, person: Person, now: datetime) -> Person:
    account.person_id = person.id
    record(session, "account_linked", now, actor(person), account=account.id)
    session.flush()
    return person


def add_person(
    session: Session, email: str, name: str, now: datetime, locale: str, password: str | None
) -> Person:
    """A new person, who without a password must set one by a link; refuses with NoAddress."""
    if not ADDRESS.fullmatch(tidy(email)):
        raise NoAddress()
    person = Person(email=tidy(email), name=name.strip(), locale=locale, joined_at=now)
    if password is not None:
        passwords.set_password(person, password)
    session.add(person)
    session.flush()
    record(session, "person_joined", now, actor(person))
    return person


def make_staff(session: Session, email: str, name: str, is_senior: bool, now: datetime) -> str:
    """Make somebody staff, new here or not; the token of a link to choose a password by."""
    person = _appointee(session, email, name, now)
    person.is_staff, person.is_senior = True, is_senior
    record(session, "made_staff", now, OPERATOR, person=person.id, senior=is_senior)
    return make_link(session, "recover", now, APPOINTMENT_LASTS, person=person)


def make_admin(session: Session, email: str, name: str, now: datetime) -> str:
    """Make somebody admin, new here or not; the token of a link to choose a password by."""
    person = _appointee(session, email, name, now)
    person.is_admin = True
    record(session, "made_admin", now, OPERATOR, person=person.id)
    return make_link(session, "recover", now, APPOINTMENT_LASTS, person=person)


def _appointee(session: Session, email: str, name: str, now: datetime) -> Person:
    return find_person(session, email) or add_person(session, email, name, now, "zh", None)
