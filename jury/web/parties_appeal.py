"""The appeal on a party's page: who may ask for one until when, and what counts."""

from typing import Any

from jury.clock import now
from jury.court import appealing
from jury.rules.appeal import SENTENCES
from jury.rules.errors import Refusal
from jury.rules.phases import Phase
from jury.store import appeals
from jury.store.base import db
from jury.store.panels import Draw

from .parties_story import Stage


def may_appeal(at: Stage) -> bool:
    """Whether the reader can make an appeal at this moment."""
    if at.ruling is None:
        return False
    try:
        appealing.refuse_appeal(db.session(), at.case, at.side, now())
    except Refusal:
        return False
    return at.case.phase is not Phase.APPEALED or at.must_answer


def shown(at: Stage) -> dict[str, Any]:
    """What the page of the case shows of it."""
    return {
        "may_appeal": may_appeal(at) and not at.must_answer,
        "appeal_draft": appeals.appeal_of(db.session(), at.case, at.side),
        "appeals": appealing.grounds_of(db.session(), at.case),
        "appeal_words": SENTENCES,
        "may_share": open_draw(at) is not None,
    }


def open_draw(at: Stage) -> Draw | None:
    """The draw that the reader, who appealed before it was committed to, can still add to."""
    if not at.has_appealed:
        return None
    case = at.case
    statement = case.statement_of(at.side, case.last_hearing.instance)
    draw = case.last_hearing.draw
    is_open = draw is not None and draw.revealed_at is None
    return draw if is_open and statement and not statement.nonce else None
