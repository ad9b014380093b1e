"""The marketplace's endpoint, as its machine meets it."""

import json
from uuid import uuid4

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


@pytest.fixture
def post(client, send):
    headers = {"Authorization": f"Bearer {TOKEN}"}
    return lambda path, body: client.post(
        f"/api/v1/{path}", data=body, headers=headers, content_type="application/json"
    )


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


HALF = json.dumps([ROW | {"item": "\ud800"}])
PATHS = ("orders", "refunds", "payments", "deposits", "bounces")


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("body", ["[" * 100_000, HALF, '{"address": "\\ud800"}'])
def test_what_no_text_holds_and_what_nests_without_end_is_refused_in_a_sentence(
    post, session, path, body
):
    answer = post(path, body)
    assert answer.status_code == 400 and "mend it and send it again" in answer.json["error"]
    assert n_orders(session) == 0


def test_a_nul_in_an_address_is_refused_in_a_sentence(post):
    answer = post("bounces", '{"address": "a\\u0000"}')
    assert answer.status_code == 400 and "NUL" in answer.json["error"]
    assert post("bounces", '{"address": "a@b.example"}').json == {"taken_in": 0}


def test_a_seller_of_a_name_with_a_nul_is_refused_in_a_sentence(client, send):
    answer = client.get("/api/v1/standing/%00", headers={"Authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == 400 and "NUL" in answer.json["error"]


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_a_moment_that_nobody_can_mean_is_refused_at_every_door(post, send, at):
    row = ROW | {"refund_applied_at": at}
    assert "not a moment" in send([row]).json["faults"][0]["fault"]
    send([ROW])
    step = {"event_id": "e1", "order": "O-1", "what": "applied", "at": at}
    assert "not a moment" in post("refunds", json.dumps([step])).json["faults"][0]["fault"]
    paid = {"event_id": str(uuid4()), "state": "paid", "at": at}
    assert "must be a moment" in post("payments", json.dumps(paid)).json["error"]


@pytest.mark.parametrize("amount", ["1e999999", "-1e999999", "1e-999999", "sNaN"])
def test_a_sum_beyond_all_sums_is_refused_in_a_sentence(post, send, amount):
    told = {"event_id": "e", "seller_ref": "s1", "currency": "CNY", "at": ROW["placed_at"]}
    answer = post("deposits", json.dumps(told | {"amount": amount}))
    assert answer.status_code == 422 and "must be a sum" in answer.json["error"]
    assert "not a price" in send([ROW | {"amount": amount}]).json["faults"][0]["fault"]


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
