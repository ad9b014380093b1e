"""Remedies: what a ruling orders."""

from dataclasses import dataclass

from .errors import N_, Invalid
from .policy import Policy
from .words import Remedy, Side


class BadAmount(Invalid):
    sentence = N_(
        "A partial refund must be more than nothing and less than what was paid, "
        "so nothing was saved. Please correct the amount."
    )


@dataclass(frozen=True)
class Ordered:
    """What a ruling orders; money in the order's minor units."""

    remedy: Remedy
    refund_minor: int


def check_asked(asked: Remedy, paid_minor: int, asked_minor: int | None) -> None:
    """Refuse, with BadAmount, a partial refund of nothing, of everything or of more."""
    if asked is Remedy.PARTIAL_REFUND and not 0 < (asked_minor or 0) < paid_minor:
        raise BadAmount()


def is_of_low_value(paid_minor: int, policy: Policy) -> bool:
    """Whether sending the item back would cost more than it is worth; the line itself counts."""
    return paid_minor <= policy.low_value_minor


def as_asked(asked: Remedy, paid_minor: int, asked_minor: int | None = None) -> Ordered:
    """What a buyer gets who gets what was asked for.

    Where only the seller asked for anything, that is the money back in full.
    Refuses, with BadAmount, an amount that cannot be meant.
    """
    check_asked(asked, paid_minor, asked_minor)
    if asked is Remedy.PARTIAL_REFUND:
        return Ordered(asked, asked_minor or 0)
    return Ordered(Remedy.REFUND if asked is Remedy.NO_REFUND else asked, paid_minor)


def remedy(
    side: Side, asked: Remedy, paid_minor: int, asked_minor: int | None, policy: Policy
) -> Ordered:
    """What follows when ``side`` is right: what the buyer asked for, or no refund.

    A refund in full of an item of low value never asks for its return (R19), whoever
    asked for what. Refuses, with BadAmount, an amount that cannot be meant.
    """
    if side is Side.SELLER:
        return Ordered(Remedy.NO_REFUND, 0)
    ordered = as_asked(asked, paid_minor, asked_minor)
    if ordered.remedy is not Remedy.PARTIAL_REFUND and is_of_low_value(paid_minor, policy):
        return Ordered(Remedy.REFUND_WITHOUT_RETURN, ordered.refund_minor)
    return ordered
