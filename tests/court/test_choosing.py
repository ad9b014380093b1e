"""Crowd or staff by choice: the claimant chooses, the respondent may ask for staff, nobody back."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from jury.court import choosing, hearing, releasing
from jury.rules.phases import Phase
from jury.rules.words import Body, Side
from jury.store.ledger import Entry
from jury.store.notices import Notice
from tests.factories import T0, make_case, make_policy, make_staff

BREATH = timedelta(microseconds=1)


@pytest.fixture
def case(session):
    make_policy(session, body="choice")
    return make_case(session)


def told(session):
    return [notice.kind for notice in session.scalars(select(Notice).order_by(Notice.owed_at))]


def hand_in(session, case, side):
    hearing.save_statement(session, case, side, {"story": "A"}, None, None, T0)
    hearing.hand_in(session, case, side, None, T0)


def test_the_claimant_chooses_and_the_respondent_is_told_of_its_choice(session, case):
    assert case.body is Body.CROWD and "filed_to_crowd" in told(session)
    assert choosing.may_ask_for_staff(case, Side.SELLER)
    assert not choosing.may_ask_for_staff(case, Side.BUYER)


def test_a_claimant_who_chose_staff_draws_nobody_and_leaves_no_choice(session):
    make_policy(session, body="choice")
    case = make_case(session, wished=Body.STAFF)
    assert case.body is Body.STAFF and case.hearings[0].draw is None
    assert not choosing.may_ask_for_staff(case, Side.SELLER) and "filed" in told(session)


def test_the_respondent_asks_for_staff_and_both_are_told_once(session, case):
    for _click in range(2):
        choosing.ask_for_staff(session, case, Side.SELLER, T0)
    assert case.body is case.hearings[0].body is Body.STAFF
    assert told(session).count("staff_asked_for") == told(session).count("you_asked_for_staff") == 1
    assert len(session.scalars(select(Entry).where(Entry.act == "staff_asked_for")).all()) == 1
    assert not choosing.may_ask_for_staff(case, Side.SELLER)


def test_such_a_case_goes_to_the_desk_and_its_draw_is_never_revealed(session, case):
    choosing.ask_for_staff(session, case, Side.SELLER, T0)
    for side in Side:
        hand_in(session, case, side)
    releasing.release(session, case, make_staff(session), T0)
    assert case.phase is Phase.ESCALATED
    assert case.hearings[0].draw.revealed_at is None and case.hearings[0].panel is None


def test_who_chose_when_filing_cannot_choose_again(session, case):
    with pytest.raises(hearing.NotYours):
        choosing.ask_for_staff(session, case, Side.BUYER, T0)


def test_where_the_policy_names_the_body_nobody_chooses(session):
    make_policy(session)
    case = make_case(session, wished=Body.STAFF)
    assert case.body is Body.CROWD
    with pytest.raises(choosing.NoChoice):
        choosing.ask_for_staff(session, case, Side.SELLER, T0)


def test_after_handing_in_it_is_too_late(session, case):
    hand_in(session, case, Side.SELLER)
    with pytest.raises(hearing.AlreadyHandedIn):
        choosing.ask_for_staff(session, case, Side.SELLER, T0)
    assert not choosing.may_ask_for_staff(case, Side.SELLER)


def test_at_the_deadline_it_is_too_late_and_a_moment_before_it_is_not(session, case):
    hand_in(session, case, Side.BUYER)
    ends_at = T0 + timedelta(hours=72)
    with pytest.raises(hearing.EvidenceClosed):
        choosing.ask_for_staff(session, case, Side.SELLER, ends_at)
    choosing.ask_for_staff(session, case, Side.SELLER, ends_at - BREATH)
    assert case.body is Body.STAFF
