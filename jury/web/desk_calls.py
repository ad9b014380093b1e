"""The room for calls: whom to telephone, what to say, how it went; and how parties were reached."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from jury.clock import now
from jury.court import telephoning
from jury.outside import letters
from jury.rules.errors import N_, Invalid, Refusal
from jury.rules.words import CallOutcome, CallState, Side
from jury.store import calls as queries
from jury.store import reach
from jury.store.base import db
from jury.store.calls import Call
from jury.store.cases import Case
from jury.store.notices import Notice

from . import access, errors, filters
from .staff import bp

MOST = 40
READ = {"zh": ("zh-Hans", "简体中文"), "en": ("en", "English")}
OUTCOMES = {
    CallOutcome.REACHED: N_("Reached, and told"),
    CallOutcome.NOT_REACHED: N_("Not reached"),
    CallOutcome.WRONG_NUMBER: N_("Wrong number"),
    CallOutcome.SEEN_TO: N_("Seen to"),
}
STATES = {
    CallState.OPEN: N_("to be telephoned"),
    CallState.REACHED: N_("reached by telephone"),
    CallState.UNREACHED: N_("could not be reached"),
    CallState.SEEN_TO: N_("could not be reached; staff saw to it"),
}
FOR_A_CALL = [CallOutcome.REACHED, CallOutcome.NOT_REACHED, CallOutcome.WRONG_NUMBER]


@bp.app_template_filter()
def call_word(word: CallOutcome | CallState) -> str:
    """How a try ended, or where a call stands."""
    said = OUTCOMES[word] if isinstance(word, CallOutcome) else STATES[word]
    return str(_(said))


@bp.app_template_filter()
def subject_of(told: Notice | Call) -> str:
    """What a message is about, in the language of whoever looks on."""
    locale, zone = filters.reader_locale(), str(filters.reader_zone())
    return letters.render(told.kind, told.facts, locale, zone).subject


def words_for(call: Call) -> dict[str, str]:
    """What to say, in the language that the party reads."""
    person = call.case.person_on(call.side)
    locale = person.locale if person else call.case.language
    said = letters.render(call.kind, call.facts, locale, str(filters.reader_zone()))
    lang, language = READ[locale]
    return {"subject": said.subject, "body": said.body, "lang": lang, "language": language}


@bp.get("/calls")
@access.staff
def calls() -> str:
    """Whom to telephone, by due time; and which parties could not be reached."""
    session, agent = db.session(), access.me()
    return render_template(
        "staff/calls.html",
        waiting=queries.calls_waiting(session, agent, CallState.OPEN, MOST),
        unreached=queries.calls_waiting(session, agent, CallState.UNREACHED, MOST),
        at=now(),
        most_tries=telephoning.MOST_TRIES,
    )


@bp.get("/calls/<uuid:call_id>")
@access.desk_call
def call(call: Call) -> Any:
    return _page(call)


def _page(call: Call, refusal: Refusal | None = None, number: str = "") -> Any:
    """One call. The number is shown by its own button, for each look at it is recorded."""
    page = render_template(
        "staff/call.html",
        call=call, words=words_for(call), number=number, at=now(), outcomes=FOR_A_CALL,
        is_mine=call.holder(now()) == access.me().id, typed=request.form,
        error=errors.sentence(refusal) if refusal else None, most_tries=telephoning.MOST_TRIES,
    )  # fmt: skip
    return page, errors.status_of(refusal) if refusal else 200


@bp.post("/calls/<uuid:call_id>/claim")
@access.desk_call
def claim_call(call: Call) -> Any:
    telephoning.claim(db.session(), call, access.me(), now())
    db.session.commit()
    return redirect(url_for(".call", call_id=call.id))


@bp.post("/calls/<uuid:call_id>/number")
@access.desk_call
def show_number(call: Call) -> Any:
    """The number, this once; the look is recorded."""
    number = telephoning.look_up_number(db.session(), call, access.me(), now())
    db.session.commit()
    return _page(call, number=number)


@bp.post("/calls/<uuid:call_id>")
@access.desk_call
def end_call(call: Call) -> Any:
    """How the call went, or that an unreached party was seen to."""
    chosen, note = request.form.get("outcome", ""), request.form.get("note", "")
    session, agent = db.session(), access.me()
    try:
        if chosen == CallOutcome.SEEN_TO:
            telephoning.see_to(session, call, note, agent, now())
        else:
            telephoning.note_outcome(session, call, _outcome(chosen), note, agent, now())
    except Refusal as refusal:
        session.rollback()
        session.refresh(call)
        return _page(call, refusal)
    session.commit()
    flash(_("Case %(code)s: the call is noted.", code=call.case.code), "done")
    return redirect(url_for(".calls"))


class NothingChosen(Invalid):
    sentence = N_("Nothing was recorded yet: choose how the call went. Your note is kept below.")


def _outcome(chosen: str) -> CallOutcome:
    if chosen not in FOR_A_CALL:
        raise NothingChosen()
    return CallOutcome(chosen)


@bp.get("/reach/<uuid:case_id>")
@access.desk_case
def reached(case: Case) -> str:
    """Who was told what, how and when, and what failed; nothing before a blind look."""
    access.hide_kept(case)
    return render_template("staff/reach.html", case=case, reached=reach_of(case))


@bp.app_template_global()
def reach_of(case: Case) -> list[dict[str, Any]]:
    """What each party was told and how, and the calls made to it."""
    session = db.session()
    made = queries.calls_of(session, case)
    return [
        {
            "side": side,
            "is_here": case.person_on(side) is not None,
            "told": reach.told(session, case, side),
            "calls": [call for call in made if call.side is side],
        }
        for side in Side
    ]
