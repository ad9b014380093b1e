"""Pictures that a party brings, already decoded and re-encoded; and whether jurors see them."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from jury.rules.errors import N_, Conflict
from jury.rules.phases import Phase
from jury.rules.words import Side
from jury.store.cases import Case, Exhibit
from jury.store.people import Person

from . import redacting
from .appealing import open_instance
from .hearing import EvidenceClosed
from .locks import lock
from .record import actor, record

MOST_A_SIDE = 9


class TooManyExhibits(Conflict):
    sentence = N_(
        "You have brought %(most)d pictures, which is as many as a side may bring, so this one "
        "was not added. Remove one that proves less, and add it again."
    )


@dataclass(frozen=True)
class Cleaned:
    """A picture as it will be served, and the file that holds it."""

    file: str
    media_type: str
    width: int
    height: int
    sha256: str


def cleaned(file: str, media_type: str, width: int, height: int, data: bytes) -> Cleaned:
    """The picture that lies in ``file``, known by the hash of its bytes."""
    return Cleaned(file, media_type, width, height, hashlib.sha256(data).hexdigest())


def add_exhibit(
    session: Session, case: Case, side: Side, picture: Cleaned, caption: str, now: datetime
) -> Exhibit:
    """Add a picture to the side's evidence, with the words that say what it shows.

    So many to each hearing. Refuses with TooManyExhibits or TextTooLong, or as
    ``appealing.open_instance`` does.
    """
    instance = open_instance(session, case, side, now)
    is_now = Exhibit.instance == instance
    brought = select(func.count().filter(is_now), func.max(Exhibit.number)).where(
        Exhibit.case_id == case.id, Exhibit.side == side
    )
    n, highest = session.execute(brought).one()
    if n >= MOST_A_SIDE:
        raise TooManyExhibits(most=MOST_A_SIDE)
    exhibit = Exhibit(
        case=case,
        side=side,
        instance=instance,
        number=(highest or 0) + 1,
        file=picture.file,
        media_type=picture.media_type,
        width=picture.width,
        height=picture.height,
        sha256=picture.sha256,
        brought_at=now,
    )
    session.add(exhibit)
    session.flush()
    redacting.write_passage(session, case, side, "caption", caption, now, exhibit.id, instance)
    return exhibit


def remove_exhibit(session: Session, exhibit: Exhibit, now: datetime) -> str:
    """Take a picture back before handing in; answers the file, which the door deletes.

    Refuses with EvidenceClosed, or as ``appealing.open_instance`` does.
    """
    if open_instance(session, exhibit.case, exhibit.side, now) != exhibit.instance:
        raise EvidenceClosed()
    if exhibit.caption:
        session.delete(exhibit.caption)
        session.flush()
    session.delete(exhibit)
    session.flush()
    return exhibit.file


def show(session: Session, exhibit: Exhibit, agent: Person, now: datetime) -> None:
    """Jurors will see the picture. Refuses with NotNow."""
    _decide(session, exhibit, "show", agent, now)


def withhold(session: Session, exhibit: Exhibit, agent: Person, now: datetime) -> None:
    """Jurors will not see the picture, only that one was withheld. Refuses with NotNow."""
    _decide(session, exhibit, "withhold", agent, now)


def _decide(session: Session, exhibit: Exhibit, shown: str, agent: Person, now: datetime) -> None:
    lock(session, exhibit.case)
    if exhibit.case.phase not in {Phase.REDACTING, Phase.PAUSED}:
        raise redacting.NotNow()
    exhibit.shown = shown
    record(session, f"exhibit_{shown}", now, actor(agent), exhibit.case, exhibit=exhibit.id)
    session.flush()
