"""Truths about a seller's standing: counted from rulings, and undone with them."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from jury.court import executing, standings
from jury.rules.phases import Phase
from jury.rules.words import Category, Side
from jury.store.notices import Notice
from jury.store.restrictions import Restriction, restriction_of, trade_disputes
from tests.factories import T0, make_account, make_case, make_order, make_person, make_policy
from tests.money_makers import DAY, HOUR, events_of, make_ruling

OCTOBER = datetime(2026, 9, 30, 16, tzinfo=UTC)  # midnight in Shanghai


@pytest.fixture
def seller(session):
    make_policy(session)
    return make_account(session, make_person(session))


def ruled(session, seller, now=T0, side=Side.BUYER):
    return make_ruling(
        session, make_case(session, now, order=make_order(session, seller=seller)), side, now
    ).case


def n(session, seller, at=T0):
    from jury.court import policies

    return standings.n_refunds(session, seller, at, policies.current(session, at).policy)


def overturn(session, case, now):
    executing.suspend(session, case, now)
    case.phase = Phase.APPEALED
    make_ruling(session, case, case.rulings[-1].side.other, now)
    session.refresh(case)


def test_five_dispute_refunds_in_a_month_restrict_nobody_and_the_sixth_does(session, seller):
    for _ in range(5):
        ruled(session, seller)
    assert n(session, seller) == 5 and restriction_of(session, seller.id) is None

    ruled(session, seller)
    restriction = restriction_of(session, seller.id)
    assert (restriction.began_at, restriction.n_refunds) == (T0, 6)
    (event,) = events_of(session, "seller.restricted")
    assert (event.subject, event.facts["dispute_refunds"]) == (seller.ref, 6)
    assert datetime.fromisoformat(event.facts["until"]) == OCTOBER
    told = session.scalars(select(Notice).where(Notice.kind == "seller_restricted")).one()
    assert told.person_id == seller.person_id


def test_rulings_for_the_seller_and_refunds_agreed_on_do_not_count(session, seller):
    for _ in range(6):
        ruled(session, seller, side=Side.SELLER)
    case = make_case(session, order=make_order(session, seller=seller))
    case.phase, case.ended_at = Phase.SETTLED, T0
    executing.settle(session, case, case.asks, 12_900, T0)

    assert n(session, seller) == 0 and not trade_disputes(session, seller.id)


def test_every_kind_of_trade_counts_alike(session, seller):
    for category in Category:
        order = make_order(session, seller=seller, category=category)
        make_ruling(session, make_case(session, order=order))
    assert n(session, seller) == len(Category)


def test_a_seventh_opens_no_second_restriction(session, seller):
    for _ in range(7):
        ruled(session, seller)
    assert len(session.scalars(select(Restriction)).all()) == 1
    assert len(events_of(session, "seller.restricted")) == 1


def test_reversal_of_the_sixth_brings_the_count_and_the_right_back(session, seller):
    cases = [ruled(session, seller) for _ in range(6)]
    overturn(session, cases[5], T0 + DAY)

    assert n(session, seller) == 5 and restriction_of(session, seller.id) is None
    ended = session.scalars(select(Restriction)).one()
    assert (ended.ended_at, ended.ended_because) == (T0 + DAY, "reversal")
    assert len(events_of(session, "seller.restriction_lifted")) == 1
    assert len(trade_disputes(session, seller.id)) == 5


def test_reversal_of_one_of_seven_leaves_the_restriction(session, seller):
    cases = [ruled(session, seller) for _ in range(7)]
    overturn(session, cases[0], T0 + DAY)
    assert n(session, seller) == 6 and restriction_of(session, seller.id)


def test_the_month_is_the_marketplaces_not_the_servers(session, seller):
    last = OCTOBER - timedelta(microseconds=1)
    for _ in range(5):
        ruled(session, seller, last)
    ruled(session, seller, OCTOBER)  # still September in UTC

    assert n(session, seller, last) == 5 and n(session, seller, OCTOBER) == 1
    assert restriction_of(session, seller.id) is None


def test_a_restriction_ends_with_its_month_and_not_a_moment_before(session, seller):
    for _ in range(6):
        ruled(session, seller)

    assert standings.end_overdue(session, OCTOBER - timedelta(microseconds=1)) == 0
    assert standings.end_overdue(session, OCTOBER) == 1
    assert standings.end_overdue(session, OCTOBER) == 0
    assert session.scalars(select(Restriction)).one().ended_because == "time"


def test_a_policy_may_count_days_instead_and_its_end_does_not_begin_it_anew(session, seller):
    make_policy(session, T0 + HOUR, restriction_days=7)
    at = T0 + 2 * HOUR
    for _ in range(6):
        ruled(session, seller, at)

    assert standings.end_overdue(session, at + 7 * DAY - HOUR) == 0
    assert standings.end_overdue(session, at + 7 * DAY) == 1
    assert standings.end_overdue(session, at + 8 * DAY) == 0
    ruled(session, seller, at + 8 * DAY)
    assert restriction_of(session, seller.id), "the seventh is one too many again"


def test_when_its_days_are_over_the_month_that_runs_is_counted_anew(session, seller):
    make_policy(session, T0, restriction_days=30)
    for _ in range(6):
        ruled(session, seller, T0 + 20 * DAY)
    for _ in range(7):
        ruled(session, seller, OCTOBER + 10 * DAY)
    assert standings.end_overdue(session, T0 + 50 * DAY) == 1

    again = restriction_of(session, seller.id)
    assert (again.began_at, again.n_refunds) == (T0 + 50 * DAY, 7)
    assert standings.end_overdue(session, T0 + 80 * DAY) == 1
    assert restriction_of(session, seller.id) is None, "nothing came since"


def test_what_a_restriction_was_for_does_not_renew_it_and_one_more_refund_does(session, seller):
    make_policy(session, T0, restriction_days=7)
    for _ in range(6):
        ruled(session, seller)
    assert standings.end_overdue(session, T0 + 7 * DAY) == 1
    assert restriction_of(session, seller.id) is None

    ruled(session, seller, T0 + 8 * DAY)
    ruled(session, seller, T0 + 9 * DAY)
    assert standings.end_overdue(session, T0 + 15 * DAY) == 1
    assert restriction_of(session, seller.id).n_refunds == 8


def test_a_ruling_upheld_on_appeal_still_counts_in_the_month_it_took_effect(session, seller):
    case = ruled(session, seller)
    executing.suspend(session, case, T0 + DAY)
    case.phase = Phase.APPEALED
    make_ruling(session, case, Side.BUYER, OCTOBER + DAY)

    assert n(session, seller, T0) == 1 and n(session, seller, OCTOBER + DAY) == 0
    assert len(events_of(session, "credit.recorded")) == 1


def test_a_reversed_case_leaves_the_record_as_if_it_had_never_been_ruled(session, seller):
    case = ruled(session, seller)
    assert [c for c, _ in trade_disputes(session, seller.id)] == [case]
    overturn(session, case, T0 + DAY)

    assert trade_disputes(session, seller.id) == [] and n(session, seller) == 0
    kinds = [event.kind for event in events_of(session) if event.kind.startswith("credit")]
    assert kinds == ["credit.recorded", "credit.cleared"]


def test_a_ruling_for_the_buyer_on_appeal_counts_from_that_day(session, seller):
    case = ruled(session, seller, side=Side.SELLER)
    overturn(session, case, OCTOBER + DAY)

    assert n(session, seller, T0) == 0 and n(session, seller, OCTOBER + DAY) == 1


def test_cases_of_the_archive_count_for_nobody(session, seller):
    case = ruled(session, seller)
    case.is_archived = True
    session.flush()
    assert n(session, seller) == 0 and not trade_disputes(session, seller.id)


def test_another_sellers_refunds_are_not_counted(session, seller):
    ruled(session, make_account(session))
    assert n(session, seller) == 0
