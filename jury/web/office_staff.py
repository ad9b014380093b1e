"""The office's page on staff: measured as jurors are, each share with its interval."""

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

from flask import render_template

from jury.clock import now
from jury.reliability.prior import interval
from jury.store import staff_measures
from jury.store.base import db
from jury.store.staff_measures import Agent

from . import access
from .admin import bp

YEAR = timedelta(days=365)
FEW = 30  # below it, an interval is so wide that a share alone would mislead


@dataclass(frozen=True)
class Share:
    """So many of so many, with the interval in which the true share lies at 95 %."""

    k: int
    n: int

    @property
    def value(self) -> float:
        return self.k / self.n

    @property
    def are_few(self) -> bool:
        return self.n < FEW

    @cached_property
    def ends(self) -> tuple[float, float]:
        return interval(self.k, self.n)


@dataclass(frozen=True)
class Row:
    """One agent, or all of them together, as the page shows them."""

    agent: Agent
    agreed: dict[str, Share]

    @property
    def for_buyer(self) -> Share:
        return Share(self.agent.for_buyer, self.agent.decided)

    @property
    def overridden(self) -> Share:
        return Share(self.agent.overridden, self.agent.weighed)

    @property
    def to_buyer(self) -> Share:
        return Share(*self.agent.against_seller_lean)

    @property
    def to_seller(self) -> Share:
        return Share(*self.agent.against_buyer_lean)

    @property
    def late(self) -> Share:
        return Share(self.agent.late, self.agent.decided)


@bp.get("/staff")
@access.admin
def staff() -> str:
    """How staff decide, agent by agent, beside what the panels leaned to."""
    session, me, since = db.session(), access.me(), now() - YEAR
    agents = staff_measures.agents(session, me, since)
    agreed = staff_measures.agreements(session, me, since)
    rows = [
        Row(
            each,
            {kind: Share(*found.get(each.person_id, (0, 0))) for kind, found in agreed.items()},
        )
        for each in agents
    ]
    everybody = Share(sum(each.for_buyer for each in agents), sum(each.decided for each in agents))
    return render_template("admin/staff.html", rows=rows, everybody=everybody, few=FEW)
