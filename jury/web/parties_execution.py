"""Carrying out the ruling on a party's page: each step, dated."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _

from jury.court.deadlines import due_of
from jury.rules.errors import N_
from jury.rules.execution import Stage as Reached
from jury.rules.execution import Step
from jury.rules.phases import Phase
from jury.rules.words import Due, Side
from jury.store.base import db
from jury.store.cases import Case
from jury.store.executions import ItemReturn, Run, latest_item, run_of

from .filters import moment_words, money

if TYPE_CHECKING:
    from .parties_story import Stage

STEPS = {
    Step.RETURN_DUE: N_("The buyer was asked to send the item back"),
    Step.SENT_BACK: N_("The buyer sent the item back"),
    Step.RECEIVED: N_("The item was received, or counts as received"),
    Step.RETURN_LAPSED: N_("The item was not sent back in time: the right to the refund lapsed"),
    Step.REFUND_DUE: N_("The refund fell due"),
    Step.REMINDED: N_("The seller was reminded of the refund"),
    Step.PAY_CHOSEN: N_("The seller chose to pay: the marketplace was ordered to pay the refund"),
    Step.PAY_FORCED: N_("The seller did not pay: the marketplace was ordered to pay the refund"),
    Step.PAID: N_("The refund was paid"),
    Step.PAY_REFUSED: N_("The marketplace could not pay the refund from the seller's funds"),
    Step.DEDUCT_ORDERED: N_("The marketplace was ordered to pay from the seller's deposit"),
    Step.DEDUCTED: N_("The marketplace paid from the seller's deposit"),
    Step.DEDUCT_REFUSED: N_("The marketplace could not pay from the seller's deposit"),
    Step.SHORT: N_("Funds and deposit did not suffice: the rest is still owed"),
    Step.PENALISED: N_("The marketplace was told that the seller did not pay"),
    Step.UNANSWERED: N_("The marketplace did not answer and was asked again"),
    Step.SUSPENDED: N_("An appeal stopped the carrying out"),
    Step.RESUMED: N_("The carrying out went on"),
    Step.REVERSED: N_("The refund was taken back by the new ruling"),
    Step.BACK_ORDERED: N_("The marketplace was ordered to return a payment"),
    Step.PAID_BACK: N_("The payment was returned"),
    Step.BACK_REFUSED: N_("The marketplace could not return the payment"),
    Step.GIVE_BACK_DUE: N_("The seller was asked to send the item to the buyer again"),
    Step.GIVEN_BACK: N_("The seller sent the item to the buyer"),
    Step.GOT_BACK: N_("The buyer received the item, or it counts as received"),
    Step.ITEM_KEPT: N_("The seller kept the item: the refund stands"),
    Step.GIVE_BACK_DROPPED: N_("By the new ruling the item need no longer go to the buyer"),
}
ENDS = {
    Reached.RETURNING: Due.RETURN_ENDS,
    Reached.SENT: Due.RECEIPT_ENDS,
    Reached.DUE: Due.COMPLY_ENDS,
    Reached.GIVING_BACK: Due.GIVE_BACK_ENDS,
    Reached.GIVEN: Due.GIVEN_BACK_ENDS,
}


@dataclass(frozen=True)
class Execution:
    """How far it has come, for one side: in words, and what that side can do now."""

    run: Run
    now: str
    then: str
    act: str  # "pay", "send", "confirm", "give_back", "confirm_given", or nothing
    ends: datetime | None
    item: ItemReturn | None
    amount: str


def step_words(act: str) -> str | None:
    """An act of carrying out in words; None for any other."""
    return str(_(STEPS[Step(act)])) if act in set(Step) else None


def step_note(act: str, body: dict[str, Any], currency: str) -> str:
    """How much money a step was about, where it was about some."""
    amount = body.get("amount_minor") if act in set(Step) else None
    return money(amount, currency) if amount else ""


def shown(at: "Stage") -> dict[str, Any]:
    """What the page of the case shows of it."""
    return {"execution": _execution(at)}


def to_do(at: "Stage") -> str:
    """What the reader has to do to carry the ruling out; empty where that is nothing."""
    execution = _mine_to_do(at)
    return execution.now if execution else ""


def due_at(at: "Stage") -> datetime | None:
    """By when the reader has to do it."""
    execution = _mine_to_do(at)
    return execution.ends if execution else None


def _mine_to_do(at: "Stage") -> Execution | None:
    phases = (Phase.RULED, Phase.EXECUTING, Phase.SETTLED)
    execution = _execution(at) if at.case.phase in phases else None
    return execution if execution and execution.act else None


def _execution(at: "Stage") -> Execution | None:
    session, case = db.session(), at.case
    run = run_of(session, case)
    if run is None:
        return None
    amount = money(run.amount_minor, case.order.currency)
    item = latest_item(session, case)
    if run.is_suspended:
        said = (_("Nothing more is carried out until the appeal is decided."), "")
        return Execution(run, *said, "", None, item, amount)
    ends = due_of(session, case, ENDS[run.stage]) if run.stage in ENDS else None
    told = _waiting(run, at.side, amount, ends) or _over(case, run, at.side, amount)
    return Execution(run, *told, _act(run.stage, at.side), ends, item, amount)


def _act(stage: Reached, side: Side) -> str:
    acts = {
        (Reached.DUE, Side.SELLER): "pay",
        (Reached.RETURNING, Side.BUYER): "send",
        (Reached.SENT, Side.SELLER): "confirm",
        (Reached.GIVING_BACK, Side.SELLER): "give_back",
        (Reached.GIVEN, Side.BUYER): "confirm_given",
    }
    return acts.get((stage, side), "")


def _waiting(run: Run, side: Side, amount: str, ends: datetime | None) -> tuple[str, str] | None:
    """What is awaited from a party, or from the marketplace."""
    facts = {"amount": amount, "moment": moment_words(ends) if ends else "–"}
    sentences = WAITING.get((run.stage, side)) or WAITING.get((run.stage, None))
    if sentences is None:
        return None
    return str(_(sentences[0]) % facts), str(_(sentences[1]) % facts)


WAITING: dict[tuple[Reached, Side | None], tuple[str, str]] = {
    (Reached.RETURNING, Side.BUYER): (
        N_("Please send the item back by %(moment)s."),
        N_("You get %(amount)s back for it. After that moment the right to the refund lapses."),
    ),
    (Reached.RETURNING, Side.SELLER): (
        N_("The buyer has until %(moment)s to send the item back. You need do nothing."),
        N_("You refund %(amount)s once you have it."),
    ),
    (Reached.SENT, Side.BUYER): (
        N_("The item is on its way to the seller. You need do nothing."),
        N_("The refund falls due when the seller confirms it, or else on %(moment)s."),
    ),
    (Reached.SENT, Side.SELLER): (
        N_("The item is on its way to you. Please confirm when you have it."),
        N_("Without a word from you it counts as received on %(moment)s."),
    ),
    (Reached.DUE, Side.BUYER): (
        N_("The seller has until %(moment)s to refund you %(amount)s. You need do nothing."),
        N_("After that the marketplace is ordered to pay it from the seller's funds."),
    ),
    (Reached.DUE, Side.SELLER): (
        N_("Please refund %(amount)s by %(moment)s."),
        N_(
            "After that it is paid from your funds without you, and if they do not suffice, "
            "from your deposit."
        ),
    ),
    (Reached.GIVING_BACK, Side.BUYER): (
        N_("The seller has until %(moment)s to send the item to you again. You need do nothing."),
        N_(
            "Until it is on its way you keep what was paid to you. If the seller keeps the item, "
            "the refund of %(amount)s stands."
        ),
    ),
    (Reached.GIVING_BACK, Side.SELLER): (
        N_("Please send the item to the buyer by %(moment)s."),
        N_(
            "What was paid of the %(amount)s goes back to you once the item is on its way. If you "
            "keep it, because it is sold, lost or broken or because the time runs out, the refund "
            "stands; it counts on no record."
        ),
    ),
    (Reached.GIVEN, Side.BUYER): (
        N_("The item is on its way to you. Please confirm when you have it."),
        N_("Without a word from you it counts as received on %(moment)s."),
    ),
    (Reached.GIVEN, Side.SELLER): (
        N_("The item is on its way to the buyer. You need do nothing."),
        N_("Without a word from the buyer it counts as received on %(moment)s."),
    ),
    (Reached.ORDERED, None): (
        N_("The marketplace has been ordered to pay the buyer %(amount)s."),
        N_("Its answer is awaited; it stands here as soon as it comes."),
    ),
    (Reached.DEDUCTING, None): (
        N_("The seller's funds did not suffice, so its deposit is drawn on."),
        N_("The marketplace has been ordered to pay; its answer is awaited."),
    ),
}


def _over(case: Case, run: Run, side: Side, amount: str) -> tuple[str, str]:
    match run.stage:
        case Reached.PAID:
            return str(_("The refund of %(amount)s is paid.", amount=amount)), ""
        case Reached.LAPSED:
            lapsed = _("The item was not sent back in time, so the right to the refund has lapsed.")
            return str(lapsed), ""
        case Reached.KEPT:
            kept = _("The seller kept the item, so the refund of %(amount)s stands.", amount=amount)
            return str(kept), ""
        case Reached.UNDONE | Reached.BACK:
            return (
                str(_("The refund of %(amount)s no longer holds.", amount=amount)),
                _taken_back(side),
            )
        case Reached.SHORT:
            return _short(case, run, side)
    return str(_("The refund of %(amount)s is being carried out.", amount=amount)), ""


def _taken_back(side: Side) -> str:
    if side is Side.BUYER:
        return str(
            _("The marketplace takes back what you were paid, and returns it to the seller.")
        )
    return str(_("The marketplace takes back what the buyer was paid, and returns it to you."))


def _short(case: Case, run: Run, side: Side) -> tuple[str, str]:
    short = run.last(Step.SHORT)
    left = money(short.amount_minor or 0 if short else 0, case.order.currency)
    if side is Side.BUYER:
        return (
            str(
                _("%(left)s of your refund could not be paid and is still owed to you.", left=left)
            ),
            str(
                _(
                    "The seller's funds and deposit are used up, and this court can reach no more. "
                    "With this page you can go to 12315, to the consumer association, or to a "
                    "court of law; the marketplace has been told."
                )
            ),
        )
    return (
        str(_("You still owe the buyer %(left)s.", left=left)),
        str(
            _(
                "Your funds and your deposit did not suffice. The marketplace has been told, and "
                "the buyer may go to 12315 or to a court of law."
            )
        ),
    )
