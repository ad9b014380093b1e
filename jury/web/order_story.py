"""An order as its page tells it to one of its sides: where it stands, and the one thing to do."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from jury.court import redacting
from jury.rules.intervention import Request
from jury.rules.phases import WITH_PARTIES, Phase
from jury.rules.words import RefundStep, Remedy, Side
from jury.store.cases import Case
from jury.store.orders import Order
from jury.store.refunds import RefundEntry

from .filters import moment_words, money, reader_locale, redacted_line
from .wording import said


@dataclass(frozen=True)
class OrderStage:
    """Where an order stands at ``now`` for one of its sides; ``case`` is its latest."""

    order: Order
    side: Side
    case: Case | None
    request: Request
    now: datetime
    applied: RefundEntry | None = None

    @property
    def amount(self) -> str:
        """How much is asked of the seller; the whole where the marketplace did not say."""
        minor = self.applied.asked_minor if self.applied else None
        whole = self.order.amount_minor
        return money(whole if minor is None else minor, self.order.currency)

    @property
    def asked(self) -> str:
        """What is asked of the seller: which kind of refund, and how much."""
        kind = self.applied.asks if self.applied else None
        refund = said(kind or Remedy.REFUND)
        return str(_("%(refund)s, %(amount)s", refund=refund, amount=self.amount))

    @property
    def is_buyer(self) -> bool:
        return self.side is Side.BUYER

    @property
    def is_disputed(self) -> bool:
        """Whether a case stands in the way of another; one that was withdrawn does not."""
        return self.case is not None and self.case.phase is not Phase.WITHDRAWN

    @property
    def is_open(self) -> bool:
        return not self.is_disputed and self.request.is_open(self.now)

    @property
    def is_refused(self) -> bool:
        return self.request.is_live and self.request.refused_at is not None

    @property
    def may_apply(self) -> bool:
        return self.is_buyer and not self.is_disputed and not self.request.is_live

    @property
    def may_take_back(self) -> bool:
        return self.is_buyer and not self.is_disputed and self.request.is_live

    @property
    def may_grant(self) -> bool:
        return not self.is_buyer and not self.is_disputed and self.request.is_live

    @property
    def may_refuse(self) -> bool:
        return self.may_grant and self.request.may_refuse(self.now)

    @property
    def is_looping(self) -> bool:
        """Whether one more refusal would let the wait start over."""
        loops_at = self.request.loops_at
        return loops_at is not None and self.now >= loops_at


def state(at: OrderStage) -> str:
    """Where the order stands, in a few words."""
    if at.is_disputed and at.case:
        return str(_("Dispute: %(phase)s", phase=said(at.case.phase)))
    if at.request.last is RefundStep.GRANTED:
        return str(_("Refund granted"))
    if not at.request.is_live:
        return str(_("No refund asked for"))
    if at.is_open:
        return str(_("The court can be asked now"))
    opens = moment_words(at.request.opens_at or at.now)
    if at.is_refused:
        return str(_("Refund refused; court from %(moment)s", moment=opens))
    return str(_("Refund asked for; court from %(moment)s", moment=opens))


def to_do(at: OrderStage) -> tuple[str, str] | None:
    """The one thing to do and where; None where there is nothing."""
    page = url_for("parties.order", ref=at.order.ref)
    if at.is_disputed and at.case:
        return _in_dispute(at, at.case)
    if at.is_open:
        return _("Ask the court to decide"), url_for("parties.dispute", ref=at.order.ref)
    if at.may_apply and at.request.last is not RefundStep.GRANTED:
        return _("Ask for a refund"), f"{page}#refund"
    if at.may_refuse:
        return _("Grant or refuse"), f"{page}#refund"
    return None


def _in_dispute(at: OrderStage, case: Case) -> tuple[str, str]:
    page = url_for("parties.case", case_id=case.id)
    statement = case.statement_of(at.side)
    if case.phase in WITH_PARTIES and not (statement and statement.handed_in_at):
        return _("Write your statement"), url_for("parties.statement", case_id=case.id)
    return (_("See the case") if case.is_live else _("Read how it ended")), page


def headline(at: OrderStage) -> tuple[str, str]:
    """What is happening now, and what follows from it."""
    if at.is_disputed:
        return state(at), ""
    if at.request.is_live:
        return _while_open(at) if at.is_open else _while_waiting(at)
    if at.request.last is RefundStep.GRANTED:
        more = _("If the money does not come, you can ask for it again below.")
        paid = _("The marketplace pays it. An ordinary refund stands on nobody's record.")
        return _("The seller has granted the refund."), f"{paid} {more}" if at.is_buyer else paid
    if at.is_buyer:
        return (
            _("You have not asked for a refund."),
            _("Is something wrong with the order? Ask the seller first; the court comes after."),
        )
    return _("The buyer asks for no refund."), _("You need do nothing.")


def _while_waiting(at: OrderStage) -> tuple[str, str]:
    moment = moment_words(at.request.opens_at or at.now)
    if at.may_refuse and not at.is_refused:
        return (
            _("The buyer asks for %(asked)s. Please grant or refuse it.", asked=at.asked),
            _("If you do neither, the court can be asked from %(moment)s on.", moment=moment),
        )
    can = _("The court can be asked from %(moment)s on.", moment=moment)
    if not at.is_buyer:
        return can, _("You have refused the refund. You can still grant it until a case is filed.")
    if at.is_refused:
        return can, _("The seller has refused the refund, but can still grant it until then.")
    return can, _("The seller has not answered yet. You need do nothing; you will be told.")


def _while_open(at: OrderStage) -> tuple[str, str]:
    if at.is_buyer:
        return (
            _("The court can be asked now."),
            _("The seller did not grant the refund. You or the seller can ask the court."),
        )
    return (
        _("The court can be asked now."),
        _("You or the buyer can ask it. If you grant the refund first, there is no dispute."),
    )


def warning(at: OrderStage) -> str:
    """The loop: what happens when nobody asks the court in time."""
    loops_at = at.request.loops_at
    if at.is_disputed or loops_at is None:
        return ""
    moment = moment_words(loops_at)
    if at.is_looping:
        told = _(
            "Since %(moment)s the seller may refuse once more, and then the wait starts over. "
            "Whoever wants a decision should ask the court before that.",
            moment=moment,
        )
    else:
        told = _(
            "If nobody asks the court before %(moment)s, the seller may refuse once more from then "
            "on, and the wait starts over.",
            moment=moment,
        )
    return str(told)


def history(steps: Iterable[RefundEntry], side: Side) -> list[dict[str, Any]]:
    """What was done about the refund, one line each, with the reason that was given."""
    mine = {
        Side.BUYER: {
            RefundStep.APPLIED: _("You asked for a refund"),
            RefundStep.REFUSED: _("The seller refused the refund"),
            RefundStep.GRANTED: _("The seller granted the refund"),
            RefundStep.WITHDRAWN: _("You took the request back"),
        },
        Side.SELLER: {
            RefundStep.APPLIED: _("The buyer asked for a refund"),
            RefundStep.REFUSED: _("You refused the refund"),
            RefundStep.GRANTED: _("You granted the refund"),
            RefundStep.WITHDRAWN: _("The buyer took the request back"),
        },
    }[side]
    return [{"at": s.at, "what": _what(s, mine[s.what]), "note": _reason(s, side)} for s in steps]


def _what(step: RefundEntry, done: str) -> str:
    if step.asks is None or step.asked_minor is None:
        return done
    refund, amount = said(step.asks), money(step.asked_minor, step.order.currency)
    return str(_("%(done)s: %(refund)s, %(amount)s", done=done, refund=refund, amount=amount))


def _reason(step: RefundEntry, reader: Side) -> str:
    """The words of the reader's own as they wrote them; those of the other side redacted."""
    if step.reason is None:
        return ""
    by_seller = step.what in (RefundStep.REFUSED, RefundStep.GRANTED)
    if by_seller is (reader is Side.SELLER):
        return step.reason.text
    told = redacting.redact_told(step.order, step.reason.text, reader_locale())
    return redacted_line(told)
