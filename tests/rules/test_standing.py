"""Truths about months and the right to join campaigns."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jury.rules.policy import Policy
from jury.rules.standing import is_too_many, month_of, restricted_until

SHANGHAI = ZoneInfo("Asia/Shanghai")
MOMENTS = st.integers(946_684_800, 4_102_444_800).map(lambda s: datetime.fromtimestamp(s, UTC))
ZONES = st.sampled_from(["Asia/Shanghai", "America/New_York", "Asia/Kathmandu", "UTC"])


@given(at=MOMENTS, zone=ZONES)
def test_every_moment_lies_in_exactly_one_month(at, zone):
    first, after = month_of(at, ZoneInfo(zone))
    assert first <= at < after
    assert month_of(after, ZoneInfo(zone))[0] == after
    assert month_of(first - timedelta(microseconds=1), ZoneInfo(zone))[1] == first


@pytest.mark.parametrize(
    ("at", "month"),
    [
        (datetime(2026, 8, 31, 15, 59, 59, tzinfo=UTC), 8),
        (datetime(2026, 8, 31, 16, tzinfo=UTC), 9),
        (datetime(2026, 12, 31, 16, tzinfo=UTC), 1),
        (datetime(2028, 2, 29, 12, tzinfo=UTC), 2),
    ],
)
def test_a_month_begins_at_midnight_in_the_zone(at, month):
    assert month_of(at, SHANGHAI)[0].month == month


def test_the_sixth_is_too_many():
    assert not is_too_many(5, Policy()) and is_too_many(6, Policy())


def test_a_restriction_ends_with_the_month_or_after_the_days_of_the_policy():
    at = datetime(2026, 9, 1, 12, tzinfo=UTC)
    assert restricted_until(at, Policy(), SHANGHAI) == datetime(2026, 9, 30, 16, tzinfo=UTC)
    assert restricted_until(at, Policy(restriction_days=30), SHANGHAI) == at + timedelta(days=30)
