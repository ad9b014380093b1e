"""Truths about what is erased of a case, column by column, and what of it stays."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from jury.court import (
    asking,
    bouncing,
    forgetting,
    hearing,
    posting,
    refunding,
    seconding,
    telephoning,
)
from jury.rules.words import CallOutcome, Decision, Remedy, Side, Task
from jury.store.calls import CallTry
from jury.store.cases import Deadline
from jury.store.desk import Proposal
from jury.store.events import Event
from jury.store.executions import ItemReturn, Payment
from jury.store.notices import Attempt, FailingAddress, Letter
from jury.store.outcomes import Review
from jury.store.questions import Question
from jury.store.refunds import RefundReason
from tests.channel_makers import KINDS, give_up, make_call, make_phoned_case, owe_seller
from tests.desk_makers import LATER, look, make_proposal, make_question, make_senior
from tests.factories import (
    T0,
    make_account,
    make_case,
    make_escalation,
    make_order,
    make_person,
    make_policy,
    make_staff,
)
from tests.money_makers import make_ruling
from tests.refund_makers import make_refused

YEAR = timedelta(days=365)
NAME = "Wang Xiaoming"


def end(session, case, at=T0):
    case.phase, case.ended_at = "closed", at
    for review in session.scalars(select(Review).where(Review.decided_at.is_(None))):
        review.decided_at, review.decision, review.side = at, Decision.UPHOLD, Side.BUYER
        review.view_side, review.viewed_at = Side.BUYER, at
    session.flush()


def forget(session, case):
    if case.ended_at is None:
        end(session, case)
    forgetting.forget(session, case, None, T0 + YEAR)
    session.expire_all()
    assert case.texts_erased_at == T0 + YEAR


def test_what_callers_noted_is_erased_and_how_the_call_went_is_kept(session):
    call, agent = make_call(session), make_staff(session)
    telephoning.claim(session, call, agent, T0)
    telephoning.note_outcome(session, call, CallOutcome.NOT_REACHED, f"{NAME} is away.", agent, T0)
    forget(session, call.case)

    tried = session.scalars(select(CallTry)).one()
    assert (tried.note, tried.outcome) == ("", CallOutcome.NOT_REACHED)


def test_where_letters_went_and_what_was_said_of_them_is_erased(session):
    case = make_phoned_case(session)
    owe_seller(session, case)
    give_up(session)
    forget(session, case)

    letters = session.scalars(select(Letter).where(Letter.notice_id.is_not(None))).all()
    assert letters and {letter.to for letter in letters} == {""}
    assert {letter.last_error for letter in letters} == {None}
    assert set(session.scalars(select(Attempt.said))) == {""}
    assert "failed" in {letter.state for letter in letters}


def test_a_letter_that_is_still_owed_keeps_its_address_until_it_went_out(session):
    case = make_phoned_case(session)
    owe_seller(session, case)
    forget(session, case)
    owed = session.scalars(select(Letter).where(Letter.state == "owed")).one()
    assert owed.to == case.person_on(Side.SELLER).email

    posting.deliver(session, {"mail": lambda letter: None}, KINDS, T0 + YEAR)
    again = select(Deadline.due_at).where(Deadline.case_id == case.id, Deadline.done_at.is_(None))
    day_later = T0 + YEAR + timedelta(days=1)
    assert day_later in session.scalars(again).all()
    forgetting.forget(session, case, None, day_later)
    session.refresh(owed)
    assert (owed.to, owed.state, case.texts_erased_at) == ("", "sent", T0 + YEAR)


def test_a_letter_that_comes_back_after_all_that_is_nobody_s(session):
    case = make_phoned_case(session)
    forget(session, case)
    letter = session.scalars(select(Letter).where(Letter.to == "")).first()
    assert bouncing.letter_came_back(session, letter.id, "gone", T0 + YEAR, "operator") is None
    assert not session.scalars(select(FailingAddress)).all()


def test_a_failing_address_is_forgotten_when_nobody_has_it_any_more(session):
    case = make_phoned_case(session)
    seller = case.person_on(Side.SELLER)
    posting.mark_failing(session, "mail", seller.email, "failed", T0)
    posting.mark_failing(session, "mail", "old@example.org", "bounced", T0)
    forget(session, case)
    assert session.scalars(select(FailingAddress.address)).all() == [seller.email]


def test_why_a_refund_was_asked_for_goes_with_the_last_case_of_the_order(session):
    make_policy(session)
    order = make_refused(session)
    first = make_case(session, T0 + timedelta(days=4), order=order)
    hearing.withdraw(session, first, Side.BUYER, T0 + timedelta(days=4))
    second = make_case(session, T0 + timedelta(days=4), order=order)
    forget(session, first)
    assert len(session.scalars(select(RefundReason)).all()) == 2

    forget(session, second)
    assert not session.scalars(select(RefundReason)).all()
    assert len(refunding.steps_of(session, order)) == 2


def test_tracking_and_what_the_marketplace_answered_are_erased(session):
    make_policy(session)
    case = make_case(session)
    item = ItemReturn(case_id=case.id, tracking="SF123", salt="s", sent_at=T0)
    event = Event(
        kind="refund.pay", subject="o", facts={}, case_id=case.id, owed_at=T0,
        next_try_at=T0, last_error=NAME,
    )  # fmt: skip
    session.add_all([item, event])
    session.flush()
    paid = Payment(
        event_id=event.id, case_id=case.id, kind="refund.pay", amount_minor=1,
        ordered_at=T0, state="refused", answered_at=T0, reason=f"{NAME} has no account.",
    )  # fmt: skip
    session.add(paid)
    session.flush()
    forget(session, case)
    assert (item.tracking, item.salt, paid.reason, event.last_error) == ("", "", None, None)
    assert (paid.state, paid.amount_minor) == ("refused", 1)


def test_what_colleagues_wrote_to_each_other_stays_without_identity(session):
    review, proposal = make_proposal(session, make_staff(session))
    review.case.order.contacts = {"seller": [NAME]}
    senior = make_senior(session)
    look(session, review, senior)
    seconding.send_back(session, review, f"{NAME} packed it well.", senior, LATER)
    proposal.text = proposal.view_reason = proposal.because
    review.given_to, review.given_by = make_staff(session).id, make_staff(session).id
    review.given_because = f"You know nothing of {NAME}."
    session.flush()
    forget(session, review.case)
    kept = session.scalars(select(Proposal)).one()
    said = [kept.text, kept.view_reason, kept.because, review.given_because]
    assert all(said) and NAME not in " ".join(said) and kept.text.endswith("packed it well.")


def test_a_question_stays_without_identity_and_its_answer_does_not(session):
    review, agent = make_escalation(session), make_staff(session)
    review.case.order.contacts = {"seller": [NAME]}
    question = make_question(session, review, agent, text=f"Did {NAME} send you the parcel?")
    asking.answer(session, question, "Yes.", review.case.order.buyer.person, review.opened_at)
    forget(session, review.case)
    question = session.scalars(select(Question)).one()
    assert question.answer is None and NAME not in question.text
    assert question.text.startswith("Did ")


@pytest.mark.parametrize("has_account", [True, False])
def test_a_trader_who_never_came_is_forgotten_with_the_last_order(session, has_account):
    make_policy(session)
    told = {"name": NAME, "email": "wang@example.org", "phone": "1"}
    seller = make_account(session, **told)
    if has_account:
        seller.person = make_person(session)
    case, other = (
        make_case(session, order=make_order(session, seller=seller, contacts={"seller": [NAME]}))
        for _ in range(2)
    )
    forget(session, case)
    assert seller.email
    forget(session, other)
    assert bool(seller.name and seller.email and seller.phone) is has_account


def test_remedies_are_untouched(session):
    ruling = make_ruling(session)
    before = (ruling.remedy, ruling.amount_minor, ruling.side)
    forget(session, ruling.case)
    assert before == (ruling.remedy, ruling.amount_minor, ruling.side)
    assert ruling.remedy in Remedy and ruling.review.task is Task.ESCALATION
