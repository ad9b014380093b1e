"""Questions the office asks of jurors: how they do, in one query, and one juror's history.

Ballots of a panel that is still open are spoken of nowhere, not even to admins.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, func, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from jury.rules.words import Answer, Choice, Side, Stratum

from .cases import Case
from .involved import is_open_to
from .known_truth import is_measured_by, known_truths, may_be_told
from .notices import Notice
from .outcomes import Fit, FitJuror, Ruling
from .panels import Ballot, Hearing, Panel, Summons
from .people import Juror, Person


@dataclass(frozen=True)
class Figures:
    """How one juror does. Accuracy counts votes for a side on cases of known truth only."""

    juror_id: UUID
    code: str
    stratum: Stratum
    languages: tuple[str, ...]
    on_duty: bool
    is_suspended: bool
    since: datetime
    votes: int
    cannot_judge: int
    lapses: int
    n_buyer: int
    right_buyer: int
    n_seller: int
    right_seller: int
    n_ruled: int
    agreed: int
    seconds: float | None

    @property
    def n_known(self) -> int:
        return self.n_buyer + self.n_seller

    @property
    def right(self) -> int:
        return self.right_buyer + self.right_seller

    def n(self, side: Side) -> int:
        return self.n_buyer if side is Side.BUYER else self.n_seller

    def right_when(self, side: Side) -> int:
        return self.right_buyer if side is Side.BUYER else self.right_seller

    def accuracy(self, side: Side | None = None) -> float | None:
        """The share right on cases of known truth, of all or of those where ``side`` is right."""
        right, n = (self.right_when(side), self.n(side)) if side else (self.right, self.n_known)
        return right / n if n else None

    @property
    def bias(self) -> float | None:
        """The share voting for the buyer, minus the share of those cases the buyer was right in."""
        for_buyer = self.right_buyer + self.n_seller - self.right_seller
        return (for_buyer - self.n_buyer) / self.n_known if self.n_known else None

    @property
    def agreement(self) -> float | None:
        return self.agreed / self.n_ruled if self.n_ruled else None

    @property
    def unable(self) -> float | None:
        return self.cannot_judge / self.votes if self.votes else None


@dataclass(frozen=True)
class Heard:
    """A summons of a juror whose panel may be spoken of, and what became of the case."""

    case_id: UUID
    code: str
    is_gold: bool
    called_at: datetime
    answer: Answer
    choice: Choice | None
    seconds: float | None
    ruled: Side | None
    truth: Side | None
    source: str | None


@dataclass(frozen=True)
class Believed:
    """What one fit believed of a juror when one side is right, and how many ballots that weighs."""

    at: datetime
    right: float
    ballots: float


_took = func.extract("epoch", Summons.answered_at - Summons.opened_at)
_voted = Summons.answer == Answer.VOTED
_for_a_side = Ballot.choice.in_([Choice.BUYER, Choice.SELLER])


def figures(session: Session, reader: Person, juror: Juror | None = None) -> list[Figures]:
    """Everybody's figures (or one juror's), by code; one pass over the summonses.

    Cases the reader is kept from are not counted: one vote more would tell who sat there.
    """
    done = _done(reader, juror).subquery()
    counts = [func.coalesce(column, 0) for column in list(done.c)[1:-1]]
    asked = (
        select(
            Juror.person_id,
            Juror.code,
            Juror.stratum,
            Juror.languages,
            Juror.on_duty,
            Juror.suspended_at.is_not(None),
            Juror.qualified_at,
            *counts,
            done.c.seconds,
        )
        .join(Person, Person.id == Juror.person_id)
        .outerjoin(done, done.c.juror_id == Juror.person_id)
        .where(Person.left_at.is_(None) if juror is None else Juror.person_id == juror.person_id)
        .order_by(Juror.code)
    )
    return [Figures(*row) for row in session.execute(asked)]


def _done(reader: Person, juror: Juror | None) -> Select[*tuple[object, ...]]:
    truth = known_truths()
    of_hearing = Ruling.hearing_id == Hearing.id  # a later one may rest on new evidence
    asked = (
        select(
            Summons.juror_id,
            _count(_voted).label("votes"),
            _count(Ballot.choice == Choice.CANNOT_JUDGE).label("cannot_judge"),
            _count(Summons.answer == Answer.LAPSED).label("lapses"),
            *_right_and_all(truth.c.side, Side.BUYER),
            *_right_and_all(truth.c.side, Side.SELLER),
            _count(and_(_for_a_side, Ruling.side.is_not(None))).label("n_ruled"),
            _count(Ballot.choice == Ruling.side).label("agreed"),
            func.percentile_cont(0.5).within_group(_took).filter(_voted).label("seconds"),
        )
        .join(Panel, Panel.id == Summons.panel_id)
        .join(Hearing, Hearing.id == Panel.hearing_id)
        .outerjoin(Ballot, Ballot.summons_id == Summons.id)
        .outerjoin(truth, is_measured_by(truth))
        .outerjoin(Ruling, of_hearing)
        .where(may_be_told(), is_open_to(reader, Hearing.case_id))
        .group_by(Summons.juror_id)
    )
    return asked.where(Summons.juror_id == juror.person_id) if juror else asked


def _count(when: ColumnElement[bool]) -> ColumnElement[int]:
    return func.count(case((when, 1)))


def _right_and_all(truth: ColumnElement[Side], side: Side) -> tuple[ColumnElement[int], ...]:
    known = and_(truth == side, _for_a_side)
    right = and_(truth == side, Ballot.choice == Choice(side.value))
    return _count(known).label(f"n_{side}"), _count(right).label(f"right_{side}")


def heard(session: Session, reader: Person, juror: Juror, most: int, skip: int = 0) -> list[Heard]:
    """The juror's summonses on panels that may be spoken of to the reader, the latest first."""
    truth = known_truths()
    of_hearing = Ruling.hearing_id == Hearing.id  # a later one may rest on new evidence
    asked = (
        select(
            Case.id,
            Case.code,
            Panel.is_gold,
            Summons.called_at,
            Summons.answer,
            Ballot.choice,
            _took,
            Ruling.side,
            truth.c.side,
            truth.c.source,
        )
        .select_from(Summons)
        .join(Panel, Panel.id == Summons.panel_id)
        .join(Hearing, Hearing.id == Panel.hearing_id)
        .join(Case, Case.id == Hearing.case_id)
        .outerjoin(Ballot, Ballot.summons_id == Summons.id)
        .outerjoin(truth, is_measured_by(truth))
        .outerjoin(Ruling, of_hearing)
        .where(*_told_of(juror, reader))
        .order_by(Summons.called_at.desc(), Summons.id)
        .limit(most)
        .offset(skip)
    )
    return [Heard(*row) for row in session.execute(asked)]


