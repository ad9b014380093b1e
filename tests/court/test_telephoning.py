"""Calls that staff make where writing failed."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from jury.court import telephoning
from jury.court.claiming import AgentIsInvolved, ClaimedByOther, ClaimNeeded
from jury.rules.words import CallOutcome, CallState, Side
from jury.store.calls import calls_waiting, n_waiting
from jury.store.ledger import Entry
from tests.channel_makers import NUMBER, make_call
from tests.factories import make_staff

NOT_REACHED, REACHED = CallOutcome.NOT_REACHED, CallOutcome.REACHED


@pytest.fixture
def agent(session):
    return make_staff(session)


@pytest.fixture
def call(session):
    return make_call(session)


def test_the_number_is_told_to_whoever_claimed_the_call_and_each_look_is_an_entry(
    session, call, agent, now
):
    with pytest.raises(ClaimNeeded):
        telephoning.look_up_number(session, call, agent, now)
    telephoning.claim(session, call, agent, now)
    for _ in range(2):
        assert telephoning.look_up_number(session, call, agent, now) == NUMBER
    entries = session.scalars(select(Entry).where(Entry.act == "number_seen")).all()
    assert len(entries) == 2
    assert not any("138" in entry.body for entry in entries)
    late = now + timedelta(minutes=call.case.policy.claim_minutes)
    with pytest.raises(ClaimNeeded):
        telephoning.look_up_number(session, call, agent, late)


def test_a_colleague_waits_until_the_claim_is_over(session, call, agent, now):
    telephoning.claim(session, call, agent, now)
    other = make_staff(session)
    with pytest.raises(ClaimedByOther):
        telephoning.claim(session, call, other, now)
    telephoning.claim(session, call, other, now + timedelta(hours=1))
    with pytest.raises(ClaimedByOther):
        telephoning.note_outcome(session, call, REACHED, "", agent, now + timedelta(hours=1))


def test_a_party_does_not_telephone_itself(session, call, now):
    seller = call.case.person_on(Side.SELLER)
    seller.is_staff = True
    with pytest.raises(AgentIsInvolved):
        telephoning.claim(session, call, seller, now)


def test_who_is_reached_is_not_called_again(session, call, agent, now):
    telephoning.claim(session, call, agent, now)
    telephoning.note_outcome(session, call, REACHED, " Will answer today. ", agent, now)
    assert call.state is CallState.REACHED
    assert call.tries[0].note == "Will answer today."
    with pytest.raises(telephoning.CallOver):
        telephoning.claim(session, call, agent, now)


def test_who_is_not_reached_is_called_again_a_few_times_then_the_case_is_flagged(
    session, call, agent, now
):
    for n in range(1, telephoning.MOST_TRIES + 1):
        assert call.state is CallState.OPEN
        telephoning.claim(session, call, agent, now)
        telephoning.note_outcome(session, call, NOT_REACHED, "", agent, now)
        with pytest.raises((ClaimNeeded, telephoning.CallOver)):  # a double click
            telephoning.note_outcome(session, call, NOT_REACHED, "", agent, now)
        assert len(call.tries) == n
        now += telephoning.AGAIN_AFTER
    assert call.state is CallState.UNREACHED
    assert session.scalar(select(func.count()).where(Entry.act == "call_made")) == n

    telephoning.see_to(session, call, "Asked the marketplace for a new number.", agent, now)
    assert call.state is CallState.SEEN_TO
    with pytest.raises(telephoning.CallOver):
        telephoning.see_to(session, call, "", agent, now)


def test_a_wrong_number_flags_the_case_at_once(session, call, agent, now):
    telephoning.claim(session, call, agent, now)
    telephoning.note_outcome(session, call, CallOutcome.WRONG_NUMBER, "", agent, now)
    assert call.state is CallState.UNREACHED


def test_what_was_read_meanwhile_or_is_the_agents_own_case_does_not_wait(session, call, agent, now):
    assert list(calls_waiting(session, agent, CallState.OPEN, 10)) == [call]
    assert n_waiting(session, agent) == 1
    assert n_waiting(session, call.case.person_on(Side.BUYER)) == 0
    call.notice.read_at = now
    session.flush()
    assert n_waiting(session, agent) == 0
