"""What people type to sign in, to join and to set things."""

from typing import Any

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import EmailField, Field, Form, PasswordField, StringField, ValidationError
from wtforms.validators import DataRequired, InputRequired, Length

from jury.court.passwords import LONGEST, SHORTEST
from jury.rules import addresses

N_EMAIL = addresses.LONGEST
N_NAME = 80
N_HANDLE = 120


def is_long_enough(_: Form, field: Field) -> None:
    if not SHORTEST <= len(field.data or "") <= LONGEST:
        wanted = gettext(
            "A password needs %(shortest)s to %(longest)s characters. Three or four words "
            "that only you would put together are good.",
            shortest=SHORTEST,
            longest=LONGEST,
        )
        raise ValidationError(wanted)


def is_address(_: Form, field: Field) -> None:
    if not addresses.is_address((field.data or "").strip()):
        raise ValidationError(gettext("Write an e-mail address, such as name@example.com."))


class SignInForm(FlaskForm):
    email = EmailField(
        lazy_gettext("E-mail address"),
        [DataRequired(lazy_gettext("Write your e-mail address.")), Length(max=N_EMAIL)],
    )
    password = PasswordField(
        lazy_gettext("Password"), [InputRequired(lazy_gettext("Write your password."))]
    )


class RecoverForm(FlaskForm):
    email = EmailField(lazy_gettext("E-mail address"), [is_address, Length(max=N_EMAIL)])


class NewPasswordForm(FlaskForm):
    password = PasswordField(lazy_gettext("New password"), [is_long_enough])


class NameForm(FlaskForm):
    name = StringField(
        lazy_gettext("Name"),
        [DataRequired(lazy_gettext("Write the name we should call you by.")), Length(max=N_NAME)],
    )


class WelcomeForm(NameForm):
    password = PasswordField(lazy_gettext("Password"), [is_long_enough])


class ChangePasswordForm(FlaskForm):
    current = PasswordField(
        lazy_gettext("Current password"),
        [InputRequired(lazy_gettext("Write the password you sign in with now."))],
    )
    password = PasswordField(lazy_gettext("New password"), [is_long_enough])


class AddressForm(FlaskForm):
    email = EmailField(lazy_gettext("New e-mail address"), [is_address, Length(max=N_EMAIL)])
    current = PasswordField(
        lazy_gettext("Your password"),
        [InputRequired(lazy_gettext("Write the password you sign in with now."))],
    )

    def __init__(self, **given: Any) -> None:
        super().__init__(prefix="address", **given)


class HandleForm(FlaskForm):
    handle = StringField(
        lazy_gettext("Instant messenger"),
        [Length(max=N_HANDLE, message=lazy_gettext("At most 120 characters are kept."))],
    )
