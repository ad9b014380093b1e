"""Questions the office asks of the ledger and of the staff who act in it.

An entry that tells what the jurors of an open panel did is in the ledger, but
is not shown before the panel has closed; nor is anything that counts them. Nobody
reads of a case they are kept from.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, exists, func, or_, select
from sqlalchemy.orm import Session

from jury.rules.words import Decision, Side

from .cases import Case
from .involved import is_open_to
from .known_truth import STAFF, may_be_told
from .ledger import Entry
from .outcomes import Outcome, Review
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
    "leak_reported",
)


@dataclass(frozen=True)
class Actor:
    """Who stands behind an entry's actor: whichever of these they are."""

    name: str
    is_staff: bool
    juror: str | None


@dataclass(frozen=True)
class Agent:
    """How one agent decided, and how the panels leaned in the same cases.

    ``leaned`` is the mean of p(buyer) over the panels of the cases decided;
    ``upheld`` and ``overridden`` count only cases in which a panel leaned.
    """

    person_id: UUID
    name: str
    has_left: bool
    decided: int
    for_buyer: int
    n_leaned: int
    leaned: float | None
    decided_leaned_for_buyer: int
    upheld: int
    overridden: int
    changed_view: int
    seconds: float | None

    @property
    def override_rate(self) -> float | None:
        weighed = self.upheld + self.overridden
        return self.overridden / weighed if weighed else None

    @property
    def beyond_panels(self) -> float | None:
        """The share decided for the buyer, minus what the panels of those cases leaned to."""
        if self.leaned is None:
            return None
        return self.decided_leaned_for_buyer / self.n_leaned - self.leaned


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


def agents(session: Session, reader: Person, since: datetime) -> Sequence[Agent]:
    """Every agent who decided since, by name; one query, without cases the reader is kept from."""
    for_buyer = Review.side == Side.BUYER
    took = func.extract("epoch", Review.decided_at - Review.opened_at)
    figures = (
        func.count(),
        _count(for_buyer),
        func.count(Outcome.panel_id),
        func.avg(Outcome.posterior_buyer),
        _count(and_(for_buyer, Outcome.panel_id.is_not(None))),
        _count(Review.decision == Decision.UPHOLD),
        _count(Review.decision == Decision.OVERRIDE),
        _count(Review.view_side != Review.side),
        func.percentile_cont(0.5).within_group(took),
    )
    decided = (
        select(Person.id, Person.name, Person.left_at.is_not(None), *figures)
        .select_from(Review)
        .join(Person, Person.id == Review.decided_by)
        .outerjoin(Panel, Panel.hearing_id == Review.hearing_id)
        .outerjoin(Outcome, Outcome.panel_id == Panel.id)
        .where(Review.decided_at >= since, Review.task.in_(STAFF))
        .where(is_open_to(reader, Review.case_id))
        .group_by(Person.id, Person.name, Person.left_at)
        .order_by(Person.name, Person.id)
    )
    return [Agent(*row) for row in session.execute(decided)]


def _count(when: ColumnElement[bool]) -> ColumnElement[int]:
    return func.count(case((when, 1)))
