"""Truths about money that the buyer still has when a third ruling gives it a refund again."""

import pytest

from jury.court import complying, confirming, executing
from jury.rules.execution import Pay, Stage
from jury.rules.phases import Phase
from jury.rules.words import Side
from jury.store.executions import payments_of
from tests.court.test_undoing import AGAIN, COMPLY, appeal, ends, sent
from tests.factories import T0
from tests.money_makers import (
    DAY,
    HOUR,
    book_of,
    check_balanced,
    events_of,
    is_square,
    make_ruling,
    open_payment,
    reply,
    stage,
    tell_deposit,
    wind,
)


@pytest.fixture(autouse=True)
def balanced(session):
    yield
    check_balanced(session)


@pytest.fixture
def case(session):
    return make_ruling(session).case


def paid_and_reversed(session, case):
    """The buyer won and was paid; then the seller won its appeal."""
    complying.pay_now(session, case, Side.SELLER, T0)
    reply(session, case, True, T0)
    appeal(session, case)
    make_ruling(session, case, Side.SELLER, AGAIN)


def won_again(session, case, now=AGAIN + DAY):
    """The buyer appealed in its turn, and won."""
    case.phase = Phase.APPEALED
    executing.suspend(session, case, now - HOUR)
    make_ruling(session, case, Side.BUYER, now)


def with_the_buyer(session, case):
    """What of all payments the buyer has, in minor units."""
    signs = {Pay.REFUND: 1, Pay.DEDUCT: 1, Pay.REVERSE: -1}
    paid = [each for each in payments_of(session, case) if each.state == "paid"]
    return sum(signs[each.kind] * each.amount_minor for each in paid)


def give_back_order(session, case):
    (order,) = [each for each in payments_of(session, case) if each.kind is Pay.REVERSE]
    return order


def test_money_not_yet_ordered_back_stays_where_the_buyer_wins_again(session, case):
    paid_and_reversed(session, case)
    won_again(session, case)

    assert stage(session, case) is Stage.PAID and give_back_order(session, case).state == "dropped"
    assert is_square(session, case) and executing.is_done(session, case)
    wind(session, case, AGAIN + 9 * DAY)
    assert case.phase is Phase.CLOSED and len(events_of(session, "refund.pay")) == 1


def test_a_buyer_who_kept_the_money_is_not_paid_it_again(session, case):
    paid_and_reversed(session, case)
    reply(session, case, False, AGAIN + HOUR, "account empty")
    assert book_of(session, case)["unpaid"] == -12_900
    won_again(session, case)

    assert stage(session, case) is Stage.PAID and is_square(session, case)
    with pytest.raises(complying.NotDueNow):
        complying.pay_now(session, case, Side.SELLER, AGAIN + DAY)
    wind(session, case, AGAIN + 9 * DAY)
    assert with_the_buyer(session, case) == 12_900 and case.phase is Phase.CLOSED


@pytest.mark.parametrize("went_back", [True, False])
def test_an_order_to_give_back_that_is_out_decides_whether_a_refund_is_due(
    session, case, went_back
):
    paid_and_reversed(session, case)
    order = give_back_order(session, case)
    order.event.state, order.event.sent_at = "sent", AGAIN
    won_again(session, case)
    assert not executing.is_done(session, case), "the answer is waited for"
    reply(session, case, went_back, AGAIN + 2 * DAY)

    assert stage(session, case) is (Stage.DUE if went_back else Stage.PAID)
    if went_back:
        assert ends(session, case) == AGAIN + 2 * DAY + COMPLY
        wind(session, case, AGAIN + 2 * DAY + COMPLY)
        reply(session, case, True, AGAIN + 2 * DAY + COMPLY)
    assert with_the_buyer(session, case) == 12_900
    assert is_square(session, case) and executing.is_done(session, case)


def test_a_dropped_order_to_give_back_that_was_paid_after_all_makes_the_refund_due(session, case):
    paid_and_reversed(session, case)
    won_again(session, case)
    wind(session, case, AGAIN + 9 * DAY)
    order = give_back_order(session, case)
    now = AGAIN + 10 * DAY
    confirming.answer(session, order.event_id, True, "", now, now)

    assert stage(session, case) is Stage.DUE
    wind(session, case, now + COMPLY)
    reply(session, case, True, now + COMPLY)
    assert with_the_buyer(session, case) == 12_900 and is_square(session, case)


def test_a_refund_sent_under_the_first_ruling_is_waited_for_under_the_third(session, case):
    sent(session, case)
    appeal(session, case)
    make_ruling(session, case, Side.SELLER, AGAIN)
    won_again(session, case)
    assert stage(session, case) is Stage.ORDERED
    reply(session, case, True, AGAIN + 2 * DAY)

    assert stage(session, case) is Stage.PAID and is_square(session, case)
    assert len(payments_of(session, case)) == 1


def test_of_a_deduction_that_stayed_with_the_buyer_only_the_rest_is_owed(session, case):
    tell_deposit(session, case, 5_000)
    wind(session, case, T0 + COMPLY)
    reply(session, case, False, T0 + COMPLY + HOUR, "no funds")
    reply(session, case, True, T0 + COMPLY + 2 * HOUR)
    appeal(session, case)
    make_ruling(session, case, Side.SELLER, AGAIN)
    reply(session, case, False, AGAIN + HOUR, "account empty")
    won_again(session, case)

    assert book_of(session, case)["buyer"] == 7_900 and stage(session, case) is Stage.DUE
    complying.pay_now(session, case, Side.SELLER, AGAIN + DAY)
    assert open_payment(session, case).amount_minor == 7_900
    reply(session, case, True, AGAIN + 2 * DAY)
    assert with_the_buyer(session, case) == 12_900 and is_square(session, case)


def test_a_deduction_given_back_after_the_rest_fell_short_is_short_as_well(session, case):
    tell_deposit(session, case, 5_000)
    wind(session, case, T0 + COMPLY)
    reply(session, case, False, T0 + COMPLY + HOUR, "no funds")
    reply(session, case, True, T0 + COMPLY + 2 * HOUR)
    appeal(session, case)
    make_ruling(session, case, Side.SELLER, AGAIN)
    order = give_back_order(session, case)
    order.event.state, order.event.sent_at = "sent", AGAIN
    won_again(session, case)
    now = AGAIN + DAY + COMPLY
    wind(session, case, now)
    refund = next(p for p in payments_of(session, case) if p.is_open and p.kind is Pay.REFUND)
    confirming.answer(session, refund.event_id, False, "no funds", now, now)
    assert stage(session, case) is Stage.SHORT
    confirming.answer(session, order.event_id, True, "", now, now)

    book = book_of(session, case)
    assert (book["buyer"], book["unpaid"], book["deposit"]) == (0, 12_900, 5_000)
