"""Passwords: checked, set, never kept."""

import secrets
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

from jury.rules.errors import N_, Invalid
from jury.store.people import Person

SHORTEST = 10
LONGEST = 200

_hasher = PasswordHasher()


class WeakPassword(Invalid):
    sentence = N_(
        "The password was not stored: it needs %(shortest)s to %(longest)s characters and must "
        "not be your e-mail address. Please choose another one."
    )


class WrongPassword(Invalid):
    sentence = N_(
        "The current password is not right, so nothing was changed. Please type it once more."
    )


def is_right(person: Person | None, password: str) -> bool:
    """Whether the password is the person's; takes as long when there is no person."""
    kept = person.password_hash if person else None
    try:
        matches = _hasher.verify(kept or _nobodys_hash(), password[: LONGEST + 1])
    except VerificationError:
        return False
    return matches and kept is not None


@cache
def _nobodys_hash() -> str:
    """Checked when there is no such person: the time taken must not tell who has an account."""
    return _hasher.hash(secrets.token_hex(16))


def refresh_hash(person: Person, password: str) -> None:
    """Hash a right password anew if it was hashed with weaker settings."""
    if person.password_hash and _hasher.check_needs_rehash(person.password_hash):
        person.password_hash = _hasher.hash(password)


def set_password(person: Person, password: str) -> None:
    """Keep the hash and lift a lock; refuses with WeakPassword."""
    if not SHORTEST <= len(password) <= LONGEST or password.strip().lower() == person.email:
        raise WeakPassword(shortest=SHORTEST, longest=LONGEST)
    person.password_hash = _hasher.hash(password)
    person.failed_sign_ins, person.locked_until = 0, None
