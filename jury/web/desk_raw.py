"""Raw texts for staff: each look is recorded, and what was or may be identity is marked."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import url_for
from sqlalchemy import select

from jury.clock import now
from jury.court import redacting
from jury.court.record import actor
from jury.rules.words import Side
from jury.store.base import db
from jury.store.cases import Case, Passage
from jury.store.ledger import Entry

from . import access

A_VISIT = timedelta(minutes=30)
KINDS = ("story", "later", "wish", "chat", "caption", "answer")


@dataclass(frozen=True)
class Piece:
    """A piece of a raw text: plain, taken out, or doubtful."""

    words: str
    finding: dict[str, Any] | None = None

    @property
    def is_doubt(self) -> bool:
        return bool(self.finding) and not self.finding["sure"]  # type: ignore[index]


def look_at(case: Case) -> dict[Side, list[Passage]]:
    """The raw texts of each side in reading order; that the agent looks at them is recorded.

    There is no other way to them: a page that shows them cannot forget to record it.
    """
    _note_look(case)
    return _texts(case)


def _note_look(case: Case) -> None:
    """Once a visit."""
    agent, at = access.me(), now()
    lately = select(Entry.id).where(
        Entry.case_id == case.id,
        Entry.act == "raw_texts_seen",
        Entry.actor == actor(agent),
        Entry.at > at - A_VISIT,
    )
    if db.session.scalar(lately.limit(1)) is None:
        redacting.look_at_raw(db.session(), case, agent, at)
        db.session.commit()


def _texts(case: Case) -> dict[Side, list[Passage]]:
    """In reading order; captions by the number of their exhibit."""

    def place(passage: Passage) -> tuple[int, int]:
        number = passage.exhibit.number if passage.exhibit else 0
        return KINDS.index(passage.kind), number

    ordered = sorted(case.evidence, key=place)
    return {side: [p for p in ordered if p.side is side] for side in Side}


def pictures(case: Case) -> dict[Side, list[dict[str, Any]]]:
    """The pictures of each side, whether jurors see them or not."""
    found: dict[Side, list[dict[str, Any]]] = {side: [] for side in Side}
    for exhibit in [] if case.texts_erased_at else case.pictures:
        url = url_for("pictures.show", exhibit_id=exhibit.id)
        size = {"width": exhibit.width, "height": exhibit.height}
        caption = exhibit.caption.raw if exhibit.caption else ""
        found[exhibit.side].append({"url": url, "page_url": url, "caption": caption, **size})
    return found


def pieces(passage: Passage) -> Iterator[Piece]:
    """The raw text in pieces, with what was found in it."""
    at = 0
    for finding in sorted(passage.findings, key=lambda f: f["start"]):
        if finding["start"] < at:
            continue
        if finding["start"] > at:
            yield Piece(passage.raw[at : finding["start"]])
        yield Piece(passage.raw[finding["start"] : finding["end"]], finding)
        at = finding["end"]
    if at < len(passage.raw):
        yield Piece(passage.raw[at:])
