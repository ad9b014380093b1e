"""Truths about what follows an appeal: the answer to it, the draw, and who hears the case."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from jury.court import answering, hearing
from jury.rules.appeal import Ground
from jury.rules.phases import Phase
from jury.rules.words import Body, Side, Task, Why
from jury.store.notices import Notice
from jury.store.outcomes import Review
from jury.store.panels import Draw
from tests.appeal_makers import (
    RULED_AT,
    answer,
    appeal,
    draft,
    make_ruled,
)
from tests.factories import make_policy, tick

ENDS = RULED_AT + timedelta(days=7)
A_MOMENT = timedelta(microseconds=1)


@pytest.fixture
def case(session):
    return make_ruled(session)


def kinds_told(session, case, side):
    told = select(Notice.kind).where(Notice.person_id == case.person_on(side).id)
    return set(session.scalars(told))


def test_an_answer_ends_the_wait_and_cannot_be_given_twice(session, case):
    appeal(session, case)
    draft(session, case, Side.BUYER, evidence="The slip is of another parcel.")
    answer(session, case, Side.BUYER)

    assert case.phase is Phase.REDACTING
    assert {p.side for p in case.evidence if p.kind == "later"} == set(Side)
    assert [p.side for p in case.passages if p.kind == "appeal"].count(Side.BUYER) == 1
    with pytest.raises(hearing.EvidenceClosed):
        answer(session, case, Side.BUYER)


def test_at_the_end_of_its_time_what_the_other_side_saved_is_its_answer(session, case):
    appeal(session, case)
    draft(session, case, Side.BUYER, evidence="The slip is of another parcel.")
    ends = RULED_AT + timedelta(hours=24)
    tick(session, ends - A_MOMENT)
    assert case.phase is Phase.APPEALED
    with pytest.raises(hearing.EvidenceClosed):
        answering.answer(session, case, Side.BUYER, None, ends)

    tick(session, ends)
    assert case.phase is Phase.REDACTING
    assert case.statement_of(Side.BUYER, 2).handed_in_at == ends


def test_where_nothing_is_new_the_panel_is_called_at_once(session, case):
    appeal(session, case, ground=Ground.WAS_PARTIAL, evidence="")
    answer(session, case)

    assert case.phase is Phase.HEARING
    assert case.last_hearing.evidence == 1


def test_the_draw_is_committed_to_when_the_appeal_is_made_and_takes_shares_after_it(session, case):
    appeal(session, case)
    draw = session.get_one(Draw, case.last_hearing.id)
    assert draw.committed_at == RULED_AT and draw.r_respondent is None
    answering.add_share(session, case, Side.SELLER, "5" * 32, RULED_AT)
    answering.add_share(session, case, Side.SELLER, "6" * 32, RULED_AT)
    answering.answer(session, case, Side.BUYER, "7" * 32, RULED_AT)

    assert (draw.r_respondent, draw.r_claimant) == ("5" * 32, "7" * 32)
    first = session.get_one(Draw, case.hearings[0].id)
    assert first.r_claimant is None and first.commitment != draw.commitment


@pytest.mark.parametrize(
    ("named", "terms"),
    [
        ({"order_minor": 5_000}, {}),
        ({}, {"appeal_staff_max_minor": 12_900}),
        ({"n_jurors": 15}, {}),
    ],
)
def test_small_sums_and_a_roll_too_thin_go_to_senior_staff(session, named, terms):
    policy = make_policy(session, seats=5, quorum=3, **terms)
    case = make_ruled(session, policy=policy, n_jurors=named.get("n_jurors", 30))
    if "order_minor" in named:
        case.order.amount_minor = named["order_minor"]
    appeal(session, case)
    answer(session, case)

    review = session.scalars(select(Review)).one()
    assert (review.task, review.why, review.is_appeal) == (Task.ESCALATION, Why.APPEAL, True)
    assert (case.phase, case.last_hearing.body) == (Phase.ESCALATED, Body.STAFF)
    assert session.get(Draw, case.last_hearing.id) is None
    assert "appeal_with_staff" in kinds_told(session, case, Side.BUYER)


def test_a_case_that_staff_decided_is_appealed_to_senior_staff(session):
    case = make_ruled(session)
    case.body = Body.STAFF
    appeal(session, case)
    answer(session, case)

    assert case.phase is Phase.ESCALATED
