"""Truths about what a seller pays of its own, told by the event of the ruling."""

import pytest

from jury.court import confirming, executing
from jury.rules.execution import Stage
from jury.rules.words import Side
from tests.court.test_undoing import AGAIN, APPEALED, COMPLY, appeal, sent
from tests.factories import T0
from tests.money_makers import (
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


def pay_itself(session, case, now):
    ruled = events_of(session, "case.ruled")[0]
    return confirming.answer(session, ruled.id, True, "", now, now)


@pytest.mark.parametrize("deposit", [0, 20_000])
@pytest.mark.parametrize("hours", [1, 73, 75])
def test_what_the_seller_pays_of_its_own_while_the_appeal_runs_is_booked_once(
    session, case, hours, deposit
):
    """Before its time is over, and where the order or the deduction was kept back unsent."""
    if deposit:
        tell_deposit(session, case, deposit)
    if hours > 72:
        wind(session, case, T0 + COMPLY)
    if hours > 74 and deposit:
        reply(session, case, False, T0 + 74 * HOUR, "no funds")
    appeal(session, case, T0 + hours * HOUR)
    now = T0 + 80 * HOUR
    assert pay_itself(session, case, now) and not pay_itself(session, case, now)
    make_ruling(session, case, now=AGAIN)

    assert stage(session, case) is Stage.PAID and is_square(session, case)
    assert executing.is_done(session, case) and book_of(session, case)["deposit"] == deposit
    assert not any(event.state == "owed" for event in events_of(session, "refund.pay"))


def test_what_the_seller_paid_of_its_own_while_its_appeal_ran_goes_back_when_it_wins(session, case):
    appeal(session, case, T0 + HOUR)
    pay_itself(session, case, T0 + 2 * HOUR)
    make_ruling(session, case, Side.SELLER, AGAIN)
    reply(session, case, True, AGAIN + HOUR)
    assert is_square(session, case) and executing.is_done(session, case)


def test_an_order_that_was_sent_is_answered_and_not_paid_of_the_sellers_own(session, case):
    sent(session, case)
    appeal(session, case)
    with pytest.raises(confirming.NothingDue):
        pay_itself(session, case, APPEALED + HOUR)


def test_what_is_paid_already_is_not_paid_of_the_sellers_own(session, case):
    """The whole price came from the deposit while the appeal ran."""
    tell_deposit(session, case, 20_000)
    wind(session, case, T0 + COMPLY)
    reply(session, case, False, T0 + COMPLY, "no funds")
    order = open_payment(session, case)
    order.event.state, order.event.sent_at = "sent", T0 + COMPLY
    appeal(session, case)
    reply(session, case, True, APPEALED + HOUR)
    with pytest.raises(confirming.NothingDue):
        pay_itself(session, case, APPEALED + HOUR)
