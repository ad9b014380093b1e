"""The marketplace's endpoint for refunds: all or nothing, each step once."""

from dataclasses import replace

import pytest

from jury.court import refunding
from jury.store.refunds import RefundEntry
from tests.factories import T0, make_policy
from tests.refund_makers import make_unasked

TOKEN = "a-token-of-the-marketplace"
AT = "2026-08-25T12:00:00+00:00"


@pytest.fixture
def send(app, web):
    settings = app.config["SETTINGS"]
    app.config["SETTINGS"] = replace(settings, orders_token=TOKEN)
    yield lambda steps, token=TOKEN: web.client.post(
        "/api/v1/refunds", json=steps, headers={"Authorization": f"Bearer {token}"}
    )
    app.config["SETTINGS"] = settings


@pytest.fixture
def order(session):
    make_policy(session)
    return make_unasked(session, placed_at=T0.replace(month=8, day=20))


def step(order, n=1, **named):
    said = {"event_id": f"e{n}", "order": order.ref, "what": "applied", "at": AT}
    return said | named


def n_steps(session):
    return session.query(RefundEntry).count()


def test_steps_are_taken_in_and_sending_them_again_changes_nothing(send, session, order):
    steps = [step(order), step(order, 2, what="refused", at="2026-08-26T12:00:00Z", reason="No")]
    assert send(steps).json == {"taken_in": 2, "known": 0}
    assert send(steps).json == {"taken_in": 0, "known": 2}
    assert n_steps(session) == 2
    assert refunding.standing(session, order, T0).is_open(T0)


@pytest.mark.parametrize("token", ["", "wrong"])
def test_without_the_token_nothing_comes_in(send, session, order, token):
    assert send([step(order)], token).status_code == 401 and n_steps(session) == 0


@pytest.mark.parametrize(
    ("wrong", "fault"),
    [
        ({"order": "nowhere"}, "was not told to this court"),
        ({"what": "paid"}, "what 'paid' is none of: applied, refused, granted, withdrawn."),
        ({"at": "yesterday"}, "is not a moment with its zone"),
        ({"at": "2026-08-25T12:00:00"}, "is not a moment with its zone"),
        ({"at": "2026-09-01T12:05:01Z"}, "has not come yet"),
        ({"at": "2026-08-01T12:00:00Z"}, "before the order was placed"),
        ({"event_id": " "}, "event_id is missing."),
        ({"event_id": "e" * 65}, "event_id is longer than 64 characters."),
        ({"event_id": None}, "event_id is missing."),
        ({"event_id": 7}, "event_id is not a text."),
        ({"reason": "x" * 1001}, "reason is longer than 1000 characters."),
        ({"reason": "\x00"}, "reason holds a NUL character."),
        ({"colour": "red"}, "colour is not known."),
        ({"event_id": "e1"}, "stands in item 1 already."),
    ],
)
def test_one_fault_keeps_the_whole_batch_out_and_is_named_by_its_item(
    send, session, order, wrong, fault
):
    response = send([step(order), step(order, 2) | wrong])
    assert response.status_code == 422 and response.json["taken_in"] == 0
    assert [each["item"] for each in response.json["faults"]] == [2]
    assert fault in response.json["faults"][0]["fault"]
    assert n_steps(session) == 0


@pytest.mark.parametrize(
    "other", [{"what": "refused"}, {"at": "2026-08-26T12:00:00Z"}, {"reason": "Else"}]
)
def test_an_event_told_otherwise_is_a_fault_and_the_first_stands(send, session, order, other):
    send([step(order, reason="Cracked")])
    response = send([step(order, reason="Cracked") | other])
    assert "said something else" in response.json["faults"][0]["fault"]
    assert n_steps(session) == 1


@pytest.mark.parametrize("sent", [{}, "steps", 1, None, [1], [[]]])
def test_what_is_no_list_of_steps_is_refused(send, sent):
    response = send(sent)
    assert response.status_code == 422 and response.json["taken_in"] == 0


def test_a_thousand_steps_at_once_and_no_more(send, order):
    assert "At most 1000" in send([step(order, n) for n in range(1001)]).json["error"]


def test_steps_may_come_in_any_order(send, session, order):
    send([step(order, 2, what="granted", at="2026-08-26T12:00:00Z")])
    send([step(order)])
    assert not refunding.standing(session, order, T0).is_live
