"""What staff find by a case's code, an order, or a summons's code, and what they do not."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from jury.court import deciding, reviewing, stepping_aside
from jury.rules import codes
from jury.rules.words import Task
from jury.store import desk_queue, desk_search
from jury.store.panels import Panel, Summons
from tests.factories import (
    T0,
    make_account,
    make_case,
    make_escalation,
    make_order,
    make_panel,
    make_policy_review,
    make_staff,
    seated,
    vote,
)

LATER = T0 + timedelta(hours=48)


def elsewhere(session, agent, sought):
    return list(desk_search.elsewhere(session, agent, desk_search.read(session, sought)))


def in_queue(session, agent, sought):
    fits = desk_queue.open_reviews().where(
        desk_search.fits(agent, desk_search.read(session, sought))
    )
    return list(session.scalars(fits))


def a_code_of(session, case):
    called = select(Summons).join(Summons.panel).where(Panel.hearing_id == case.hearings[0].id)
    return session.scalars(called).first().code


def test_a_case_is_found_by_any_of_its_summonses(session):
    panel, agent = make_panel(session), make_staff(session)
    for summons in seated(session, panel):
        assert elsewhere(session, agent, f" {summons.code.lower()} ") == [panel.hearing.case]
        assert elsewhere(session, agent, summons.code.replace("-", "")) == [panel.hearing.case]
    assert elsewhere(session, agent, codes.derived("S", uuid4())) == []


def test_an_open_review_is_found_by_part_of_its_code_by_its_order_and_by_a_summons(session):
    review, agent = make_escalation(session), make_staff(session)
    other = make_policy_review(session)
    case = review.case
    for sought in (
        case.code[3:].lower(),
        case.code.replace("-", "").lower(),
        case.order.ref,
        a_code_of(session, case),
    ):
        assert in_queue(session, agent, sought) == [review]
        assert elsewhere(session, agent, sought) == []
    assert in_queue(session, agent, other.case.order.ref) == [other]


@pytest.mark.parametrize("sought", ["", " ", "S-", "S-AAAAA1", "C-000000", "%", "order"])
def test_what_is_no_name_finds_nothing_elsewhere(session, sought):
    make_case(session)
    assert elsewhere(session, make_staff(session), sought) == []


def test_a_party_finds_their_own_case_in_no_way(session):
    agent = make_staff(session)
    case = make_case(session, order=make_order(session, seller=make_account(session, agent)))
    for sought in (case.code, case.order.ref):
        assert elsewhere(session, agent, sought) == []
    assert elsewhere(session, make_staff(session), case.order.ref) == [case]


def test_a_juror_on_the_staff_learns_not_which_case_they_judge(session):
    panel = make_panel(session)
    summons = seated(session, panel)[0]
    agent = summons.juror.person
    agent.is_staff = True
    case = panel.hearing.case
    for sought in (summons.code, case.order.ref, seated(session, panel)[1].code):
        assert elsewhere(session, agent, sought) == []


def test_a_called_juror_does_not_find_the_review_by_summons_or_order(session):
    review = make_escalation(session)
    summons = session.scalars(select(Summons)).first()
    agent = summons.juror.person
    agent.is_staff = True
    session.flush()
    assert in_queue(session, agent, summons.code) == []
    assert in_queue(session, agent, review.case.order.ref) == []


def test_who_stepped_aside_is_not_told_where_the_case_went(session):
    review, agent = make_policy_review(session), make_staff(session)
    stepping_aside.stand_aside(session, review, "knows_party", agent, LATER)
    review.decided_at, review.decision, review.side = LATER, "decide", "buyer"
    review.view_side, review.viewed_at, review.case.phase = "buyer", LATER, "ruled"
    session.flush()
    assert elsewhere(session, agent, review.case.code) == []
    assert elsewhere(session, make_staff(session), review.case.code) == [review.case]


def test_that_a_panel_ruled_is_not_told_while_an_audit_of_it_waits(session):
    panel = make_panel(session)
    for summons in seated(session, panel):
        vote(session, summons, "buyer")
    case = panel.hearing.case
    deciding.close_panel(session, case, panel, T0 + timedelta(hours=1))
    agent = make_staff(session)
    assert elsewhere(session, agent, case.code) == [case]
    reviewing.open_review(session, case, case.hearings[0], Task.AUDIT, None, LATER)
    assert elsewhere(session, agent, case.code) == []
