"""Truths about the warning of cases that no agent may take, on the desk and in the office."""

import pytest

from jury.court import stepping_aside
from tests.desk_makers import LATER, make_senior
from tests.factories import make_account, make_order, make_person, make_policy_review, make_staff

WARNED = {"en": "1 open case can be taken by no agent", "zh": "有 1 件待办案件无人可接手"}


@pytest.fixture
def agent(web, session):
    agent = make_staff(session)
    web.wind(LATER)
    web.sign_in(agent)
    return agent


def aside(session, agent):
    review = make_policy_review(session)
    stepping_aside.stand_aside(session, review, "knows_party", agent, LATER)
    session.commit()
    return review


@pytest.mark.parametrize("locale", ["en", "zh"])
def test_desk_and_office_warn_until_somebody_may_take_it(web, session, agent, locale):
    review, admin = aside(session, agent), make_person(session, is_admin=True, locale=locale)
    agent.locale = locale
    desk = web.page("/desk")
    assert WARNED[locale] in desk
    assert {"en": "no agent may take it", "zh": "目前无人可接手"}[locale] in desk

    web.sign_in(admin)
    office = web.page("/office")
    assert WARNED[locale] in office and review.case.code in office

    make_senior(session)
    assert WARNED[locale] not in web.page("/office")
    web.sign_in(agent)
    assert WARNED[locale] not in web.page("/desk")


def test_a_party_is_warned_neither_on_the_desk_nor_in_the_office(web, session, agent):
    agent.is_admin = True
    order = make_order(session, seller=make_account(session, agent))
    make_policy_review(session, order=order)
    for page in ("/desk", "/office"):
        assert WARNED["en"] not in web.page(page)
