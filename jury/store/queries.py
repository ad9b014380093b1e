"""Questions asked by more than one caller, each with a name."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from jury.rules import codes

from .cases import Case


def case_of_code(session: Session, code: str) -> Case | None:
    """The case with this code, as people write it."""
    return session.scalar(select(Case).where(Case.code == codes.as_written(code)))
