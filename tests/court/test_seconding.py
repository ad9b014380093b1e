"""Truths about the second person, stepping aside, giving a case away, and texts kept ready."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from jury.court import claiming, leaving, ready_texts, reviewing, seconding, stepping_aside
from jury.rules.asking import Way
from jury.rules.phases import Phase
from jury.rules.seconding import Proposed
from jury.rules.words import Decision, Side, Task
from jury.store import desk_queue
from jury.store.desk import Proposal
from jury.store.involved import is_own
from jury.store.notices import Notice
from jury.store.outcomes import Ruling
from tests.desk_makers import (
    LATER,
    decide,
    look,
    make_clear,
    make_proposal,
    make_question,
    make_senior,
)
from tests.factories import make_account, make_escalation, make_policy_review, make_staff

GAPPED = "Exhibit [which exhibit] shows it."


@pytest.fixture
def agent(session):
    return make_staff(session)


@pytest.fixture
def senior(session):
    return make_senior(session)


def told(session, kind):
    return [n.person_id for n in session.scalars(select(Notice).where(Notice.kind == kind))]


def test_overriding_a_clear_panel_waits_for_a_senior_who_is_told_no_reason(session, agent, senior):
    review, proposal = make_proposal(session, agent)
    assert review.decided_at is None
    assert review.case.phase is Phase.ESCALATED
    assert not session.scalars(select(Ruling)).all()
    assert (proposal.decision, proposal.state) == (Decision.OVERRIDE, Proposed.WAITING)
    assert told(session, "senior_wanted") == [senior.id]


def test_upholding_a_clear_panel_and_an_audit_need_nobody_else(session, agent):
    upheld = make_clear(session)
    decide(session, upheld, agent, Side.BUYER)
    assert upheld.decided_by == agent.id


def test_an_audit_needs_no_second_person(session, agent):
    review = make_clear(session)
    review.task, review.why, review.case.phase = Task.AUDIT, None, Phase.RULED
    decide(session, review, agent, Side.SELLER)
    assert review.decided_by == agent.id


def test_a_large_sum_needs_two_people_even_of_seniors(session, senior):
    review = make_policy_review(session)
    review.case.order.amount_minor = 200_001
    decide(session, review, senior, Side.BUYER)
    assert review.decided_at is None
    with pytest.raises(claiming.SecondPersonNeeded):
        reviewing.claim(session, review, senior, LATER)


def test_only_another_senior_may_be_the_second(session, agent, senior):
    review, proposal = make_proposal(session, agent)
    with pytest.raises(claiming.SeniorNeeded):
        reviewing.claim(session, review, make_staff(session), LATER)
    with pytest.raises(claiming.SecondPersonNeeded):
        reviewing.claim(session, review, agent, LATER)
    proposal.second_by, proposal.second_side = agent.id, Side.BUYER
    proposal.state, proposal.ended_at = Proposed.CONFIRMED, LATER
    with pytest.raises(IntegrityError, match="two_people"):
        session.flush()


def test_the_second_looks_blind_first_and_decides_nothing_of_their_own(session, agent, senior):
    review, _ = make_proposal(session, agent)
    reviewing.claim(session, review, senior, LATER)
    with pytest.raises(seconding.OwnViewFirst):
        seconding.confirm(session, review, senior, LATER)
    with pytest.raises(seconding.ConfirmOrSendBack):
        decide(session, review, senior, Side.BUYER)


def test_what_is_confirmed_is_ruled_as_decided_by_the_first(session, agent, senior):
    review, proposal = make_proposal(session, agent)
    look(session, review, senior, Side.BUYER)
    seconding.confirm(session, review, senior, LATER)

    assert (review.decided_by, review.side, review.view_side) == (
        agent.id,
        Side.SELLER,
        Side.SELLER,
    )
    assert (proposal.second_by, proposal.second_side) == (senior.id, Side.BUYER)
    assert session.scalars(select(Ruling.side)).one() is Side.SELLER


def test_what_is_sent_back_is_open_again_and_the_first_is_told_why(session, agent, senior):
    review, proposal = make_proposal(session, agent)
    look(session, review, senior)
    with pytest.raises(seconding.SendingBackNeedsReason):
        seconding.send_back(session, review, " ", senior, LATER)
    seconding.send_back(session, review, "Look at exhibit 2.", senior, LATER)

    assert told(session, "sent_back") == [agent.id]
    assert review.claimed_by is None
    decide(session, review, agent, Side.BUYER)  # whose own view still stands
    assert review.case.phase is Phase.RULED
    assert proposal.state is Proposed.SENT_BACK


def test_who_steps_aside_never_meets_the_case_again(session, agent, senior):
    review = make_escalation(session)
    look(session, review, agent)
    with pytest.raises(stepping_aside.BecauseMissing):
        stepping_aside.stand_aside(session, review, "no_time", agent, LATER)
    for _ in range(2):
        stepping_aside.stand_aside(session, review, "knows_party", agent, LATER)

    assert review.claimed_by is None
    assert is_own(session, review.case, agent)
    assert desk_queue.next_review(session, agent, LATER) is None
    with pytest.raises(claiming.AgentStoodAside):
        reviewing.claim(session, review, agent, LATER)
    with pytest.raises(claiming.AgentStoodAside):
        claiming.refuse_involved(session, review.case, agent)
    with pytest.raises(stepping_aside.NotForThem):
        stepping_aside.give(session, review, agent, "because", senior, LATER)


def test_the_proposal_of_who_steps_aside_counts_for_nothing(session, agent):
    review, proposal = make_proposal(session, agent)
    stepping_aside.stand_aside(session, review, "has_interest", agent, LATER)
    assert proposal.state is Proposed.WITHDRAWN
    other = make_staff(session)
    look(session, review, other)
    decide(session, review, other, Side.BUYER)
    assert review.decided_by == other.id


def test_a_case_given_to_an_agent_is_theirs_and_nobody_elses(session, agent, senior):
    first, given, holder = make_policy_review(session), make_policy_review(session), agent
    given.due_at = first.due_at + timedelta(days=1)
    reviewing.claim(session, given, holder, LATER)
    other = make_staff(session)
    with pytest.raises(claiming.SeniorNeeded):
        stepping_aside.give(session, given, other, "She knows cameras.", agent, LATER)
    with pytest.raises(stepping_aside.GivingNeedsReason):
        stepping_aside.give(session, given, other, "", senior, LATER)
    stepping_aside.give(session, given, other, "She knows cameras.", senior, LATER)

    assert told(session, "given_to_you") == [other.id]
    assert told(session, "taken_from_you") == [holder.id]
    with pytest.raises(claiming.GivenToOther):
        reviewing.claim(session, given, holder, LATER)
    assert desk_queue.next_review(session, other, LATER) is given
    assert desk_queue.next_review(session, holder, LATER) is first
    claiming.let_go(session, given, other, LATER)
    reviewing.claim(session, given, holder, LATER)


def test_a_case_is_given_to_nobody_who_is_involved_or_has_left(session, agent, senior):
    review = make_policy_review(session)
    gone, party = make_staff(session, left_at=LATER), make_staff(session)
    review.case.order.buyer = make_account(session, party)
    session.flush()
    for person in (gone, party):
        with pytest.raises(stepping_aside.NotForThem, match=person.name):
            stepping_aside.give(session, review, person, "because", senior, LATER)


def test_who_leaves_hands_over_questions_and_what_they_were_given(session, agent, senior):
    asked, given = make_escalation(session), make_policy_review(session)
    question = make_question(session, asked, agent, way=Way.PHONE)
    stepping_aside.give(session, given, agent, "because", senior, LATER)
    claiming.let_go(session, asked, agent, LATER)

    assert leaving.hand_over(session, agent, LATER) == 1
    assert (question.kept_by, given.given_to) == (None, None)
    assert told(session, "question_handed_over") == [senior.id]
    assert told(session, "handed_over") == [senior.id]


def test_a_proposal_of_who_left_still_waits_and_can_be_confirmed(session, agent, senior):
    review, _ = make_proposal(session, agent)
    leaving.hand_over(session, agent, LATER)
    look(session, review, senior)
    seconding.confirm(session, review, senior, LATER)
    assert review.decided_by == agent.id


def test_only_seniors_keep_texts_ready_and_each_has_a_gap(session, agent, senior):
    def keep(who, title="Damage", text=GAPPED):
        return ready_texts.keep(session, "en", Decision.UPHOLD, title, text, who, LATER)

    with pytest.raises(claiming.SeniorNeeded):
        keep(agent)
    with pytest.raises(ready_texts.GapMissing):
        keep(senior, text="The seller did not prove what it says.")
    with pytest.raises(ready_texts.TitleMissing):
        keep(senior, title=" ")
    kept = keep(senior)
    ready_texts.keep(session, "en", Decision.UPHOLD, "Damage", GAPPED, senior, LATER, kept)
    assert kept.retired_at == LATER


def test_a_text_with_an_open_gap_is_not_sent(session, agent, senior):
    ready_texts.keep(session, "en", Decision.OVERRIDE, "Damage", GAPPED, senior, LATER)
    review = make_escalation(session)
    look(session, review, agent)
    side = reviewing.lean_of(reviewing.outcome_of(session, review))

    def send(text):
        decision, code = Decision.UPHOLD, "evidence_supports"
        reviewing.decide(session, review, decision, side, code, text, agent, LATER)

    with pytest.raises(ready_texts.GapLeft, match="which exhibit"):
        send(GAPPED)
    send("Exhibit 2 shows it [as the buyer says].")  # brackets of the agent's own
    assert review.decided_at
    assert not session.scalars(select(Proposal)).all()
