"""Questions of staff to a party: when they may be asked, how, and what becomes of them."""

from datetime import datetime, timedelta
from enum import StrEnum

from .phases import Phase
from .policy import Policy


class Way(StrEnum):
    """How a party is asked. The page of the case and a letter tell of it in any case."""

    WRITTEN = "written"
    PHONE = "phone"
    IM = "im"


class Asked(StrEnum):
    """What became of a question."""

    OPEN = "open"
    ANSWERED = "answered"
    SILENT = "silent"  # told of it, and no answer in time
    UNREACHED = "unreached"  # called in vain, and no answer in time
    TAKEN_BACK = "taken_back"  # staff need no answer any more, or the case ended


MAY_ASK = frozenset({Phase.REDACTING, Phase.ESCALATED})


def due_at(now: datetime, policy: Policy) -> datetime:
    """By when the party answers; at that moment it is too late."""
    return now + timedelta(hours=policy.question_hours)


def unanswered(way: Way, n_in_vain: int) -> Asked:
    """What a question is that nobody answered in time."""
    return Asked.UNREACHED if way is Way.PHONE and n_in_vain else Asked.SILENT
