"""How the reader of a page is reached: addresses, what fails, what they do without."""

from collections.abc import Sequence
from typing import Any

from flask import current_app, flash, redirect, request, url_for
from flask_babel import gettext as _

from jury.clock import now
from jury.court import passwords, reachable
from jury.rules.errors import N_
from jury.rules.words import Channel
from jury.store import reach
from jury.store.base import db
from jury.store.notices import FailingAddress
from jury.store.people import Person

from . import access, errors
from .accounts import bp, settings_page
from .forms.accounts import AddressForm, HandleForm

GROUPS = {
    "jury": N_("How cases on which you voted ended, and other news for jurors"),
    "cases": N_("What happens in your cases"),
    "desk": N_("News of the desk"),
}
CHANNELS = {Channel.MAIL: N_("by e-mail"), Channel.IM: N_("by instant message")}


def has_im() -> bool:
    return bool(current_app.config["SETTINGS"].im_webhook_url)


def channels() -> list[Channel]:
    """The channels that the house has and the reader has an address for."""
    theirs = reach.addresses_of(access.me())
    return [each for each in theirs if each is Channel.MAIL or has_im()]


def groups_of(person: Person) -> list[str]:
    """The groups of messages that the person can get."""
    gets = {"jury": person.juror, "cases": person.accounts, "desk": person.is_staff}
    return [group for group, may in gets.items() if may]


def choices() -> list[dict[str, Any]]:
    """What can be switched off, by group, each with its channels and whether it is on."""
    off = reach.switched_off(db.session(), access.me())
    return [
        {
            "name": _(GROUPS[group]),
            "channels": [
                {
                    "value": f"{group}:{channel}",
                    "name": _(CHANNELS[channel]),
                    "is_on": (group, channel) not in off,
                }
                for channel in channels()
            ],
        }
        for group in groups_of(access.me())
    ]


def failing() -> Sequence[FailingAddress]:
    """The reader's addresses that messages do not reach."""
    return reach.failing_of(db.session(), access.me())


@bp.app_context_processor
def _words() -> dict[str, Any]:
    return {"failing_addresses": failing, "message_choices": choices, "has_im": has_im}


@bp.post("/settings/messages")
@access.signed_in
def choose_messages() -> Any:
    """Keep what was ticked; of what the reader cannot get nothing changes."""
    on = request.form.getlist("on")
    off = [
        (group, channel)
        for group in groups_of(access.me())
        for channel in channels()
        if f"{group}:{channel}" not in on
    ]
    reachable.choose(db.session(), access.me(), off, now())
    db.session.commit()
    flash(_("Your choice is kept. Everything still stands in your inbox."), "success")
    return redirect(url_for(".settings", _anchor="messages"))


@bp.post("/settings/address")
@access.signed_in
def change_address() -> Any:
    form = AddressForm()
    try:
        if form.validate():
            address, password = form.email.data or "", form.current.data or ""
            reachable.change_address(db.session(), access.me(), address, password, now())
    except passwords.WrongPassword as wrong:
        db.session.rollback()
        form.current.errors = [errors.sentence(wrong)]
    except reachable.AddressTaken as taken:
        db.session.rollback()
        form.email.errors = [errors.sentence(taken)]
    if form.errors:
        return settings_page(address_form=form), 422
    db.session.commit()
    flash(_("Your address is changed. Sign in with it from now on."), "success")
    return redirect(url_for(".settings", _anchor="messages"))


@bp.post("/settings/im")
@access.signed_in
def set_im() -> Any:
    form = HandleForm()
    if not form.validate():
        return settings_page(handle_form=form), 422
    reachable.set_im(db.session(), access.me(), form.handle.data or "", now())
    db.session.commit()
    flash(_("Your instant messenger is set."), "success")
    return redirect(url_for(".settings", _anchor="messages"))


@bp.post("/settings/addresses/right")
@access.signed_in
def confirm_addresses() -> Any:
    """The reader says that nothing is wrong with where messages go."""
    reachable.trust(db.session(), access.me(), now())
    db.session.commit()
    flash(_("Thank you. We go on writing to you there."), "success")
    return redirect(url_for(".settings", _anchor="messages"))
