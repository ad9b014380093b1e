"""The law of the account book: what each kind of booking moves, and that it always sums to zero.

An account is a word. What stands on a party's is what it has yet to get (above
zero) or to give (below); on a deposit's, what the marketplace holds for the
seller; the marketplace's own is the other side of that.
"""

from enum import StrEnum

Lines = dict[str, int]  # account → signed minor units

MARKETPLACE = "marketplace"


class Booked(StrEnum):
    """Why money moved in the book."""

    DEPOSIT_TOLD = "deposit_told"
    REFUND_OWED = "refund_owed"
    REFUND_PAID = "refund_paid"
    DEPOSIT_HELD = "deposit_held"
    DEDUCTION = "deduction"
    SHORTFALL = "shortfall"
    REVERSAL = "reversal"  # another booking, undone


def buyer(account_id: object) -> str:
    return f"buyer:{account_id}"


def seller(account_id: object) -> str:
    return f"seller:{account_id}"


def deposit(account_id: object) -> str:
    return f"deposit:{account_id}"


def held(account_id: object) -> str:
    """The part of a deposit that an order to deduct has spoken for."""
    return f"held:{account_id}"


def unpaid(account_id: object) -> str:
    """What a party still has to get or give, beyond what this court can reach."""
    return f"unpaid:{account_id}"


def deposit_told(seller_id: object, amount: int) -> Lines:
    """Paid in, or with a negative amount paid out."""
    return {deposit(seller_id): amount, MARKETPLACE: -amount}


def refund_owed(buyer_id: object, seller_id: object, amount: int) -> Lines:
    return {buyer(buyer_id): amount, seller(seller_id): -amount}


def refund_paid(buyer_id: object, seller_id: object, amount: int) -> Lines:
    return mirrored(refund_owed(buyer_id, seller_id, amount))


def deposit_held(seller_id: object, amount: int) -> Lines:
    return {deposit(seller_id): -amount, held(seller_id): amount}


def deduction(buyer_id: object, seller_id: object, amount: int) -> Lines:
    """The marketplace pays the buyer out of the deposit."""
    paid = refund_paid(buyer_id, seller_id, amount)
    return paid | {deposit(seller_id): -amount, MARKETPLACE: amount}


def shortfall(buyer_id: object, seller_id: object, amount: int) -> Lines:
    """What is still owed leaves the case: it is owed on, but nobody here can reach it."""
    settled = refund_paid(buyer_id, seller_id, amount)
    return settled | {unpaid(buyer_id): amount, unpaid(seller_id): -amount}


def mirrored(lines: Lines) -> Lines:
    """What undoes these lines."""
    return {account: -amount for account, amount in lines.items()}


def is_balanced(lines: Lines) -> bool:
    """Whether it moves money, and makes or loses none."""
    return len(lines) > 1 and sum(lines.values()) == 0 and all(lines.values())


def most_to_deduct(owed: int, free: int) -> int:
    """Of a deposit never more than is owed, nor than is there."""
    return max(0, min(owed, free))
