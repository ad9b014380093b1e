"""Becoming a juror, and the juror's own switches."""

from datetime import date, timedelta

import pytest

from jury.court import joining
from jury.rules.policy import Policy
from jury.rules.words import Side, Stratum
from jury.store.people import Juror
from tests.factories import make_account, make_juror, make_person

POLICY = Policy()
WAIT = timedelta(hours=POLICY.quiz_wait_hours)


@pytest.fixture
def person(session):
    person = make_person(session, locale="en")
    make_account(session, person)
    return person


def answer_all(session, person, now, n_wrong=0):
    attempt = joining.begin_quiz(session, person, POLICY, now)
    for at, slug in enumerate(attempt.cases):
        right = joining.BY_SLUG[slug].right
        answer = right.other if at < n_wrong else right
        joining.answer_quiz(session, person, at, answer, POLICY, now)
    return attempt


@pytest.mark.parametrize(
    ("opened_on", "n_orders", "fits"),
    [
        (date(2026, 3, 5), 10, True),  # 180 days before T0
        (date(2026, 3, 6), 10, False),
        (date(2020, 1, 1), 9, False),
        (None, 100, False),
    ],
)
def test_an_account_must_be_old_and_used_enough(session, now, opened_on, n_orders, fits):
    account = make_account(session, opened_on=opened_on, n_bought=n_orders - 3, n_sold=3)
    assert joining.qualifies(account, POLICY, now.date()) is fits


def test_without_a_fit_account_the_quiz_is_not_begun(session, now):
    nobody = make_person(session)
    young = make_person(session)
    make_account(session, young, opened_on=date(2026, 8, 1))
    for person in (nobody, young):
        with pytest.raises(joining.NoAccountQualifies, match="180 days"):
            joining.begin_quiz(session, person, POLICY, now)


def test_one_account_makes_one_juror(session, now):
    taken = make_juror(session)
    other = make_person(session)
    taken.account.person = other  # the account went to somebody else
    session.flush()
    assert joining.qualifying_account(session, other, POLICY, now) is None


def test_the_quiz_asks_as_many_different_cases_as_the_policy_says(session, person, now):
    attempt = joining.begin_quiz(session, person, POLICY, now)
    assert len(set(attempt.cases)) == POLICY.quiz_cases
    assert joining.begin_quiz(session, person, POLICY, now) is attempt, "an open try goes on"


def test_the_pass_mark_makes_a_juror_of_the_side_they_mostly_stand_on(session, now):
    seller = make_person(session, locale="en")
    make_account(session, seller, n_bought=4, n_sold=40)

    attempt = answer_all(session, seller, now, n_wrong=POLICY.quiz_cases - POLICY.quiz_pass)

    juror = session.get(Juror, seller.id)
    assert attempt.passed
    assert (juror.stratum, juror.languages, juror.on_duty) == (Stratum.SELLS, ["en"], True)
    assert juror.code.startswith("J-") and len(juror.code) == 6
    with pytest.raises(joining.AlreadyJuror):
        joining.begin_quiz(session, seller, POLICY, now)


def test_one_wrong_answer_too_many_fails_and_the_next_try_waits_a_day(session, person, now):
    attempt = answer_all(session, person, now, n_wrong=POLICY.quiz_cases - POLICY.quiz_pass + 1)

    assert attempt.passed is False
    assert session.get(Juror, person.id) is None
    with pytest.raises(joining.TooSoonAgain):
        joining.begin_quiz(session, person, POLICY, now + WAIT - timedelta(seconds=1))
    assert joining.begin_quiz(session, person, POLICY, now + WAIT) is not attempt


def test_an_answer_is_counted_once_and_cannot_be_changed_or_given_ahead(session, person, now):
    attempt = joining.begin_quiz(session, person, POLICY, now)
    joining.answer_quiz(session, person, 0, Side.BUYER, POLICY, now)
    joining.answer_quiz(session, person, 0, Side.SELLER, POLICY, now)
    assert attempt.answers == ["buyer"]
    with pytest.raises(joining.NoQuizOpen):
        joining.answer_quiz(session, person, 2, Side.BUYER, POLICY, now)
    with pytest.raises(joining.NotAnAnswer):
        joining.answer_quiz(session, person, 1, "both", POLICY, now)


def test_a_suspended_juror_cannot_go_on_duty_but_may_stay_off(session, now):
    juror = make_juror(
        session, on_duty=False, suspended_at=now, suspended_reason="looked up a party"
    )
    with pytest.raises(joining.IsSuspended):
        joining.go_on_duty(session, juror, now)
    joining.go_off_duty(session, juror, now)
    assert not juror.on_duty


def test_duty_is_switched_by_the_juror(session, now):
    juror = make_juror(session)
    joining.go_off_duty(session, juror, now)
    assert not juror.on_duty
    joining.go_on_duty(session, juror, now)
    assert juror.on_duty


def test_a_juror_reads_at_least_one_known_language(session, now):
    juror = make_juror(session)
    with pytest.raises(joining.ReadsNothing):
        joining.set_languages(session, juror, ["fr"], now)
    joining.set_languages(session, juror, ["en", "fr"], now)
    assert juror.languages == ["en"]
