"""Truths about the alarm: it stops crowd rulings, open panels too, until two people lift it."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from jury.court import alarming, deciding, releasing
from jury.court.alarming import AlarmOver, LiftReasonMissing, OtherPersonNeeded
from jury.rules.phases import Phase
from jury.rules.words import Side, Why
from jury.store.alarms import AlarmLifted, DriftAlarm
from jury.store.ledger import Entry
from jury.store.notices import Notice
from jury.store.outcomes import Outcome, Review
from jury.store.panels import Panel
from tests.certificate_makers import HOUR, answer, certifying_policy, make_closed
from tests.factories import (
    T0,
    make_panel,
    make_person,
    make_released,
    make_staff,
    seated,
    tick,
    vote,
)

LATER = T0 + 4 * HOUR
BECAUSE = "The seller's forged receipts are known now, and jurors have been told how to spot them."


@pytest.fixture
def policy(session):
    return certifying_policy(session, alpha=0.05, delta=0.10)


def err(session, policy, n, side=Side.SELLER, now=T0 + 2 * HOUR):
    """So many audits of verdicts for the buyer, answered for that side."""
    for _ in range(n):
        answer(session, make_closed(session, policy), side, now)


@pytest.fixture
def admin(session):
    return make_person(session, is_admin=True)


@pytest.fixture
def alarm(session, policy, admin):
    err(session, policy, 2)
    return alarming.watch(session, LATER)


def test_sound_audits_raise_no_alarm(session, policy):
    err(session, policy, 3, Side.BUYER)
    assert alarming.watch(session, LATER) is None
    assert alarming.standing(session) is None


def test_wrong_verdicts_raise_it_once_and_the_ledger_says_why(session, policy, alarm):
    assert (alarm.audited, alarm.n_wrong, alarm.alpha) == (2, 2, 0.05)
    assert alarming.watch(session, LATER) is alarm is alarming.standing(session)
    entry = session.scalars(select(Entry).where(Entry.act == "alarm_raised")).one()
    assert json.loads(entry.body)["wrong"] == 2


def test_the_office_and_the_desk_are_told(session, alarm, admin):
    told = session.scalars(select(Notice).where(Notice.kind == "alarm_raised")).all()
    assert (admin.id, alarming.OFFICE) in {(n.person_id, n.path) for n in told}
    assert alarming.DESK in {n.path for n in told}


def test_what_went_to_staff_anyhow_does_not_count_against_the_court(session, policy):
    for _ in range(3):
        panel = make_closed(session, policy, "bbbss")
        answer(session, panel, Side.SELLER)
    assert alarming.watch(session, LATER) is None


def test_where_nothing_is_promised_nothing_is_broken(session):
    policy = certifying_policy(session, alpha=0.0)
    err(session, policy, 3)
    assert alarming.watch(session, LATER) is None


def test_an_open_panel_closes_to_staff_with_the_reason(session, policy):
    panel = make_panel(session, policy=policy)
    for summons in seated(session, panel):
        vote(session, summons)
    err(session, policy, 2)
    alarming.watch(session, LATER)
    tick(session, LATER)

    case, outcome = panel.hearing.case, session.get_one(Outcome, panel.id)
    assert (outcome.side, outcome.why, outcome.in_sample) == (None, Why.DRIFT, False)
    assert case.phase is Phase.ESCALATED
    review = session.scalars(select(Review).where(Review.case_id == case.id)).one()
    assert review.why is Why.DRIFT
    told = select(Notice.person_id).where(Notice.kind == "with_staff_for_now")
    assert set(session.scalars(told)) == {case.person_on(side).id for side in Side}
    again = deciding.recompute(session, case)
    assert again.agrees, again.lines()


def test_a_panel_whose_time_is_over_rules_as_little(session, policy, alarm):
    panel = make_panel(session, LATER, policy=policy)
    for summons in seated(session, panel):
        vote(session, summons, now=LATER)
    tick(session, panel.closes_at)

    assert session.get_one(Outcome, panel.id).why is Why.DRIFT


def test_while_it_stands_no_panel_is_called(session, policy, alarm):
    case = make_released(session, LATER)
    releasing.release(session, case, make_staff(session), LATER)

    assert case.phase is Phase.ESCALATED
    assert session.scalars(select(Panel).join(Panel.hearing).filter_by(case_id=case.id)).all() == []
    assert session.scalars(select(Review.why).where(Review.case_id == case.id)).one() is Why.DRIFT


def test_a_reason_alone_lifts_nothing(session, alarm, admin):
    with pytest.raises(LiftReasonMissing):
        alarming.ask_lift(session, alarm, "It is fine.", admin, LATER)
    lift = alarming.ask_lift(session, alarm, BECAUSE, admin, LATER)

    assert alarming.ask_lift(session, alarm, f" {BECAUSE} ", admin, LATER) is lift
    assert alarming.standing(session) is alarm


@pytest.mark.parametrize("named", [{}, {"is_staff": True}])
def test_nobody_but_an_admin_or_a_senior_agrees(session, alarm, admin, named):
    lift = alarming.ask_lift(session, alarm, BECAUSE, admin, LATER)
    for second in (admin, make_person(session, **named)):
        with pytest.raises(OtherPersonNeeded):
            alarming.confirm_lift(session, lift, second, LATER)
    assert alarming.standing(session) is alarm


@pytest.mark.parametrize("named", [{"is_admin": True}, {"is_staff": True, "is_senior": True}])
def test_two_people_lift_it_and_panels_rule_again(session, policy, alarm, admin, named):
    lift = alarming.ask_lift(session, alarm, BECAUSE, admin, LATER)
    second = make_person(session, **named)
    alarming.confirm_lift(session, lift, second, LATER)

    assert alarming.standing(session) is None
    panel = make_closed(session, policy, now=LATER + HOUR)
    assert session.get_one(Outcome, panel.id).side is Side.BUYER
    acts = session.scalars(select(Entry.act).where(Entry.act.like("alarm%")).order_by(Entry.id))
    assert list(acts) == ["alarm_raised", "alarm_lift_asked", "alarm_lifted"]
    with pytest.raises(AlarmOver):
        alarming.confirm_lift(session, lift, make_person(session, is_admin=True), LATER)


def lifted(session, alarm, admin):
    lift = alarming.ask_lift(session, alarm, BECAUSE, admin, LATER)
    return alarming.confirm_lift(session, lift, make_staff(session, is_senior=True), LATER)


def test_after_that_the_counting_begins_anew(session, policy, alarm, admin):
    lifted(session, alarm, admin)
    assert alarming.watch(session, LATER + HOUR) is None

    err(session, policy, 2, now=LATER + 2 * HOUR)
    again = alarming.watch(session, LATER + 3 * HOUR)
    assert (again.after_id, again.audited) == (alarm.id, 2)


def test_when_it_stood_is_known_later(session, alarm, admin):
    assert not alarming.stood_at(session, alarm.raised_at - timedelta(seconds=1))
    assert alarming.stood_at(session, alarm.raised_at)
    lifted(session, alarm, admin)
    assert not alarming.stood_at(session, LATER + timedelta(seconds=1))


def test_the_database_knows_one_alarm_at_a_time_and_two_people(session, alarm, admin):
    row = {"raised_at": LATER, "alpha": 0.05, "delta": 0.1, "audited": 2, "n_wrong": 2}
    with pytest.raises(IntegrityError, match="uq_drift_alarm_after_id"), session.begin_nested():
        session.add(DriftAlarm(after_id=None, **row))
    lift = alarming.ask_lift(session, alarm, BECAUSE, admin, LATER)
    alone = {"asked_by": admin.id, "confirmed_by": admin.id, "lifted_at": LATER}
    with pytest.raises(IntegrityError, match="two_people"), session.begin_nested():
        session.add(AlarmLifted(alarm_id=alarm.id, lift_id=lift.id, **alone))
