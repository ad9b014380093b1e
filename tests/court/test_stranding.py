"""Truths about cases that no agent may take: somebody is told, once, and time runs on."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from jury.court import leaving, notices, reviewing, seconding, stepping_aside, stranding
from jury.rules.words import Side
from jury.store.desk_free import stranded
from jury.store.ledger import Entry
from jury.store.notices import Notice
from tests.appeal_makers import answer, appeal, make_ruled
from tests.desk_makers import LATER, decide, make_clear, make_senior
from tests.factories import (
    T0,
    make_account,
    make_order,
    make_person,
    make_policy,
    make_policy_review,
    make_staff,
)


def make_admin(session, **named):
    return make_person(session, is_admin=True, **named)


def told(session):
    found = select(Notice).where(Notice.kind == "nobody_free").order_by(Notice.person_id)
    return session.scalars(found).all()


def aside(session, review, *agents):
    for agent in agents:
        stepping_aside.stand_aside(session, review, "knows_party", agent, LATER)


def test_a_case_that_somebody_may_take_strands_nobody(session):
    make_admin(session)
    review, first, second = make_policy_review(session), make_staff(session), make_staff(session)
    aside(session, review, first)
    assert not stranded(session) and stranding.warn(session, LATER) == 0

    reviewing.claim(session, review, second, LATER)
    assert stranding.warn(session, LATER) == 0 and not told(session)


def test_admins_are_told_once_of_a_case_from_which_every_agent_stepped_aside(session):
    admins = [make_admin(session), make_admin(session)]
    make_admin(session, left_at=T0)
    review, agents = make_policy_review(session), [make_staff(session), make_staff(session)]
    due_at = review.due_at
    aside(session, review, *agents)

    assert stranding.warn(session, LATER) == 1
    assert {notice.person_id for notice in told(session)} == {admin.id for admin in admins}
    assert told(session)[0].facts["due_at"] == due_at.isoformat()
    assert review.due_at == due_at
    assert stranding.warn(session, LATER + timedelta(days=9)) == 0 and len(told(session)) == 2
    entries = select(func.count()).where(Entry.act == "nobody_free")
    assert session.scalar(entries) == 1


def test_a_case_is_stranded_where_there_is_no_agent_at_all(session):
    make_admin(session)
    make_policy_review(session)
    assert stranding.warn(session, LATER) == 1


def test_an_agent_who_leaves_may_strand_a_case(session):
    make_admin(session)
    review, agent = make_policy_review(session), make_staff(session)
    reviewing.claim(session, review, agent, LATER)
    assert not stranded(session)
    leaving.hand_over(session, agent, LATER)
    assert list(stranded(session)) == [review]


def test_an_appeal_without_a_senior_strands_and_a_new_senior_frees_it(session):
    make_admin(session)
    policy = make_policy(session, seats=5, quorum=3, appeal_staff_max_minor=99_999)
    case = make_ruled(session, policy=policy)
    appeal(session, case)
    answer(session, case)
    make_staff(session)
    assert stranding.warn(session, LATER) == 1

    make_senior(session)
    assert not stranded(session)


def test_a_proposal_strands_when_its_author_is_the_only_senior(session):
    make_admin(session)
    review, senior = make_clear(session), make_senior(session)
    make_staff(session)
    decide(session, review, senior, Side.SELLER)
    assert seconding.waiting(session, review)
    assert list(stranded(session)) == [review] and stranding.warn(session, LATER) == 1


def test_what_is_decided_is_stranded_no_more(session):
    review, agent = make_policy_review(session), make_staff(session)
    decide(session, review, agent, Side.SELLER)
    aside_now = make_policy_review(session)
    aside(session, aside_now, agent)
    assert list(stranded(session)) == [aside_now]


def test_an_admin_who_is_a_party_is_not_told_of_their_own_case(session):
    seller = make_admin(session)
    order = make_order(session, seller=make_account(session, seller))
    make_policy_review(session, order=order)
    assert stranding.warn(session, LATER) == 0 and not stranded(session, seller)

    other = make_admin(session)  # who comes later is told then
    assert stranding.warn(session, LATER) == 1
    assert [notice.person_id for notice in told(session)] == [other.id]


def test_the_database_refuses_a_second_notice_of_the_same_case(session):
    admin, review = make_admin(session), make_policy_review(session)
    stranding.warn(session, LATER)
    notices.owe(session, admin, stranding.TOLD_AS, LATER, case=review.case)
    with pytest.raises(IntegrityError, match="uq_notice_nobody_free"):
        session.flush()
