"""The words of every kind of message, by kind."""

from . import accounts, jurors, parties, rulings, staff
from .words import Words as Words

KINDS: dict[str, Words] = {
    **accounts.KINDS,
    **jurors.KINDS,
    **parties.KINDS,
    **rulings.KINDS,
    **staff.KINDS,
}
