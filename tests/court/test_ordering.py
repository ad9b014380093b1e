"""Orders come in whole batches, once each, and never change."""

import pytest
from sqlalchemy import select

from jury.court import ordering, told
from jury.store.notices import Letter
from jury.store.orders import Order
from jury.store.people import MarketAccount, OneTimeLink
from tests.factories import T0, make_account, make_person

ROW = {
    "ref": "O-1",
    "buyer_ref": "b1",
    "seller_ref": "s1",
    "shop": "Kettles & Co",
    "item": "Kettle",
    "category": "in_sale",
    "amount": "129.00",
    "currency": "CNY",
    "placed_at": "2026-08-20T10:00:00+08:00",
    "buyer_name": "张伟",
    "buyer_email": "zhang@example.org",
    "buyer_phone": "13800138000",
}


def read(**words):
    order, faults = told.read(ROW | words, T0)
    assert order, faults
    return order


def come(session, *orders):
    return ordering.import_orders(session, orders, T0, "marketplace")


def test_an_order_is_kept_with_what_redaction_must_find(session):
    assert come(session, read()) == ordering.Import(1, 0, 1)
    order = session.scalars(select(Order)).one()
    assert (order.amount_minor, order.currency) == (12_900, "CNY")
    assert order.contacts["phone"] == ["13800138000"] and order.contacts["order_no"] == ["O-1"]


def test_the_same_order_again_changes_nothing(session):
    come(session, read())
    assert come(session, read()) == ordering.Import(0, 1, 0)
    assert len(session.scalars(select(Order)).all()) == 1


def test_an_order_told_otherwise_is_refused(session):
    come(session, read())
    with pytest.raises(ordering.OrderToldOtherwise, match="O-1"):
        come(session, read(amount="130.00"))


def test_a_newer_order_brings_the_account_up_to_date(session):
    come(session, read())
    come(session, read(ref="O-2", buyer_phone="13900139000"))
    account = session.scalars(select(MarketAccount).where(MarketAccount.ref == "b1")).one()
    assert account.phone == "13900139000"


def test_each_party_is_invited_once_by_a_link_that_is_kept_as_a_hash(session):
    come(session, read(), read(ref="O-2", buyer_name=""))
    letter = session.scalars(select(Letter)).one()
    assert (letter.to, letter.kind) == ("zhang@example.org", "invited")
    link = session.scalars(select(OneTimeLink)).one()
    assert link.token_hash not in letter.path and letter.path.startswith("/welcome/")


def test_who_has_an_account_here_is_not_invited(session):
    make_account(session, make_person(session)).ref = "b1"
    assert come(session, read()).n_invited == 0


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        ({"ref": ""}, "ref is missing"),
        ({"amount": "-1"}, "is not a price"),
        ({"amount": "1.234"}, "is not a price"),
        ({"amount": "NaN"}, "is not a price"),
        ({"amount": "1e400"}, "is not a price"),
        ({"currency": "RMB¥"}, "three-letter"),
        ({"category": "shoes"}, "is none of"),
        ({"placed_at": "2026-08-20"}, "not a moment with its zone"),
        ({"placed_at": "0001-01-01T00:00:00+14:00"}, "not a moment with its zone"),
        ({"placed_at": "9999-12-31T23:59:59-14:00"}, "not a moment with its zone"),
        ({"placed_at": "2026-09-01T20:06:00+08:00"}, "has not come yet"),
        ({"refund_applied_at": "9999-12-31T23:59:59-14:00"}, "not a moment with its zone"),
        ({"refund_applied_at": "2027-01-01T00:00:00+08:00"}, "has not come yet"),
        ({"buyer_ref": "s1"}, "the same account"),
        ({"amount": "1e999999"}, "is not a price"),
        ({"buyer_email": "nobody"}, "not an e-mail"),
        ({"buyer_email": "a@b.example, c@d.example"}, "not an e-mail"),
        ({"buyer_email": "a@b.example\r\nBcc: c@d.example"}, "not an e-mail"),
        ({"buyer_email": "<a@b.example>"}, "not an e-mail"),
        ({"buyer_orders": "²"}, "whole number"),
        ({"buyer_opened_on": "9999-12-31"}, "not a day"),
        ({"buyer_opened_on": "0001-01-01"}, "not a day"),
        ({"buyer_opened_on": "20.8.2026"}, "not a day"),
        ({"item": "x" * 201}, "longer than 200"),
        ({"buyer_address": "x" * 501}, "longer than 500"),
        ({"shop": "a\x00b"}, "NUL"),
    ],
)
def test_each_fault_is_said(words, fault):
    order, faults = told.read(ROW | words, T0)
    assert order is None and any(fault in said for said in faults), faults


def test_a_reference_told_twice_in_a_batch_is_a_fault_with_both_lines():
    _orders, faults = told.read_all([(2, ROW), (5, ROW)], T0)
    assert faults == [(5, "ref O-1 stands in line 2 already.")]


@pytest.mark.parametrize(("currency", "minor"), [("JPY", 129), ("USD", 12_900)])
def test_minor_units_are_those_of_the_currency(currency, minor):
    order = read(currency=currency, amount="129")
    assert order.amount_minor == minor
