"""What parties type when they appeal, or answer an appeal."""

from typing import Any

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional

from jury.rules.appeal import SENTENCES, Ground

from .parties import is_short_enough


class AppealForm(FlaskForm):
    ground = RadioField(lazy_gettext("Why should the case be heard again?"), [Optional()])
    words = TextAreaField(lazy_gettext("Say it in your own words"), [is_short_enough])
    evidence = TextAreaField(lazy_gettext("What is new"), [is_short_enough])
    seen = HiddenField()

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self.ground.choices = [SelectChoice(g.value, gettext(s)) for g, s in SENTENCES.items()]

    @property
    def chosen(self) -> Ground | None:
        return Ground(self.ground.data) if self.ground.data in list(Ground) else None
