"""An appeal, or the answer to one: drafted, seen as others will see it, sent."""

from collections.abc import Iterable
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from jury.clock import now
from jury.court import answering, appealing, exhibits, hearing
from jury.rules.appeal import SENTENCES
from jury.rules.errors import Refusal
from jury.rules.words import Side
from jury.store import appeals
from jury.store.base import db
from jury.store.cases import Case, Exhibit, Passage, Statement
from jury.store.panels import Draw

from . import access, errors, parties_appeal, parties_pictures, parties_story
from .forms.appeals import AppealForm
from .parties import bp

FIELD_OF = {
    appealing.GroundMissing: "ground",
    appealing.WordsMissing: "words",
    appealing.EvidenceMissing: "evidence",
}


class Draft:
    """What a side is about to send: an appeal of its own, or an answer to the other's."""

    def __init__(self, case: Case, side: Side) -> None:
        self.at = parties_story.stage_of(case, side)
        self.is_answer = self.at.must_answer
        self.may_appeal = parties_appeal.may_appeal(self.at)
        last = case.last_hearing.instance
        self.instance = last if self.is_answer else last + 1
        self.statement: Statement | None = case.statement_of(side, self.instance)
        self.appeal = appeals.appeal_of(db.session(), case, side)
        texts = [p for p in case.passages if p.side is side]
        self.words = next((p for p in texts if p.kind == "appeal"), None)
        self.evidence = next((p for p in texts if self._is_new(p)), None)
        self.pictures: list[Exhibit] = [
            e for e in case.exhibits if e.side is side and e.instance == self.instance
        ]

    def _is_new(self, text: Passage) -> bool:
        return text.kind == "later" and text.instance == self.instance

    @property
    def is_open(self) -> bool:
        return self.is_answer or self.may_appeal

    @property
    def is_too_short(self) -> bool:
        """Whether it is an appeal of its own, with too few words to be made."""
        is_appeal = not self.is_answer or bool(self.appeal and self.appeal.ground)
        return is_appeal and len(self.words.raw if self.words else "") < appealing.SHORTEST_TEXT

    @property
    def ends_at(self) -> Any:
        """By when it has to be sent."""
        if self.is_answer:
            return self.at.due_at
        return self.at.ruling.appeal_ends_at if self.at.ruling else None

    @property
    def draw(self) -> Draw | None:
        return self.at.case.last_hearing.draw if self.is_answer else None

    def form(self) -> AppealForm:
        """The form as the draft in the database fills it."""
        ground = self.appeal.ground if self.appeal and not self.appeal.made_at else None
        return AppealForm(
            formdata=None,
            ground=ground,
            words=self.words.raw if self.words else "",
            evidence=self.evidence.raw if self.evidence else "",
            seen=hearing.version_of(self.statement),
        )


@bp.get("/cases/<uuid:case_id>/appeal")
@access.party_to
def appeal(case: Case, side: Side) -> Any:
    """What counts and what does not, and the draft."""
    draft = Draft(case, side)
    if not draft.is_open:
        return redirect(url_for(".case", case_id=case.id))
    return _written(draft, draft.form())


def _written(
    draft: Draft,
    form: AppealForm,
    faults: Iterable[tuple[str, str]] = (),
    other: AppealForm | None = None,
) -> str:
    case = draft.at.case
    return render_template(
        "parties/appeal.html",
        case=case,
        side=draft.at.side,
        draft=draft,
        form=form,
        faults=list(faults),
        other=other,
        caption=request.form.get("caption", ""),
        most=exhibits.MOST_A_SIDE,
        shortest=appealing.SHORTEST_TEXT,
        appeals=appealing.grounds_of(db.session(), case),
        appeal_words=SENTENCES,
    )


