"""Truths about what the marketplace tells: each answer and each deposit counts once."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from jury.court import booking, confirming, deposits
from jury.rules import books
from jury.rules.books import Booked
from jury.store.books import balance_of, balances_of
from tests.factories import T0, make_account
from tests.money_makers import (
    DAY,
    book_of,
    check_balanced,
    make_ruling,
    open_payment,
    tell_deposit,
    wind,
)

LATER = T0 + 3 * DAY


@pytest.fixture
def order(session):
    case = make_ruling(session).case
    wind(session, case, LATER)
    return open_payment(session, case)


def test_the_same_answer_again_changes_nothing(session, order):
    assert confirming.answer(session, order.event_id, True, "", LATER, LATER)
    assert not confirming.answer(session, order.event_id, True, "", LATER, LATER)
    assert book_of(session, order.case)["buyer"] == 0


def test_another_answer_is_refused(session, order):
    confirming.answer(session, order.event_id, True, "", LATER, LATER)
    with pytest.raises(confirming.AnsweredOtherwise, match="as paid"):
        confirming.answer(session, order.event_id, False, "no funds", LATER, LATER)


def test_an_unknown_id_and_that_of_an_event_without_an_order_are_refused(session, order):
    with pytest.raises(confirming.UnknownPayment):
        confirming.answer(session, uuid4(), True, "", LATER, LATER)


def test_a_payment_of_tomorrow_is_refused(session, order):
    with pytest.raises(confirming.NotYet):
        confirming.answer(session, order.event_id, True, "", LATER + DAY, LATER)


@pytest.fixture
def seller(session):
    return make_account(session)


def tell(session, seller, event_id, amount):
    return deposits.tell(session, event_id, seller.ref, amount, "CNY", T0)


def free(session, seller):
    return balance_of(session, books.deposit(seller.id))


def test_a_deposit_is_booked_once_however_often_it_is_told(session, seller):
    assert tell(session, seller, "d1", 10_000)
    assert not tell(session, seller, "d1", 10_000)
    assert free(session, seller) == 10_000
    with pytest.raises(deposits.DepositToldOtherwise):
        tell(session, seller, "d1", 20_000)


def test_a_deposit_can_be_paid_out_but_not_below_nothing(session, seller):
    tell(session, seller, "d1", 10_000)
    tell(session, seller, "d2", -4_000)
    with pytest.raises(deposits.MoreThanThere, match="6000"):
        tell(session, seller, "d3", -6_001)
    assert balances_of(session, books.deposit(seller.id)) == {"CNY": 6_000}


def test_a_deposit_of_nobody_known_is_refused(session):
    with pytest.raises(deposits.UnknownSeller):
        deposits.tell(session, "d1", "nobody", 1, "CNY", T0)


def test_currencies_are_never_added_up(session, seller):
    tell(session, seller, "d1", 10_000)
    deposits.tell(session, "d2", seller.ref, 500, "USD", T0)
    assert free(session, seller) == 10_000


def test_what_does_not_sum_to_zero_is_never_booked(session):
    with pytest.raises(ValueError, match="make none"):
        booking.book(session, Booked.REFUND_OWED, {"a": 1, "b": -2}, "CNY", T0)


@pytest.mark.parametrize(
    "lines", ["('{0}', 'a', 1)", "('{0}', 'a', 1), ('{0}', 'b', -2)", "('{0}', 'a', 5)"]
)
def test_the_database_refuses_a_booking_that_makes_money(session, lines):
    key = uuid4()
    written = "INSERT INTO booking (id, kind, at, currency, n_lines) VALUES "
    session.execute(text(f"{written} ('{key}', 'refund_owed', now(), 'CNY', 2)"))
    session.execute(text(f"INSERT INTO booking_line VALUES {lines.format(key)}"))
    with pytest.raises(DatabaseError, match="does not sum to zero"):
        check_balanced(session)


def test_the_database_refuses_lines_added_to_a_booking_of_the_past(session, order):
    tell_deposit(session, order.case, 1_000)
    check_balanced(session)
    key = session.scalar(text("SELECT id FROM booking LIMIT 1"))
    session.execute(text(f"INSERT INTO booking_line VALUES ('{key}', 'x', 1), ('{key}', 'y', -1)"))
    with pytest.raises(DatabaseError, match="does not sum to zero"):
        check_balanced(session)


def test_an_answer_a_little_ahead_of_our_clock_is_taken(session, order):
    assert confirming.answer(session, order.event_id, True, "", LATER + timedelta(minutes=4), LATER)
