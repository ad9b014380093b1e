"""Versions of the terms: adopted, coming, withdrawn; and cases that keep their band."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from jury.court import deciding, policies, recomputing
from jury.court.record import OPERATOR
from jury.rules.policy import Policy
from jury.rules.policy_book import BadBand, Band, PolicyBook, Scope
from jury.rules.words import Body, Category, Due, Side
from jury.store.cases import Deadline, PolicyWithdrawal
from jury.store.ledger import Entry
from jury.store.outcomes import Outcome
from tests.factories import (
    QUIET,
    T0,
    make_case,
    make_order,
    make_panel,
    make_person,
    make_policy,
    seated,
    vote,
)

DAY = timedelta(days=1)
REASON = "Fresh goods do not wait."
FOOD = Scope(frozenset({Category.FOOD}))


def book(*bands, **terms):
    return PolicyBook(Policy(**QUIET | terms), tuple(Band(*band) for band in bands))


def adopt(session, *bands, now=T0, starts_at=None, **terms):
    return policies.adopt(session, book(*bands, **terms), REASON, now, OPERATOR, starts_at)


@pytest.fixture
def admin(session):
    return make_person(session, is_admin=True)


def test_a_case_falls_into_the_first_band_that_fits_and_keeps_it(session):
    version = adopt(session, (FOOD, {"evidence_hours": 24, "staff_working_days": 2}))
    food = make_case(session, order=make_order(session, category=Category.FOOD))
    other = make_case(session)
    adopt(session, (FOOD, {"evidence_hours": 99}), now=T0 + DAY)

    assert (food.policy_version, food.band, food.policy.staff_working_days) == (version, 1, 2)
    assert (other.band, other.policy.evidence_hours) == (0, 72)
    ends = {d.case_id: d.due_at for d in session.scalars(select(Deadline)) if d.kind in SET}
    assert ends == {food.id: T0 + DAY, other.id: T0 + 3 * DAY}
    body = json.loads(session.scalars(select(Entry.body).where(Entry.case_id == food.id)).first())
    assert (body["policy"], body["band"]) == (version.id, 1)


SET = {Due.EVIDENCE_ENDS}


@pytest.mark.parametrize(("amount", "body"), [(5_000, Body.STAFF), (5_001, Body.CROWD)])
def test_a_band_may_keep_its_cases_from_the_crowd(session, amount, body):
    adopt(session, (Scope(up_to_minor=5_000), {"body": "staff"}))
    assert make_case(session, order=make_order(session, amount_minor=amount)).body is body


def test_the_limit_of_the_crowd_is_the_band_s(session):
    adopt(session, (FOOD, {"crowd_max_minor": 100}))
    order = make_order(session, category=Category.FOOD, amount_minor=101)
    assert policies.for_order(session, order, T0).crowd_max_minor == 100
    assert make_case(session, order=order).body is Body.STAFF


def test_a_running_case_is_decided_and_recomputed_under_its_own_band(session):
    version = adopt(session, (FOOD, {"seats": 5, "quorum": 3}))
    order = make_order(session, category=Category.FOOD)
    panel = make_panel(session, policy=version, order=order)
    later = T0 + timedelta(hours=1)
    adopt(session, (FOOD, {"seats": 9, "quorum": 5}), now=later, fallback_posterior=0.995)
    for summons in seated(session, panel):
        vote(session, summons, "buyer")
    case = panel.hearing.case
    deciding.close_panel(session, case, panel, later)

    assert (case.band, panel.seats, panel.quorum) == (1, 5, 3)
    assert session.get(Outcome, panel.id).side is Side.BUYER
    assert recomputing.recompute(session, case).agrees


def test_recomputing_under_another_band_would_be_noticed(session):
    version = adopt(session, (FOOD, {"seats": 5, "quorum": 3}))
    order = make_order(session, category=Category.FOOD)
    panel = make_panel(session, policy=version, order=order)
    for summons in seated(session, panel):
        vote(session, summons, "buyer")
    case = panel.hearing.case
    deciding.close_panel(session, case, panel, T0 + timedelta(hours=1))
    case.band = 0
    assert not recomputing.recompute(session, case).agrees


def test_a_version_of_the_future_waits_for_its_day(session):
    now_in_force = make_policy(session)
    later = adopt(session, starts_at=T0 + DAY, seats=21)
    assert policies.current(session, T0 + DAY - timedelta(microseconds=1)) is now_in_force
    assert policies.coming(session, T0) == [later]
    assert policies.current(session, T0 + DAY) is later
    assert policies.coming(session, T0 + DAY) == []


def test_a_version_withdrawn_before_its_day_never_comes_into_force(session, admin):
    now_in_force = make_policy(session)
    later = adopt(session, starts_at=T0 + DAY, seats=21)
    policies.withdraw(session, later, "It was a mistake.", admin, T0)

    assert policies.current(session, T0 + 2 * DAY) is now_in_force
    assert policies.coming(session, T0) == []
    assert session.get(PolicyWithdrawal, later.id).reason == "It was a mistake."
    assert session.scalars(select(Entry.act).order_by(Entry.id.desc())).first() == (
        "policy_withdrawn"
    )
    with pytest.raises(policies.AlreadyWithdrawn):
        policies.withdraw(session, later, "It was a mistake.", admin, T0)


def test_what_is_in_force_is_not_withdrawn(session, admin):
    version = make_policy(session)
    with pytest.raises(policies.AlreadyStarted, match="adopt a new version"):
        policies.withdraw(session, version, "It was a mistake.", admin, T0)


def test_nothing_starts_in_the_past(session):
    with pytest.raises(policies.StartsInThePast):
        adopt(session, starts_at=T0 - timedelta(seconds=1))


def test_an_unlawful_band_is_not_adopted(session):
    with pytest.raises(BadBand, match="Band 1"):
        adopt(session, (FOOD, {"quorum": 99}))


def revise(session, new, admin, against, reason=REASON, starts_at=None):
    return policies.revise(session, new, reason, starts_at, against.id, admin, T0)


def test_an_admin_adopts_what_was_read_against_the_version_in_force(session, admin):
    before = make_policy(session)
    version = revise(session, book(seats=21), admin, before)
    assert policies.current(session, T0) is version
    entry = session.scalars(select(Entry).order_by(Entry.id.desc())).first()
    assert (entry.act, entry.actor) == ("policy_adopted", f"person:{admin.id}")
    assert json.loads(entry.body)["sha256"] == policies.fingerprint(version)


def test_differences_read_against_an_older_version_are_not_adopted(session, admin):
    before = make_policy(session)
    make_policy(session, seats=19)
    with pytest.raises(policies.AnotherCameFirst):
        revise(session, book(seats=21), admin, before)


def test_a_version_of_the_future_is_read_against_the_one_it_will_follow(session, admin):
    before = make_policy(session)
    later = adopt(session, starts_at=T0 + DAY, seats=21)
    with pytest.raises(policies.AnotherCameFirst):
        revise(session, book(seats=23), admin, before, starts_at=T0 + 2 * DAY)
    assert revise(session, book(seats=23), admin, later, starts_at=T0 + 2 * DAY).id > later.id


def test_the_same_terms_again_or_no_reason_are_refused(session, admin):
    before = make_policy(session)
    with pytest.raises(policies.NothingChanges):
        revise(session, book(), admin, before)
    with pytest.raises(policies.ReasonMissing):
        revise(session, book(seats=21), admin, before, reason="  so   ")
