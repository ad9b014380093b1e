"""The working days of the marketplace: as published, and as an admin corrected them."""

from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from jury.rules.calendar import Calendar
from jury.rules.policy import Policy


def calendar_of(session: Session, policy: Policy) -> Calendar:
    """The calendar that the policy's due dates are counted in."""
    return Calendar(policy.country)


def zone_of(policy: Policy) -> ZoneInfo:
    """The zone in which the marketplace's days begin and end."""
    return ZoneInfo(policy.timezone)
