"""Appeals: until when, by whom, on what grounds, and before how large a panel."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum

from .errors import N_
from .policy import Policy
from .words import Body, Side


class Ground(StrEnum):
    """Why a case should be heard again. Not to agree with the ruling is none."""

    NEW_EVIDENCE = "new_evidence"
    WAS_PARTIAL = "was_partial"
    NOT_SHOWN = "not_shown"
    NO_NOTICE = "no_notice"
    UNASKED = "unasked"

    @property
    def needs_evidence(self) -> bool:
        return self is Ground.NEW_EVIDENCE


SENTENCES: Mapping[Ground, str] = {
    Ground.NEW_EVIDENCE: N_("I have new evidence that I could not bring before"),
    Ground.WAS_PARTIAL: N_("A juror or a member of staff was partial"),
    Ground.NOT_SHOWN: N_("Evidence that I had brought was not shown"),
    Ground.NO_NOTICE: N_("A deadline was not kept, or I was not told of it"),
    Ground.UNASKED: N_("The ruling orders what nobody asked for"),
}


def next_panel_size(seats: int) -> int:
    """Twice the panel and one more, so that the first panel can never be half of the second."""
    return 2 * seats + 1


def panel_terms(policy: Policy, n_before: int) -> Policy:
    """The terms of a panel after ``n_before`` others on the case; its quorum is a majority.

    >>> grown = panel_terms(Policy(), 1)
    >>> grown.seats, grown.quorum
    (35, 18)
    """
    if n_before == 0:
        return policy
    seats = policy.seats
    for _ in range(n_before):
        seats = next_panel_size(seats)
    return replace(policy, seats=seats, quorum=seats // 2 + 1)


def body_of(case_body: Body, amount_minor: int, free: int, seats: int, policy: Policy) -> Body:
    """Who hears the appeal: senior staff for small sums, for what staff heard before, or
    where fewer than ``seats`` jurors on the roll are ``free``, never called to the case."""
    is_small = amount_minor <= policy.appeal_staff_max_minor
    return Body.STAFF if case_body is Body.STAFF or is_small or free < seats else Body.CROWD


def sides_left(used: Collection[Side]) -> tuple[Side, ...]:
    """Those who may still appeal: each side once a case, whatever becomes of it."""
    return tuple(side for side in Side if side not in used)


def appeal_ends(ruled_at: datetime, left: Collection[Side], policy: Policy) -> datetime:
    """From this moment on it is too late to appeal; at once where nobody may any more."""
    return ruled_at + timedelta(days=policy.appeal_days) if left else ruled_at
