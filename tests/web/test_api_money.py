"""What the marketplace's machine tells of money, and asks of a seller."""

from dataclasses import replace
from uuid import uuid4

import pytest

from jury.rules import books
from jury.store.books import balance_of
from tests.factories import T0, make_account, make_case, make_order, make_person, make_policy
from tests.money_makers import DAY, make_ruling, open_payment, stage, wind

TOKEN = "a-token-of-the-marketplace"
AT = T0.isoformat()


@pytest.fixture
def machine(app, web):
    settings = app.config["SETTINGS"]
    app.config["SETTINGS"] = replace(settings, orders_token=TOKEN)
    yield Machine(web.client)
    app.config["SETTINGS"] = settings


class Machine:
    def __init__(self, client):
        self.client = client

    def post(self, what, sent, token=TOKEN):
        headers = {"Authorization": f"Bearer {token}"}
        return self.client.post(f"/api/v1/{what}", json=sent, headers=headers)

    def get(self, what, token=TOKEN):
        return self.client.get(f"/api/v1/{what}", headers={"Authorization": f"Bearer {token}"})


@pytest.fixture
def order(session):
    case = make_ruling(session, now=T0 - 3 * DAY).case
    wind(session, case, T0)
    return open_payment(session, case)


def paid(order, **named):
    return {"event_id": str(order.event_id), "state": "paid", "at": AT} | named


def test_an_order_is_confirmed_once_however_often_it_is_told(machine, session, order):
    assert machine.post("payments", paid(order)).json == {"state": "booked"}
    assert machine.post("payments", paid(order)).json == {"state": "known"}
    assert stage(session, order.case) == "paid"
    answer = machine.post("payments", paid(order, state="refused", reason="no funds"))
    assert answer.status_code == 409 and "answered before as paid" in answer.json["error"]


def test_a_refusal_is_kept_with_its_reason(machine, session, order):
    machine.post("payments", paid(order, state="refused", reason="no\x00funds"))
    assert order.reason == "no funds" and stage(session, order.case) == "short"


@pytest.mark.parametrize(
    ("named", "status"),
    [
        ({"event_id": "x"}, 422),
        ({"event_id": str(uuid4())}, 404),
        ({"state": "perhaps"}, 422),
        ({"at": "yesterday"}, 422),
        ({"at": "2026-09-01T12:00:00"}, 422),
        ({"at": "2027-09-01T12:00:00+08:00"}, 422),
        ({"colour": "red"}, 422),
    ],
)
def test_what_cannot_be_meant_is_refused_in_a_sentence(machine, session, order, named, status):
    answer = machine.post("payments", paid(order, **named))
    assert answer.status_code == status and answer.json["error"].endswith((".", "itself."))
    assert stage(session, order.case) == "ordered"


@pytest.mark.parametrize("sent", [[], "paid", None, 1])
def test_what_is_no_object_is_refused(machine, sent):
    assert machine.post("payments", sent).status_code == 422
    assert machine.post("deposits", sent).status_code == 422


@pytest.mark.parametrize("what", ["payments", "deposits"])
def test_without_the_token_nothing_is_booked(machine, what):
    assert machine.post(what, {}, "wrong").status_code == 401
    assert machine.get("standing/x", "wrong").status_code == 401


def told(seller, **named):
    row = {"event_id": "d1", "seller_ref": seller.ref, "amount": "500.00", "currency": "CNY"}
    return row | {"at": AT} | named


def test_a_deposit_is_told_once(machine, session):
    seller = make_account(session)
    assert machine.post("deposits", told(seller)).json == {"state": "booked"}
    assert machine.post("deposits", told(seller)).json == {"state": "known"}
    assert machine.post("deposits", told(seller, amount="5")).status_code == 409
    out = machine.post("deposits", told(seller, amount="-500.01", event_id="d2"))
    assert out.status_code == 409 and "50000" in out.json["error"]
    assert balance_of(session, books.deposit(seller.id)) == 50_000


@pytest.mark.parametrize("amount", ["", "0", "1.001", "NaN", "1e99", "Infinity", "much"])
def test_a_sum_that_is_none_is_refused(machine, session, amount):
    assert machine.post("deposits", told(make_account(session), amount=amount)).status_code == 422


def test_the_standing_tells_what_counts_and_whether_campaigns_are_open(machine, session):
    make_policy(session)
    seller = make_account(session, make_person(session))
    seller.ref = "shop/9"
    for _ in range(6):
        make_ruling(session, make_case(session, order=make_order(session, seller=seller)))
    told = machine.get("standing/shop/9").json
    assert len(told["dispute_refunds"]) == told["trade_disputes"] == 6
    assert told["may_join_campaigns"] is False
    assert told["restricted_until"] == "2026-10-01T00:00:00+08:00"
    assert machine.get("standing/nobody").status_code == 404


def test_a_deposit_paid_in_tomorrow_is_refused_today(machine, session):
    ref = make_order(session).seller.ref
    told = {"event_id": "d", "seller_ref": ref, "amount": "5.00", "currency": "CNY"}
    answer = machine.post("deposits", told | {"at": (T0 + DAY).isoformat()})
    assert answer.status_code == 422 and "has not come yet" in answer.json["error"]
