"""The office sends a message to the marketplace again that was given up."""

from typing import Any
from uuid import UUID

from flask import abort, flash, redirect, url_for
from flask_babel import gettext as _

from jury.clock import now
from jury.court import announcing
from jury.store.base import db
from jury.store.events import Event

from . import access
from .admin import bp


@bp.post("/work/events/<uuid:event_id>/again")
@access.admin
def send_event_again(event_id: UUID) -> Any:
    event = db.session.get(Event, event_id)
    if event is None:
        abort(404)
    announcing.try_again(db.session(), event, access.me(), now())
    db.session.commit()
    flash(_("The message is being sent again."), "success")
    return redirect(url_for(".work", _anchor="events"))
