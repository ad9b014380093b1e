"""Truths about what the desk calls a decision, and what it tells a second person."""

import pytest

from jury.rules.words import Side
from tests.desk_makers import LATER, decide, make_proposal, make_senior
from tests.factories import make_escalation, make_policy_review, make_staff


@pytest.fixture
def agent(web, session):
    agent = make_staff(session)
    web.wind(LATER)
    web.sign_in(agent)
    return agent


def look(web, review):
    web.post(f"/desk/{review.id}/claim")
    web.post(f"/desk/{review.id}/view", {"choice": "buyer", "reason": "The label is dated."})


def test_a_panel_without_a_verdict_is_neither_upheld_nor_overridden(web, session, agent):
    review = make_escalation(session)
    look(web, review)
    page = web.page(f"/desk/{review.id}")
    assert "Decide: support the buyer" in page
    assert "Decide: support the seller" in page
    assert "Override" not in page
    assert "Uphold" not in page


def test_the_parties_are_not_told_that_staff_went_against_votes_without_a_verdict(
    web, session, agent
):
    review = make_escalation(session)
    decide(session, review, agent, Side.SELLER)
    web.sign_in(review.case.person_on(Side.BUYER))
    page = web.page(f"/cases/{review.case_id}")
    assert "Staff decided so, because" in page
    assert "against most of the votes" not in page


def test_the_bar_and_the_sentence_tell_the_same_probability(web, session, agent):
    review = make_escalation(session, ["seller", "seller", "buyer"])
    look(web, review)
    page = web.page(f"/desk/{review.id}")
    assert "the seller is right with a probability of" in page
    share = page.split("the seller is right with a probability of ")[1].split(";")[0]
    assert f"the seller is right: {share}" in page


def test_before_the_own_look_a_second_person_is_promised_no_decision(web, session, agent):
    review, _proposal = make_proposal(session, agent)
    web.sign_in(make_senior(session))
    unclaimed = web.page(f"/desk/{review.id}")
    web.post(f"/desk/{review.id}/claim")
    for page in (unclaimed, web.page(f"/desk/{review.id}")):
        assert "2. What is next" in page and "your decision" not in page.lower()


def test_who_waits_for_a_second_person_is_not_told_that_they_decide_alone(web, session, agent):
    review = make_policy_review(session)
    review.case.order.amount_minor = review.case.policy.second_person_minor + 1
    decide(session, review, agent, Side.SELLER)
    page = web.page(f"/desk/{review.id}")
    assert "Your decision waits for a second person" in page
    assert "decide alone" not in page
