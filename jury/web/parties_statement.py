"""A party's statement: written in steps, seen as jurors will see it, handed in."""

from collections.abc import Iterable
from datetime import date
from typing import Any, BinaryIO, cast

from flask import flash, redirect, render_template, request, url_for
from flask_babel import format_date
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from jury.clock import now
from jury.court import exhibits, hearing, redacting
from jury.outside.pictures import clean_in_subprocess
from jury.redaction.pictures import BadPicture
from jury.rules.errors import Refusal
from jury.rules.words import Body, Side
from jury.store.base import db
from jury.store.cases import Case, Passage

from . import access, errors, parties_story
from .filters import redacted_line
from .forms.parties import CaptionForm, StatementForm
from .parties import bp
from .parties_missing import missing_in
from .pictures import vault

KINDS = ("story", "wish", "chat")
MEDIA_TYPES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
LONGEST_WORDS = 80


def passages_of(case: Case, side: Side) -> dict[str, Passage]:
    """The side's texts by kind, captions apart."""
    return {p.kind: p for p in case.passages if p.side is side and p.kind in KINDS}


def exhibits_of(case: Case, side: Side, instance: int = 1) -> list[dict[str, Any]]:
    """The side's pictures for a hearing, with their captions as jurors read them."""
    return [
        {
            "url": url_for("pictures.show", exhibit_id=exhibit.id),
            "caption": redacted_line(exhibit.caption.redacted) if exhibit.caption else "",
            "alt": _("Exhibit %(number)s", number=exhibit.number),
            "width": exhibit.width,
            "height": exhibit.height,
        }
        for exhibit in case.exhibits
        if exhibit.side is side and exhibit.instance == instance
    ]


def faults_of(faults: Iterable[tuple[str, str]], field: str) -> list[str]:
    return [sentence for name, sentence in faults if name == field]


@bp.app_template_filter()
def day(on: date) -> str:
    return str(format_date(on, "medium"))


@bp.app_context_processor
def _words() -> dict[str, Any]:
    return {"passages_of": passages_of, "exhibits_of": exhibits_of, "faults_of": faults_of}


@bp.get("/cases/<uuid:case_id>/statement")
@access.party_to
def statement(case: Case, side: Side) -> Any:
    if not parties_story.stage_of(case, side).must_write:
        return redirect(url_for(".case", case_id=case.id))
    return _written(case, side, _stored(case, side))


def _stored(case: Case, side: Side) -> StatementForm:
    """The form as the draft in the database fills it."""
    draft, texts = case.statement_of(side), passages_of(case, side)
    words = {kind: text.raw for kind, text in texts.items()}
    return StatementForm(
        side,
        formdata=None,
        happened_on=draft and draft.happened_on,
        asks=draft and draft.asks,
        seen=hearing.version_of(draft),
        **words,
    )


def _written(
    case: Case,
    side: Side,
    form: StatementForm,
    faults: Iterable[tuple[str, str]] = (),
    other: StatementForm | None = None,
) -> str:
    """The page; ``other`` is what is stored when it is not what was typed."""
    return render_template(
        "parties/statement.html",
        case=case,
        side=side,
        at=parties_story.stage_of(case, side),
        form=form,
        faults=list(faults),
        other=other,
        caption=request.form.get("caption", ""),
        exhibits=[exhibit for exhibit in case.exhibits if exhibit.side is side],
        most=exhibits.MOST_A_SIDE,
    )


@bp.post("/cases/<uuid:case_id>/statement")
@access.party_to
def save(case: Case, side: Side) -> Any:
    """Keep the draft, whichever button was pressed; then do what the button says."""
    form = StatementForm(side)
    if not form.validate():
        return _written(case, side, form), 422
    try:
        _save(case, side, form)
    except hearing.ChangedElsewhere as stale:
        db.session.rollback()
        return _clash(case, side, form, stale), 409
    if removed := request.form.get("remove"):
        return _remove(case, side, removed)
    file = request.files.get("picture")
    if file and file.filename:
        return _add(case, side, file)
    if request.form.get("then") == "picture":
        return _again(case, side, [("picture", _("Choose a picture first."))])
    if request.form.get("then") == "check":
        return _to_check(case, side)
    flash(_("Saved. Only you can read it until you hand it in."), "success")
    return redirect(url_for(".statement", case_id=case.id))


def _save(case: Case, side: Side, form: StatementForm) -> None:
    texts = {kind: form[kind].data or "" for kind in KINDS}
    day, asked, seen = form.happened_on.data, form.asked, form.seen.data or ""
    hearing.save_statement(db.session(), case, side, texts, day, asked, now(), seen)
    db.session.commit()


def _clash(case: Case, side: Side, form: StatementForm, stale: Refusal) -> str:
    stored = _stored(case, side)
    form.seen.data = stored.seen.data
    return _written(case, side, form, [("story", errors.sentence(stale))], stored)


def _again(case: Case, side: Side, faults: list[tuple[str, str]]) -> tuple[str, int]:
    return _written(case, side, _stored(case, side), faults), 422


