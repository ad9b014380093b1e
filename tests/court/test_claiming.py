"""Truths about claims: who holds a case of the desk, until when, and how it comes back."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from jury.court import acts, claiming, deciding, due, leaving, reviewing, signing
from jury.court.locks import lock
from jury.rules.phases import Phase, WrongPhase
from jury.rules.words import Due, Side, Why
from jury.store.cases import Deadline
from jury.store.ledger import Entry
from jury.store.notices import Notice
from jury.store.outcomes import Review
from jury.store.people import SignIn
from tests.factories import (
    T0,
    make_account,
    make_escalation,
    make_order,
    make_panel,
    make_policy,
    make_policy_review,
    make_staff,
    seated,
)

LATER = T0 + timedelta(hours=48)
TEXT = "The photograph of the parcel shows the damage before delivery."


@pytest.fixture
def agent(session):
    return make_staff(session)


def look(session, review, agent, side=Side.BUYER, now=LATER):
    reviewing.claim(session, review, agent, now)
    reviewing.record_view(session, review, side, "The label is dated.", agent, now)


def entries(session, case):
    of_case = select(Entry.act).where(Entry.case_id == case.id).order_by(Entry.id)
    return list(session.scalars(of_case))


def test_a_claim_has_one_holder_until_it_runs_out(session, agent):
    review, other = make_policy_review(session), make_staff(session)
    reviewing.claim(session, review, agent, LATER)

    with pytest.raises(claiming.ClaimedByOther) as refused:
        reviewing.claim(session, review, other, LATER + timedelta(minutes=29))
    assert refused.value.facts["until"] == LATER + timedelta(minutes=30)
    reviewing.claim(session, review, other, LATER + timedelta(minutes=30))
    assert review.claimed_by == other.id


def test_claiming_twice_is_claiming_once(session, agent):
    review = make_policy_review(session)
    reviewing.claim(session, review, agent, LATER)
    reviewing.claim(session, review, agent, LATER + timedelta(minutes=5))

    assert entries(session, review.case).count("review_claimed") == 1
    assert review.claim_expires_at == LATER + timedelta(minutes=35)


def test_a_claim_expires_by_the_clock_but_not_one_just_renewed(session, agent):
    review = make_policy_review(session)
    reviewing.claim(session, review, agent, LATER)
    half_an_hour = LATER + timedelta(minutes=30)
    look(session, review, agent, now=LATER + timedelta(minutes=20))
    session.commit()

    due.tick(session, half_an_hour, acts.ACTS)
    assert review.claimed_by == agent.id
    reviewing.expire_claim(session, review.case, review.id, half_an_hour)
    assert review.claimed_by == agent.id
    due.tick(session, LATER + timedelta(minutes=50), acts.ACTS)
    assert review.claimed_by is None
    assert "claim_expired" in entries(session, review.case)


def test_who_lets_go_of_a_case_leaves_it_to_anybody(session, agent):
    review, other = make_policy_review(session), make_staff(session)
    reviewing.claim(session, review, agent, LATER)
    reviewing.let_go(session, review, other, LATER)
    assert review.claimed_by == agent.id  # not theirs to let go

    reviewing.let_go(session, review, agent, LATER)
    assert review.claimed_by is None
    waits = select(Deadline).where(Deadline.kind == Due.CLAIM_EXPIRES, Deadline.done_at.is_(None))
    assert not session.scalars(waits).all()
    reviewing.claim(session, review, other, LATER)


def test_a_party_and_a_called_juror_may_not_take_the_case(session, agent):
    make_policy(session, seats=5, quorum=3)
    party = make_staff(session)
    order = make_order(session, seller=make_account(session, party))
    panel = make_panel(session, policy=True, order=order)
    juror = seated(session, panel)[0].juror.person
    juror.is_staff = True
    lock(session, panel.hearing.case, panel)
    deciding.give_up(session, panel.hearing.case, panel, Why.QUORUM, LATER)
    review = session.scalars(select(Review)).one()

    for involved in (party, juror):
        with pytest.raises(claiming.AgentIsInvolved):
            reviewing.claim(session, review, involved, LATER)
    reviewing.claim(session, review, agent, LATER)


def test_a_case_that_moved_on_cannot_be_claimed(session, agent):
    review = make_policy_review(session)
    review.case.phase, review.case.ended_at = Phase.WITHDRAWN, LATER
    session.flush()
    with pytest.raises(WrongPhase):
        reviewing.claim(session, review, agent, LATER)


def test_an_agent_who_leaves_hands_over_what_they_held(session, agent):
    review, other = make_escalation(session), make_staff(session)
    look(session, review, agent)
    signing.open_session(session, agent, "a browser", T0, timedelta(days=7))

    assert leaving.hand_over(session, agent, LATER) == 1
    assert review.claimed_by is None
    assert agent.left_at == LATER
    assert not agent.is_staff
    assert session.scalars(select(SignIn.revoked_at)).one() == LATER
    told = session.scalars(select(Notice).where(Notice.kind == "handed_over")).all()
    assert [n.person_id for n in told] == [other.id]
    look(session, review, other)
    assert review.view_side is Side.BUYER
