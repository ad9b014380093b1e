"""How people set where messages go and which they do without, and learn what fails."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from jury.court import notices, passwords, posting
from jury.store.ledger import Entry
from jury.store.notices import Letter, SwitchedOff
from tests.factories import T0, make_account, make_juror, make_person

PASSWORD = "correct horse battery"


@pytest.fixture
def person(session, web):
    person = make_person(session)
    passwords.set_password(person, PASSWORD)
    make_account(session, person)
    web.sign_in(person)
    return person


@pytest.fixture
def with_im(app):
    settings = app.config["SETTINGS"]
    app.config["SETTINGS"] = replace(settings, im_webhook_url="https://chat.example")
    yield
    app.config["SETTINGS"] = settings


def off(session):
    return {(row.kinds, row.channel) for row in session.scalars(select(SwitchedOff))}


def change(web, email="new@example.org", password=PASSWORD):
    typed = {"address-email": email, "address-current": password}
    return web.post("/settings/address", typed)


def test_a_group_of_messages_can_be_switched_off_and_on_again(web, session, person):
    page = web.page("/settings")
    assert "What happens in your cases" in page
    assert "News of the desk" not in page
    assert "is always sent as well" in page

    assert web.post("/settings/messages", {}).status_code == 302
    assert off(session) == {("cases", "mail")}
    web.post("/settings/messages", {"on": "cases:mail"})
    assert off(session) == set()
    web.post("/settings/messages", {"on": ["cases:mail", "desk:mail", "accounts:mail", "x"]})
    assert off(session) == set()
    assert len(session.scalars(select(Entry).where(Entry.act == "messages_chosen")).all()) == 2


def test_jurors_are_offered_what_jurors_get(web, session):
    web.sign_in(make_juror(session).person)
    assert "other news for jurors" in web.page("/settings")


def test_an_address_that_fails_is_said_in_the_inbox_until_it_is_said_to_be_right(
    web, session, person
):
    assert "not been able to reach you" not in web.page("/inbox")
    posting.mark_failing(session, "mail", person.email, "bounced", T0)
    assert "not been able to reach you by e-mail" in web.page("/inbox")
    assert person.email in web.page("/settings")
    web.post("/settings/addresses/right")
    assert "not been able to reach you" not in web.page("/inbox")


def test_an_address_is_changed_with_the_password_and_the_old_one_is_told(web, session, person):
    old = person.email
    owed = notices.owe(session, person, "handed_in", T0)
    session.flush()
    assert change(web, password="wrong").status_code == 422
    assert person.email == old

    assert change(web, " New@Example.org ").status_code == 302
    assert person.email == "new@example.org"
    assert owed.letters[0].to == "new@example.org"
    told = session.scalars(select(Letter).where(Letter.kind == "address_changed")).one()
    assert told.to == old
    entry = session.scalars(select(Entry).where(Entry.act == "address_changed")).one()
    assert "example" not in entry.body


def test_an_address_of_another_account_is_refused_and_stays_typed(web, session, person):
    other = make_person(session)
    answer = change(web, other.email)
    assert answer.status_code == 422
    assert other.email.encode() in answer.data
    assert b"yours was not changed" in answer.data


def test_an_instant_messenger_is_offered_only_where_the_house_has_one(web, person):
    assert 'id="handle"' not in web.page("/settings")


def test_with_a_messenger_set_a_message_goes_out_by_both_channels(web, session, person, with_im):
    assert web.post("/settings/im", {"handle": "x" * 121}).status_code == 422
    web.post("/settings/im", {"handle": " wx:li "})
    assert person.im == "wx:li"
    notice = notices.owe(session, person, "handed_in", T0)
    session.flush()
    assert [(each.channel, each.to) for each in notice.letters] == [
        ("mail", person.email),
        ("im", "wx:li"),
    ]
    web.post("/settings/messages", {"on": "cases:im"})
    assert off(session) == {("cases", "mail")}
