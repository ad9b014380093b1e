"""Take identity out of what parties write, as they write it; people add to it what they see."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from jury.redaction.known import Known
from jury.redaction.placeholders import Placeholders
from jury.redaction.text import LONGEST, redact
from jury.rules.errors import N_, Conflict, Invalid
from jury.rules.phases import Phase
from jury.rules.words import Side
from jury.store.cases import Case, Passage
from jury.store.orders import Order
from jury.store.people import Person

from .locks import lock
from .record import actor, fresh_salt, record, salted

MAY_COVER = {Phase.EVIDENCE, Phase.ANSWERING, Phase.REDACTING, Phase.PAUSED}


class TextTooLong(Invalid):
    sentence = N_(
        "This text has %(length)d characters and at most %(longest)d can be handled. "
        "What you saved before is kept; please shorten the text and save it again."
    )


class NoSuchSpan(Invalid):
    sentence = N_(
        "Please mark the words that should be covered; nothing was changed. "
        "If the text was edited meanwhile, reload the page first."
    )


class NotNow(Conflict):
    sentence = N_(
        "The case is not open for redaction at the moment, so nothing was changed. "
        "If jurors may see personal data, use “I see personal data” on the case."
    )


class ReasonMissing(Invalid):
    sentence = N_("Please say why these words may be shown; until then they stay covered.")


def write_passage(
    session: Session,
    case: Case,
    side: Side,
    kind: str,
    raw: str,
    now: datetime,
    exhibit_id: UUID | None = None,
    instance: int = 1,
    question_id: UUID | None = None,
) -> Passage | None:
    """Keep one text of a side, redacted afresh; an empty one is taken away again.

    The case is locked by the caller. Refuses with TextTooLong.
    """
    raw = raw.strip().replace("\r\n", "\n").replace("\x00", "")
    if len(raw) > LONGEST:
        raise TextTooLong(length=len(raw), longest=LONGEST)
    passage = _kept(session, case, side, kind, exhibit_id, question_id, instance)
    if not raw:
        if passage:
            session.delete(passage)
        return None
    if passage is None:
        passage = Passage(
            case=case,
            side=side,
            instance=instance,
            kind=kind,
            exhibit_id=exhibit_id,
            question_id=question_id,
            raw="",
            covers=[],
            salt=fresh_salt(),
        )
        session.add(passage)
    if passage.raw != raw:
        covers = _carried(passage.raw, passage.covers or [], raw)
        passage.raw, passage.written_at = raw, now
        passage.covers, passage.uncovers, passage.released_at = covers, [], None
        redact_passage(passage)
    session.flush()
    return passage


def _kept(
    session: Session,
    case: Case,
    side: Side,
    kind: str,
    exhibit_id: UUID | None,
    question_id: UUID | None,
    instance: int,
) -> Passage | None:
    """The passage as it stands now, whatever this session read before."""
    known = select(Passage).where(
        Passage.case_id == case.id,
        Passage.side == side,
        Passage.kind == kind,
        Passage.instance == instance,
        Passage.exhibit_id.is_not_distinct_from(exhibit_id),
        Passage.question_id.is_not_distinct_from(question_id),
    )
    return session.scalar(known.execution_options(populate_existing=True))


def _carried(before: str, covers: list[list[int]], raw: str) -> list[list[int]]:
    """Words once covered stay covered when the text around them is edited."""
    words = {before[start:end] for start, end in covers}
    return sorted([at, at + len(word)] for word in words for at in _places(raw, word))


def _places(text: str, words: str) -> Iterator[int]:
    at = text.find(words)
    while at >= 0:
        yield at
        at = text.find(words, at + len(words))


def redact_passage(passage: Passage) -> None:
    """Make what jurors would see from the raw text, what is known of the order, and covers."""
    case = passage.case
    book = _book(case)
    made = redact(
        passage.raw,
        Known(case.order.contacts),
        covers=[tuple(span) for span in passage.covers],
        uncovers=[(span["start"], span["end"]) for span in passage.uncovers],
        placeholders=book,
        language=case.language,
    )
    passage.redacted = made.text
    passage.findings = made.findings_json() + made.unresolved_json()
    case.placeholders = book.to_json()


def redact_words(case: Case, words: str) -> str:
    """A juror's own words as others may read them. The case's book is not changed."""
    known, book = Known(case.order.contacts), _book(case)
    return redact(words, known, placeholders=book, language=case.language, is_quoting=True).text


def redact_told(order: Order, words: str, language: str) -> str:
    """What one side told the other before there was a case, without what is known of either."""
    book = Placeholders.for_known(order.contacts, language)
    return redact(words, Known(order.contacts), placeholders=book, language=language).text


def _book(case: Case) -> Placeholders:
    if case.placeholders:
        return Placeholders.from_json(case.placeholders)
    return Placeholders.for_known(case.order.contacts, case.language)


def cover(
    session: Session, passage: Passage, start: int, end: int, person: Person, now: datetime
) -> None:
    """Cover more: any party of the case may ask, staff may; nobody needs a reason.

    Refuses with NotNow or NoSuchSpan.
    """
    lock(session, passage.case)
    session.refresh(passage)
    _refuse_change(passage, start, end)
    passage.covers = [*passage.covers, [start, end]]
    _changed(session, passage, "passage_covered", person, now, "")


def cover_words(
    session: Session, passage: Passage, words: str, person: Person, now: datetime
) -> None:
    """Cover these words wherever they can be read in the passage.

    What is covered already is not searched, so that nobody learns by trying
    what stands there. Refuses with NotNow or NoSuchSpan.
    """
    lock(session, passage.case)
    session.refresh(passage)
    spans = [list(span) for span in _readable(passage, words.strip())]
    _refuse_change(passage, *(spans[0] if spans else (0, 0)))
    passage.covers = [*passage.covers, *spans]
    _changed(session, passage, "passage_covered", person, now, "")


def can_read(passage: Passage, words: str) -> bool:
    """Whether the words stand in the passage where they are not covered."""
    return any(True for _ in _readable(passage, words.strip()))


def _readable(passage: Passage, words: str) -> Iterator[tuple[int, int]]:
    edges = [(finding["start"], finding["end"]) for finding in passage.taken_out]
    starts = [0, *(end for _, end in edges)]
    ends = [*(start for start, _ in edges), len(passage.raw)]
    for start, end in zip(starts, ends, strict=True):
        for at in _places(passage.raw[start:end], words) if words else ():
            yield start + at, start + at + len(words)


def uncover(
    session: Session,
    passage: Passage,
    start: int,
    end: int,
    reason: str,
    agent: Person,
    now: datetime,
) -> None:
    """Give words back that were taken for identity; staff only, with a reason.

    Refuses with NotNow, NoSuchSpan or ReasonMissing.
    """
    lock(session, passage.case)
    session.refresh(passage)
    _refuse_change(passage, start, end)
    if not reason.strip():
        raise ReasonMissing()
    passage.uncovers = [*passage.uncovers, {"start": start, "end": end, "reason": reason.strip()}]
    _changed(session, passage, "passage_uncovered", agent, now, reason)


def may_cover(passage: Passage) -> bool:
    """Whether the text may still be redacted: always in a draft, else before jurors see it.

    An answer to staff may be as long as they decide.
    """
    is_fresh_answer = passage.kind == "answer" and passage.case.phase is Phase.ESCALATED
    return passage.case.phase in MAY_COVER or passage.is_held_back or is_fresh_answer


def _refuse_change(passage: Passage, start: int, end: int) -> None:
    if not may_cover(passage):
        raise NotNow()
    if not 0 <= start < end <= len(passage.raw):
        raise NoSuchSpan()


def _changed(
    session: Session, passage: Passage, act: str, person: Person, now: datetime, reason: str
) -> None:
    redact_passage(passage)
    record(
        session,
        act,
        now,
        actor(person),
        passage.case,
        passage=passage.id,
        reason=salted(reason, passage.salt),
        redacted=salted(passage.redacted, passage.salt),
    )
    session.flush()


def span_of(passage: Passage, words: str, nth: int = 0) -> tuple[int, int]:
    """Where the words stand in the raw text, counted from 0; refuses with NoSuchSpan."""
    start = -1
    for _ in range(nth + 1):
        start = passage.raw.find(words, start + 1) if words else -1
        if start < 0:
            raise NoSuchSpan()
    return start, start + len(words)


def look_at_raw(session: Session, case: Case, agent: Person, now: datetime) -> None:
    """Staff look at the raw texts of a case: allowed, and recorded."""
    lock(session, case)
    record(session, "raw_texts_seen", now, actor(agent), case)
    session.flush()
