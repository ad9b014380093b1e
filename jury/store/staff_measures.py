"""How each agent decides: by side, by override, in time, and in agreement with others."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, func, select
from sqlalchemy.orm import Session, aliased

from jury.rules.seconding import Proposed
from jury.rules.words import Decision, Side, Task

from .desk import Proposal
from .involved import is_open_to
from .known_truth import STAFF
from .outcomes import Gold, Outcome, Review, Ruling
from .panels import Panel
from .people import Person

Condition = ColumnElement[bool]


@dataclass(frozen=True)
class Agent:
    """How one agent decided, and how the panels leaned in the same cases.

    ``leaned`` is the mean of p(buyer) over the panels of the cases decided;
    ``upheld`` and ``overridden`` count only cases in which a panel leaned.
    ``seconds`` run from taking the case to deciding it.
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
    overridden_to_buyer: int
    upheld_for_seller: int
    changed_view: int
    late: int
    seconds: float | None

    @property
    def weighed(self) -> int:
        return self.upheld + self.overridden

    @property
    def against_seller_lean(self) -> tuple[int, int]:
        """Of the panels that leaned to the seller: how many were overridden."""
        return self.overridden_to_buyer, self.overridden_to_buyer + self.upheld_for_seller

    @property
    def against_buyer_lean(self) -> tuple[int, int]:
        """Of the panels that leaned to the buyer: how many were overridden."""
        to_seller = self.overridden - self.overridden_to_buyer
        return to_seller, self.weighed - self.against_seller_lean[1]

    @property
    def beyond_panels(self) -> float | None:
        """The share decided for the buyer, minus what the panels of those cases leaned to."""
        if self.leaned is None:
            return None
        return self.decided_leaned_for_buyer / self.n_leaned - self.leaned


def agents(session: Session, reader: Person, since: datetime) -> Sequence[Agent]:
    """Every agent who decided since, by name; one query, without cases the reader is kept from."""
    for_buyer, for_seller = Review.side == Side.BUYER, Review.side == Side.SELLER
    overridden, upheld = Review.decision == Decision.OVERRIDE, Review.decision == Decision.UPHOLD
    done_at = func.coalesce(Proposal.proposed_at, Review.decided_at)  # not the second's time
    took = func.extract("epoch", done_at - Review.taken_at)
    figures = (
        func.count(),
        _count(for_buyer),
        func.count(Outcome.panel_id),
        func.avg(Outcome.posterior_buyer),
        _count(and_(for_buyer, Outcome.panel_id.is_not(None))),
        _count(upheld),
        _count(overridden),
        _count(and_(overridden, for_buyer)),
        _count(and_(upheld, for_seller)),
        _count(Review.view_side != Review.side),
        _count(done_at > Review.due_at),
        func.percentile_cont(0.5).within_group(took),
    )
    is_confirmed = and_(Proposal.review_id == Review.id, Proposal.state == Proposed.CONFIRMED)
    decided = (
        select(Person.id, Person.name, Person.left_at.is_not(None), *figures)
        .select_from(Review)
        .join(Person, Person.id == Review.decided_by)
        .outerjoin(Panel, Panel.hearing_id == Review.hearing_id)
        .outerjoin(Outcome, Outcome.panel_id == Panel.id)
        .outerjoin(Proposal, is_confirmed)
        .where(Review.decided_at >= since, Review.task.in_(STAFF))
        .where(is_open_to(reader, Review.case_id))
        .group_by(Person.id, Person.name, Person.left_at)
        .order_by(Person.name, Person.id)
    )
    return [Agent(*row) for row in session.execute(decided)]


def agreements(
    session: Session, reader: Person, since: datetime
) -> dict[str, dict[UUID, tuple[int, int]]]:
    """By kind and agent: how often somebody else saw it alike, and out of how many.

    ``gold``: two agents on a case proposed as gold. ``second``: the two people of
    one decision. ``appeal``: the ruling that took the place of theirs. ``audit``:
    the panel whose verdict they looked at blind.
    """
    return {
        "gold": _summed(session, _on_gold(reader, since)),
        "second": _summed(session, _of_two(reader, since)),
        "appeal": _summed(session, [_after_appeal(reader, since)]),
        "audit": _summed(session, [_in_audits(reader, since)]),
    }


def _on_gold(reader: Person, since: datetime) -> list[Select[UUID | None, int, int]]:
    agreed, is_told = _count(Gold.state != "refused"), is_open_to(reader, Gold.case_id)
    return [
        select(who, agreed, func.count()).where(Gold.second_at >= since, is_told).group_by(who)
        for who in (Gold.proposed_by, Gold.second_by)
    ]


def _of_two(reader: Person, since: datetime) -> list[Select[UUID | None, int, int]]:
    agreed, is_seconded = _count(Proposal.second_side == Proposal.side), Proposal.ended_at >= since
    return [
        select(who, agreed, func.count())
        .join(Review, Review.id == Proposal.review_id)
        .where(is_open_to(reader, Review.case_id))
        .where(is_seconded, Proposal.second_by.is_not(None))
        .group_by(who)
        for who in (Proposal.proposed_by, Proposal.second_by)
    ]


def _after_appeal(reader: Person, since: datetime) -> Select[UUID | None, int, int]:
    later = aliased(Ruling)
    return (
        select(Review.decided_by, _count(later.side == Ruling.side), func.count())
        .select_from(Ruling)
        .join(Review, Review.id == Ruling.review_id)
        .join(
            later,
            and_(
                later.case_id == Ruling.case_id,
                later.id != Ruling.id,
                later.made_at == Ruling.replaced_at,
            ),
        )
        .where(later.made_at >= since, is_open_to(reader, Ruling.case_id))
        .group_by(Review.decided_by)
    )


def _in_audits(reader: Person, since: datetime) -> Select[UUID | None, int, int]:
    return (
        select(Review.decided_by, _count(Review.view_side == Outcome.side), func.count())
        .select_from(Review)
        .join(Panel, Panel.hearing_id == Review.hearing_id)
        .join(Outcome, Outcome.panel_id == Panel.id)
        .where(Review.task == Task.AUDIT, Review.decided_at >= since)
        .where(is_open_to(reader, Review.case_id))
        .group_by(Review.decided_by)
    )


def _summed(
    session: Session, asked: Iterable[Select[UUID | None, int, int]]
) -> dict[UUID, tuple[int, int]]:
    found: dict[UUID, tuple[int, int]] = {}
    for query in asked:
        for person_id, agreed, n in session.execute(query):
            if person_id:
                before = found.get(person_id, (0, 0))
                found[person_id] = (before[0] + agreed, before[1] + n)
    return found


def _count(when: Condition) -> ColumnElement[int]:
    return func.count(case((when, 1)))
