"""A party's statement: written in steps, seen as jurors will see it, handed in."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from jury.clock import now
from jury.court import exhibits, hearing, redacting
from jury.rules.errors import Refusal
from jury.rules.words import Body, Side
from jury.store.base import db
from jury.store.cases import Case, Passage

from . import access, errors, parties_pictures, parties_story, sight
from .filters import day_words, redacted_line
from .forms.parties import StatementForm
from .parties import bp
from .parties_missing import missing_in
from .wording import exhibit_name

KINDS = ("story", "wish", "chat")
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
            "name": exhibit_name(exhibit),
            "is_withheld": sight.is_withheld(exhibit),
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
    return day_words(on)


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
    faults = parties_pictures.change(case, side, [e for e in case.exhibits if e.side is side])
    if faults:
        return _again(case, side, faults)
    if faults is not None:
        return redirect(url_for(".statement", case_id=case.id, _anchor="pictures"))
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
