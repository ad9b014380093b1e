"""The court opens when the wait is over: not before, and both parties are told once."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from jury.court import filing, hearing, opening, refunding
from jury.rules.words import RefundStep, Remedy, Side
from jury.store.cases import Case
from jury.store.ledger import Entry
from jury.store.notices import Notice
from tests.factories import T0, make_case, make_policy
from tests.refund_makers import DAY, add_step, make_applied, make_refused, make_unasked

BREATH = timedelta(microseconds=1)


@pytest.fixture(autouse=True)
def policy(session):
    make_policy(session)


def told(session):
    kinds = session.scalars(select(Notice.kind).where(Notice.kind.startswith("intervention")))
    return sorted(kinds)


def test_before_the_wait_is_over_nobody_files_and_the_sentence_says_when(session):
    order, opens_at = make_applied(session), T0 + 3 * DAY
    for side in Side:
        with pytest.raises(opening.NotOpenYet) as refusal:
            make_case(session, opens_at - BREATH, order, side=side)
        assert refusal.value.facts == {"opens_at": opens_at}
    assert session.scalar(select(Case)) is None


@pytest.mark.parametrize("side", Side)
def test_once_it_is_over_either_party_files(session, side):
    case = make_case(session, T0 + 3 * DAY, make_applied(session), side=side)
    assert case.claimant is side


def test_who_never_asked_for_a_refund_is_told_what_to_do_first(session):
    with pytest.raises(opening.RefundNotAskedFor, match="First the buyer asks the seller"):
        make_case(session, order=make_unasked(session))


def test_what_was_granted_is_not_disputed(session):
    order = make_applied(session)
    refunding.grant(session, order, order.seller.person, T0)
    with pytest.raises(opening.RefundGranted):
        make_case(session, T0 + 9 * DAY, order)


def test_the_loop_shuts_the_court_for_three_more_days(session):
    order, loops_at = make_refused(session), T0 + 12 * DAY
    refunding.refuse(session, order, "No.", order.seller.person, loops_at)
    with pytest.raises(opening.NotOpenYet):
        make_case(session, loops_at + DAY, order)
    assert make_case(session, loops_at + 3 * DAY, order)


def test_a_second_case_is_refused_for_what_it_is_before_the_wait_is_looked_at(session):
    case = make_case(session)
    add_step(session, case.order, RefundStep.WITHDRAWN, T0)
    with pytest.raises(filing.AlreadyInDispute):
        make_case(session, order=case.order)


def test_both_are_told_once_when_it_opens_and_not_a_moment_before(session):
    make_applied(session)
    assert opening.tell_opened(session, T0 + 3 * DAY - BREATH) == 0 and not told(session)
    assert opening.tell_opened(session, T0 + 3 * DAY) == 1
    assert opening.tell_opened(session, T0 + 4 * DAY) == 0
    assert told(session) == ["intervention_open_buyer", "intervention_open_seller"]
    assert len(session.scalars(select(Entry).where(Entry.act == "intervention_opened")).all()) == 1


def test_a_wait_that_started_anew_is_told_of_anew(session):
    order = make_refused(session)
    opening.tell_opened(session, T0 + 3 * DAY)
    refunding.refuse(session, order, "No.", order.seller.person, T0 + 12 * DAY)
    assert opening.tell_opened(session, T0 + 14 * DAY) == 0
    assert opening.tell_opened(session, T0 + 15 * DAY) == 1


def test_who_asked_before_is_not_told_that_they_may(session):
    order = make_applied(session)
    case = make_case(session, T0 + 3 * DAY, order)
    hearing.withdraw(session, case, Side.BUYER, T0 + 4 * DAY)
    assert opening.tell_opened(session, T0 + 5 * DAY) == 0 and not told(session)


def test_terms_that_lengthened_the_wait_are_kept_to(session):
    make_applied(session)
    make_policy(session, T0 + DAY, intervention_hours=96)
    assert opening.tell_opened(session, T0 + 3 * DAY) == 0
    assert opening.tell_opened(session, T0 + 4 * DAY) == 1


def test_a_part_is_checked_only_once_the_court_is_open(session):
    order = make_applied(session)
    with pytest.raises(opening.NotOpenYet):
        make_case(session, order=order, asks=Remedy.PARTIAL_REFUND, asked_minor=0)
