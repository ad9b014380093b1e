"""Carrying out: which step follows which, from the ruling until nothing is left to do."""

from collections.abc import Iterable
from enum import StrEnum

from .words import Due, Remedy


class Pay(StrEnum):
    """What the marketplace is ordered to do; the kind of the event that orders it."""

    REFUND = "refund.pay"
    DEDUCT = "deposit.deduct"
    REVERSE = "payment.reverse"


class Step(StrEnum):
    """One dated step; also the act of the ledger that tells it."""

    RETURN_DUE = "return_due"
    SENT_BACK = "item_sent_back"
    RECEIVED = "item_received"
    RETURN_LAPSED = "return_lapsed"
    REFUND_DUE = "refund_due"
    REMINDED = "comply_reminded"
    PAY_CHOSEN = "pay_chosen"  # the seller complies: pay now
    PAY_FORCED = "pay_forced"
    PAID = "refund_paid"
    PAY_REFUSED = "pay_refused"
    DEDUCT_ORDERED = "deduct_ordered"
    DEDUCTED = "deposit_deducted"
    DEDUCT_REFUSED = "deduct_refused"
    SHORT = "shortfall_recorded"
    PENALISED = "seller_penalised"
    UNANSWERED = "payment_unanswered"
    SUSPENDED = "execution_suspended"
    RESUMED = "execution_resumed"
    REVERSED = "execution_reversed"
    BACK_ORDERED = "reversal_ordered"
    PAID_BACK = "payment_reversed"
    BACK_REFUSED = "reversal_refused"


class Stage(StrEnum):
    """How far the carrying out of one ruling or settlement has come."""

    NOTHING = "nothing"  # nothing was ordered
    RETURNING = "returning"  # the buyer has to send the item back
    SENT = "sent"  # the item is on its way to the seller
    DUE = "due"  # the seller has to refund
    ORDERED = "ordered"  # the marketplace was told to pay
    REFUSED = "refused"  # it did not, and the deposit is next
    DEDUCTING = "deducting"  # it was told to take the deposit
    PARTLY = "partly"  # what there was is taken, and the rest is still owed
    PAID = "paid"
    SHORT = "short"  # no more can be done here
    LAPSED = "lapsed"  # the item was not sent back in time
    UNDONE = "undone"  # reversed


LEADS_TO: dict[Step, Stage] = {
    Step.RETURN_DUE: Stage.RETURNING,
    Step.SENT_BACK: Stage.SENT,
    Step.RETURN_LAPSED: Stage.LAPSED,
    Step.REFUND_DUE: Stage.DUE,
    Step.PAY_CHOSEN: Stage.ORDERED,
    Step.PAY_FORCED: Stage.ORDERED,
    Step.PAID: Stage.PAID,
    Step.PAY_REFUSED: Stage.REFUSED,
    Step.DEDUCT_ORDERED: Stage.DEDUCTING,
    Step.DEDUCTED: Stage.PARTLY,
    Step.DEDUCT_REFUSED: Stage.PARTLY,
    Step.SHORT: Stage.SHORT,
    Step.REVERSED: Stage.UNDONE,
}
OVER = frozenset({Stage.NOTHING, Stage.PAID, Stage.SHORT, Stage.LAPSED, Stage.UNDONE})
WAITS_FOR: dict[Stage, tuple[Due, ...]] = {
    Stage.RETURNING: (Due.RETURN_ENDS,),
    Stage.SENT: (Due.RECEIPT_ENDS,),
    Stage.DUE: (Due.COMPLY_REMINDER, Due.COMPLY_ENDS),
    Stage.ORDERED: (Due.COMPLY_ENDS,),  # an order of the seller's own may still be refused
    Stage.REFUSED: (Due.COMPLY_ENDS,),
}


def stage_of(steps: Iterable[Step]) -> Stage:
    """The stage that these steps of one ruling, in their order, have led to."""
    stage = Stage.NOTHING
    for step in steps:
        stage = LEADS_TO.get(step, stage)
    return stage


def is_suspended(steps: Iterable[Step]) -> bool:
    """Whether an appeal holds everything up."""
    held = False
    for step in steps:
        if step in (Step.SUSPENDED, Step.RESUMED, Step.REVERSED):
            held = step is Step.SUSPENDED
    return held


def first_step(remedy: Remedy, amount_minor: int) -> Step | None:
    """What is due first; None where nothing was ordered."""
    if remedy is Remedy.NO_REFUND or amount_minor <= 0:
        return None
    return Step.RETURN_DUE if remedy is Remedy.RETURN_AND_REFUND else Step.REFUND_DUE
