"""The time for evidence: three days for both sides, and at least a day to answer the claimant."""

from datetime import datetime, timedelta

from .policy import Policy


def evidence_ends(filed_at: datetime, policy: Policy) -> datetime:
    """Until when both sides may bring evidence, whatever the other side does (R9)."""
    return filed_at + timedelta(hours=policy.evidence_hours)


def answer_ends(filed_at: datetime, handed_in_at: datetime, policy: Policy) -> datetime:
    """Until when the respondent may answer or agree, once the claimant has handed in (R10).

    Whoever hands in early gives up its own time, never the other side's.
    """
    day = timedelta(hours=policy.answer_hours)
    return max(evidence_ends(filed_at, policy), handed_in_at + day)
