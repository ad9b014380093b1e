"""Exhibits, served after an authorisation check each time."""

from flask import Blueprint, Response, abort, current_app

from jury.outside.pictures import Vault
from jury.store.cases import Exhibit

from . import access

bp = Blueprint("pictures", __name__)

SANDBOX = "default-src 'none'; sandbox"


def vault() -> Vault:
    """Where cleaned pictures lie."""
    return Vault(current_app.config["SETTINGS"].instance_dir / "exhibits")


@bp.get("/exhibits/<uuid:exhibit_id>")
@access.may_see_exhibit
def show(exhibit: Exhibit) -> Response:
    """The picture itself, as we encoded it, to be looked at and nothing else."""
    if not exhibit.file or exhibit.case.texts_erased_at:
        abort(404)
    try:
        pixels = vault().path(exhibit.file).read_bytes()
    except FileNotFoundError:
        abort(404)
    served = Response(pixels, mimetype=exhibit.media_type)
    served.headers["Content-Security-Policy"] = SANDBOX
    served.headers["X-Content-Type-Options"] = "nosniff"
    served.headers["Cache-Control"] = "private, no-store"
    served.headers["Cross-Origin-Resource-Policy"] = "same-site"
    return served
