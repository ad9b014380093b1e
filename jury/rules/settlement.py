"""Settling: what the seller may give of itself before the court rules, and it costs no record."""

from .phases import Phase
from .policy import Policy
from .remedy import Ordered, as_asked, is_of_low_value
from .words import Remedy, Side

BEFORE_RULING = frozenset(
    {
        Phase.EVIDENCE,
        Phase.ANSWERING,
        Phase.REDACTING,
        Phase.HEARING,
        Phase.PAUSED,
        Phase.ESCALATED,
    }
)


def offers(
    claimant: Side, asks: Remedy, paid_minor: int, asked_minor: int, policy: Policy
) -> list[Ordered]:
    """What the seller may settle for: in full, or without the item's return where it is cheap.

    In full is what the buyer asked for, or the whole price where the seller asked the court.
    """
    if claimant is Side.BUYER:
        full = as_asked(asks, paid_minor, asked_minor)
    else:
        full = Ordered(Remedy.REFUND, paid_minor)
    cheap = Ordered(Remedy.REFUND_WITHOUT_RETURN, paid_minor)
    is_cheap = is_of_low_value(paid_minor, policy)
    return [full, cheap] if is_cheap and full.remedy is not cheap.remedy else [full]


def agreed(asks: Remedy, paid_minor: int, asked_minor: int) -> Ordered:
    """What is given when the respondent agrees: exactly what the claimant asked for."""
    if asks is Remedy.NO_REFUND:
        return Ordered(asks, 0)
    return as_asked(asks, paid_minor, asked_minor)


def covers(granted: Ordered, asked: Ordered) -> bool:
    """Whether who was granted the first outside the court has what it asks of the court."""
    must_return = granted.remedy is Remedy.RETURN_AND_REFUND
    is_as_easy = asked.remedy is Remedy.RETURN_AND_REFUND or not must_return
    return is_as_easy and granted.refund_minor >= asked.refund_minor
