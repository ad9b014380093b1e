"""Questions the office's first page asks: is the court well today.

No figure counts a case that its reader is kept from: as one more or one less it would tell.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, case, func, select
from sqlalchemy.orm import Session

from jury.rules.phases import Phase
from jury.rules.words import Body, Due, Task, Why

from .alarms import DriftAlarm
from .cases import Case, Deadline, PolicyVersion
from .involved import is_open_to
from .notices import Beat, Letter
from .outcomes import Fit, Outcome, Review, Ruling, still_open
from .panels import Hearing, Panel
from .people import Juror, Person

TO_BE_HEARD = (Phase.EVIDENCE, Phase.ANSWERING, Phase.REDACTING, Phase.HEARING, Phase.PAUSED)
GRACE = timedelta(minutes=1)  # the worker ticks every second; a minute late is late


@dataclass(frozen=True)
class Escalated:
    """Panels that closed in a span of time, and why some of them came to no verdict."""

    n_closed: int
    why: dict[Why, int]
    n_by_policy: int  # never went to a panel

    @property
    def n(self) -> int:
        return sum(self.why.values())

    @property
    def share(self) -> float | None:
        return self.n / self.n_closed if self.n_closed else None


@dataclass(frozen=True)
class Duty:
    """Jurors who read a language and may be called, against the cases on their way to a panel."""

    language: str
    on_duty: int
    cases: int

    def needed(self, seats: int, most_open: int) -> int:
        """Enough that nobody holds more than ``most_open`` summonses; at least two panels."""
        return max(2 * seats, -(-self.cases * seats // most_open))


@dataclass(frozen=True)
class Audits:
    """Blind audits of the panels' verdicts, and how many of those staff would not have given."""

    n: int
    wrong: int


@dataclass(frozen=True)
class Machine:
    """How the worker does: its last tick, what it is late with, what it could not deliver."""

    ticked_at: datetime | None
    overdue: int
    failed: int


def ruled(session: Session, reader: Person, since: datetime) -> dict[Body, int]:
    """Rulings made since, by who made them."""
    lately = Ruling.made_at >= since, is_open_to(reader, Ruling.case_id)
    made = select(Ruling.body, func.count()).where(*lately).group_by(Ruling.body)
    return dict.fromkeys(Body, 0) | {row[0]: row[1] for row in session.execute(made)}


def escalated(session: Session, reader: Person, since: datetime) -> Escalated:
    lately = Outcome.at >= since, is_open_to(reader, Hearing.case_id)
    closed = select(Outcome.why, func.count()).join(Panel).join(Hearing).where(*lately)
    found = {row[0]: row[1] for row in session.execute(closed.group_by(Outcome.why))}
    by_policy = select(func.count()).where(
        Review.why == Why.POLICY, Review.opened_at >= since, is_open_to(reader, Review.case_id)
    )
    reasons = {why: found[why] for why in Why if why in found}
    return Escalated(sum(found.values()), reasons, session.scalar(by_policy) or 0)


def median_time_to_ruling(session: Session, reader: Person, since: datetime) -> timedelta | None:
    """From filing to the ruling, over rulings made since."""
    took = func.extract("epoch", Ruling.made_at - Case.filed_at)
    seconds = session.scalar(
        select(func.percentile_cont(0.5).within_group(took))
        .join(Case, Case.id == Ruling.case_id)
        .where(Ruling.made_at >= since, is_open_to(reader, Ruling.case_id))
    )
    return None if seconds is None else timedelta(seconds=float(seconds))


def late_reviews(session: Session, reader: Person, now: datetime) -> int:
    late = select(func.count()).where(still_open(), Review.due_at < now)
    return session.scalar(late.where(is_open_to(reader, Review.case_id))) or 0


def may_be_called() -> ColumnElement[bool]:
    """Jurors who would stand on a roll frozen now, joined with their person."""
    return and_(Juror.on_duty, Juror.suspended_at.is_(None), Person.left_at.is_(None))


def duty(session: Session) -> list[Duty]:
    """Jurors and waiting cases, language by language."""
    reads = func.unnest(Juror.languages).label("language")
    called = select(reads, func.count()).join(Person, Person.id == Juror.person_id)
    readers = {r[0]: r[1] for r in session.execute(called.where(may_be_called()).group_by(reads))}
    heading = select(Case.language, func.count()).where(
        Case.phase.in_(TO_BE_HEARD), Case.body == Body.CROWD
    )
    waiting = {row[0]: row[1] for row in session.execute(heading.group_by(Case.language))}
    return [Duty(each, readers.get(each, 0), waiting.get(each, 0)) for each in ("zh", "en")]


def on_duty(session: Session) -> int:
    called = select(func.count()).select_from(Juror).join(Person, Person.id == Juror.person_id)
    return session.scalar(called.where(may_be_called())) or 0


def audits(session: Session, reader: Person) -> Audits:
    """Blind audits answered so far; a panel's verdict is wrong where the blind look differs."""
    wrong = func.count(case((Review.view_side != Outcome.side, 1)))
    answered = (
        select(func.count(), wrong)
        .select_from(Review)
        .join(Panel, Panel.hearing_id == Review.hearing_id)
        .join(Outcome, Outcome.panel_id == Panel.id)
        .where(Review.task == Task.AUDIT, Review.decided_at.is_not(None))
        .where(is_open_to(reader, Review.case_id))
    )
    return Audits(*session.execute(answered).one())


def machine(session: Session, reader: Person, now: datetime) -> Machine:
    late = select(func.count()).where(_is_overdue(now), is_open_to(reader, Deadline.case_id))
    failed = select(func.count()).where(Letter.state == "failed")
    return Machine(
        session.scalar(select(func.max(Beat.at))),
        session.scalar(late) or 0,
        session.scalar(failed) or 0,
    )


def _is_overdue(now: datetime) -> ColumnElement[bool]:
    return and_(Deadline.done_at.is_(None), Deadline.due_at < now - GRACE)


def beats(session: Session) -> list[Beat]:
    return list(session.scalars(select(Beat).order_by(Beat.at.desc()).limit(20)))


def overdue(
    session: Session, reader: Person, now: datetime, most: int = 100
) -> list[tuple[Case, Due, datetime]]:
    """What the worker should have done by now, the longest overdue first."""
    late = (
        select(Case, Deadline.kind, Deadline.due_at)
        .join(Case, Case.id == Deadline.case_id)
        .where(_is_overdue(now), is_open_to(reader, Deadline.case_id))
        .order_by(Deadline.due_at)
    )
    return [(row[0], row[1], row[2]) for row in session.execute(late.limit(most))]


def failed_letters(session: Session, most: int = 100) -> list[Letter]:
    failed = select(Letter).where(Letter.state == "failed")
    return list(session.scalars(failed.order_by(Letter.owed_at.desc()).limit(most)))


def policy_versions(session: Session) -> list[PolicyVersion]:
    """Every version adopted, the newest first."""
    newest = PolicyVersion.starts_at.desc()
    return list(session.scalars(select(PolicyVersion).order_by(newest, PolicyVersion.id.desc())))


def alarms(session: Session) -> list[DriftAlarm]:
    """Every alarm of the error rate, the newest first."""
    return list(session.scalars(select(DriftAlarm).order_by(DriftAlarm.id.desc())))


def newest_fit_id(session: Session) -> int:
    return session.scalar(select(func.max(Fit.id))) or 0
