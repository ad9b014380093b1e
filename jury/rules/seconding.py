"""Decisions of staff that need two people."""

from enum import StrEnum

from .policy import Policy
from .words import Decision


class Proposed(StrEnum):
    """What became of a decision that needs a second person."""

    WAITING = "waiting"
    CONFIRMED = "confirmed"
    SENT_BACK = "sent_back"
    WITHDRAWN = "withdrawn"  # its author stepped aside


def needs_second(decision: Decision, sure: float | None, amount_minor: int, policy: Policy) -> bool:
    """Whether the decision overrides a clear panel or is about a large sum.

    ``sure`` is the posterior of the side the panel leans to; None where none voted.
    """
    overrides_clearly = (
        decision is Decision.OVERRIDE and sure is not None and sure >= policy.clear_posterior
    )
    return overrides_clearly or amount_minor > policy.second_person_minor