@bp.post("/cases/<uuid:case_id>/appeal")
@access.party_to
def save_appeal(case: Case, side: Side) -> Any:
    """Keep the draft, whichever button was pressed; then do what the button says."""
    form = AppealForm()
    if not form.validate():
        return _written(Draft(case, side), form), 422
    try:
        appealing.save(
            db.session(), case, side, form.chosen,
            form.words.data or "", form.evidence.data or "", now(), form.seen.data or "",
        )  # fmt: skip
    except hearing.ChangedElsewhere as stale:
        return _clash(case, side, form, stale), 409
    except Refusal as late:
        return _too_late(case, side, form, late)
    db.session.commit()
    faults = parties_pictures.change(case, side, Draft(case, side).pictures)
    if faults:
        return _again(case, side, faults)
    if faults is not None:
        return redirect(url_for(".appeal", case_id=case.id, _anchor="pictures"))
    if request.form.get("then") == "check" and Draft(case, side).is_too_short:
        short = appealing.WordsMissing(shortest=appealing.SHORTEST_TEXT)
        return _again(case, side, [("words", errors.sentence(short))])
    if request.form.get("then") == "check":
        return redirect(url_for(".check_appeal", case_id=case.id))
    flash(_("Saved. Only you can read it until you send it."), "success")
    return redirect(url_for(".appeal", case_id=case.id))


def _clash(case: Case, side: Side, form: AppealForm, stale: Refusal) -> str:
    db.session.rollback()
    draft = Draft(case, side)
    stored = draft.form()
    form.seen.data = stored.seen.data
    return _written(draft, form, [("evidence", errors.sentence(stale))], stored)


def _too_late(case: Case, side: Side, form: AppealForm, late: Refusal) -> Any:
    """What was typed stays on the page, to be copied."""
    db.session.rollback()
    page = _written(Draft(case, side), form, [("evidence", errors.sentence(late))])
    return page, errors.status_of(late)


def _again(case: Case, side: Side, faults: list[tuple[str, str]]) -> tuple[str, int]:
    draft = Draft(case, side)
    return _written(draft, draft.form(), faults), 422


@bp.get("/cases/<uuid:case_id>/appeal/check")
@access.party_to
def check_appeal(case: Case, side: Side) -> Any:
    """The draft as others will see it, before it is sent."""
    draft = Draft(case, side)
    if not draft.is_open:
        return redirect(url_for(".case", case_id=case.id))
    return render_template(
        "parties/appeal_check.html", case=case, side=side, draft=draft, appeal_words=SENTENCES
    )


@bp.post("/cases/<uuid:case_id>/appeal/send")
@access.party_to
def send_appeal(case: Case, side: Side) -> Any:
    """Make the appeal, or hand in the answer, as the button says."""
    nonce, session = request.form.get("nonce"), db.session()
    if request.form.get("do") == "answer":
        answering.answer(session, case, side, nonce, now())
        session.commit()
        flash(_("Your answer is in. The case goes on by itself."), "success")
        return redirect(url_for(".case", case_id=case.id))
    try:
        appealing.appeal(session, case, side, nonce, now())
    except tuple(FIELD_OF) as fault:
        session.rollback()
        return _again(case, side, [(FIELD_OF[type(fault)], errors.sentence(fault))])
    session.commit()
    flash(_("Your appeal is in, and nothing more is carried out."), "success")
    to = ".share" if parties_appeal.open_draw(parties_story.stage_of(case, side)) else ".case"
    return redirect(url_for(to, case_id=case.id))


@bp.get("/cases/<uuid:case_id>/appeal/share")
@access.party_to
def share(case: Case, side: Side) -> Any:
    """The draw is committed to now; the side that appealed may add its share."""
    draw = parties_appeal.open_draw(parties_story.stage_of(case, side))
    if draw is None:
        return redirect(url_for(".case", case_id=case.id))
    return render_template("parties/appeal_share.html", case=case, draw=draw)


@bp.post("/cases/<uuid:case_id>/appeal/share")
@access.party_to
def add_share(case: Case, side: Side) -> Any:
    answering.add_share(db.session(), case, side, request.form.get("nonce"), now())
    db.session.commit()
    flash(_("Your share in the draw is added."), "success")
    return redirect(url_for(".case", case_id=case.id))
