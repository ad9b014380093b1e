"""The audit sample: closed panels that the seeds of their draws chose, and what staff said of them.

Staff answer blind: of a case the court ruled, in the audit; of one that went to them anyhow,
in the view they record before they see the ballots.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from jury.rules.words import Side

from .known_truth import STAFF
from .outcomes import ErrorCertificate, Outcome, Review
from .panels import Panel


@dataclass(frozen=True)
class Audited:
    """A panel of the sample whose truth is known: its score, and whether it was right."""

    score: float
    is_right: bool
    was_decided: bool
    told_at: datetime


def sample(session: Session, stopping: str | None = None) -> list[Audited]:
    """Those audited of one stopping rule, or of all, in the order in which staff answered."""
    told = _answered(Outcome, Review.view_side, Review.decided_at)
    if stopping is not None:
        told = told.where(Panel.stopping == stopping)
    told = told.order_by(Review.decided_at, Review.id)
    return [
        Audited(outcome.score or 0.0, lean(outcome) is side, outcome.side is not None, at)
        for outcome, side, at in session.execute(told)
    ]


def scores(session: Session, stopping: str) -> Sequence[float]:
    """Of every panel that closed by the rule and could decide, audited or not."""
    closed = select(Outcome.score).join(Panel, Panel.id == Outcome.panel_id)
    found = session.scalars(closed.where(Panel.stopping == stopping, Outcome.score > 0))
    return [score for score in found if score]


def is_audit(session: Session, review: Review) -> bool:
    """Whether what staff answered in it is part of the sample."""
    one = _answered(Outcome.panel_id).where(Review.id == review.id)
    return session.scalar(one) is not None


def lean(outcome: Outcome) -> Side:
    """The side its ballots lean to, as the law says it: weighted, and plain where that is even."""
    if outcome.posterior_buyer == 0.5:
        return Side.BUYER if outcome.n_buyer >= outcome.n_seller else Side.SELLER
    return Side.BUYER if outcome.posterior_buyer > 0.5 else Side.SELLER


def audited_rules(session: Session) -> Sequence[str]:
    """The stopping rules of which audits are in."""
    rules = _answered(Panel.stopping).distinct()
    return session.scalars(rules.order_by(Panel.stopping)).all()


def _answered(*columns: Any) -> Select[*tuple[Any, ...]]:
    return (
        select(*columns)
        .select_from(Outcome)
        .join(Panel, Panel.id == Outcome.panel_id)
        .join(Review, Review.hearing_id == Panel.hearing_id)
        .where(Outcome.in_sample, Panel.stopping.is_not(None))
        .where(Review.decided_at.is_not(None), Review.view_side.is_not(None))
        .where(Review.task.in_(STAFF))
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
