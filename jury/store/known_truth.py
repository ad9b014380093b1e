"""What counts as known truth, and which ballots may be held against it."""

from sqlalchemy import CTE, ColumnElement, and_, case, literal, or_, select, union_all
from sqlalchemy.dialects.postgresql import distinct_on

from jury.rules.words import Side, Task

from .outcomes import Gold, Review
from .panels import Hearing, Panel

GOLD = "gold"
STAFF = (Task.ESCALATION, Task.AUDIT)


def known_truths() -> CTE:
    """The right side of each case it is known of, once a case: ``case_id``, ``side``, ``source``.

    Active gold before all else, then what staff decided last on an escalation
    or a blind audit. Never a case that only the crowd ruled: the court would
    grade itself. To be joined within a query as ``known_truth``.
    """
    gold = select(
        Gold.case_id, Gold.side, literal(GOLD).label("source"), Gold.second_at.label("at")
    ).where(Gold.state == "active")
    staff = select(
        Review.case_id,
        side_told().label("side"),
        Review.task.label("source"),
        Review.decided_at.label("at"),
    ).where(Review.decided_at.is_not(None), Review.task.in_(STAFF))
    told = union_all(gold, staff).subquery()
    is_gold = (told.c.source == GOLD).desc()
    newest = (
        select(told.c.case_id, told.c.side, told.c.source)
        .ext(distinct_on(told.c.case_id))
        .order_by(told.c.case_id, is_gold, told.c.at.desc())
    )
    return newest.cte("known_truth")


def side_told() -> ColumnElement[Side]:
    """The side a review makes known: of an audit the look that was blind, else the decision."""
    return case((Review.task == Task.AUDIT, Review.view_side), else_=Review.side)


def may_be_told() -> ColumnElement[bool]:
    """Panels whose ballots may be spoken of: closed ones, and those that only measure."""
    return or_(Panel.is_gold, Panel.closed_at.is_not(None))


def is_measured_by(truth: CTE) -> ColumnElement[bool]:
    """Joins a hearing's panel to the truth of its case; one of a voided gold case to none."""
    counts = or_(~Panel.is_gold, truth.c.source == GOLD)
    return and_(truth.c.case_id == Hearing.case_id, counts)
