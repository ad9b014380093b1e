"""Truths about gold cases and blind audits."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, text

from jury.court import auditing, deciding
from jury.court.auditing import (
    AlreadyAnsweredDispute,
    AlreadyDisputed,
    AlreadyGold,
    DisputeTextMissing,
    GoldTooSoon,
    LessonMissing,
    NotDisputable,
    NotForTheCrowd,
    SecondAgentNeeded,
)
from jury.rules.phases import Phase
from jury.rules.words import Answer, Body, Side, Task
from jury.store.notices import Notice
from jury.store.outcomes import Review
from jury.store.panels import Panel, Summons
from tests.factories import (
    T0,
    make_case,
    make_gold,
    make_panel,
    make_policy,
    make_released,
    make_staff,
    seated,
    tick,
    vote,
)

LATER = T0 + timedelta(hours=1)


@pytest.fixture
def closed_case(session):
    case = make_released(session)
    case.phase, case.ended_at = Phase.CLOSED, T0
    return case


@pytest.fixture
def agent(session):
    return make_staff(session)


@pytest.fixture
def gold(session):
    make_policy(session, seats=5, quorum=3, gold_share=0.5, max_open_summonses=50)
    return make_gold(session)


@pytest.fixture
def golden(session, gold):
    """Summonses to the gold case, called beside those of a panel."""
    panel = make_panel(session, policy=True, n_jurors=20)
    found = session.scalars(select(Summons).join(Panel).where(Panel.is_gold)).all()
    assert found and panel.hearing.case_id != gold.case_id
    return found


def n_refits(session):
    jobs = text("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'refit'")
    return session.scalar(jobs)


def test_a_case_is_gold_when_two_agents_agree_on_it(session, closed_case, agent):
    gold = auditing.propose_gold(session, closed_case, Side.SELLER, "Read the label.", agent, T0)
    assert gold.state == "proposed"

    with pytest.raises(SecondAgentNeeded):
        auditing.second_gold(session, gold, Side.SELLER, agent, T0)
    auditing.second_gold(session, gold, Side.SELLER, make_staff(session), T0)
    assert gold.state == "active"
    assert session.scalars(select(Panel.is_gold)).one()


def test_a_case_on_which_two_agents_differ_is_not_gold(session, closed_case, agent):
    gold = auditing.propose_gold(session, closed_case, Side.SELLER, "Read the label.", agent, T0)
    auditing.second_gold(session, gold, Side.BUYER, make_staff(session), T0)

    assert gold.state == "refused"
    with pytest.raises(AlreadyGold):
        auditing.propose_gold(session, closed_case, Side.BUYER, "Again.", agent, T0)


def test_only_a_decided_case_with_its_texts_can_teach(session, closed_case, agent):
    with pytest.raises(GoldTooSoon):
        auditing.propose_gold(session, make_case(session), Side.BUYER, "Look.", agent, T0)
    with pytest.raises(LessonMissing):
        auditing.propose_gold(session, closed_case, Side.BUYER, " ", agent, T0)
    closed_case.texts_erased_at = T0
    with pytest.raises(GoldTooSoon):
        auditing.propose_gold(session, closed_case, Side.BUYER, "Look.", agent, T0)


def test_a_case_that_no_juror_would_be_called_to_is_no_gold(session, closed_case, agent):
    closed_case.body = Body.STAFF
    with pytest.raises(NotForTheCrowd):
        auditing.propose_gold(session, closed_case, Side.SELLER, "Look.", agent, T0)


def test_a_voided_gold_case_lets_its_jurors_go_and_asks_for_a_new_fit(session, gold, golden, agent):
    vote(session, golden[0])
    auditing.void_gold(session, gold, "It was wrong.", agent, LATER)

    answers = {summons.answer for summons in golden[1:]}
    assert gold.state == "voided"
    assert golden[0].answer is Answer.VOTED
    assert answers <= {Answer.RELEASED}
    assert n_refits(session) == 1
    auditing.void_gold(session, gold, "Again.", agent, LATER)
    assert n_refits(session) == 1


def test_a_lapse_on_a_gold_case_calls_nobody(session, golden):
    before = session.scalar(
        select(func.count()).select_from(Summons).join(Panel).where(Panel.is_gold)
    )
    tick(session, golden[0].lapses_at)

    assert golden[0].answer is Answer.LAPSED
    every = session.scalars(select(Summons).join(Panel).where(Panel.is_gold)).all()
    assert sum(s.called_at == T0 for s in every) == before


def test_a_juror_may_dispute_a_gold_case_once_and_is_told_the_answer(session, gold, golden, agent):
    summons = golden[0]
    with pytest.raises(NotDisputable):
        auditing.dispute_gold(session, summons, "I have not voted yet.", T0)
    vote(session, summons, "seller")
    with pytest.raises(DisputeTextMissing):
        auditing.dispute_gold(session, summons, "  ", T0)

    dispute = auditing.dispute_gold(session, summons, "The label is forged.", T0)
    with pytest.raises(AlreadyDisputed):
        auditing.dispute_gold(session, summons, "And once more.", T0)
    auditing.answer_dispute(session, dispute, "voided", "You are right.", agent, LATER)

    assert (gold.state, dispute.outcome) == ("voided", "voided")
    told = select(Notice.person_id).where(Notice.kind == "gold_dispute_answered")
    assert session.scalars(told).one() == summons.juror_id
    with pytest.raises(AlreadyAnsweredDispute):
        auditing.answer_dispute(session, dispute, "kept", "No.", agent, LATER)


def test_a_disputed_gold_case_may_be_kept(session, gold, golden, agent):
    vote(session, golden[0], "seller")
    dispute = auditing.dispute_gold(session, golden[0], "Unfair.", T0)
    auditing.answer_dispute(session, dispute, "kept", "The date decides.", agent, LATER)

    assert (gold.state, dispute.outcome, n_refits(session)) == ("active", "kept", 0)


def test_an_ordinary_case_cannot_be_disputed(session):
    summons = seated(session, make_panel(session))[0]
    vote(session, summons)

    with pytest.raises(NotDisputable):
        auditing.dispute_gold(session, summons, "Unfair.", T0)


@pytest.mark.parametrize(("share", "n_audits"), [(0.0, 0), (1.0, 1)])
def test_decided_cases_are_audited_at_the_policys_share(session, share, n_audits):
    make_policy(session, seats=5, quorum=3, audit_share=share)
    panel = make_panel(session, policy=True)
    for summons in seated(session, panel):
        vote(session, summons)
    deciding.close_panel(session, panel.hearing.case, panel, LATER)

    audits = session.scalars(select(Review).where(Review.task == Task.AUDIT)).all()
    assert len(audits) == n_audits
    assert all(audit.why is None for audit in audits)
