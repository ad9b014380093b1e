"""The doors people come in by: one blueprint a kind of person."""

from flask import Flask

from . import (
    access,
    accounts,
    admin,
    api,
    case_view,
    charts,
    errors,
    filters,
    headers,
    jurors,
    operations,
    parties,
    pictures,
    public,
    sessions,
    staff,
    translations,
    wording,
)

ROOMS = (public, accounts, parties, jurors, staff, admin, pictures, api, operations)


def init_app(app: Flask) -> None:
    for part in (translations, sessions, headers, filters, wording, case_view, charts, errors):
        part.init_app(app)
    for room in ROOMS:
        app.register_blueprint(room.bp)
    access.check_every_view_has_a_door(app)
