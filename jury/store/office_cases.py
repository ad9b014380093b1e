"""Questions the office asks of cases: the list, and one case's file.

While a panel is open, whatever its jurors did stays unsaid, also to admins.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session, selectinload

from jury.rules.phases import Phase
from jury.rules.words import Answer, Body, Choice, Task, Why

from .cases import Case
from .involved import is_open_to
from .known_truth import may_be_told
from .outcomes import Gold, Outcome, Review, Ruling, still_open
from .panels import Ballot, Draw, DrawStep, Hearing, Panel, RollSlot, Summons
from .people import Juror, Person


@dataclass(frozen=True)
class Wanted:
    """Which cases the list shows; what is None is not asked."""

    code: str | None = None
    phase: Phase | None = None
    language: str | None = None
    ruled_by: Body | None = None
    why: Why | None = None
    is_escalated: bool = False  # for whatever reason
    since: datetime | None = None  # ruled, or else escalated, since
    is_late_at: datetime | None = None  # a review of it is overdue at this moment
    is_audited: bool = False


@dataclass(frozen=True)
class Step:
    """One count of a draw, the juror under the roll's alias."""

    counter: int
    slot: int | None
    alias: str | None
    outcome: str
    code: str | None
    seat: int | None


@dataclass(frozen=True)
class Sat:
    """One summons of a closed panel: what its juror did."""

    seat: int
    juror_id: UUID
    juror: str
    answer: Answer
    choice: Choice | None
    seconds: float | None


@dataclass(frozen=True)
class HearingFile:
    """A hearing with its draw; what happened on the panel only once it has closed."""

    hearing: Hearing
    draw: Draw | None
    panel: Panel | None
    outcome: Outcome | None
    steps: list[Step]
    sat: list[Sat]

    @property
    def is_open(self) -> bool:
        return bool(self.panel and not self.panel.is_gold and self.panel.closed_at is None)


def listed(session: Session, reader: Person, wanted: Wanted, most: int, skip: int) -> list[Case]:
    """The cases wanted, those filed last first; none that the reader is kept from."""
    found = select(Case).where(*_conditions(reader, wanted)).options(selectinload(Case.order))
    latest = found.order_by(Case.filed_at.desc(), Case.id).limit(most).offset(skip)
    return list(session.scalars(latest))


def n_listed(session: Session, reader: Person, wanted: Wanted) -> int:
    counted = select(func.count()).select_from(Case).where(*_conditions(reader, wanted))
    return session.scalar(counted) or 0


def _conditions(reader: Person, wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    yield is_open_to(reader, Case.id)
    if wanted.code:
        yield Case.code.contains(wanted.code.strip().upper(), autoescape=True)
    if wanted.phase:
        yield Case.phase == wanted.phase
    if wanted.language:
        yield Case.language == wanted.language
    is_escalated = wanted.is_escalated or wanted.why is not None
    if is_escalated:
        yield Case.id.in_(_escalated(wanted.why, wanted.since))
    if wanted.ruled_by or (wanted.since and not is_escalated):
        yield Case.id.in_(_ruled(wanted.ruled_by, wanted.since))
    if wanted.is_late_at:
        yield Case.id.in_(
            select(Review.case_id).where(still_open(), Review.due_at < wanted.is_late_at)
        )
    if wanted.is_audited:
        yield Case.id.in_(select(Review.case_id).where(Review.task == Task.AUDIT))


def _escalated(why: Why | None, since: datetime | None) -> Select[UUID]:
    """Cases a panel could not decide, for this reason or any, or that policy gave to staff."""
    if why is Why.POLICY:
        sent = select(Review.case_id).where(Review.why == why)
        return sent.where(Review.opened_at >= since) if since else sent
    closed = select(Hearing.case_id).join(Panel).join(Outcome, Outcome.panel_id == Panel.id)
    closed = closed.where(Outcome.why == why if why else Outcome.why.is_not(None))
    return closed.where(Outcome.at >= since) if since else closed


def _ruled(by: Body | None, since: datetime | None) -> Select[UUID]:
    ruled = select(Ruling.case_id)
    ruled = ruled.where(Ruling.body == by) if by else ruled
    return ruled.where(Ruling.made_at >= since) if since else ruled


def panel_is_open(session: Session, case: Case) -> bool:
    """Whether jurors are voting on the case, or wait for a pause to end."""
    found = select(Panel.id).join(Hearing).where(Hearing.case_id == case.id, ~may_be_told())
    return session.scalar(found.limit(1)) is not None


def hearings(session: Session, case: Case) -> list[HearingFile]:
    """Every hearing of the case, in order; the one that only measures last."""
    found = select(Hearing).where(Hearing.case_id == case.id).order_by(Hearing.instance)
    files = [_file(session, hearing) for hearing in session.scalars(found)]
    return sorted(files, key=lambda file: file.hearing.instance == 0)


def _file(session: Session, hearing: Hearing) -> HearingFile:
    panel, draw = hearing.panel, session.get(Draw, hearing.id)
    if panel is None or not (panel.is_gold or panel.closed_at):
        return HearingFile(hearing, draw, panel, None, [], [])
    return HearingFile(
        hearing,
        draw,
        panel,
        session.get(Outcome, panel.id),
        _steps(session, draw) if draw else [],
        _sat(session, panel),
    )


def _steps(session: Session, draw: Draw) -> list[Step]:
    on_roll = (RollSlot.epoch_id == draw.epoch_id) & (RollSlot.slot == DrawStep.slot)
    counted = (
        select(
            DrawStep.counter,
            DrawStep.slot,
            RollSlot.alias,
            DrawStep.outcome,
            DrawStep.code,
            DrawStep.seat,
        )
        .outerjoin(RollSlot, on_roll)
        .where(DrawStep.draw_id == draw.hearing_id)
        .order_by(DrawStep.counter)
    )
    return [Step(*row) for row in session.execute(counted)]


def _sat(session: Session, panel: Panel) -> list[Sat]:
    took = func.extract("epoch", Summons.answered_at - Summons.opened_at)
    called = (
        select(Summons.seat, Juror.person_id, Juror.code, Summons.answer, Ballot.choice, took)
        .join(Juror, Juror.person_id == Summons.juror_id)
        .outerjoin(Ballot, Ballot.summons_id == Summons.id)
        .where(Summons.panel_id == panel.id)
        .order_by(Summons.seat, Summons.called_at, Summons.counter)
    )
    return [Sat(*row) for row in session.execute(called)]


def reviews(session: Session, case: Case) -> list[Review]:
    found = select(Review).where(Review.case_id == case.id).order_by(Review.opened_at)
    return list(session.scalars(found))


def rulings(session: Session, case: Case) -> list[Ruling]:
    found = select(Ruling).where(Ruling.case_id == case.id).order_by(Ruling.made_at)
    return list(session.scalars(found))


def gold_of(session: Session, case: Case) -> Gold | None:
    return session.get(Gold, case.id)
