"""Asking for intervention: one live case an order, under the terms of the day."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from jury.court import filing, hearing, settling, telephoning
from jury.rules.phases import Phase
from jury.rules.remedy import BadAmount
from jury.rules.words import Body, CallOutcome, CallState, Due, Remedy, Side
from jury.store.calls import Call, calls_of
from jury.store.cases import Case, Deadline
from jury.store.ledger import Entry
from jury.store.notices import Notice
from tests.channel_makers import NUMBER
from tests.factories import (
    T0,
    make_account,
    make_case,
    make_order,
    make_person,
    make_policy,
    make_staff,
)


def test_a_case_opens_under_the_terms_of_the_day_and_keeps_them(session):
    terms = make_policy(session, evidence_hours=10)
    case = make_case(session)
    make_policy(session, T0 + timedelta(hours=1), evidence_hours=99)
    assert (case.phase, case.policy_version) == (Phase.EVIDENCE, terms)
    ends = session.scalars(select(Deadline).where(Deadline.kind == Due.EVIDENCE_ENDS)).one()
    assert ends.due_at == T0 + timedelta(hours=10)


def test_either_party_may_file(session):
    make_policy(session)
    case = make_case(session, side=Side.SELLER, asks=Remedy.NO_REFUND)
    assert case.claimant is Side.SELLER


def test_both_are_told_and_the_draw_is_committed_to(session):
    make_policy(session)
    case = make_case(session)
    told = {notice.person_id: notice.kind for notice in session.scalars(select(Notice))}
    assert told == {
        case.person_on(Side.BUYER).id: "filing_kept",
        case.person_on(Side.SELLER).id: "filed",
    }
    acts = list(session.scalars(select(Entry.act).where(Entry.case_id == case.id)))
    assert acts == ["case_filed", "draw_committed"]


def make_uninvited(session, phone=NUMBER, person=None, **named):
    """A case whose seller never took up the invitation."""
    make_policy(session)
    seller = make_account(session, person, phone=phone)
    return make_case(session, order=make_order(session, seller=seller), **named)


def test_who_never_took_up_the_invitation_is_to_be_told_by_telephone_and_that_is_recorded(session):
    case = make_uninvited(session)
    call = session.scalars(select(Call)).one()
    assert (call.case, call.side, call.state) == (case, Side.SELLER, CallState.OPEN)
    assert call.facts == {"code": case.code, "ends": (T0 + timedelta(hours=72)).isoformat()}
    assert call.due_at == T0 + telephoning.CALL_WITHIN
    entry = session.scalars(select(Entry).where(Entry.act == "call_asked")).one()
    assert entry.case_id == case.id and "138" not in entry.body


def test_staff_try_and_what_came_of_it_stands_with_the_case(session):
    case, agent = make_uninvited(session), make_staff(session)
    call = session.scalars(select(Call)).one()
    telephoning.claim(session, call, agent, T0)
    telephoning.note_outcome(session, call, CallOutcome.REACHED, "Told him.", agent, T0)
    (kept,) = calls_of(session, case)
    assert kept.state is CallState.REACHED
    assert [(each.by, each.outcome) for each in kept.tries] == [(agent.id, CallOutcome.REACHED)]


def test_a_party_who_has_left_is_telephoned_too(session):
    make_uninvited(session, person=make_person(session, left_at=T0))
    assert session.scalars(select(Call)).one().side is Side.SELLER


def test_nobody_is_telephoned_who_is_written_to_or_whose_number_nobody_knows(session):
    make_uninvited(session, phone="")
    make_uninvited(session, person=make_person(session))
    assert session.scalar(select(Call)) is None


def test_a_large_case_is_for_staff_and_draws_nobody(session):
    make_policy(session, crowd_max_minor=12_899)
    case = make_case(session)
    assert case.body is Body.STAFF and case.hearings[0].draw is None


def test_a_case_at_the_limit_is_for_the_crowd(session):
    make_policy(session, crowd_max_minor=12_900)
    assert make_case(session).body is Body.CROWD


def test_a_second_case_on_the_same_order_is_refused_with_the_first_ones_code(session):
    make_policy(session)
    case = make_case(session)
    with pytest.raises(filing.AlreadyInDispute, match=case.code):
        make_case(session, order=case.order, side=Side.SELLER)


def test_after_a_withdrawal_the_order_may_be_disputed_again(session):
    make_policy(session)
    case = make_case(session)
    hearing.withdraw(session, case, Side.BUYER, T0)
    assert make_case(session, order=case.order).id != case.id


def test_after_a_settlement_the_order_is_not_disputed_again(session):
    make_policy(session)
    case = make_case(session)
    settling.agree(session, case, Side.SELLER, T0)
    with pytest.raises(filing.AlreadyDecided, match=case.code):
        make_case(session, order=case.order)


def test_an_archived_case_does_not_stand_in_the_way(session):
    make_policy(session)
    case = make_case(session)
    case.is_archived = True
    session.flush()
    assert make_case(session, order=case.order).id != case.id


@pytest.mark.parametrize("amount", [0, 12_900, 20_000])
def test_a_part_of_nothing_or_of_everything_is_refused(session, amount):
    make_policy(session)
    order = make_order(session)
    with pytest.raises(BadAmount):
        make_case(session, order=order, asks=Remedy.PARTIAL_REFUND, asked_minor=amount)
    assert session.scalar(select(Case)) is None


def test_codes_have_no_letter_that_is_misread():
    codes = {filing.fresh_code("C") for _ in range(500)}
    assert len(codes) == 500
    assert not set("".join(code[2:] for code in codes)) & set("01ILOU")
