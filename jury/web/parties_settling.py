"""Settling on a party's page: what the seller may still give, what it spares; and who decides."""

from typing import Any

from flask_babel import gettext as _

from jury.court import choosing, settling
from jury.rules.remedy import Ordered
from jury.rules.words import Remedy
from jury.store.base import db
from jury.store.cases import Case
from jury.store.executions import run_of
from jury.store.settlements import Settlement

from .filters import money
from .parties_ruling import remedy_words
from .parties_story import Stage


def shown(at: Stage) -> dict[str, Any]:
    """What the page of the case shows of it."""
    made = db.session.get(Settlement, at.case.id)
    return {
        "settlements": [
            (
                offer,
                _button(offer, at.case),
                remedy_words(offer.remedy, offer.refund_minor, at.case),
            )
            for offer in settling.offers(db.session(), at.case, at.side)
        ],
        "settled": _settled(made, at.case) if made else "",
        "may_ask_for_staff": choosing.may_ask_for_staff(at.case, at.side),
    }


def _settled(made: Settlement, case: Case) -> str:
    """What it was settled for, and who pays that where this court has ordered nothing."""
    said = remedy_words(made.remedy, made.amount_minor, case)
    if not made.amount_minor or run_of(db.session(), case):
        return said
    outside = _("The seller granted it outside this court; the marketplace pays it itself.")
    return f"{said} {outside}"


def _button(offer: Ordered, case: Case) -> str:
    amount = money(offer.refund_minor, case.order.currency)
    if offer.remedy is Remedy.REFUND_WITHOUT_RETURN:
        return str(_("Settle: refund %(amount)s, nothing comes back", amount=amount))
    if offer.remedy is Remedy.RETURN_AND_REFUND:
        return str(_("Settle: refund %(amount)s, the item comes back", amount=amount))
    return str(_("Settle: refund %(amount)s", amount=amount))
