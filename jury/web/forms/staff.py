"""What staff type: a view, a decision, a gold case."""

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from jury.court.reviewing import LONGEST_REASON, LONGEST_TEXT, SHORTEST_TEXT

SIDES = [
    SelectChoice("buyer", lazy_gettext("support the buyer")),
    SelectChoice("seller", lazy_gettext("support the seller")),
]


def _side(label: str) -> RadioField:
    return RadioField(
        label,
        [InputRequired(lazy_gettext("Choose a side."))],
        choices=SIDES,
    )


class ViewForm(FlaskForm):
    choice = _side(lazy_gettext("Your own view"))
    reason = TextAreaField(
        lazy_gettext("Why"),
        [
            InputRequired(lazy_gettext("Say in a few words why.")),
            Length(max=LONGEST_REASON, message=lazy_gettext("At most 1000 characters are kept.")),
        ],
    )

    @property
    def words(self) -> str:
        """What was typed, should this step no longer take it."""
        return self.reason.data or ""


class DecisionForm(FlaskForm):
    choice = _side(lazy_gettext("Your decision"))
    code = StringField(
        lazy_gettext("Coded reason"),
        [InputRequired(lazy_gettext("Choose a coded reason that fits what you decide."))],
    )
    text = TextAreaField(
        lazy_gettext("Your reasons, as both parties will read them"),
        [
            InputRequired(lazy_gettext("Write what both parties will read.")),
            Length(
                SHORTEST_TEXT,
                LONGEST_TEXT,
                lazy_gettext("Both parties will read this: write 20 to 5000 characters."),
            ),
        ],
    )

    @property
    def words(self) -> str:
        """What was typed, should this step no longer take it."""
        return self.text.data or ""


class GoldForm(FlaskForm):
    choice = _side(lazy_gettext("The right answer"))
    lesson = TextAreaField(
        lazy_gettext("What a juror can learn from it"),
        [
            InputRequired(lazy_gettext("Write what a juror can learn from this case.")),
            Length(max=2000, message=lazy_gettext("At most 2000 characters are kept.")),
        ],
    )


class SecondForm(FlaskForm):
    choice = _side(lazy_gettext("The right answer, as you see it"))
