"""Truths about appeals while money moves: what stops, what goes on, and what is given back."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from jury.court import complying, confirming, enforcing, executing
from jury.rules.execution import Pay, Stage
from jury.rules.phases import Phase
from jury.rules.words import Due, Side
from jury.store.cases import Deadline
from jury.store.executions import payments_of
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
    steps,
    tell_deposit,
    wind,
)

COMPLY = timedelta(hours=72)
APPEALED = T0 + 4 * DAY
AGAIN = T0 + 9 * DAY


@pytest.fixture(autouse=True)
def balanced(session):
    yield
    check_balanced(session)


@pytest.fixture
def case(session):
    return make_ruling(session).case


def appeal(session, case, now=APPEALED):
    executing.suspend(session, case, now)
    case.phase = Phase.APPEALED
    session.flush()


def ends(session, case, kind=Due.COMPLY_ENDS):
    return session.scalar(
        select(Deadline.due_at).where(
            Deadline.case_id == case.id, Deadline.kind == kind, Deadline.done_at.is_(None)
        )
    )


def test_an_appeal_stops_the_clock_and_the_same_ruling_gives_back_the_time_left(session, case):
    appeal(session, case, T0 + 50 * HOUR)  # reminded at 48, 22 hours left
    wind(session, case, T0 + COMPLY)
    assert stage(session, case) is Stage.DUE and not payments_of(session, case)

    make_ruling(session, case, now=AGAIN)
    assert ends(session, case) == AGAIN + 22 * HOUR
    assert steps(session, case) == ["refund_due", "execution_suspended", "execution_resumed"]
    wind(session, case, AGAIN + 22 * HOUR)
    assert stage(session, case) is Stage.ORDERED


def test_nobody_can_pay_or_be_made_to_while_the_appeal_runs(session, case):
    appeal(session, case, T0 + HOUR)
    with pytest.raises(complying.NotDueNow):
        complying.pay_now(session, case, Side.SELLER, T0 + 2 * HOUR)


def test_a_reversal_before_anything_was_paid_strikes_out_the_claim(session, case):
    appeal(session, case, T0 + HOUR)
    make_ruling(session, case, Side.SELLER, AGAIN)

    assert stage(session, case) is Stage.UNDONE and is_square(session, case)
    assert executing.is_done(session, case)
    wind(session, case, AGAIN + 7 * DAY)
    assert case.phase is Phase.CLOSED
    assert not events_of(session, "refund.pay", "payment.reverse")


def test_an_appeal_after_the_refund_was_paid_brings_it_back_when_it_succeeds(session, case):
    complying.pay_now(session, case, Side.SELLER, T0)
    reply(session, case, True, T0 + HOUR)
    appeal(session, case)
    assert steps(session, case)[-1] == "refund_paid", "there is nothing left to hold up"
    make_ruling(session, case, Side.SELLER, AGAIN)

    order = open_payment(session, case)
    assert (order.kind, order.amount_minor) == (Pay.REVERSE, 12_900)
    (paid,) = events_of(session, "refund.pay")
    assert order.event.facts["undoes"] == str(paid.id)
    assert not executing.is_done(session, case)
    assert book_of(session, case)["buyer"] == -12_900, "the buyer has it to give back"

    reply(session, case, True, AGAIN + HOUR)
    assert is_square(session, case) and executing.is_done(session, case)
    wind(session, case, AGAIN + 7 * DAY)
    assert case.phase is Phase.CLOSED


def test_a_reversal_gives_the_deposit_back(session, case):
    tell_deposit(session, case, 20_000)
    wind(session, case, T0 + COMPLY)
    reply(session, case, False, T0 + COMPLY + HOUR, "no funds")
    reply(session, case, True, T0 + COMPLY + 2 * HOUR)
    assert book_of(session, case)["deposit"] == 7_100
    appeal(session, case)
    make_ruling(session, case, Side.SELLER, AGAIN)

    assert open_payment(session, case).event.facts["to"] == "deposit"
    reply(session, case, True, AGAIN + HOUR)
    assert book_of(session, case)["deposit"] == 20_000
    assert is_square(session, case)


def test_a_reversal_after_a_shortfall_leaves_nobody_owing_anything(session, case):
    tell_deposit(session, case, 5_000)
    wind(session, case, T0 + COMPLY)
    reply(session, case, False, T0 + COMPLY + HOUR, "no funds")
    reply(session, case, True, T0 + COMPLY + 2 * HOUR)
    appeal(session, case)
    make_ruling(session, case, Side.SELLER, AGAIN)
    reply(session, case, True, AGAIN + HOUR)

    assert book_of(session, case)["deposit"] == 5_000
    assert is_square(session, case)


def test_an_order_not_sent_yet_is_recalled_and_goes_out_later_under_the_same_id(session, case):
    wind(session, case, T0 + COMPLY)
    order = open_payment(session, case)
    appeal(session, case)
    assert (order.state, order.event.state) == ("recalled", "recalled")
    assert ends(session, case, Due.PAYMENT_OVERDUE) is None

    make_ruling(session, case, now=AGAIN)
    assert (order.state, order.event.state) == ("ordered", "owed")
    assert len(events_of(session, "refund.pay")) == 1
    assert ends(session, case, Due.PAYMENT_OVERDUE) == AGAIN + DAY


def test_a_recalled_order_and_its_hold_are_let_go_by_a_reversal(session, case):
    tell_deposit(session, case, 20_000)
    wind(session, case, T0 + COMPLY)
    reply(session, case, False, T0 + COMPLY + HOUR, "no funds")
    appeal(session, case)
    assert book_of(session, case)["held"] == 12_900, "the deposit waits for the second ruling"
    make_ruling(session, case, Side.SELLER, AGAIN)

    assert book_of(session, case)["deposit"] == 20_000
    assert is_square(session, case) and executing.is_done(session, case)


def sent(session, case):
    wind(session, case, T0 + COMPLY)
    order = open_payment(session, case)
    order.event.state, order.event.sent_at = "sent", T0 + COMPLY
    session.flush()
    return order


def test_an_order_sent_before_the_appeal_is_booked_when_answered_and_counts_if_upheld(
    session, case
):
    sent(session, case)
    appeal(session, case)
    reply(session, case, True, APPEALED + HOUR)
    assert is_square(session, case)
    make_ruling(session, case, now=AGAIN)

    assert stage(session, case) is Stage.PAID
    assert len(payments_of(session, case)) == 1


def test_an_order_answered_only_after_the_reversal_goes_straight_back(session, case):
    order = sent(session, case)
    appeal(session, case)
    make_ruling(session, case, Side.SELLER, AGAIN)
    assert not executing.is_done(session, case)
    assert ends(session, case, Due.PAYMENT_OVERDUE) == AGAIN + DAY, "it is asked for all the same"

    reply(session, case, True, AGAIN + HOUR)
    back = open_payment(session, case)
    assert (back.kind, back.undoes) == (Pay.REVERSE, order.event_id)
    reply(session, case, True, AGAIN + 2 * HOUR)
    assert is_square(session, case) and executing.is_done(session, case)


def test_a_dropped_order_that_was_paid_after_all_goes_straight_back(session, case):
    """A delivery may have arrived although we saw it fail."""
    wind(session, case, T0 + COMPLY)
    order = open_payment(session, case)
    appeal(session, case)
    make_ruling(session, case, Side.SELLER, AGAIN)
    assert order.state == "dropped"

    confirming.answer(session, order.event_id, True, "", AGAIN, AGAIN)
    reply(session, case, True, AGAIN + HOUR)
    assert is_square(session, case)


@pytest.mark.parametrize("deposit", [0, 20_000])
def test_an_order_refused_only_after_the_reversal_costs_the_seller_nothing(session, case, deposit):
    if deposit:
        tell_deposit(session, case, deposit)
    sent(session, case)
    appeal(session, case)
    make_ruling(session, case, Side.SELLER, AGAIN)
    reply(session, case, False, AGAIN + HOUR, "no funds")

    assert book_of(session, case)["deposit"] == deposit and is_square(session, case)
    assert not events_of(session, "seller.penalised") and executing.is_done(session, case)


def test_a_dropped_order_that_is_refused_after_all_changes_nothing(session, case):
    wind(session, case, T0 + COMPLY)
    order = open_payment(session, case)
    appeal(session, case)
    make_ruling(session, case, Side.SELLER, AGAIN)
    confirming.answer(session, order.event_id, False, "", AGAIN, AGAIN)

    assert is_square(session, case) and not events_of(session, "seller.penalised")


def test_a_part_of_the_deposit_taken_after_the_reversal_goes_back_and_penalises_nobody(
    session, case
):
    tell_deposit(session, case, 5_000)
    wind(session, case, T0 + COMPLY)
    reply(session, case, False, T0 + COMPLY + HOUR, "no funds")
    order = open_payment(session, case)
    order.event.state, order.event.sent_at = "sent", T0 + COMPLY
    appeal(session, case)
    make_ruling(session, case, Side.SELLER, AGAIN)
    reply(session, case, True, AGAIN + HOUR)
    reply(session, case, True, AGAIN + 2 * HOUR)

    assert book_of(session, case)["deposit"] == 5_000 and is_square(session, case)
    assert not events_of(session, "seller.penalised")


def test_a_refusal_that_comes_during_the_appeal_leads_to_the_deposit_only_after_it(session, case):
    tell_deposit(session, case, 20_000)
    sent(session, case)
    appeal(session, case)
    reply(session, case, False, APPEALED + HOUR, "no funds")
    assert stage(session, case) is Stage.REFUSED
    make_ruling(session, case, now=AGAIN)

    assert open_payment(session, case).kind is Pay.DEDUCT


def test_a_buyer_who_cannot_give_the_money_back_owes_it_beyond_the_case(session, case):
    complying.pay_now(session, case, Side.SELLER, T0)
    reply(session, case, True, T0)
    appeal(session, case)
    make_ruling(session, case, Side.SELLER, AGAIN)
    reply(session, case, False, AGAIN + HOUR, "account closed")

    assert book_of(session, case)["unpaid"] == -12_900
    assert book_of(session, case)["buyer"] == 0 and executing.is_done(session, case)


def test_a_ruling_upheld_after_an_earlier_reversal_still_waits_for_the_money_to_come_back(
    session, case
):
    complying.pay_now(session, case, Side.SELLER, T0)
    reply(session, case, True, T0)
    appeal(session, case)
    make_ruling(session, case, Side.SELLER, AGAIN)
    case.phase = Phase.APPEALED
    make_ruling(session, case, Side.SELLER, AGAIN + DAY)

    assert ends(session, case, Due.PAYMENT_OVERDUE) == AGAIN + 2 * DAY
    enforcing.close_when_done(session, case, AGAIN + DAY)
    assert case.phase is Phase.RULED
