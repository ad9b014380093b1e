"""What parties type: how they file, and what their statement says."""

from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any

from babel.numbers import get_currency_precision
from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import (
    DateField,
    Field,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Optional

from jury.clock import now
from jury.court.refunding import LONGEST_REASON
from jury.redaction.text import LONGEST
from jury.rules.words import Body, Remedy, Side

from ..filters import reader_zone
from .amounts import plain

LONGEST_CAPTION = 500
WORDS = {
    Remedy.REFUND: lazy_gettext(
        "The whole price back; there is nothing to send back, or it is back already"
    ),
    Remedy.RETURN_AND_REFUND: lazy_gettext("The whole price back, once the item is sent back"),
    Remedy.REFUND_WITHOUT_RETURN: lazy_gettext(
        "The whole price back, and the buyer keeps the item"
    ),
    Remedy.PARTIAL_REFUND: lazy_gettext("A part of the price back; the buyer keeps the item"),
    Remedy.NO_REFUND: lazy_gettext("No refund"),
}
BODIES = (
    SelectChoice(Body.CROWD.value, lazy_gettext("Jurors drawn by lot")),
    SelectChoice(Body.STAFF.value, lazy_gettext("A member of staff")),
)
LANGUAGES = (SelectChoice("zh", "简体中文"), SelectChoice("en", "English"))


def remedies(side: Side) -> list[SelectChoice]:
    """What somebody on this side may ask for, the likeliest first."""
    sellers = (Remedy.NO_REFUND, Remedy.PARTIAL_REFUND, Remedy.RETURN_AND_REFUND)
    buyers = [remedy for remedy in Remedy if remedy is not Remedy.NO_REFUND]
    offered = buyers if side is Side.BUYER else sellers
    return [SelectChoice(r.value, WORDS[r]) for r in offered]


class AskingForm(FlaskForm):
    """What is asked for, and how much of it."""

    asks = RadioField(
        lazy_gettext("What do you ask for?"),
        [InputRequired(message=lazy_gettext("Choose what you ask for."))],
    )
    amount = StringField(lazy_gettext("How much, for a part of the money"))

    def __init__(self, side: Side, currency: str, **given: Any) -> None:
        super().__init__(**given)
        self.asks.choices = remedies(side)
        self.currency = currency

    @property
    def asked_minor(self) -> int:
        """The part asked for in minor units; 0 where the whole or nothing is."""
        if self.asks.data != Remedy.PARTIAL_REFUND:
            return 0
        minor = Decimal(plain(self.amount.data or "")).scaleb(get_currency_precision(self.currency))
        if not minor.is_finite() or minor != minor.to_integral_value() or not 0 < minor < 10**15:
            raise InvalidOperation
        return int(minor)

    def validate_amount(self, field: StringField) -> None:
        try:
            _ = self.asked_minor
        except InvalidOperation:
            raise ValidationError(gettext("Write an amount such as 25.00.")) from None


class DisputeForm(AskingForm):
    body = RadioField(lazy_gettext("Who shall decide?"), choices=BODIES, default=Body.CROWD.value)
    language = RadioField(
        lazy_gettext("In which language will you write?"),
        [InputRequired(message=lazy_gettext("Choose the language of the case."))],
        choices=LANGUAGES,
    )

    def __init__(self, side: Side, currency: str, has_choice: bool, **given: Any) -> None:
        super().__init__(side, currency, **given)
        if not has_choice:
            del self.body

    @property
    def wished(self) -> Body | None:
        """The body the claimant chose; None where there is nothing to choose."""
        return Body(self.body.data) if self.body else None


def at_most(longest: int) -> Callable[[Any, Field], None]:
    """A validator that counts as the court does, and says what happened to a longer text.

    Unlike ``Length`` it sets no attribute that lets a browser cut what is pasted.
    """

    def check(_: Any, field: Field) -> None:
        length = len((field.data or "").strip().replace("\r\n", "\n"))
        if length > longest:
            said = gettext(
                "This text has %(length)s characters; at most %(longest)s are possible. "
                "It stands here whole, but was not sent: please shorten it.",
                length=length,
                longest=longest,
            )
            raise ValidationError(said)

    return check


class RefundForm(AskingForm):
    reason = TextAreaField(
        lazy_gettext("Why?"),
        [
            InputRequired(message=lazy_gettext("Say in a few words what is wrong.")),
            at_most(LONGEST_REASON),
        ],
    )

    def __init__(self, currency: str, **given: Any) -> None:
        super().__init__(Side.BUYER, currency, **given)


def is_short_enough(_: Any, field: TextAreaField) -> None:
    length = len((field.data or "").strip().replace("\r\n", "\n"))
    if length > LONGEST:
        said = gettext(
            "This text has %(length)s characters; at most %(longest)s can be handed in. "
            "It stands here whole, but was not saved: please shorten it.",
            length=length,
            longest=LONGEST,
        )
        raise ValidationError(said)


def is_past(_: Any, field: DateField) -> None:
    if field.data and field.data > now().astimezone(reader_zone()).date():
        raise ValidationError(gettext("That day has not come yet."))


class StatementForm(FlaskForm):
    happened_on = DateField(lazy_gettext("When did it happen?"), [Optional(), is_past])
    story = TextAreaField(lazy_gettext("What happened?"), [is_short_enough])
    wish = TextAreaField(lazy_gettext("What do you ask for, and why?"), [is_short_enough])
    chat = TextAreaField(lazy_gettext("What you wrote to each other"), [is_short_enough])
    asks = SelectField(lazy_gettext("Which outcome would be right?"), [Optional()])
    seen = HiddenField()

    def __init__(self, side: Side, **given: Any) -> None:
        super().__init__(**given)
        self.asks.choices = [
            SelectChoice("", gettext("I leave it to the court")),
            *remedies(side),
        ]

    @property
    def asked(self) -> Remedy | None:
        return Remedy(self.asks.data) if self.asks.data else None


class CaptionForm(FlaskForm):
    caption = StringField(
        lazy_gettext("What does it show, and what does it prove?"),
        [
            InputRequired(message=lazy_gettext("Say what the picture shows and proves.")),
            at_most(LONGEST_CAPTION),
        ],
    )
