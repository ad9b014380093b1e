"""Truths about rulings: what they order, that they are told, and that they become final."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from jury.court import calling, enforcing
from jury.rules.phases import Phase, WrongPhase
from jury.rules.words import Answer, Body, Decision, Due, Remedy, Side, Task
from jury.store.cases import Deadline
from jury.store.ledger import Entry
from jury.store.notices import Letter, Notice
from jury.store.outcomes import Review, Ruling
from tests.factories import (
    T0,
    call_to_gold,
    make_account,
    make_case,
    make_gold,
    make_juror,
    make_order,
    make_staff,
    tick,
)

LATER = T0 + timedelta(hours=1)


def escalated(session, **named):
    case = make_case(session, **named)
    case.phase = Phase.ESCALATED
    return case


def ruled(session, case, side=Side.BUYER):
    """Staff's ruling on the case."""
    agent = make_staff(session)
    review = Review(
        case_id=case.id,
        task=Task.ESCALATION,
        opened_at=T0,
        due_at=LATER,
        view_side=side,
        viewed_at=T0,
        decision=Decision.DECIDE,
        side=side,
        decided_by=agent.id,
        decided_at=LATER,
    )
    session.add(review)
    session.flush()
    hearing = case.hearings[0]
    return enforcing.rule(session, case, hearing, side, Body.STAFF, LATER, review)


def test_a_ruling_for_the_buyer_orders_what_was_asked_for(session):
    ruling = ruled(session, escalated(session, asks=Remedy.PARTIAL_REFUND, asked_minor=4_000))

    assert (ruling.remedy, ruling.amount_minor) == (Remedy.PARTIAL_REFUND, 4_000)


def test_a_ruling_for_the_seller_orders_no_refund(session):
    ruling = ruled(session, escalated(session), Side.SELLER)

    assert (ruling.remedy, ruling.amount_minor) == (Remedy.NO_REFUND, 0)


def test_both_sides_are_told_in_the_inbox_and_by_mail_and_who_decided_is_recorded(session):
    case = escalated(session)
    ruling = ruled(session, case)

    told = session.scalars(select(Notice).where(Notice.kind == "ruled")).all()
    assert {n.person_id for n in told} == {case.person_on(side).id for side in Side}
    assert len(session.scalars(select(Letter).where(Letter.kind == "ruled")).all()) == 2
    entry = session.scalars(select(Entry).where(Entry.act == "ruled")).one()
    assert entry.actor == f"person:{ruling.review.decided_by}"


def test_a_party_who_never_came_is_owed_nothing(session):
    order = make_order(session, seller=make_account(session))
    case = escalated(session, order=order)
    ruled(session, case)

    told = session.scalars(select(Notice.person_id).where(Notice.kind == "ruled")).all()
    assert told == [case.person_on(Side.BUYER).id]


def test_only_the_appeal_window_is_still_open_after_a_ruling_that_orders_nothing(session):
    ruling = ruled(session, escalated(session), Side.SELLER)

    left = select(Deadline.kind, Deadline.due_at).where(Deadline.done_at.is_(None))
    assert session.execute(left).all() == [(Due.APPEAL_WINDOW_ENDS, ruling.appeal_ends_at)]
    assert ruling.appeal_ends_at == LATER + timedelta(days=7)


def test_a_case_still_with_its_parties_cannot_be_ruled(session):
    case = make_case(session)

    with pytest.raises(WrongPhase):
        enforcing.rule(session, case, case.hearings[0], Side.BUYER, Body.CROWD, LATER)


def test_a_later_ruling_replaces_the_first_and_changes_nothing_in_it(session):
    case = escalated(session)
    first = ruled(session, case)
    case.phase = Phase.APPEALED
    second = enforcing.rule(
        session, case, case.hearings[0], Side.SELLER, Body.CROWD, LATER + timedelta(days=1)
    )

    in_force = session.scalars(select(Ruling).where(Ruling.replaced_at.is_(None))).all()
    assert in_force == [second]
    assert (first.side, first.replaced_at) == (Side.BUYER, LATER + timedelta(days=1))


def test_an_appealed_case_is_not_closed_by_its_old_window(session):
    case = escalated(session)
    ruled(session, case)
    case.phase = Phase.APPEALED
    enforcing.end_appeal_window(session, case, None, LATER + timedelta(days=7))

    assert case.phase is Phase.APPEALED


def test_a_ruling_that_becomes_final_leaves_its_gold_summonses_to_lapse(session):
    gold = make_gold(session)
    gold.case.phase, gold.case.ended_at = Phase.RULED, None
    summons = call_to_gold(session, gold, make_juror(session))
    calling.set_summons_deadlines(session, gold.case, [summons], T0)

    enforcing.end_appeal_window(session, gold.case, None, LATER)

    tick(session, summons.lapses_at)
    assert summons.answer is Answer.LAPSED
