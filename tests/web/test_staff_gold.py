"""Truths about gold on the desk: two agree blind, jurors may dispute, staff may void."""

import pytest

from jury.court import auditing
from jury.rules.phases import Phase
from jury.rules.words import Side
from jury.store.outcomes import Gold
from tests.factories import (
    T0,
    call_to_gold,
    make_gold,
    make_juror,
    make_policy,
    make_released,
    make_staff,
    vote,
)

LESSON = "The label in picture 2 is older than the parcel."


@pytest.fixture
def agent(web, session):
    make_policy(session)
    agent = make_staff(session)
    web.sign_in(agent)
    return agent


@pytest.fixture
def case(session, agent):
    make_juror(session)
    case = make_released(session)
    case.phase, case.ended_at = Phase.CLOSED, T0
    session.flush()
    return case


def test_a_decided_case_is_found_by_its_code_and_proposed(web, session, case):
    assert case.code in web.page("/desk/gold")
    assert web.get(f"/desk/gold?code={case.code.lower()}").location == f"/desk/gold/{case.id}"
    assert "There is no such case." in web.page("/desk/gold?code=C-NOSUCH")

    answer = web.post(f"/desk/gold/{case.id}/propose", {"lesson": LESSON})
    assert answer.status_code == 422
    assert LESSON.encode() in answer.data
    web.post(f"/desk/gold/{case.id}/propose", {"choice": "buyer", "lesson": LESSON})
    assert session.get(Gold, case.id).state == "proposed"
    assert "proposed by you" in web.page("/desk/gold")
    answer = web.post(f"/desk/gold/{case.id}/propose", {"choice": "buyer", "lesson": LESSON})
    assert answer.status_code == 409


def test_the_second_agent_sees_neither_the_first_answer_nor_the_lesson(web, session, agent, case):
    auditing.propose_gold(session, case, Side.SELLER, LESSON, agent, T0)
    own = web.page(f"/desk/gold/{case.id}")
    assert "Waiting for a colleague" in own
    assert web.post(f"/desk/gold/{case.id}/second", {"choice": "seller"}).status_code == 403

    web.sign_in(make_staff(session))
    page = web.page(f"/desk/gold/{case.id}")
    assert LESSON not in page + web.page("/desk/gold")
    assert web.post(f"/desk/gold/{case.id}/second").status_code == 422
    web.post(f"/desk/gold/{case.id}/second", {"choice": "seller"})
    assert session.get(Gold, case.id).state == "active"
    assert LESSON in web.page(f"/desk/gold/{case.id}")


def test_two_who_disagree_make_no_gold(web, session, agent, case):
    auditing.propose_gold(session, case, Side.SELLER, LESSON, make_staff(session), T0)
    web.post(f"/desk/gold/{case.id}/second", {"choice": "buyer"})
    assert session.get(Gold, case.id).state == "refused"
    assert "two of you disagreed" in web.page(f"/desk/gold/{case.id}")


def test_voiding_takes_a_reason(web, session, agent):
    gold = make_gold(session)
    assert web.post(f"/desk/gold/{gold.case_id}/void", {"because": " "}).status_code == 422
    assert gold.state == "active"
    web.post(f"/desk/gold/{gold.case_id}/void", {"because": "The date was misread."})
    assert gold.state == "voided"
    assert "The date was misread." in web.page(f"/desk/gold/{gold.case_id}")


@pytest.mark.parametrize(("outcome", "state"), [("kept", "active"), ("voided", "voided")])
def test_a_juror_who_disputes_is_answered(web, session, agent, outcome, state):
    gold = make_gold(session)
    summons = call_to_gold(session, gold, make_juror(session))
    vote(session, summons, "seller")
    dispute = auditing.dispute_gold(session, summons, "The label is of another parcel.", T0)

    assert gold.case.code in web.page("/desk/gold")
    assert "The label is of another parcel." in web.page(f"/desk/gold/{gold.case_id}")
    url = f"/desk/gold/disputes/{dispute.id}"
    assert web.post(url, {"outcome": outcome}).status_code == 422
    web.post(url, {"outcome": outcome, "answer": "We looked again."})
    assert (dispute.outcome, gold.state) == (outcome, state)
    assert web.post(url, {"outcome": outcome, "answer": "Again."}).status_code == 409


def test_an_agent_called_to_the_gold_case_as_its_juror_neither_voids_nor_clears_it(
    web, session, agent
):
    gold = make_gold(session)
    call_to_gold(session, gold, make_juror(session, person=agent))
    for act in ("void", "reports"):
        answer = web.post(f"/desk/gold/{gold.case_id}/{act}", {"because": "I would rather not."})
        assert answer.status_code == 403
    assert gold.state == "active"