def n_heard(session: Session, reader: Person, juror: Juror) -> int:
    asked = select(func.count()).select_from(Summons).join(Panel, Panel.id == Summons.panel_id)
    of_case = asked.join(Hearing, Hearing.id == Panel.hearing_id)
    return session.scalar(of_case.where(*_told_of(juror, reader))) or 0


def _told_of(juror: Juror, reader: Person) -> tuple[ColumnElement[bool], ...]:
    is_open = is_open_to(reader, Hearing.case_id)
    return Summons.juror_id == juror.person_id, may_be_told(), is_open


def believed(session: Session, juror: Juror, side: Side, most: int = 60) -> list[Believed]:
    """What the newest fits believed of the juror, the oldest of them first; the last of a day.

    The weight is that of the juror's own ballots and of the community's prior.
    """
    day = func.date_trunc("day", Fit.made_at)
    is_buyer = side is Side.BUYER
    right = FitJuror.right_for_buyer if is_buyer else FitJuror.right_for_seller
    own = FitJuror.n_buyer if is_buyer else FitJuror.n_seller
    prior = Fit.model["strength"][0 if is_buyer else 1].as_float()
    newest = (
        select(Fit.made_at, right, own + prior)
        .join(FitJuror, FitJuror.fit_id == Fit.id)
        .where(FitJuror.juror_id == juror.person_id)
        .ext(distinct_on(day))
        .order_by(day.desc(), Fit.made_at.desc())
        .limit(most)
    )
    return [Believed(*row) for row in reversed(session.execute(newest).all())]


def suspensions(session: Session, juror: Juror) -> list[Notice]:
    """What the juror was told of being suspended and reinstated, the latest first."""
    told = select(Notice).where(
        Notice.person_id == juror.person_id, Notice.kind.in_(["suspended", "reinstated"])
    )
    return list(session.scalars(told.order_by(Notice.owed_at.desc(), Notice.id)))