def _to_check(case: Case, side: Side) -> Any:
    if "story" not in passages_of(case, side):
        return _again(case, side, [("story", _("Please tell first what happened."))])
    return redirect(url_for(".check", case_id=case.id))


def _add(case: Case, side: Side, file: FileStorage) -> Any:
    """Decode the picture apart from us, keep only what we encoded, and add it."""
    form = CaptionForm()
    if not form.validate():
        return _again(case, side, [("caption", " ".join(map(str, form.caption.errors)))])
    try:
        picture = cleaned(file)
    except BadPicture as bad:
        return _again(case, side, [("picture", why_refused(bad.reason))])
    try:
        exhibits.add_exhibit(db.session(), case, side, picture, form.caption.data or "", now())
        db.session.commit()
    except Refusal as refusal:
        db.session.rollback()
        vault().delete(picture.file)
        return _again(case, side, [("picture", errors.sentence(refusal))])
    flash(_("The picture is added."), "success")
    return redirect(url_for(".statement", case_id=case.id, _anchor="pictures"))


def cleaned(file: FileStorage) -> exhibits.Cleaned:
    """The picture as it may be served, kept in the vault; BadPicture for what is none."""
    store = vault()
    name = store.keep(cast(BinaryIO, file.stream))
    try:
        clean = clean_in_subprocess(store.path(name))
        store.replace(name, clean.data)
    except BaseException:
        store.delete(name)
        raise
    return exhibits.cleaned(name, MEDIA_TYPES[clean.format], clean.width, clean.height, clean.data)


def why_refused(reason: str) -> str:
    """Why a picture was not added, and what would be."""
    why = {
        "unsupported": _("Files of this kind are not taken."),
        "animated": _("Pictures that move are not taken."),
        "too_large": _("The file is too large."),
        "too_many_pixels": _("The picture has too many pixels."),
        "truncated": _("The picture is damaged or incomplete."),
    }.get(reason, _("This file is not a picture."))
    kept = _(
        "It was not added; your text is saved. Send a JPEG, PNG or WebP of at most 10 MB; "
        "a screenshot will do."
    )
    return f"{why} {kept}"


def _remove(case: Case, side: Side, exhibit_id: str) -> Any:
    found = (e for e in case.exhibits if str(e.id) == exhibit_id and e.side is side)
    if exhibit := next(found, None):
        file = exhibits.remove_exhibit(db.session(), exhibit, now())
        db.session.commit()
        vault().delete(file)
        flash(_("The picture is removed."), "success")
    return redirect(url_for(".statement", case_id=case.id, _anchor="pictures"))


@bp.get("/cases/<uuid:case_id>/check")
@access.party_to
def check(case: Case, side: Side) -> Any:
    """What jurors will see, before it is handed in; and what the draw is committed to."""
    if not parties_story.stage_of(case, side).must_write:
        return redirect(url_for(".case", case_id=case.id))
    return _checked(case, side)


def _checked(case: Case, side: Side, faults: Iterable[tuple[str, str]] = ()) -> str:
    return render_template(
        "parties/check.html",
        case=case,
        side=side,
        at=parties_story.stage_of(case, side),
        faults=list(faults),
        missing=missing_in(case, side, passages_of(case, side)),
        draw=next((h.draw for h in case.hearings if h.body is Body.CROWD), None),
    )


@bp.post("/cases/<uuid:case_id>/hand-in")
@access.party_to
def hand_in(case: Case, side: Side) -> Any:
    hearing.hand_in(db.session(), case, side, request.form.get("nonce"), now())
    db.session.commit()
    flash(_("Your statement is handed in."), "success")
    return redirect(url_for(".case", case_id=case.id))


@bp.post("/cases/<uuid:case_id>/cover")
@access.party_to
def cover(case: Case, side: Side) -> Any:
    """Cover the words wherever the reader can read them, in all texts of one side."""
    of = side.other if request.form.get("of") == "other" else side
    words = request.form.get("words", "").strip()[:LONGEST_WORDS]
    readable = _readable(case, side, of, words)
    for passage in readable:
        redacting.cover_words(db.session(), passage, words, access.me(), now())
    db.session.commit()
    if readable:
        flash(_("These words are covered now."), "success")
    else:
        flash(_("These words cannot be read there, so nothing was changed."), "warning")
    to = ".check" if of is side and _is_draft(case, side) else ".case"
    to = ".check_appeal" if request.form.get("to") == "appeal" else to
    return redirect(url_for(to, case_id=case.id, _anchor="cover"))


def _is_draft(case: Case, side: Side) -> bool:
    draft = case.statement_of(side)
    return draft is None or draft.handed_in_at is None


def _readable(case: Case, side: Side, of: Side, words: str) -> list[Passage]:
    if of is not side and _is_draft(case, of):
        return []
    known = case.passages if of is side else case.evidence  # a later draft is its author's alone
    texts = [text for text in known if text.side is of and redacting.may_cover(text)]
    return [text for text in texts if redacting.can_read(text, words)]
