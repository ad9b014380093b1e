"""Truths about how staff are measured: by side, by override, in time, and beside others."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from jury.court import auditing, enforcing, seconding
from jury.rules.phases import Phase
from jury.rules.words import Body, Side
from jury.store.outcomes import Gold, Review, Ruling
from jury.store.staff_measures import agents, agreements
from tests.desk_makers import LATER, decide, look, make_proposal, make_senior
from tests.factories import T0, make_escalation, make_person, make_released, make_staff


def agreed(session):
    return agreements(session, make_person(session), T0)


def measured(session):
    (found,) = agents(session, make_person(session), T0)
    return found


def test_staff_are_measured_by_side_beside_what_the_panels_leaned_to(session):
    agent = make_staff(session, name="Agent A")
    review = make_escalation(session, ["seller", "seller", "buyer"])
    decide(session, review, agent, Side.BUYER)

    found = measured(session)
    assert (found.name, found.decided, found.for_buyer) == ("Agent A", 1, 1)
    assert (found.overridden, found.weighed) == (1, 1)
    assert found.leaned < 0.5
    assert found.beyond_panels == pytest.approx(1 - found.leaned)


def test_overrides_are_counted_by_the_side_the_panel_leaned_to(session):
    agent = make_staff(session)
    decide(session, make_escalation(session, ["seller", "seller", "buyer"]), agent, Side.BUYER)
    decide(session, make_escalation(session, ["seller", "seller", "buyer"]), agent, Side.SELLER)
    decide(session, make_escalation(session, ["buyer", "buyer", "seller"]), agent, Side.BUYER)

    found = measured(session)
    assert found.against_seller_lean == (1, 2)
    assert found.against_buyer_lean == (0, 1)


def test_the_time_is_the_first_agents_own_and_late_is_after_the_due_date(session):
    agent = make_staff(session)
    review = make_escalation(session)
    decide(session, review, agent, Side.BUYER)
    row = {"taken_at": LATER, "decided_at": LATER + timedelta(minutes=40), "due_at": LATER}
    session.execute(update(Review).values(row))
    found = measured(session)
    assert (found.seconds, found.late) == (2400, 1)


def test_a_second_person_is_an_agreement_of_both(session):
    agent, senior = make_staff(session), make_senior(session)
    review, _ = make_proposal(session, agent)
    look(session, review, senior, Side.BUYER)
    seconding.confirm(session, review, senior, LATER)

    assert agreed(session)["second"] == {
        agent.id: (0, 1),
        senior.id: (0, 1),
    }
    assert measured(session).decided == 1  # joined with its proposal once


def test_two_answers_on_gold_are_an_agreement_or_none(session):
    first, second = make_staff(session), make_staff(session)
    for side in Side:
        case = make_released(session)
        case.phase, case.ended_at = Phase.CLOSED, T0
        gold = auditing.propose_gold(session, case, Side.BUYER, "The dates.", first, T0)
        auditing.second_gold(session, gold, side, second, T0)
    assert agreed(session)["gold"] == {
        first.id: (1, 2),
        second.id: (1, 2),
    }
    assert len(session.scalars(select(Gold)).all()) == 2


def test_a_ruling_replaced_after_an_appeal_tells_whether_it_was_seen_alike(session):
    agent = make_staff(session)
    review = make_escalation(session)
    decide(session, review, agent, Side.BUYER)
    case = review.case
    case.phase = Phase.APPEALED
    enforcing.rule(session, case, case.hearings[0], Side.SELLER, Body.CROWD, LATER)
    assert len(session.scalars(select(Ruling)).all()) == 2
    assert agreed(session)["appeal"] == {agent.id: (0, 1)}
