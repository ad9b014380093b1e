"""The words of every kind of message, by kind."""

from . import accounts, jurors, parties, questions, rulings, staff
from .words import Words as Words

KINDS: dict[str, Words] = {
    **accounts.KINDS,
    **jurors.KINDS,
    **parties.KINDS,
    **questions.KINDS,
    **rulings.KINDS,
    **staff.KINDS,
}
