"""Texts kept ready for step 3: seniors write them, agents fill their gaps; none is sent unread."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from jury.rules.errors import N_, Conflict, Invalid
from jury.rules.gaps import gaps
from jury.rules.words import Decision
from jury.store.desk import ReadyText
from jury.store.people import Person

from .claiming import SeniorNeeded
from .record import actor, record

SHORTEST_TEXT = 20
LONGEST_TEXT = 2000
LONGEST_TITLE = 80


class TitleMissing(Invalid):
    sentence = N_(
        "Please give the text a title of at most %(longest)d characters; nothing was kept."
    )


class ReadyTextUnfit(Invalid):
    sentence = N_(
        "A text kept ready has %(shortest)d to %(longest)d characters; nothing was kept yet."
    )


class GapMissing(Invalid):
    sentence = N_(
        "Please leave at least one gap in square brackets, such as [which exhibit shows it]: "
        "a text that fits every case says nothing about this one. Nothing was kept yet."
    )


class GapLeft(Invalid):
    sentence = N_(
        "The text still has a gap: %(gap)s. Please fill it in; both parties will read this. "
        "Nothing was decided."
    )


class TitleTaken(Conflict):
    sentence = N_(
        "There is a text of this title for the same decision and language already, so nothing "
        "was kept yet. Please choose another title."
    )


def keep(
    session: Session,
    language: str,
    decision: Decision,
    title: str,
    text: str,
    senior: Person,
    now: datetime,
    replaces: ReadyText | None = None,
) -> ReadyText:
    """Keep a text ready, in the place of another where ``replaces`` names one.

    Refuses with SeniorNeeded, TitleMissing, ReadyTextUnfit, GapMissing or TitleTaken.
    """
    title, text = title.strip(), text.strip().replace("\r\n", "\n")
    _refuse_unfit(title, text, senior)
    if replaces:
        retire(session, replaces, senior, now)
    ready = ReadyText(
        language=language,
        decision=decision,
        title=title,
        text=text,
        written_by=senior.id,
        written_at=now,
    )
    session.add(ready)
    try:
        session.flush()
    except IntegrityError as second:
        raise TitleTaken() from second
    record(session, "text_kept_ready", now, actor(senior), text=ready.id, decision=decision)
    return ready


def _refuse_unfit(title: str, text: str, senior: Person) -> None:
    if not senior.is_senior:
        raise SeniorNeeded()
    if not 0 < len(title) <= LONGEST_TITLE:
        raise TitleMissing(longest=LONGEST_TITLE)
    if not SHORTEST_TEXT <= len(text) <= LONGEST_TEXT:
        raise ReadyTextUnfit(shortest=SHORTEST_TEXT, longest=LONGEST_TEXT)
    if not gaps(text):
        raise GapMissing()


def retire(session: Session, ready: ReadyText, senior: Person, now: datetime) -> None:
    """Offer the text no more; who has it in their form keeps it. Refuses with SeniorNeeded."""
    if not senior.is_senior:
        raise SeniorNeeded()
    if ready.retired_at is None:
        ready.retired_at = now
        record(session, "ready_text_retired", now, actor(senior), text=ready.id)
        session.flush()


def refuse_gaps(session: Session, text: str) -> None:
    """GapLeft for a gap that came with a text kept ready, whether or not it is still offered."""
    found = gaps(text)
    if not found:
        return
    known = {gap for ready in session.scalars(select(ReadyText.text)) for gap in gaps(ready)}
    left = [gap for gap in found if gap in known]
    if left:
        raise GapLeft(gap=left[0])
