"""What counts as known truth, and which ballots may be held against it."""

from sqlalchemy import CTE, ColumnElement, and_, case, func, literal, or_, select, union_all
from sqlalchemy.dialects.postgresql import distinct_on

from jury.rules.words import Side, Task

from .outcomes import Gold, Review
from .panels import Hearing, Panel

GOLD = "gold"
STAFF = (Task.ESCALATION, Task.AUDIT)


def known_truths() -> CTE:
    """The right side, once a case and evidence: ``case_id``, ``evidence``, ``side``, ``source``.

    Active gold before all else, then what staff decided last on an escalation
    or a blind audit. Never a case that only the crowd ruled: the court would
    grade itself. What new evidence told says nothing of those who judged
    without it. To be joined within a query as ``known_truth``.
    """
    gold = (
        select(
            Gold.case_id,
            Hearing.evidence,
            Gold.side,
            literal(GOLD).label("source"),
            Gold.second_at.label("at"),
        )
        .join(Hearing, and_(Hearing.case_id == Gold.case_id, Hearing.instance == 0))
        .where(Gold.state == "active")
    )
    staff = select(
        Review.case_id,
        evidence_seen().label("evidence"),
        side_told().label("side"),
        Review.task.label("source"),
        Review.decided_at.label("at"),
    ).outerjoin(Hearing, Hearing.id == Review.hearing_id)
    staff = staff.where(Review.decided_at.is_not(None), Review.task.in_(STAFF))
    told = union_all(gold, staff).subquery()
    is_gold = (told.c.source == GOLD).desc()
    newest = (
        select(told.c.case_id, told.c.evidence, told.c.side, told.c.source)
        .ext(distinct_on(told.c.case_id, told.c.evidence))
        .order_by(told.c.case_id, told.c.evidence, is_gold, told.c.at.desc())
    )
    return newest.cte("known_truth")


def evidence_seen() -> ColumnElement[int]:
    """Of a review outer-joined to its hearing: whose evidence it was decided on."""
    return func.coalesce(Hearing.evidence, 1)


def side_told() -> ColumnElement[Side]:
    """The side a review makes known: of an audit the look that was blind, else the decision."""
    return case((Review.task == Task.AUDIT, Review.view_side), else_=Review.side)


def may_be_told() -> ColumnElement[bool]:
    """Panels whose ballots may be spoken of: closed ones, and those that only measure."""
    return or_(Panel.is_gold, Panel.closed_at.is_not(None))


def is_measured_by(truth: CTE) -> ColumnElement[bool]:
    """Joins a hearing's panel to the truth on what it saw; one of a voided gold case to none."""
    is_same = and_(truth.c.case_id == Hearing.case_id, truth.c.evidence == Hearing.evidence)
    counts = or_(~Panel.is_gold, truth.c.source == GOLD)
    return and_(is_same, counts)
