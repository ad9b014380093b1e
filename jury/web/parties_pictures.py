"""The pictures of a party's draft: added with a caption, and taken away again."""

from collections.abc import Iterable
from typing import BinaryIO, cast

from flask import flash, request
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from jury.clock import now
from jury.court import exhibits
from jury.outside.pictures import clean_in_subprocess
from jury.redaction.pictures import BadPicture
from jury.rules.errors import Refusal
from jury.rules.words import Side
from jury.store.base import db
from jury.store.cases import Case, Exhibit

from . import errors
from .forms.parties import CaptionForm
from .pictures import vault

MEDIA_TYPES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
LEAST_SIDE = 32  # pixels


def change(case: Case, side: Side, mine: Iterable[Exhibit]) -> list[tuple[str, str]] | None:
    """Add or remove a picture, as the pressed button says: the faults of its fields, none if done.

    None for a button that is not about pictures. ``mine`` are those that may be removed.
    """
    file = request.files.get("picture")
    if removed := request.form.get("remove"):
        _remove(mine, removed)
        return []
    if file and file.filename:
        return _add(case, side, file)
    if request.form.get("then") == "picture":
        return [("picture", _("Choose a picture first."))]
    return None


def _add(case: Case, side: Side, file: FileStorage) -> list[tuple[str, str]]:
    """Decode the picture apart from us, keep only what we encoded, and add it."""
    form = CaptionForm()
    if not form.validate():
        return [("caption", " ".join(map(str, form.caption.errors)))]
    try:
        picture = _cleaned(file)
    except BadPicture as bad:
        return [("picture", _why_refused(bad.reason))]
    try:
        exhibits.add_exhibit(db.session(), case, side, picture, form.caption.data or "", now())
        db.session.commit()
    except Refusal as refusal:
        db.session.rollback()
        vault().delete(picture.file)
        return [("picture", errors.sentence(refusal))]
    flash(_("The picture is added."), "success")
    return []


def _cleaned(file: FileStorage) -> exhibits.Cleaned:
    """The picture as it may be served, kept in the vault; BadPicture for what is none."""
    store = vault()
    name = store.keep(cast(BinaryIO, file.stream))
    try:
        clean = clean_in_subprocess(store.path(name))
        if min(clean.width, clean.height) < LEAST_SIDE:
            raise BadPicture("too_small")
        store.replace(name, clean.data)
    except BaseException:
        store.delete(name)
        raise
    return exhibits.cleaned(name, MEDIA_TYPES[clean.format], clean.width, clean.height, clean.data)


def _why_refused(reason: str) -> str:
    """Why a picture was not added, and what would be."""
    why = {
        "unsupported": _("Files of this kind are not taken."),
        "animated": _("Pictures that move are not taken."),
        "too_large": _("The file is too large."),
        "too_many_pixels": _("The picture has too many pixels."),
        "too_small": _("The picture is too small to show anything."),
        "truncated": _("The picture is damaged or incomplete."),
    }.get(reason, _("This file is not a picture."))
    kept = _(
        "It was not added; your text is saved. Send a JPEG, PNG or WebP of at most 10 MB; "
        "a screenshot will do."
    )
    return f"{why} {kept}"


def _remove(mine: Iterable[Exhibit], exhibit_id: str) -> None:
    found = (exhibit for exhibit in mine if str(exhibit.id) == exhibit_id)
    if exhibit := next(found, None):
        file = exhibits.remove_exhibit(db.session(), exhibit, now())
        db.session.commit()
        vault().delete(file)
        flash(_("The picture is removed."), "success")
