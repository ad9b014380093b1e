"""The words of every kind of message, by kind."""

from . import accounts, appeals, execution, jurors, parties, questions, refunds, rulings, staff
from .words import Words as Words

KINDS: dict[str, Words] = {
    **accounts.KINDS,
    **appeals.KINDS,
    **execution.KINDS,
    **jurors.KINDS,
    **parties.KINDS,
    **questions.KINDS,
    **refunds.KINDS,
    **rulings.KINDS,
    **staff.KINDS,
}
