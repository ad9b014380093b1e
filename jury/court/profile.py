"""What people set for themselves."""

from sqlalchemy.orm import Session

from jury.store.people import Person


def rename(session: Session, person: Person, name: str) -> None:
    person.name = name.strip()
    session.flush()


def set_locale(session: Session, person: Person, locale: str) -> None:
    person.locale = locale
    session.flush()


def set_scheme(session: Session, person: Person, scheme: str) -> None:
    person.scheme = scheme
    session.flush()
