"""What a kind of message says."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Words:
    """What a kind of message says; %(facts)s stand for the facts it is owed with.

    Mail travels in the open: a case is named by its code alone, a juror or a party never.
    """

    subject: str
    body: str
