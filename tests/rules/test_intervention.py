"""Truths about the wait before the court may be asked, its loop, and who then decides."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jury.rules.intervention import Step, body_for, is_choice, request
from jury.rules.policy import Policy
from jury.rules.words import Body, RefundStep

T0 = datetime(2026, 9, 1, 12, tzinfo=UTC)
DAY, BREATH = timedelta(days=1), timedelta(microseconds=1)
POLICY = Policy()
APPLIED, REFUSED, GRANTED, WITHDRAWN = RefundStep


def after(*steps, asked=(), policy=POLICY):
    """Where a request stands after (what, day) steps."""
    taken = [Step(what, T0 + day * DAY) for what, day in steps]
    return request(taken, policy, [(T0 + a * DAY, b and T0 + b * DAY) for a, b in asked])


def opens(found):
    return found.opens_at and (found.opens_at - T0) / DAY


def test_nobody_may_ask_the_court_before_anybody_asked_the_seller():
    found = after()
    assert not found.is_live and not found.is_open(T0 + 99 * DAY)


@pytest.mark.parametrize("refused", [(), ((REFUSED, 0),), ((REFUSED, 2),)])
def test_the_court_opens_three_days_after_applying_whether_refused_or_not_answered(refused):
    found = after((APPLIED, 0), *refused)
    assert not found.is_open(T0 + 3 * DAY - BREATH)
    assert found.is_open(T0 + 3 * DAY)


def test_the_terms_say_how_long_the_wait_is():
    assert opens(after((APPLIED, 0), policy=Policy(intervention_hours=24))) == 1
    assert after((APPLIED, 0), policy=Policy(intervention_hours=0)).is_open(T0)


def test_one_more_refusal_starts_the_wait_anew_once_nine_more_days_have_passed():
    first = (APPLIED, 0), (REFUSED, 1)
    assert opens(after(*first, (REFUSED, 12))) == 15
    assert opens(after(*first, (REFUSED, 11.99))) == 3
    assert after(*first).loops_at == T0 + 12 * DAY


def test_the_loop_goes_round_again_and_again():
    found = after((APPLIED, 0), (REFUSED, 1), (REFUSED, 12), (REFUSED, 24))
    assert opens(found) == 27
    assert opens(after((APPLIED, 0), (REFUSED, 1), (REFUSED, 12), (REFUSED, 20))) == 15


def test_a_first_refusal_however_late_is_no_further_one():
    assert opens(after((APPLIED, 0), (REFUSED, 13))) == 3


def test_asking_the_court_keeps_the_loop_away_while_the_case_lies_there_and_nine_days_more():
    first = (APPLIED, 0), (REFUSED, 1)
    assert opens(after(*first, (REFUSED, 13), asked=[(4, None)])) == 3
    assert opens(after(*first, (REFUSED, 13), asked=[(4, 10)])) == 3
    assert opens(after(*first, (REFUSED, 19), asked=[(4, 10)])) == 22


def test_what_was_granted_or_taken_back_opens_nothing_until_it_is_asked_for_again():
    for end in (GRANTED, WITHDRAWN):
        assert after((APPLIED, 0), (end, 1)).last is end
        assert opens(after((APPLIED, 0), (end, 1))) is None
        assert opens(after((APPLIED, 0), (end, 1), (APPLIED, 5))) == 8


def test_applying_twice_does_not_lengthen_the_wait():
    assert opens(after((APPLIED, 0), (APPLIED, 2))) == 3


def test_a_step_about_no_request_says_nothing():
    assert after((REFUSED, 0), (GRANTED, 1), (WITHDRAWN, 2)) == after()


@given(st.permutations([(APPLIED, 0), (REFUSED, 1), (REFUSED, 13), (WITHDRAWN, 20), (APPLIED, 21)]))
def test_the_order_in_which_steps_are_told_does_not_matter(steps):
    assert opens(after(*steps)) == 24


def test_the_seller_refuses_once_and_again_only_after_the_nine_days():
    assert after((APPLIED, 0)).may_refuse(T0)
    refused = after((APPLIED, 0), (REFUSED, 1))
    assert not refused.may_refuse(T0 + 12 * DAY - BREATH)
    assert refused.may_refuse(T0 + 12 * DAY)
    assert not after().may_refuse(T0)


@pytest.mark.parametrize(
    ("body", "amount", "wished", "heard_by"),
    [
        ("crowd", 100, None, Body.CROWD),
        ("crowd", 100, Body.STAFF, Body.CROWD),
        ("crowd", 101, None, Body.STAFF),
        ("staff", 1, Body.CROWD, Body.STAFF),
        ("choice", 100, None, Body.CROWD),
        ("choice", 100, Body.STAFF, Body.STAFF),
        ("choice", 101, Body.CROWD, Body.STAFF),
    ],
)
def test_the_policy_names_the_body_and_large_sums_go_to_staff(body, amount, wished, heard_by):
    policy = Policy(body=body, crowd_max_minor=100)
    assert body_for(policy, amount, wished) is heard_by
    assert is_choice(policy, amount) == (body == "choice" and amount <= 100)
