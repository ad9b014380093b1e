"""The marketplace's endpoint, as its machine meets it."""

import pytest
from sqlalchemy import func, select

from jury.store.orders import Order
from tests.court.test_ordering import ROW

TOKEN = "a-token-of-the-marketplace"


@pytest.fixture
def send(app, client):
    settings = app.config["SETTINGS"]
    from dataclasses import replace

    app.config["SETTINGS"] = replace(settings, orders_token=TOKEN)
    yield lambda orders, token=TOKEN: client.post(
        "/api/v1/orders", json=orders, headers={"Authorization": f"Bearer {token}"}
    )
    app.config["SETTINGS"] = settings


def n_orders(session):
    return session.scalar(select(func.count()).select_from(Order))


def test_orders_are_taken_in_and_sending_them_again_changes_nothing(send, session):
    rows = [ROW, ROW | {"ref": "O-2"}]
    assert send(rows).json == {"taken_in": 2, "known": 0, "invited": 1}
    assert send(rows).json == {"taken_in": 0, "known": 2, "invited": 0}
    assert n_orders(session) == 2


@pytest.mark.parametrize("token", ["", "wrong", "é"])
def test_without_the_token_nothing_comes_in(send, session, token):
    response = send([ROW], token)
    assert response.status_code == 401 and response.json["taken_in"] == 0
    assert n_orders(session) == 0


def test_where_no_token_is_set_none_opens(client, session):
    response = client.post("/api/v1/orders", json=[ROW], headers={"Authorization": "Bearer "})
    assert response.status_code == 401 and n_orders(session) == 0


def test_one_fault_keeps_the_whole_batch_out_and_is_named(send, session):
    response = send([ROW, ROW | {"ref": "O-2", "amount": "much"}])
    assert response.status_code == 422
    assert response.json["faults"] == [
        {"order": 2, "fault": "amount 'much' is not a price such as 129.00."}
    ]
    assert n_orders(session) == 0


def test_an_order_told_otherwise_is_a_conflict_and_keeps_the_rest_out(send, session):
    send([ROW])
    response = send([ROW | {"ref": "O-2"}, ROW | {"amount": "1.00"}])
    assert response.status_code == 409 and "O-1" in response.json["error"]
    assert n_orders(session) == 1


def test_a_thousand_orders_are_taken_and_one_more_is_refused(send, session):
    rows = [ROW | {"ref": f"O-{n}", "item": ""} for n in range(1001)]
    assert "At most 1000" in send(rows).json["error"]
    assert "1000 problems" in send(rows[:1000]).json["error"]


@pytest.mark.parametrize(
    "sent", [{}, "orders", 1, None, [1], [[]], [ROW | {"colour": "red"}], [{"ref": None}]]
)
def test_what_is_no_list_of_orders_is_refused(send, session, sent):
    response = send(sent)
    assert response.status_code == 422 and response.json["taken_in"] == 0
    assert n_orders(session) == 0


def test_what_is_no_json_is_refused(send, client, session):
    headers = {"Authorization": f"Bearer {TOKEN}"}
    response = client.post("/api/v1/orders", data=b"ref,buyer\n1,2", headers=headers)
    assert response.status_code == 422 and response.is_json


def test_numbers_are_read_as_the_words_they_are(send):
    assert send([ROW | {"amount": 129.5, "buyer_orders": 12}]).json["taken_in"] == 1


@pytest.mark.parametrize(
    ("method", "path", "status", "said"),
    [
        ("GET", "/api/v1/orders", 405, "takes POST, not GET"),
        ("GET", "/api/v1/nothing", 404, "nothing at this address"),
        ("GET", "/api", 404, "nothing at this address"),
        ("POST", "/api/v1/orders", 401, "Authorization: Bearer"),
    ],
)
def test_every_failure_is_json_with_a_sentence_for_machines(client, method, path, status, said):
    response = client.open(path, method=method)
    assert response.status_code == status
    assert said in response.json["error"]
    assert "browser" not in response.text
