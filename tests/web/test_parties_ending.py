"""Settling on the case's page, and letting staff decide: one click each."""

import pytest

from jury.court import refund_events, settling
from jury.court.refund_events import Event as Told
from jury.rules.phases import Phase
from jury.rules.words import Body, RefundStep, Remedy, Side
from tests.factories import (
    T0,
    make_case,
    make_order,
    make_panel,
    make_person,
    make_policy,
    seated,
    vote,
)


@pytest.fixture
def panel(session):
    return make_panel(session)


def settle(session, case):
    settling.settle(session, case, Side.SELLER, Remedy.REFUND, T0)


def test_the_seller_is_told_what_settling_spares_and_settles_with_one_click(web, panel):
    case = panel.hearing.case
    web.sign_in(case.person_on(Side.SELLER))
    page = web.page(f"/cases/{case.id}")
    assert "no dispute refund" in page and "5 dispute refunds a month" in page
    assert "Settle: refund CN¥129.00" in page
    web.post(f"/cases/{case.id}/settle", {"remedy": "refund"})
    assert case.phase is Phase.SETTLED
    page = web.page(f"/cases/{case.id}")
    assert "The seller refunds CN¥129.00." in page and "You settled the case" in page
    assert "Settle: refund" not in page


def test_something_cheap_may_be_settled_without_return(web, session):
    make_policy(session, low_value_minor=2_000)
    case = make_case(session, order=make_order(session, amount_minor=2_000))
    web.sign_in(case.person_on(Side.SELLER))
    assert "nothing comes back" in web.page(f"/cases/{case.id}")
    web.post(f"/cases/{case.id}/settle", {"remedy": "refund_without_return"})
    assert "nothing has to be sent back" in web.page(f"/cases/{case.id}")


def test_the_buyer_is_offered_nothing_and_cannot_post_it(web, panel):
    case = panel.hearing.case
    web.sign_in(case.person_on(Side.BUYER))
    assert "Settle:" not in web.page(f"/cases/{case.id}")
    assert web.post(f"/cases/{case.id}/settle", {"remedy": "refund"}).status_code == 409
    assert case.phase is Phase.HEARING


@pytest.mark.parametrize("remedy", ["", "everything", "no_refund"])
def test_what_is_not_on_offer_is_refused_with_a_sentence(web, panel, remedy):
    case = panel.hearing.case
    web.sign_in(case.person_on(Side.SELLER))
    response = web.post(f"/cases/{case.id}/settle", {"remedy": remedy})
    assert response.status_code == 422 and case.phase is Phase.HEARING


def test_jurors_read_that_the_sides_settled_whether_they_voted_or_not(web, session, panel):
    voter, other = seated(session, panel)[:2]
    vote(session, voter)
    settle(session, panel.hearing.case)
    web.sign_in(voter.juror.person)
    page = web.page(f"/bench/{voter.id}/receipt")
    assert "The sides have settled, so nobody rules" in page and "What became of it" not in page
    web.sign_in(other.juror.person)
    assert "The sides have settled, so no vote is needed" in web.page(f"/bench/{other.id}")


def test_the_respondent_lets_staff_decide_with_one_click(web, session):
    make_policy(session, body="choice")
    case = make_case(session)
    web.sign_in(case.person_on(Side.SELLER))
    assert "Let a member of staff decide" in web.page(f"/cases/{case.id}")
    web.post(f"/cases/{case.id}/staff")
    assert case.body is Body.STAFF
    page = web.page(f"/cases/{case.id}")
    assert "Let a member of staff decide" not in page
    assert "You asked for a member of staff to decide" in page


def test_once_the_evidence_is_closed_the_page_says_how_to_bring_more(web, panel):
    case = panel.hearing.case
    web.sign_in(case.person_on(Side.BUYER))
    assert "can be brought with an appeal" in web.page(f"/cases/{case.id}")
    refused = web.post(f"/cases/{case.id}/hand-in")
    assert refused.status_code == 409 and "with an appeal" in refused.text


def test_an_office_file_of_a_settled_case_can_be_read(web, session, panel):
    case = panel.hearing.case
    settle(session, case)
    web.sign_in(make_person(session, is_admin=True))
    assert web.get(f"/office/cases/{case.id}").status_code == 200


@pytest.mark.parametrize("side", Side)
def test_a_refund_granted_outside_is_told_on_the_page_with_who_pays_it(web, session, side):
    make_policy(session)
    case = make_case(session)
    told = Told(1, "g1", case.order.ref, RefundStep.GRANTED, T0)
    refund_events.take_in(session, [told], T0, "marketplace")
    web.sign_in(case.person_on(side))
    page = web.page(f"/cases/{case.id}")
    assert "The seller refunds CN¥129.00. The seller granted it outside this court" in page
    assert "the seller had granted the refund: the case was settled" in page
