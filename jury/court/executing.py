"""Carrying out: what a ruling orders is done step by dated step, and undone when reversed."""

from datetime import datetime

from sqlalchemy.orm import Session

from jury.rules.words import Remedy
from jury.store.cases import Case
from jury.store.outcomes import Ruling


def begin(session: Session, case: Case, ruling: Ruling, now: datetime) -> None:
    """A ruling has taken force: what it orders falls due. The case is locked by the caller."""


def suspend(session: Session, case: Case, now: datetime) -> None:
    """An appeal was made: nothing more is carried out until the next ruling."""


def resume(session: Session, case: Case, ruling: Ruling, now: datetime) -> None:
    """The next ruling orders the same: what was begun goes on where it stopped."""


def reverse(session: Session, case: Case, before: Ruling, now: datetime) -> None:
    """The next ruling orders otherwise: whatever was done for the one ``before`` is undone."""


def settle(session: Session, case: Case, remedy: Remedy, amount_minor: int, now: datetime) -> None:
    """The seller gave of itself: an ordinary refund, which leaves no record."""


def is_done(session: Session, case: Case) -> bool:
    """Whether nothing of the ruling in force is left to carry out."""
    return True
