"""The words of every kind of message, by kind."""

from . import accounts, appeals, jurors, parties, rulings, staff
from .words import Words as Words

KINDS: dict[str, Words] = {
    **accounts.KINDS,
    **appeals.KINDS,
    **jurors.KINDS,
    **parties.KINDS,
    **rulings.KINDS,
    **staff.KINDS,
}
