"""What an admin writes to a juror who is suspended or reinstated."""

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import TextAreaField
from wtforms.validators import Length

from jury.court.conduct import LEAST, LONGEST

_reason = Length(
    LEAST,
    LONGEST,
    lazy_gettext(
        "Reason: write %(least)s to %(longest)s characters.", least=LEAST, longest=LONGEST
    ),
)
_way_back = Length(
    LEAST,
    LONGEST,
    lazy_gettext(
        "The way back: write %(least)s to %(longest)s characters.", least=LEAST, longest=LONGEST
    ),
)


class SuspendForm(FlaskForm):
    reason = TextAreaField(lazy_gettext("Reason"), [_reason])
    way_back = TextAreaField(lazy_gettext("The way back"), [_way_back])


class ReinstateForm(FlaskForm):
    reason = TextAreaField(lazy_gettext("Reason"), [_reason])
