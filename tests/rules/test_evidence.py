"""Truths about the time for evidence."""

from datetime import UTC, datetime, timedelta

import pytest

from jury.rules.evidence import answer_ends, evidence_ends
from jury.rules.policy import Policy

FILED = datetime(2026, 9, 1, 12, tzinfo=UTC)
POLICY = Policy(evidence_hours=72, answer_hours=24)


@pytest.mark.parametrize(
    ("handed_in_after", "ends_after"), [(0, 72), (47, 72), (48, 72), (49, 73), (72, 96)]
)
def test_the_respondent_has_its_three_days_and_a_day_from_the_hand_in(handed_in_after, ends_after):
    handed_in_at = FILED + timedelta(hours=handed_in_after)
    assert answer_ends(FILED, handed_in_at, POLICY) == FILED + timedelta(hours=ends_after)


def test_no_claimant_shortens_what_both_were_promised():
    for hour in range(73):
        ends = answer_ends(FILED, FILED + timedelta(hours=hour), POLICY)
        assert ends >= evidence_ends(FILED, POLICY)
        assert ends >= FILED + timedelta(hours=hour + 24)
