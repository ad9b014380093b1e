"""What a kind of message says."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Words:
    """What a kind of message says; %(facts)s stand for the facts it is owed with.

    Mail travels in the open: a case is named by its code alone, a juror or a party never.
    ``act_by`` names the fact that is the moment by which its reader must act; such
    a message cannot be switched off. ``group`` is what a reader switches off together.
    """

    subject: str
    body: str
    act_by: str = ""
    group: str = ""

    @property
    def has_deadline(self) -> bool:
        return bool(self.act_by)
