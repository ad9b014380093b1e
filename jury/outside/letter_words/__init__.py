"""The words of every kind of message, by kind."""

from . import accounts, execution, jurors, parties, rulings, staff
from .words import Words as Words

KINDS: dict[str, Words] = {
    **accounts.KINDS,
    **execution.KINDS,
    **jurors.KINDS,
    **parties.KINDS,
    **rulings.KINDS,
    **staff.KINDS,
}
