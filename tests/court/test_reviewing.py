"""Truths about the staff desk: the blind look, and what a decision does."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from jury.court import claiming, reviewing
from jury.rules.phases import Phase
from jury.rules.words import Decision, Side, Task, Why
from jury.store.ledger import Entry
from jury.store.notices import Notice
from jury.store.outcomes import Outcome, Ruling
from tests.factories import (
    T0,
    make_escalation,
    make_policy_review,
    make_staff,
)

LATER = T0 + timedelta(hours=48)
TEXT = "The photograph of the parcel shows the damage before delivery."


@pytest.fixture
def agent(session):
    return make_staff(session)


def audit(session):
    review = make_escalation(session)
    review.task, review.why, review.case.phase = Task.AUDIT, None, Phase.RULED
    session.flush()
    return review


def lean(session, review):
    return reviewing.lean_of(reviewing.outcome_of(session, review))


def look(session, review, agent, side=Side.BUYER, now=LATER):
    reviewing.claim(session, review, agent, now)
    reviewing.record_view(session, review, side, "The label is dated.", agent, now)


def finish(session, review, agent, side, code="evidence_supports", text=TEXT, now=LATER):
    decision = reviewing.decision_for(lean(session, review), side)
    reviewing.decide(session, review, decision, side, code, text, agent, now)


def entries(session, case):
    of_case = select(Entry.act).where(Entry.case_id == case.id).order_by(Entry.id)
    return list(session.scalars(of_case))


def test_an_escalation_is_due_in_working_days_and_both_parties_are_told(session):
    review = make_escalation(session)  # Thursday evening in China

    assert review.due_at - LATER > timedelta(days=5)  # four working days span a weekend
    told = session.scalars(select(Notice).where(Notice.kind == "escalated")).all()
    assert len(told) == 2
    assert all(n.facts["due_at"] == review.due_at.isoformat() for n in told)


def test_an_audit_is_announced_to_nobody(session, agent):
    review = make_escalation(session)
    before = session.scalars(select(Notice.id)).all()
    reviewing.open_review(session, review.case, review.hearing, Task.AUDIT, None, LATER)
    assert session.scalars(select(Notice.id)).all() == before


def test_a_view_needs_the_claim_and_a_reason_and_is_given_once(session, agent):
    review = make_escalation(session)
    with pytest.raises(claiming.ClaimNeeded):
        reviewing.record_view(session, review, Side.BUYER, "because", agent, LATER)
    reviewing.claim(session, review, agent, LATER)
    with pytest.raises(reviewing.ViewReasonMissing):
        reviewing.record_view(session, review, Side.BUYER, "  ", agent, LATER)

    reviewing.record_view(session, review, Side.BUYER, "because", agent, LATER)
    reviewing.record_view(session, review, Side.BUYER, "because", agent, LATER)  # a double click
    assert entries(session, review.case).count("review_viewed") == 1
    with pytest.raises(reviewing.AlreadyViewed):
        reviewing.record_view(session, review, Side.SELLER, "after all", agent, LATER)
    assert review.view_side is Side.BUYER


def test_whoever_takes_over_looks_blind_themselves_and_both_looks_are_kept(session, agent):
    review, other = make_escalation(session), make_staff(session)
    look(session, review, agent, Side.BUYER)
    reviewing.let_go(session, review, agent, LATER)

    reviewing.claim(session, review, other, LATER)
    with pytest.raises(reviewing.LookFirst):
        finish(session, review, other, Side.SELLER)
    reviewing.record_view(session, review, Side.SELLER, "The dates.", other, LATER)
    assert (review.viewed_by, review.view_side) == (other.id, Side.SELLER)
    assert entries(session, review.case).count("review_viewed") == 2


def test_a_second_look_of_the_same_agent_is_not_called_blind(session, agent):
    review, other = make_escalation(session), make_staff(session)
    for who in (agent, other, agent):
        look(session, review, who)
        reviewing.let_go(session, review, who, LATER)
    looks = select(Entry.body).where(Entry.act == "review_viewed").order_by(Entry.id)
    assert ['"blind":true' in body for body in session.scalars(looks)] == [True, True, False]


def test_to_keep_the_side_the_panel_leans_to_is_to_uphold_it(session, agent):
    review = make_escalation(session)
    look(session, review, agent)
    side = lean(session, review)

    finish(session, review, agent, side, "panel_reasons_hold")
    assert review.decision is Decision.UPHOLD
    assert review.case.phase is Phase.RULED
    ruling = session.scalars(select(Ruling)).one()
    assert (ruling.side, ruling.review_id, ruling.body) == (side, review.id, "staff")


def test_the_other_side_is_an_override_and_the_panels_outcome_stays_as_it_was(session, agent):
    review = make_escalation(session)
    look(session, review, agent)
    side = lean(session, review).other

    finish(session, review, agent, side, "panel_misread")
    assert review.decision is Decision.OVERRIDE
    assert session.scalars(select(Ruling.side)).one() is side
    assert session.scalars(select(Outcome.why)).one() is Why.BORDERLINE


def test_without_ballots_there_is_nothing_to_uphold(session, agent):
    review = make_policy_review(session)
    look(session, review, agent)
    finish(session, review, agent, Side.SELLER, "rules_decide")
    assert review.decision is Decision.DECIDE


def test_a_panel_that_could_not_judge_leaves_nothing_to_uphold(session, agent):
    review = make_escalation(session, ["cannot_judge"] * 2)
    look(session, review, agent)
    assert lean(session, review) is None


def test_an_audit_changes_nothing_but_records_what_is_right(session, agent):
    review = audit(session)
    side = lean(session, review).other
    look(session, review, agent)
    finish(session, review, agent, side, "panel_misread")

    assert review.side is side
    assert review.case.phase is Phase.RULED
    assert not session.scalars(select(Ruling)).all()


def test_a_decision_needs_the_look_the_claim_a_fitting_ground_and_words(session, agent):
    review = make_escalation(session)
    with pytest.raises(claiming.ClaimNeeded):
        finish(session, review, agent, Side.BUYER)
    reviewing.claim(session, review, agent, LATER)
    with pytest.raises(reviewing.LookFirst):
        finish(session, review, agent, Side.BUYER)
    look(session, review, agent)
    side = lean(session, review)
    with pytest.raises(reviewing.GroundUnfit):
        finish(session, review, agent, side, "panel_misread")
    with pytest.raises(reviewing.GroundUnfit):
        finish(session, review, agent, side, "because")
    with pytest.raises(reviewing.TextTooShort):
        finish(session, review, agent, side, text="Too short.")
    with pytest.raises(reviewing.DecisionUnfit):
        reviewing.decide(
            session, review, Decision.UPHOLD, side.other, "panel_divided", TEXT, agent, LATER
        )
    assert review.decided_at is None
    assert review.case.phase is Phase.ESCALATED


def test_an_expired_claim_decides_nothing(session, agent):
    review = make_escalation(session)
    look(session, review, agent)
    with pytest.raises(claiming.ClaimNeeded):
        finish(session, review, agent, Side.BUYER, now=LATER + timedelta(minutes=31))


def test_a_case_is_decided_once(session, agent):
    review = make_escalation(session)
    look(session, review, agent)
    finish(session, review, agent, Side.BUYER)
    with pytest.raises(claiming.AlreadyDecided):
        finish(session, review, agent, Side.SELLER)
    with pytest.raises(claiming.AlreadyDecided):
        reviewing.claim(session, review, make_staff(session), LATER)
    assert len(session.scalars(select(Ruling)).all()) == 1
