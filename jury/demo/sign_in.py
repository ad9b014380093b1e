"""Who may sign in to the town: fresh passwords, kept in one file for whoever runs it."""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from jury.court import passwords
from jury.store.people import Person

from .people import ADMIN, PARTIES_WHO_SIGN_IN, STAFF
from .residents import Residents

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
FIRST = "Who can sign in to the demo town (everybody in it is made up):"
MAIL = ", then open the inbox"


@dataclass(frozen=True)
class Door:
    """One line of the file."""

    who: str
    email: str
    password: str
    first: str


def fresh_password() -> str:
    """Three groups of four letters that nobody takes for another: 59 bits."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(3))


def open_doors(session: Session, residents: Residents) -> list[Door]:
    """Give those who sign in a password each; nobody else in the town has one."""
    doors = []
    for who, person, first in _who(session, residents):
        password = fresh_password()
        passwords.set_password(person, password)
        doors.append(Door(who, person.email, password, first))
    session.flush()
    return doors


def _who(session: Session, residents: Residents) -> list[tuple[str, Person, str]]:
    by_email = {person.email: person for person in session.scalars(select(Person))}
    zh, en = sorted(residents.called_first, key=lambda i: residents.jurors[i].languages != ("zh",))
    buyer_zh, seller_zh, buyer_en, seller_en = (by_email[e] for e in PARTIES_WHO_SIGN_IN)
    juror = {person.id: person for person in by_email.values()}
    mei, tobias, senior = (by_email[member.login] for member in STAFF[:3])
    return [
        ("admin", by_email[ADMIN.login], "see how accurate the jurors are"),
        ("senior agent", senior, "agree to a gold case that waits for a second view"),
        ("agent 中文", mei, "release a case to its jurors"),
        ("agent English", tobias, "take the next case of the desk"),
        ("juror 中文", juror[zh], "answer a summons that waits"),
        ("juror English", juror[en], "answer a summons that waits"),
        ("buyer 中文", buyer_zh, "read the ruling on the peaches"),
        ("buyer English", buyer_en, "finish the statement about the tea"),
        ("seller 中文", seller_zh, "answer the buyer of the tea mug"),
        ("seller English", seller_en, "answer the buyer of the green sofa"),
        ("buyer and juror", residents.both, "follow a case as its buyer; vote on others"),
    ]


def table(doors: list[Door]) -> str:
    """The lines as they are printed."""
    rows = [("who", "e-mail", "password", "try first")]
    rows += [(door.who, door.email, door.password, door.first) for door in doors]
    widths = [max(_width(row[n]) for row in rows) for n in range(3)]
    lines = [
        "  ".join(cell + " " * (width - _width(cell)) for cell, width in zip(row, widths))  # noqa: B905
        + "  " + row[3]
        for row in rows
    ]  # fmt: skip
    return "\n".join([FIRST, *lines, ""])


def _width(cell: str) -> int:
    """Chinese characters take two columns of a terminal."""
    return sum(2 if ord(letter) > 0x2E7F else 1 for letter in cell)


def write(file: Path, doors: list[Door]) -> None:
    """Keep the table where only the owner reads it; there is never half a file."""
    fresh = file.with_name(f".{file.name}.{os.getpid()}")
    fresh.unlink(missing_ok=True)
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as written:
        written.write(table(doors))
    fresh.replace(file)
