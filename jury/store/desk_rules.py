"""Which reviews an agent may take: each rule a condition, for the queue as for the claim.

A new rule is a function here, a line in ``RULES``, and its refusal in ``court/claiming.py``.
"""

from collections.abc import Callable

from sqlalchemy import ColumnElement, and_, exists, not_, or_, select, true
from sqlalchemy.orm import aliased

from jury.rules.seconding import Proposed

from .appeals import is_for as is_for_appeal
from .cases import Case
from .desk import Proposal, StoodAside
from .orders import Order
from .outcomes import Review
from .panels import Hearing, Panel, Summons
from .people import MarketAccount, Person

Condition = ColumnElement[bool]


def is_uninvolved(agent: Person) -> Condition:
    """Neither a party of the case nor ever called to its panel."""
    accounts = select(MarketAccount.id).where(MarketAccount.person_id == agent.id)
    order = aliased(Order)
    of_party = select(Case.id).join(order, order.id == Case.order_id)
    as_party = of_party.where(or_(order.buyer_id.in_(accounts), order.seller_id.in_(accounts)))
    called = select(Hearing.case_id).join(Panel).join(Summons).where(Summons.juror_id == agent.id)
    return and_(Review.case_id.not_in(as_party), Review.case_id.not_in(called))


def has_not_stood_aside(agent: Person) -> Condition:
    """The agent never stepped aside from the case."""
    aside = select(StoodAside.case_id).where(StoodAside.person_id == agent.id)
    return Review.case_id.not_in(aside)


def is_given_to_no_other(agent: Person) -> Condition:
    """A senior gave it to nobody, or to this agent."""
    return or_(Review.given_to.is_(None), Review.given_to == agent.id)


def is_not_the_first(agent: Person) -> Condition:
    """The agent did not make the decision that waits for a second person."""
    return not_(proposed_by(agent))


def is_senior_enough(agent: Person) -> Condition:
    """A decision that waits for a second person waits for a senior."""
    return true() if agent.is_senior else not_(_waits())


RULES: tuple[Callable[[Person], Condition], ...] = (
    is_uninvolved,
    has_not_stood_aside,
    is_not_the_first,
    is_senior_enough,
    is_for_appeal,
    is_given_to_no_other,
)


def may_take(agent: Person) -> Condition:
    """Whether no rule keeps the review from the agent."""
    return and_(*(rule(agent) for rule in RULES))


def proposed_by(agent: Person) -> Condition:
    """The agent made the decision that waits for a second person."""
    return _waits(Proposal.proposed_by == agent.id)


def _waits(*more: Condition) -> Condition:
    waiting = exists().where(
        Proposal.review_id == Review.id, Proposal.state == Proposed.WAITING, *more
    )
    return waiting.correlate(Review)
