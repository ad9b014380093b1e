"""Appeals: until when, and before how large a panel."""

from datetime import datetime, timedelta

from .policy import Policy


def next_panel_size(seats: int) -> int:
    """Twice the panel and one more, so that the first panel can never be half of the second."""
    return 2 * seats + 1


def appeal_ends(ruled_at: datetime, policy: Policy) -> datetime:
    """From this moment on it is too late to appeal."""
    return ruled_at + timedelta(days=policy.appeal_days)
