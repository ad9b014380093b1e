"""Truths about questions to a party: who may ask, until when it is answered, who reads it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from jury.court import asking, claiming, hearing, redacting, releasing
from jury.court.asking import QuestionOpen, QuestionOver
from jury.rules.asking import Asked, Way
from jury.rules.phases import Phase
from jury.rules.words import Side
from jury.store.ledger import Entry
from jury.store.notices import Notice
from tests.desk_makers import LATER, decide, make_question
from tests.factories import (
    T0,
    make_account,
    make_escalation,
    make_order,
    make_person,
    make_policy,
    make_released,
    make_staff,
    tick,
)

ANSWER = "On Monday; my name is Wang Xiaoming."


@pytest.fixture
def agent(session):
    return make_staff(session)


@pytest.fixture
def question(session, agent):
    return make_question(session, make_escalation(session), agent)


def told(session, kind):
    return [n.person_id for n in session.scalars(select(Notice).where(Notice.kind == kind))]


def test_who_holds_the_case_asks_and_the_due_date_does_not_move(session, agent):
    review = make_escalation(session)
    due_at, buyer = review.due_at, review.case.person_on(Side.BUYER)
    with pytest.raises(claiming.ClaimNeeded):
        asking.ask(session, review.case, Side.BUYER, "x" * 20, Way.WRITTEN, agent, LATER)
    question = make_question(session, review, agent)

    assert question.due_at == LATER + timedelta(hours=48)
    assert review.due_at == due_at
    assert told(session, "question_asked") == [buyer.id]


def test_a_side_has_one_question_at_a_time_and_a_double_click_asks_once(session, agent, question):
    case = question.case
    again = asking.ask(session, case, Side.BUYER, question.text, Way.WRITTEN, agent, LATER)
    assert again is question
    with pytest.raises(asking.AlreadyAsked):
        asking.ask(session, case, Side.BUYER, "And something else?", Way.WRITTEN, agent, LATER)
    asking.ask(session, case, Side.SELLER, "And what do you say?", Way.WRITTEN, agent, LATER)
    with pytest.raises(asking.QuestionTooShort):
        asking.ask(session, case, Side.SELLER, "Why?", Way.WRITTEN, agent, LATER)


def test_a_case_that_is_heard_or_ruled_asks_nobody(session, agent):
    review = make_escalation(session)
    for phase in (Phase.HEARING, Phase.RULED, Phase.PAUSED, Phase.EVIDENCE):
        review.case.phase = phase
        session.flush()
        with pytest.raises(asking.NotToBeAsked):
            asking.ask(session, review.case, Side.BUYER, "x" * 20, Way.WRITTEN, agent, LATER)


def test_an_answer_is_redacted_before_the_other_side_is_told(session, agent):
    make_policy(session)
    order = make_order(session, contacts={"buyer": ["Wang Xiaoming"]})
    case = make_released(session, order=order)
    question = asking.ask(session, case, Side.BUYER, "On which day?", Way.WRITTEN, agent, T0)
    party = case.person_on(Side.BUYER)
    asking.answer(session, question, ANSWER, party, T0)

    assert question.state is Asked.ANSWERED
    assert "Wang" in question.answer.raw
    assert "Wang" not in question.answer.redacted
    assert told(session, "question_answered") == [case.person_on(Side.SELLER).id]
    assert told(session, "answer_in") == [agent.id]
    asking.answer(session, question, ANSWER, party, T0)  # a double click
    with pytest.raises(QuestionOver):
        asking.answer(session, question, "Something else.", party, T0)


def test_an_answer_can_be_covered_while_staff_decide(session, agent, question):
    party = question.case.person_on(Side.BUYER)
    asking.answer(session, question, "On Monday, at the harbour.", party, LATER)
    redacting.cover_words(session, question.answer, "harbour", party, LATER)
    assert "harbour" not in question.answer.redacted


def test_at_the_deadline_it_is_too_late_and_the_silence_is_kept(session, agent, question):
    party, due_at = question.case.person_on(Side.BUYER), question.due_at
    with pytest.raises(QuestionOver):
        asking.answer(session, question, ANSWER, party, due_at)
    with pytest.raises(asking.AnswerMissing):
        asking.answer(session, question, "  ", party, due_at - timedelta(microseconds=1))

    tick(session, due_at)
    assert question.state is Asked.SILENT
    assert told(session, "question_unanswered") == [agent.id]


def test_calls_in_vain_are_kept_and_the_last_answer_is_written_down(session, agent):
    question = make_question(session, make_escalation(session), agent, way=Way.PHONE)
    asking.note_in_vain(session, question, "no_answer", agent, LATER)
    asking.note_in_vain(session, question, "no_answer", agent, LATER + timedelta(hours=2))
    with pytest.raises(asking.NoSuchOutcome):
        asking.note_in_vain(session, question, "whatever", agent, LATER)
    assert [call["why"] for call in question.calls] == ["no_answer", "no_answer"]
    asking.note_answer(session, question, "On Monday.", agent, LATER + timedelta(hours=3))
    assert (question.state, question.written_down_by) == (Asked.ANSWERED, agent.id)


def test_on_a_case_that_somebody_else_holds_nobody_speaks_for_a_party(session, agent):
    review, stranger = make_escalation(session), make_staff(session)
    question = make_question(session, review, agent, way=Way.PHONE)
    for act in (
        lambda: asking.note_answer(session, question, "I admit it all.", stranger, LATER),
        lambda: asking.note_in_vain(session, question, "no_answer", stranger, LATER),
        lambda: asking.take_back(session, question, stranger, LATER),
    ):
        with pytest.raises(claiming.ClaimNeeded):
            act()
    assert (question.state, question.answer, question.calls) == (Asked.OPEN, None, [])


def test_who_asked_notes_the_answer_after_the_claim_and_who_holds_the_case_does_too(session, agent):
    review = make_escalation(session)
    for side in Side:
        make_question(session, review, agent, side=side, way=Way.PHONE)
    claiming.let_go(session, review, agent, LATER)
    holder = make_staff(session)
    claiming.claim(session, review, holder, LATER)
    for question, by in zip(review.case.questions, (agent, holder), strict=True):
        asking.note_answer(session, question, "On Monday.", by, LATER)
        assert (question.state, question.written_down_by) == (Asked.ANSWERED, by.id)


def test_who_was_called_in_vain_until_the_end_was_not_reached(session, agent):
    question = make_question(session, make_escalation(session), agent, way=Way.PHONE)
    asking.note_in_vain(session, question, "wrong_number", agent, LATER)
    tick(session, question.due_at)
    assert question.state is Asked.UNREACHED


def test_nothing_is_decided_or_released_while_a_party_may_answer(session, agent, question):
    review = question.case.reviews[0]
    with pytest.raises(QuestionOpen):
        decide(session, review, agent, Side.BUYER)
    asking.take_back(session, question, agent, LATER)
    asking.take_back(session, question, agent, LATER)
    assert len(told(session, "question_taken_back")) == 1
    decide(session, review, agent, Side.BUYER)
    assert review.case.phase is Phase.RULED

    case = make_released(session)
    asking.ask(session, case, Side.BUYER, "What is on it?", Way.WRITTEN, agent, T0)
    with pytest.raises(QuestionOpen):
        releasing.release(session, case, agent, T0)


def test_a_case_that_ends_leaves_no_question_open(session, agent):
    make_policy(session)
    case = make_released(session)
    question = asking.ask(session, case, Side.SELLER, "What is on it?", Way.WRITTEN, agent, T0)
    hearing.withdraw(session, case, Side.BUYER, T0)
    assert question.state is Asked.TAKEN_BACK


def test_a_party_who_is_on_the_staff_asks_nobody(session):
    make_policy(session)
    agent = make_staff(session)
    case = make_released(session, order=make_order(session, buyer=make_account(session, agent)))
    with pytest.raises(claiming.AgentIsInvolved):
        asking.ask(session, case, Side.SELLER, "What is on it?", Way.WRITTEN, agent, T0)


def test_the_ledger_tells_of_questions_and_says_nothing_of_their_words(session, agent, question):
    asking.answer(session, question, ANSWER, make_person(session), LATER)
    written = session.scalars(select(Entry).where(Entry.act.like("question_%"))).all()
    assert [entry.act for entry in written] == ["question_asked", "question_answered"]
    assert not any("parcel" in entry.body or "Monday" in entry.body for entry in written)
