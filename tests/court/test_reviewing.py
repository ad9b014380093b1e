"""Truths about the staff desk: claims, the blind look, and what a decision does."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from jury.court import acts, claiming, deciding, due, leaving, reviewing, signing
from jury.court.locks import lock
from jury.rules.phases import Phase, WrongPhase
from jury.rules.words import Decision, Due, Side, Task, Why
from jury.store.cases import Case, Deadline
from jury.store.ledger import Entry
from jury.store.notices import Notice
from jury.store.outcomes import Outcome, Review, Ruling
from jury.store.people import Person, SignIn
from tests.factories import (
    T0,
    make_account,
    make_juror,
    make_order,
    make_panel,
    make_policy,
    make_released,
    make_staff,
    seated,
    vote,
)

LATER = T0 + timedelta(hours=48)
TEXT = "The photograph of the parcel shows the damage before delivery."


@pytest.fixture
def agent(session):
    return make_staff(session)


def escalate(session, choices=("buyer", "buyer", "seller")):
    """A review of a panel whose ballots did not make a verdict."""
    panel = make_panel(session)
    for summons, choice in zip(seated(session, panel), choices, strict=False):
        vote(session, summons, choice)
    case = panel.hearing.case
    lock(session, case, panel)
    deciding.give_up(session, case, panel, Why.BORDERLINE, LATER)
    return session.scalars(select(Review)).one()


def policy_review(session):
    """A review of a case that never saw a panel."""
    make_policy(session, crowd_max_minor=100)
    make_juror(session)
    case = make_released(session)
    case.phase = Phase.ESCALATED
    return reviewing.open_review(
        session, case, case.hearings[0], Task.ESCALATION, Why.POLICY, LATER
    )


def audit(session):
    review = escalate(session)
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
    review = escalate(session)  # Thursday evening in China

    assert review.due_at - LATER > timedelta(days=5)  # four working days span a weekend
    told = session.scalars(select(Notice).where(Notice.kind == "escalated")).all()
    assert len(told) == 2
    assert all(n.facts["due_at"] == review.due_at.isoformat() for n in told)


def test_an_audit_is_announced_to_nobody(session, agent):
    review = escalate(session)
    before = session.scalars(select(Notice.id)).all()
    reviewing.open_review(session, review.case, review.hearing, Task.AUDIT, None, LATER)
    assert session.scalars(select(Notice.id)).all() == before


def test_a_claim_has_one_holder_until_it_runs_out(session, agent):
    review, other = policy_review(session), make_staff(session)
    reviewing.claim(session, review, agent, LATER)

    with pytest.raises(claiming.ClaimedByOther) as refused:
        reviewing.claim(session, review, other, LATER + timedelta(minutes=29))
    assert refused.value.facts["until"] == LATER + timedelta(minutes=30)
    reviewing.claim(session, review, other, LATER + timedelta(minutes=30))
    assert review.claimed_by == other.id


def test_claiming_twice_is_claiming_once(session, agent):
    review = policy_review(session)
    reviewing.claim(session, review, agent, LATER)
    reviewing.claim(session, review, agent, LATER + timedelta(minutes=5))

    assert entries(session, review.case).count("review_claimed") == 1
    assert review.claim_expires_at == LATER + timedelta(minutes=35)


def test_a_claim_expires_by_the_clock_but_not_one_just_renewed(session, agent):
    review = policy_review(session)
    reviewing.claim(session, review, agent, LATER)
    half_an_hour = LATER + timedelta(minutes=30)
    look(session, review, agent, now=LATER + timedelta(minutes=20))
    session.commit()

    due.tick(session, half_an_hour, acts.ACTS)
    assert review.claimed_by == agent.id
    reviewing.expire_claim(session, review.case, review.id, half_an_hour)
    assert review.claimed_by == agent.id
    due.tick(session, LATER + timedelta(minutes=50), acts.ACTS)
    assert review.claimed_by is None
    assert "claim_expired" in entries(session, review.case)


def test_who_lets_go_of_a_case_leaves_it_to_anybody(session, agent):
    review, other = policy_review(session), make_staff(session)
    reviewing.claim(session, review, agent, LATER)
    reviewing.let_go(session, review, other, LATER)
    assert review.claimed_by == agent.id  # not theirs to let go

    reviewing.let_go(session, review, agent, LATER)
    assert review.claimed_by is None
    waits = select(Deadline).where(Deadline.kind == Due.CLAIM_EXPIRES, Deadline.done_at.is_(None))
    assert not session.scalars(waits).all()
    reviewing.claim(session, review, other, LATER)


def test_a_party_and_a_called_juror_may_not_take_the_case(session, agent):
    make_policy(session, seats=5, quorum=3)
    party = make_staff(session)
    order = make_order(session, seller=make_account(session, party))
    panel = make_panel(session, policy=True, order=order)
    juror = seated(session, panel)[0].juror.person
    juror.is_staff = True
    lock(session, panel.hearing.case, panel)
    deciding.give_up(session, panel.hearing.case, panel, Why.QUORUM, LATER)
    review = session.scalars(select(Review)).one()

    for involved in (party, juror):
        with pytest.raises(claiming.AgentIsInvolved):
            reviewing.claim(session, review, involved, LATER)
    reviewing.claim(session, review, agent, LATER)


def test_a_case_that_moved_on_cannot_be_claimed(session, agent):
    review = policy_review(session)
    review.case.phase, review.case.ended_at = Phase.WITHDRAWN, LATER
    session.flush()
    with pytest.raises(WrongPhase):
        reviewing.claim(session, review, agent, LATER)


def test_a_view_needs_the_claim_and_a_reason_and_is_given_once(session, agent):
    review = escalate(session)
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
    review, other = escalate(session), make_staff(session)
    look(session, review, agent, Side.BUYER)
    reviewing.let_go(session, review, agent, LATER)

    reviewing.claim(session, review, other, LATER)
    with pytest.raises(reviewing.LookFirst):
        finish(session, review, other, Side.SELLER)
    reviewing.record_view(session, review, Side.SELLER, "The dates.", other, LATER)
    assert (review.viewed_by, review.view_side) == (other.id, Side.SELLER)
    assert entries(session, review.case).count("review_viewed") == 2


def test_a_second_look_of_the_same_agent_is_not_called_blind(session, agent):
    review, other = escalate(session), make_staff(session)
    for who in (agent, other, agent):
        look(session, review, who)
        reviewing.let_go(session, review, who, LATER)
    looks = select(Entry.body).where(Entry.act == "review_viewed").order_by(Entry.id)
    assert ['"blind":true' in body for body in session.scalars(looks)] == [True, True, False]


def test_to_keep_the_side_the_panel_leans_to_is_to_uphold_it(session, agent):
    review = escalate(session)
    look(session, review, agent)
    side = lean(session, review)

    finish(session, review, agent, side, "panel_reasons_hold")
    assert review.decision is Decision.UPHOLD
    assert review.case.phase is Phase.RULED
    ruling = session.scalars(select(Ruling)).one()
    assert (ruling.side, ruling.review_id, ruling.body) == (side, review.id, "staff")


def test_the_other_side_is_an_override_and_the_panels_outcome_stays_as_it_was(session, agent):
    review = escalate(session)
    look(session, review, agent)
    side = lean(session, review).other

    finish(session, review, agent, side, "panel_misread")
    assert review.decision is Decision.OVERRIDE
    assert session.scalars(select(Ruling.side)).one() is side
    assert session.scalars(select(Outcome.why)).one() is Why.BORDERLINE


def test_without_ballots_there_is_nothing_to_uphold(session, agent):
    review = policy_review(session)
    look(session, review, agent)
    finish(session, review, agent, Side.SELLER, "rules_decide")
    assert review.decision is Decision.DECIDE


def test_a_panel_that_could_not_judge_leaves_nothing_to_uphold(session, agent):
    review = escalate(session, ["cannot_judge"] * 2)
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
    review = escalate(session)
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
    review = escalate(session)
    look(session, review, agent)
    with pytest.raises(claiming.ClaimNeeded):
        finish(session, review, agent, Side.BUYER, now=LATER + timedelta(minutes=31))


def test_a_case_is_decided_once(session, agent):
    review = escalate(session)
    look(session, review, agent)
    finish(session, review, agent, Side.BUYER)
    with pytest.raises(claiming.AlreadyDecided):
        finish(session, review, agent, Side.SELLER)
    with pytest.raises(claiming.AlreadyDecided):
        reviewing.claim(session, review, make_staff(session), LATER)
    assert len(session.scalars(select(Ruling)).all()) == 1


def test_an_agent_who_leaves_hands_over_what_they_held(session, agent):
    review, other = escalate(session), make_staff(session)
    look(session, review, agent)
    signing.open_session(session, agent, "a browser", T0, timedelta(days=7))

    assert leaving.hand_over(session, agent, LATER) == 1
    assert review.claimed_by is None
    assert agent.left_at == LATER
    assert not agent.is_staff
    assert session.scalars(select(SignIn.revoked_at)).one() == LATER
    told = session.scalars(select(Notice).where(Notice.kind == "handed_over")).all()
    assert [n.person_id for n in told] == [other.id]
    look(session, review, other)
    finish(session, review, other, Side.BUYER)


def race(engine, *deeds):
    """Each deed in a session and thread of its own, all let loose at once; what each came to."""
    barrier, came_to = Barrier(len(deeds)), [None] * len(deeds)

    def run(place):
        with Session(engine) as own:
            own.connection()
            barrier.wait()
            try:
                deeds[place](own)
                own.commit()
                came_to[place] = "done"
            except Exception as refused:
                own.rollback()
                came_to[place] = type(refused).__name__

    threads = [Thread(target=run, args=(place,)) for place in range(len(deeds))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return sorted(came_to)


def test_of_two_agents_who_claim_at_once_one_gets_it(engine):
    with Session(engine) as session:
        review = policy_review(session)
        agents, review_id = [make_staff(session).id for _ in range(2)], review.id
        session.commit()

    def claims(agent_id):
        return lambda own: reviewing.claim(
            own, own.get(Review, review_id), own.get(Person, agent_id), LATER
        )

    assert race(engine, *map(claims, agents)) == ["ClaimedByOther", "done"]


def test_one_who_decides_twice_at_once_makes_one_ruling(engine):
    with Session(engine) as session:
        review, agent = policy_review(session), make_staff(session)
        look(session, review, agent)
        review_id, agent_id, case_id = review.id, agent.id, review.case_id
        session.commit()

    def decides(own):
        finish(own, own.get(Review, review_id), own.get(Person, agent_id), Side.BUYER)

    assert race(engine, decides, decides) == ["AlreadyDecided", "done"]
    with Session(engine) as session:
        assert session.get(Case, case_id).phase is Phase.RULED
        assert len(session.scalars(select(Ruling)).all()) == 1
