"""Questions the office asks of the ledger.

An entry that tells what the jurors of an open panel did is in the ledger, but
is not shown before the panel has closed; nor is anything that counts them. Nobody
reads of a case they are kept from.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from .cases import Case
from .involved import is_open_to
from .known_truth import may_be_told
from .ledger import Entry
from .panels import Hearing, Panel
from .people import Juror, Person

# A second "jurors_called" tells of a recusal, a lapse, or a "cannot judge".
BY_JURORS = (
    "ballot_cast",
    "summons_opened",
    "recused",
    "summons_lapsed",
    "summons_released",
    "jurors_called",
    "wave_called",
    "leak_reported",
)


@dataclass(frozen=True)
class Actor:
    """Who stands behind an entry's actor: whichever of these they are."""

    name: str
    is_staff: bool
    juror: str | None


def _may_be_shown() -> ColumnElement[bool]:
    """Whatever does not tell of a panel that is still open."""
    open_panel = (
        exists()
        .where(
            Hearing.case_id == Entry.case_id,
            Panel.hearing_id == Hearing.id,
            ~may_be_told(),
            Entry.at >= Panel.opened_at,
        )
        .correlate(Entry)
    )
    return ~and_(Entry.act.in_(BY_JURORS), Entry.case_id.is_not(None), open_panel)


def shown(
    session: Session, reader: Person, act: str, of_case: Case | None, most: int, skip: int
) -> list[tuple[Entry, str | None]]:
    """Entries with the code of their case, the newest first; those of one act or case if given."""
    found = (
        select(Entry, Case.code)
        .outerjoin(Case, Case.id == Entry.case_id)
        .where(*_asked(reader, act, of_case))
        .order_by(Entry.id.desc())
    )
    return [(row[0], row[1]) for row in session.execute(found.limit(most).offset(skip))]


def n_shown(session: Session, reader: Person, act: str, of_case: Case | None) -> int:
    counted = select(func.count()).select_from(Entry).where(*_asked(reader, act, of_case))
    return session.scalar(counted) or 0


def _asked(reader: Person, act: str, of_case: Case | None) -> list[ColumnElement[bool]]:
    is_open = or_(Entry.case_id.is_(None), is_open_to(reader, Entry.case_id))
    asked = [_may_be_shown(), is_open]
    if act:
        asked.append(Entry.act == act)
    if of_case:
        asked.append(Entry.case_id == of_case.id)
    return asked


def acts(session: Session) -> list[str]:
    """Every act there is an entry of."""
    return list(session.scalars(select(Entry.act).distinct().order_by(Entry.act)))


def chain(session: Session, of_case: Case) -> list[Entry]:
    """All entries of a case in order, shown or not: to be checked, not to be read out."""
    found = select(Entry).where(Entry.case_id == of_case.id).order_by(Entry.id)
    return list(session.scalars(found))


def actors(session: Session, entries: Iterable[Entry]) -> dict[str, Actor]:
    """The people behind the entries' actors, in one query."""
    named = {e.actor for e in entries if e.actor.startswith("person:")}
    ids = [UUID(actor.removeprefix("person:")) for actor in named]
    found = select(Person, Juror.code).outerjoin(Juror, Juror.person_id == Person.id)
    return {
        f"person:{person.id}": Actor(person.name, person.is_staff or person.is_admin, code)
        for person, code in session.execute(found.where(Person.id.in_(ids)))
    }
