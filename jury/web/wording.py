"""How the court's closed words are said to people."""

from enum import StrEnum

from flask import Flask
from flask_babel import gettext

from jury.rules import grounds, reasons
from jury.rules.errors import N_
from jury.rules.phases import Phase
from jury.rules.words import Because, Body, Category, Decision, Remedy, Side, Task, Why
from jury.store.cases import Exhibit

SAID: dict[StrEnum, str] = {
    Remedy.REFUND: N_("a full refund"),
    Remedy.RETURN_AND_REFUND: N_("a refund after returning the item"),
    Remedy.REFUND_WITHOUT_RETURN: N_("a refund without returning the item"),
    Remedy.PARTIAL_REFUND: N_("a partial refund"),
    Remedy.NO_REFUND: N_("no refund"),
    Category.IN_SALE: N_("before the sale was completed"),
    Category.AFTER_SALE: N_("after the sale"),
    Category.SECOND_HAND: N_("second-hand item"),
    Category.DIGITAL: N_("digital goods or service"),
    Category.FOOD: N_("food and fresh goods"),
    Phase.EVIDENCE: N_("collecting evidence"),
    Phase.ANSWERING: N_("waiting for the answer"),
    Phase.REDACTING: N_("removing identities"),
    Phase.HEARING: N_("before the panel"),
    Phase.PAUSED: N_("paused"),
    Phase.ESCALATED: N_("with staff"),
    Phase.RULED: N_("ruled"),
    Phase.APPEALED: N_("appealed"),
    Phase.EXECUTING: N_("being carried out"),
    Phase.CLOSED: N_("closed"),
    Phase.SETTLED: N_("settled"),
    Phase.WITHDRAWN: N_("withdrawn"),
    Why.BORDERLINE: N_("the panel was not sure enough"),
    Why.QUORUM: N_("too few ballots for either side"),
    Why.AGAINST_RAW: N_("weighted ballots and plain count disagree"),
    Why.UNCLEAR: N_("a third of the panel could not judge"),
    Why.LEAK: N_("personal data reached the jurors"),
    Why.ROLL_TOO_THIN: N_("not enough jurors could be called"),
    Why.POLICY: N_("the policy, or a party's choice under it, gives the case to staff"),
    Why.APPEAL: N_("a party appealed, and the policy gives such appeals to senior staff"),
    Why.DRIFT: N_("panels do not rule at present, because audits found too many errors"),
    Task.ESCALATION: N_("to decide"),
    Task.AUDIT: N_("blind audit"),
    Task.GOLD: N_("gold case"),
    Decision.UPHOLD: N_("upheld"),
    Decision.OVERRIDE: N_("overridden"),
    Decision.DECIDE: N_("decided"),
    Body.CROWD: N_("the crowd panel"),
    Body.STAFF: N_("staff"),
    Because.KNOWS_PARTY: N_("I know a party, or think I do"),
    Because.KNOWS_TRADE: N_("I know of this trade"),
    Because.HAS_INTEREST: N_("I have something to gain or lose by it"),
    Because.TOO_CLOSE: N_("It is too close to something I went through"),
    Because.NO_TIME: N_("I cannot answer in time"),
}
KINDS = {
    "buyer": N_("buyer's name"),
    "seller": N_("seller's name"),
    "person": N_("person's name"),
    "shop": N_("shop"),
    "company": N_("company"),
    "phone": N_("telephone number"),
    "address": N_("address"),
    "email": N_("e-mail address"),
    "wechat": N_("WeChat account"),
    "qq": N_("QQ account"),
    "account": N_("account name"),
    "url": N_("web address"),
    "order_no": N_("order number"),
    "tracking_no": N_("tracking number"),
    "id_card": N_("identity card number"),
    "passport": N_("passport number"),
    "bank_card": N_("bank card number"),
    "plate": N_("number plate"),
    "number": N_("long number"),
    "covered": N_("covered by hand"),
}
MILESTONES = {
    "ordered": N_("Order placed"),
    "paid": N_("Order paid"),
    "shipped": N_("Parcel sent"),
    "received": N_("Parcel received"),
    "refund_applied": N_("Refund asked for"),
    "refund_refused": N_("Refund refused"),
    "refund_granted": N_("Refund granted"),
    "refund_withdrawn": N_("Refund no longer asked for"),
}


def said(word: StrEnum) -> str:
    """The word in the reader's language."""
    return str(gettext(SAID[word]))


def milestone(what: str) -> str:
    """A step of the trade; one that the marketplace named otherwise stays as it was named."""
    return str(gettext(MILESTONES[what])) if what in MILESTONES else what


def reason(code: str) -> str:
    """A coded reason in the reader's language."""
    return next(
        str(gettext(sentences[code]))
        for sentences in reasons.SENTENCES.values()
        if code in sentences
    )


def exhibit_name(exhibit: Exhibit) -> str:
    """What everybody calls a picture: its side, and its number among those of that side."""
    if exhibit.side is Side.BUYER:
        return str(gettext("Buyer's exhibit %(number)s", number=exhibit.number))
    return str(gettext("Seller's exhibit %(number)s", number=exhibit.number))


def kind_said(kind: str) -> str:
    """A kind of identity in the reader's language."""
    return str(gettext(KINDS[kind]))


def ground(code: str) -> str:
    """A coded ground of staff in the reader's language."""
    return str(gettext(grounds.SENTENCES[code]))


def init_app(app: Flask) -> None:
    app.add_template_filter(said)
    app.add_template_filter(milestone)
    app.add_template_filter(reason)
    app.add_template_filter(ground)
    app.add_template_filter(kind_said)
    app.add_template_filter(exhibit_name)
