"""The audit sample: closed panels that the seeds of their draws chose, and what staff said of them.

Staff answer blind: of a case the court ruled, in the audit; of one that went to them anyhow,
in the view they record before they see the ballots.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session

from jury.rules.stopping import Look, Rule, at_closing, read
from jury.rules.words import Side

from .known_truth import STAFF
from .outcomes import ErrorCertificate, Outcome, Review, still_open
from .panels import Panel


@dataclass(frozen=True)
class Audited:
    """A panel of the sample whose truth is known: its score, and whether it was right."""

    score: float
    is_right: bool


@dataclass(frozen=True)
class Closed:
    """A panel as it would have closed by a rule: its score, after so many ballots of all cast."""

    score: float
    ballots: int
    of: int


@dataclass(frozen=True)
class Heard:
    """A closed panel: by which rule, by which path, and what staff saw in its case, if audited."""

    stopping: str
    sure: float | None
    last: Look | None
    path: list[Look]
    ballots: int
    view: Side | None

    def closing(self, rule: Rule) -> Look | None:
        """What it closed with, or by this looser rule would have; None where by neither."""
        if self.stopping == rule.name:
            return self.last
        if self.sure is None or rule.closing is None or self.sure <= rule.closing:
            return None
        return at_closing(self.path, rule.closing, has_ended=self.last is not None)


def heard(session: Session, rule: Rule) -> list[Heard]:
    """Every panel that closed by the rule; or by a stricter one of its family, with its path."""
    kept = select(*_kept(rule)).select_from(Outcome).join(Panel, Panel.id == Outcome.panel_id)
    return [_heard(row, None) for row in session.execute(kept.where(_serves(rule)))]


def known(session: Session, rule: Rule) -> list[Heard]:
    """Those of them that were audited, in the order in which staff answered.

    An audit counts once none of a panel that closed before it is waited for: hard cases, where
    the court errs most, take staff longest, and what is answered soon is no random sample.
    """
    told = _answered(*_kept(rule), Review.view_side).where(_serves(rule), _is_its_turn(rule))
    told = told.order_by(Review.decided_at, Review.id)
    return [_heard(row, row.view_side) for row in session.execute(told)]


def sample(known: Iterable[Heard], rule: Rule) -> list[Audited]:
    """Those audited as they closed by the rule, or as they would have."""
    looks = [(each.closing(rule), each.view) for each in known]
    return [Audited(look.score, look.side is view) for look, view in looks if look]


def closed(heard: Iterable[Heard], rule: Rule) -> list[Closed]:
    """Every panel as it closed by the rule, or would have, that could decide; audited or not."""
    looks = [(each.closing(rule), each.ballots) for each in heard]
    return [Closed(look.score, look.ballots, of) for look, of in looks if look and look.score > 0]


def verdicts(session: Session) -> list[tuple[bool, datetime]]:
    """Whether each audited verdict of the court was right, and when staff said so."""
    told = _answered(Outcome.side, Review.view_side, Review.decided_at)
    told = told.where(Outcome.side.is_not(None)).order_by(Review.decided_at, Review.id)
    return [(side is view, at) for side, view, at in session.execute(told)]


def _kept(rule: Rule) -> tuple[Any, ...]:
    """What is read of a panel; its path, which is the most of it, only where it is needed."""
    path = case((Panel.stopping != rule.name, Outcome.path)).label("path")
    return (
        *(Panel.stopping, Panel.sure_posterior, Outcome.score, path),
        *(Outcome.posterior_buyer, Outcome.n_buyer, Outcome.n_seller, Outcome.n_cannot_judge),
    )


def _serves(rule: Rule) -> ColumnElement[bool]:
    own = and_(Panel.stopping == rule.name, Outcome.score.is_not(None))
    if rule.family is None:
        return own
    stricter = and_(Panel.family == rule.family, Panel.sure_posterior > rule.closing)
    return or_(own, and_(stricter, Outcome.path.is_not(None)))


def _is_its_turn(rule: Rule) -> ColumnElement[bool]:
    """Whether it closed before all panels of the rule of which staff owe an answer.

    Nobody waits for what was overdue when staff answered last: one case that nobody decides
    would else keep every later audit from counting.
    """
    last = select(func.max(Review.decided_at)).where(Review.task.in_(STAFF)).scalar_subquery()
    owed = (
        _sampled(func.min(Outcome.at))
        .where(still_open(), Review.due_at > last, _serves(rule))
        .correlate(None)
        .scalar_subquery()
    )
    return or_(owed.is_(None), Outcome.at < owed)


def _heard(row: Any, view: Side | None) -> Heard:
    cast = row.n_buyer + row.n_seller + row.n_cannot_judge
    last = None if row.score is None else Look(cast, lean(row), row.score)
    return Heard(row.stopping, row.sure_posterior, last, read(row.path), cast, view)


def is_audit(session: Session, review: Review) -> bool:
    """Whether what staff answered in it is part of the sample."""
    one = _answered(Outcome.panel_id).where(Review.id == review.id)
    return session.scalar(one) is not None


def lean(outcome: Any) -> Side:
    """The side its ballots lean to, as the law says it: weighted, and plain where that is even."""
    if outcome.posterior_buyer == 0.5:
        return Side.BUYER if outcome.n_buyer >= outcome.n_seller else Side.SELLER
    return Side.BUYER if outcome.posterior_buyer > 0.5 else Side.SELLER


def audited_rules(session: Session) -> list[Rule]:
    """The stopping rules of which audits are in, each once; the whole rule where it is known."""
    named = _answered(Panel.stopping, Panel.family, Panel.sure_posterior).distinct()
    whole = named.order_by(Panel.stopping, Panel.family.nulls_first())
    return list({row.stopping: Rule(*row) for row in session.execute(whole)}.values())


def _answered(*columns: Any) -> Select[*tuple[Any, ...]]:
    answered = Review.decided_at.is_not(None), Review.view_side.is_not(None)
    return _sampled(*columns).where(*answered)


def _sampled(*columns: Any) -> Select[*tuple[Any, ...]]:
    return (
        select(*columns)
        .select_from(Outcome)
        .join(Panel, Panel.id == Outcome.panel_id)
        .join(Review, Review.hearing_id == Panel.hearing_id)
        .where(Outcome.in_sample, Panel.stopping.is_not(None), Review.task.in_(STAFF))
    )


def newest_certificate(
    session: Session, stopping: str, alpha: float, delta: float
) -> ErrorCertificate | None:
    """The last computation for panels that close so and promise so much."""
    of_these = _of(stopping, alpha, delta).order_by(ErrorCertificate.id.desc())
    return session.scalar(of_these.limit(1))


def certificates(
    session: Session, stopping: str, alpha: float, delta: float
) -> Sequence[ErrorCertificate]:
    """Every computation for panels that close so and promise so much, the oldest first."""
    of_these = _of(stopping, alpha, delta)
    return session.scalars(of_these.order_by(ErrorCertificate.id)).all()


def _of(stopping: str, alpha: float, delta: float) -> Select[ErrorCertificate]:
    return select(ErrorCertificate).where(
        ErrorCertificate.stopping == stopping,
        ErrorCertificate.alpha == alpha,
        ErrorCertificate.delta == delta,
    )
