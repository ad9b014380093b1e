"""The mail server's endpoint for letters that came back."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from jury.court import posting
from jury.store.notices import FailingAddress
from tests.channel_makers import KINDS, make_phoned_case, owe_seller
from tests.factories import T0

TOKEN = "a token of sixteen"


@pytest.fixture
def tell(web, app):
    settings = app.config["SETTINGS"]
    app.config["SETTINGS"] = replace(settings, orders_token=TOKEN)

    def tell(sent, token=TOKEN):
        headers = {"Authorization": f"Bearer {token}"}
        return web.client.post("/api/v1/bounces", json=sent, headers=headers)

    yield tell
    app.config["SETTINGS"] = settings


@pytest.fixture
def letter(session):
    letter = owe_seller(session, make_phoned_case(session)).letters[0]
    posting.deliver(session, {"mail": lambda each: None}, KINDS, T0)
    return letter


def test_a_machine_without_the_token_is_not_heard(tell, letter):
    assert tell({"address": letter.to}, token="another").status_code == 401
    assert letter.bounced_at is None


def test_a_letter_that_came_back_is_known_by_its_message_id_however_often_told(
    tell, letter, session
):
    sent = {"message_id": f"<{letter.id}@court.example>", "said": "550 unknown"}
    assert [tell(sent).get_json() for _ in range(2)] == [{"taken_in": 1}, {"taken_in": 0}]
    assert letter.bounced_at
    assert [row.address for row in session.scalars(select(FailingAddress))] == [letter.to]


def test_an_address_that_came_back_is_known_by_itself(tell, letter):
    sent = {"address": letter.to.upper()}
    assert tell(sent).get_json()["taken_in"] >= 1
    assert tell(sent).get_json() == {"taken_in": 0}


@pytest.mark.parametrize("message_id", ["<x@y>", "<00000000-0000-0000-0000-000000000000@y>"])
def test_what_is_not_ours_is_answered_calmly(tell, message_id):
    assert tell({"message_id": message_id}).get_json() == {"taken_in": 0}


@pytest.mark.parametrize("sent", [[], {}, "x", {"message_id": ""}])
def test_what_names_nothing_is_refused(tell, sent):
    assert tell(sent).status_code == 422
