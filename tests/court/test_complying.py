"""Truths about an item that goes back before the money does."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from jury.court import complying, executing
from jury.rules.execution import Stage
from jury.rules.phases import Phase
from jury.rules.words import Remedy, Side
from jury.store.executions import ItemReturn
from jury.store.ledger import Entry
from tests.factories import T0
from tests.money_makers import (
    DAY,
    HOUR,
    book_of,
    check_balanced,
    is_square,
    make_ruling,
    reply,
    stage,
    steps,
    wind,
)

COMPLY = timedelta(hours=72)
RETURN = 7 * DAY


@pytest.fixture
def case(session):
    return make_ruling(session, asks=Remedy.RETURN_AND_REFUND).case


def test_nothing_is_owed_until_the_item_is_back(session, case):
    assert stage(session, case) is Stage.RETURNING
    assert book_of(session, case)["buyer"] == 0


def test_the_item_goes_back_is_confirmed_and_then_the_refund_is_due(session, case):
    complying.send_back(session, case, Side.BUYER, " SF  123456 ", T0 + DAY)
    complying.confirm_receipt(session, case, Side.SELLER, T0 + 2 * DAY)

    item = session.scalars(select(ItemReturn)).one()
    assert (item.tracking, item.received_at) == ("SF 123456", T0 + 2 * DAY)
    assert steps(session, case) == ["return_due", "item_sent_back", "item_received", "refund_due"]
    wind(session, case, T0 + 2 * DAY + COMPLY)
    reply(session, case, True, T0 + 6 * DAY)
    assert is_square(session, case)
    check_balanced(session)


def test_an_item_long_enough_under_way_counts_as_received(session, case):
    complying.send_back(session, case, Side.BUYER, "SF 123456", T0 + DAY)
    wind(session, case, T0 + DAY + COMPLY)

    assert stage(session, case) is Stage.DUE


def test_a_buyer_who_sends_nothing_back_in_time_has_no_refund(session, case):
    with pytest.raises(complying.ReturnTooLate):
        complying.send_back(session, case, Side.BUYER, "SF 123456", T0 + RETURN)
    wind(session, case, T0 + RETURN)

    assert stage(session, case) is Stage.LAPSED and executing.is_done(session, case)
    assert is_square(session, case)
    wind(session, case, T0 + RETURN + HOUR)
    assert case.phase is Phase.CLOSED


def test_a_moment_before_the_deadline_is_in_time(session, case):
    at = T0 + RETURN - timedelta(microseconds=1)
    complying.send_back(session, case, Side.BUYER, "SF 123456", at)
    wind(session, case, T0 + RETURN)
    assert stage(session, case) is Stage.SENT


@pytest.mark.parametrize("tracking", ["", "   ", "x" * 121])
def test_without_a_tracking_number_nothing_is_recorded(session, case, tracking):
    with pytest.raises(complying.TrackingMissing):
        complying.send_back(session, case, Side.BUYER, tracking, T0)
    assert stage(session, case) is Stage.RETURNING


def test_each_side_takes_its_own_steps_only(session, case):
    with pytest.raises(complying.NotDueNow):
        complying.send_back(session, case, Side.SELLER, "SF 1", T0)
    complying.send_back(session, case, Side.BUYER, "SF 1", T0)
    with pytest.raises(complying.NotDueNow):
        complying.confirm_receipt(session, case, Side.BUYER, T0)


def test_the_ledger_keeps_the_tracking_number_only_as_a_salted_hash(session, case):
    complying.send_back(session, case, Side.BUYER, "SF 123456", T0)
    entries = session.scalars(select(Entry).where(Entry.case_id == case.id)).all()
    assert "tracking_kept" in {entry.act for entry in entries}
    assert not [entry for entry in entries if "123456" in entry.body]


def test_an_appeal_gives_the_buyer_back_the_days_that_were_left(session, case):
    executing.suspend(session, case, T0 + 3 * DAY)
    case.phase = Phase.APPEALED
    wind(session, case, T0 + 8 * DAY)
    assert stage(session, case) is Stage.RETURNING
    make_ruling(session, case, now=T0 + 10 * DAY)

    wind(session, case, T0 + 14 * DAY - HOUR)
    assert stage(session, case) is Stage.RETURNING
    wind(session, case, T0 + 14 * DAY)
    assert stage(session, case) is Stage.LAPSED
