"""The room for calls, and the page that says how the parties of a case were reached."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from jury.court import posting
from jury.rules.words import CallState, Side
from jury.store.calls import Call
from jury.store.ledger import Entry
from jury.store.outcomes import Review
from tests.channel_makers import KINDS, NUMBER, make_call, make_phoned_case, owe_seller, refuse
from tests.factories import (
    T0,
    make_account,
    make_case,
    make_escalation,
    make_order,
    make_person,
    make_policy,
    make_staff,
)

DIGITS = "138 0013 8000"


@pytest.fixture
def agent(web, session):
    agent = make_staff(session)
    web.sign_in(agent)
    return agent


@pytest.fixture
def call(session):
    return make_call(session)


def seen(session):
    return session.scalars(select(Entry).where(Entry.act == "number_seen")).all()


def test_only_staff_find_the_calls(web, session, call):
    web.sign_in(make_person(session))
    for url in ("/desk/calls", f"/desk/calls/{call.id}", f"/desk/reach/{call.case_id}"):
        assert web.get(url).status_code == 404
    assert web.post(f"/desk/calls/{call.id}/number").status_code == 404


def test_what_to_say_stands_in_the_language_of_the_party(web, session, agent):
    call = make_call(session, locale="zh")
    answer = web.get(f"/desk/calls/{call.id}").get_data(as_text=True)
    said = answer.split('<blockquote lang="zh-Hans">')[1].split("</blockquote>")[0]
    assert "申请方" in said
    assert "claimant" not in said
    assert call.case.code in web.page("/desk/calls")


def test_a_party_without_an_account_is_called_with_how_to_come_in(web, session, agent):
    make_policy(session)
    order = make_order(session, seller=make_account(session, phone=NUMBER))
    case = make_case(session, order=order)
    call = session.scalars(select(Call).where(Call.case_id == case.id)).one()
    page = web.page(f"/desk/calls/{call.id}")
    assert "ask the marketplace for a new one" in page and case.code in page
    reached = web.page(f"/desk/reach/{case.id}")
    assert "Has never taken up the invitation" in reached and "to be telephoned" in reached


def test_the_number_is_shown_to_who_claimed_the_call_and_each_look_is_recorded(
    web, session, agent, call
):
    url = f"/desk/calls/{call.id}"
    assert DIGITS not in web.page(url)
    assert web.post(f"{url}/number").status_code == 409
    web.post(f"{url}/claim")
    assert DIGITS not in web.page(url)
    assert not seen(session)

    answer = web.post(f"{url}/number")
    assert NUMBER in answer.get_data(as_text=True)
    assert len(seen(session)) == 1
    assert DIGITS not in web.page(url)

    web.sign_in(make_staff(session))
    assert web.post(f"{url}/number").status_code == 409
    assert len(seen(session)) == 1


def test_a_call_is_noted_and_stands_with_the_case(web, session, agent, call):
    url = f"/desk/calls/{call.id}"
    web.post(f"{url}/claim")
    answer = web.post(url, {"note": "Engaged."})
    assert answer.status_code == 422
    assert b"choose how the call went" in answer.data
    assert b"Engaged." in answer.data

    assert web.post(url, {"outcome": "not_reached", "note": "Engaged."}).status_code == 302
    twice = web.post(url, {"outcome": "not_reached", "note": "Engaged again."})
    assert twice.status_code == 409
    assert b"Engaged again." in twice.data
    page = web.page(f"/desk/reach/{call.case_id}")
    assert "Engaged." in page
    assert "to be telephoned" in page


def test_who_cannot_be_reached_is_flagged_until_somebody_saw_to_it(web, session, agent):
    call = make_call(session, phone="")
    page = web.page("/desk/calls")
    assert "Could not be reached" in page
    assert "no number is known" in page
    assert re.search(r"Calls\s+\(1\)", web.page("/desk"))
    web.post(f"/desk/calls/{call.id}", {"outcome": "seen_to", "note": "Asked the shop."})
    assert call.state is CallState.SEEN_TO
    assert "Could not be reached" not in web.page("/desk/calls")


def test_every_try_in_writing_stands_with_the_case_without_the_address(web, session, agent):
    case = make_phoned_case(session)
    letter = owe_seller(session, case).letters[0]
    posting.deliver(session, {"mail": refuse}, KINDS, T0)
    posting.deliver(session, {"mail": lambda each: None}, KINDS, letter.next_try_at)
    page = web.page(f"/desk/reach/{case.id}")
    assert "no such mailbox" in page
    assert "1 failure" in page
    assert case.person_on(Side.SELLER).email not in page


def test_what_parties_were_told_is_kept_from_an_agent_before_their_blind_view(web, session):
    web.wind(timedelta(days=3))
    agent = make_staff(session)
    web.sign_in(agent)
    review = make_escalation(session)
    assert web.get(f"/desk/reach/{review.case_id}").status_code == 404
    web.post(f"/desk/{review.id}/claim")
    web.post(f"/desk/{review.id}/view", {"choice": "buyer", "reason": "Dated."})
    assert session.get_one(Review, review.id).viewed_by == agent.id
    assert "How the parties were reached" in web.page(f"/desk/{review.id}")
    assert web.get(f"/desk/reach/{review.case_id}").status_code == 200
