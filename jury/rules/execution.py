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
    GIVE_BACK_DUE = "give_back_due"  # the ruling was reversed: the item goes back to the buyer
    GIVEN_BACK = "item_given_back"
    GOT_BACK = "item_got_back"
    ITEM_KEPT = "item_kept"  # by the seller, who then bears the price
    GIVE_BACK_DROPPED = "give_back_dropped"  # by the next ruling, for the buyer again


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
    GIVING_BACK = "giving_back"  # reversed, and the seller has to send the item back
    GIVEN = "given"  # the item is on its way to the buyer
    BACK = "back"  # the buyer has the item again
    KEPT = "kept"  # the seller kept the item, and the buyer what was paid


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
    Step.GIVE_BACK_DUE: Stage.GIVING_BACK,
    Step.GIVEN_BACK: Stage.GIVEN,
    Step.GOT_BACK: Stage.BACK,
    Step.ITEM_KEPT: Stage.KEPT,
    Step.GIVE_BACK_DROPPED: Stage.UNDONE,
}
OVER = frozenset(
    {
        Stage.NOTHING,
        Stage.PAID,
        Stage.SHORT,
        Stage.LAPSED,
        Stage.UNDONE,
        Stage.BACK,
        Stage.KEPT,
    }
)
REVERSING = frozenset({Stage.UNDONE, Stage.GIVING_BACK, Stage.GIVEN, Stage.BACK})
RETURNING = frozenset({Stage.RETURNING, Stage.SENT})  # no refund is due before the item is back
OF_THE_ITEM = (
    Step.REVERSED,
    Step.GIVE_BACK_DUE,
    Step.GIVEN_BACK,
    Step.GOT_BACK,
    Step.ITEM_KEPT,
    Step.GIVE_BACK_DROPPED,
)
TO_SELLER = (Step.SENT_BACK, Step.RECEIVED)
TO_BUYER = (Step.GIVEN_BACK, Step.GOT_BACK)
WAITS_FOR: dict[Stage, tuple[Due, ...]] = {
    Stage.RETURNING: (Due.RETURN_ENDS,),
    Stage.SENT: (Due.RECEIPT_ENDS,),
    Stage.DUE: (Due.COMPLY_REMINDER, Due.COMPLY_ENDS),
    Stage.ORDERED: (Due.COMPLY_ENDS,),  # an order of the seller's own may still be refused
    Stage.REFUSED: (Due.COMPLY_ENDS,),
    Stage.GIVING_BACK: (Due.GIVE_BACK_ENDS,),
    Stage.GIVEN: (Due.GIVEN_BACK_ENDS,),
}


def stage_of(steps: Iterable[Step]) -> Stage:
    """The stage that these steps of one ruling, in their order, have led to.

    Once it is reversed, an answer about money that comes late leads nowhere.
    """
    stage = Stage.NOTHING
    for step in steps:
        if stage not in REVERSING or step in OF_THE_ITEM:
            stage = LEADS_TO.get(step, stage)
    return stage


def is_with_seller(steps: Iterable[Step]) -> bool:
    """Whether the item that the buyer had is, by all steps of the case, on the seller's side."""
    moves = [step in TO_SELLER for step in steps if step in TO_SELLER + TO_BUYER]
    return bool(moves) and moves[-1]


def is_suspended(steps: Iterable[Step]) -> bool:
    """Whether an appeal holds everything up."""
    held = False
    for step in steps:
        if step in (Step.SUSPENDED, Step.RESUMED, Step.REVERSED, Step.GIVE_BACK_DROPPED):
            held = step is Step.SUSPENDED
    return held


def first_step(remedy: Remedy, amount_minor: int) -> Step | None:
    """What is due first; None where nothing was ordered."""
    if remedy is Remedy.NO_REFUND or amount_minor <= 0:
        return None
    return Step.RETURN_DUE if remedy is Remedy.RETURN_AND_REFUND else Step.REFUND_DUE
