"""Exhibits, served after an authorisation check each time."""

from flask import Blueprint, Response, abort, current_app, send_file

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
    file = vault().path(exhibit.file)
    if not file.is_file():
        abort(404)
    served = send_file(file, mimetype=exhibit.media_type, conditional=False, etag=False)
    served.headers["Content-Security-Policy"] = SANDBOX
    served.headers["X-Content-Type-Options"] = "nosniff"
    served.headers["Cache-Control"] = "private, no-store"
    served.headers["Cross-Origin-Resource-Policy"] = "same-site"
    return served
