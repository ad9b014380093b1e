"""Before intervention: when the court may be asked about a refund, and which body then hears it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from .policy import Policy
from .words import Body, RefundStep

Asked = tuple[datetime, datetime | None]  # from when until when a case lay before the court


@dataclass(frozen=True)
class Step:
    """One dated step of a refund request."""

    what: RefundStep
    at: datetime


@dataclass(frozen=True)
class Request:
    """Where the request for a refund stands.

    ``opens_at`` is when the court may be asked; from ``loops_at`` on one more
    refusal lets the wait start over. Both are None while nobody asks for a refund.
    """

    last: RefundStep | None = None
    applied_at: datetime | None = None
    refused_at: datetime | None = None
    opens_at: datetime | None = None
    loops_at: datetime | None = None

    @property
    def is_live(self) -> bool:
        """Whether the buyer asks for a refund that was neither granted nor taken back."""
        return self.opens_at is not None

    def is_open(self, now: datetime) -> bool:
        """Whether the court may be asked: from the very moment on at which it opens."""
        return self.opens_at is not None and now >= self.opens_at

    def may_refuse(self, now: datetime) -> bool:
        """Whether the seller may refuse: once, and again once the nine days have passed."""
        if self.loops_at is None:
            return False
        return self.refused_at is None or now >= self.loops_at


def request(steps: Iterable[Step], policy: Policy, asked: Sequence[Asked] = ()) -> Request:
    """What the steps come to, whatever order they were told in.

    The wait runs from the application, whether it was refused or not answered
    (R2). A further refusal starts it anew once ``refusal_days`` have passed since
    the court could be asked and nobody did (R3); one before that does not.
    """
    found = Request()
    for step in sorted(steps, key=lambda each: each.at):
        found = _after(found, step, policy, asked)
    return found


def _after(found: Request, step: Step, policy: Policy, asked: Sequence[Asked]) -> Request:
    match step.what:
        case RefundStep.APPLIED if not found.is_live:
            begun = Request(step.what, applied_at=step.at)
            return _waiting(begun, step.at, policy, asked)
        case RefundStep.REFUSED if found.is_live:
            refused = replace(found, last=step.what, refused_at=step.at)
            is_anew = found.refused_at is not None and _is_quiet(found, step.at, asked)
            return _waiting(refused, step.at, policy, asked) if is_anew else refused
        case RefundStep.GRANTED | RefundStep.WITHDRAWN if found.is_live:
            return Request(step.what, found.applied_at, found.refused_at)
    return found  # told twice, or about no request


def _waiting(found: Request, since: datetime, policy: Policy, asked: Sequence[Asked]) -> Request:
    opens_at = since + timedelta(hours=policy.intervention_hours)
    quiet_since = max([opens_at, *(until for _, until in asked if until)])
    loops_at = quiet_since + timedelta(days=policy.refusal_days)
    return replace(found, opens_at=opens_at, loops_at=loops_at)


def _is_quiet(found: Request, at: datetime, asked: Sequence[Asked]) -> bool:
    """Whether the days for asking have passed, and no case lies before the court."""
    lies = any(since <= at and (until is None or at < until) for since, until in asked)
    return found.loops_at is not None and at >= found.loops_at and not lies


def body_for(policy: Policy, amount_minor: int, wished: Body | None = None) -> Body:
    """Which of the two kinds of intervention hears a case: large sums always go to staff."""
    if policy.body == "staff" or amount_minor > policy.crowd_max_minor:
        return Body.STAFF
    return (wished or Body.CROWD) if policy.body == "choice" else Body.CROWD


def is_choice(policy: Policy, amount_minor: int) -> bool:
    """Whether the parties may choose the body of such a case."""
    return policy.body == "choice" and amount_minor <= policy.crowd_max_minor
