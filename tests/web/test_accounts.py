"""Signing in and out, recovery, invitations, the inbox and settings."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from jury.court import signing
from jury.court.links import make_link
from jury.court.notices import owe
from jury.store.notices import Letter
from jury.store.people import Person
from tests.factories import make_account, make_juror, make_person
from tests.web.checker import words_of

PASSWORD = "quiet river under stones"
NEW = "another quiet river"


@pytest.fixture
def person(session, now):
    return signing.add_person(session, "li@example.org", "Li", now, "en", PASSWORD)


def enter(web, password=PASSWORD, email="li@example.org", **more):
    return web.post("/sign-in", {"email": email, "password": password, **more})


def english(web):
    web.post("/language", {"language": "en"})


def test_an_unknown_address_a_wrong_password_and_a_locked_account_look_the_same(web, person):
    english(web)
    pages = [enter(web, email="nobody@example.org"), enter(web, "wrong password")]
    for _ in range(signing.MOST_FAILURES):
        enter(web, "wrong password")
    pages.append(enter(web))
    said = {words_of(page).replace("nobody@", "li@") for page in pages}
    assert {page.status_code for page in pages} == {422}
    assert len(said) == 1 and "do not open an account" in said.pop()


def test_whoever_signed_in_from_this_browser_before_is_not_locked_out_of_it(web, person):
    enter(web)
    web.post("/sign-out")
    for _ in range(signing.MOST_FAILURES):
        enter(web, "wrong password")
    assert enter(web).status_code == 302
    assert web.get("/settings").status_code == 200


def test_what_was_typed_stays_but_the_password(web, person):
    html = enter(web, "wrong password").get_data(as_text=True)
    assert 'value="li@example.org"' in html and "wrong password" not in html


def test_an_empty_form_says_at_each_field_what_is_missing(web, person):
    english(web)
    said = words_of(enter(web, "", ""))
    assert "Write your e-mail address." in said and "Write your password." in said
    assert "do not open an account" not in said


@pytest.mark.parametrize(
    ("named", "home"), [({"is_staff": True}, "/desk"), ({"is_admin": True}, "/office"), ({}, "/")]
)
def test_signing_in_leads_to_where_one_belongs(web, session, person, named, home):
    for name, value in named.items():
        setattr(person, name, value)
    session.flush()
    assert enter(web).location == home


def test_a_party_is_led_to_its_cases_and_a_juror_to_the_bench(web, session, person):
    make_account(session, person)
    assert enter(web).location == "/cases"
    make_juror(session, person=person)
    assert enter(web).location == "/bench"


def test_signing_in_never_leads_to_another_site(web, person):
    assert enter(web, next="https://evil.example/").location == "/"


def test_signing_out_ends_the_session_on_the_server_too(web, session, person, now):
    enter(web)
    with web.client.session_transaction() as cookie:
        stolen = cookie["_user_id"]
    assert web.post("/sign-out").location == "/"
    assert web.get("/settings").status_code == 302
    assert signing.visit_of(session, stolen, now) is None


def test_recovery_answers_alike_and_its_link_sets_a_password_once(web, session, person):
    english(web)
    known = words_of(web.post("/recover", {"email": "li@example.org"}))
    unknown = words_of(web.post("/recover", {"email": "nobody@example.org"}))
    assert known.replace("li@", "nobody@") == unknown

    (path,) = session.scalars(select(Letter.path))
    assert web.get(path).status_code == 200
    assert web.post(path, {"password": "short"}).status_code == 422
    assert web.post(path, {"password": NEW}).location == "/sign-in"
    assert enter(web, NEW).status_code == 302
    assert web.get(path).status_code == 404


def test_an_invitation_opens_an_account_and_signs_in(web, session, now):
    account = make_account(session, email="wang@example.org", name="Wang")
    path = f"/welcome/{make_link(session, 'invite', now, timedelta(days=30), account=account)}"

    assert "Wang" in web.get(path).get_data(as_text=True)
    assert web.post(path, {"name": "", "password": NEW}).status_code == 422
    assert web.post(path, {"name": "Wang", "password": NEW}).location == "/cases"

    person = session.scalars(select(Person).where(Person.email == "wang@example.org")).one()
    assert account.person is person
    assert web.get("/settings").status_code == 200
    assert web.get(path).status_code == 404, "the link is spent"


def test_somebody_with_an_account_signs_in_and_links_the_invitation(web, session, person, now):
    account = make_account(session, email=person.email)
    path = f"/welcome/{make_link(session, 'invite', now, timedelta(days=30), account=account)}"
    refused = web.post(path, {"name": "Li", "password": NEW})
    assert refused.status_code == 409

    web.sign_in(person)
    assert "Link it to my account" in web.page(path)
    assert web.post(f"{path}/link").location == "/cases"
    assert account.person is person


def test_the_inbox_tells_in_the_readers_language_and_leads_on(web, session, person, now):
    owe(session, person, "reminded", now, path="/bench", lapses_at=now + timedelta(hours=4))
    web.sign_in(person)
    page = web.page("/inbox")
    assert "A case still waits for your vote" in page and "1 unread" in page

    notice_path = web.get("/inbox").get_data(as_text=True).split('action="/inbox/')[2].split('"')[0]
    assert web.post(f"/inbox/{notice_path}").location == "/bench"
    assert "unread" not in web.page("/inbox")


def test_nobody_reads_anothers_messages(web, session, person, now):
    notice = owe(session, person, "reminded", now, path="/bench", lapses_at=now)
    session.flush()
    web.sign_in(make_person(session))
    assert web.post(f"/inbox/{notice.id}/read").status_code == 404
    assert notice.read_at is None


def test_all_messages_can_be_read_at_once(web, session, person, now):
    notices = [owe(session, person, "reminded", now, lapses_at=now) for _ in range(2)]
    web.sign_in(person)
    web.post("/inbox/read")
    assert all(notice.read_at for notice in notices)


def test_settings_change_name_and_password(web, session, person):
    web.sign_in(person)
    assert web.post("/settings/name", {"name": " "}).status_code == 422
    web.post("/settings/name", {"name": " Li Lei "})
    assert person.name == "Li Lei"

    wrong = web.post("/settings/password", {"current": "wrong", "password": NEW})
    assert wrong.status_code == 422 and "is not right" in words_of(wrong)
    web.post("/settings/password", {"current": PASSWORD, "password": NEW})
    assert web.get("/settings").status_code == 200, "this device stays signed in"
    web.sign_out()
    assert enter(web, NEW).status_code == 302


def test_another_device_can_be_signed_out_from_settings(web, session, person, now):
    token = signing.open_session(session, person, "Chrome Android", now, timedelta(days=1))
    other = signing.visit_of(session, token, now)
    web.sign_in(person)
    assert "Chrome · Android" in web.page("/settings")
    assert web.post("/settings/sessions/end", {"session": "nonsense"}).status_code == 404
    web.post("/settings/sessions/end", {"session": other.token_hash[:16]})
    assert other.revoked_at
    assert web.get("/settings").status_code == 200


def test_signing_out_everywhere_else_keeps_this_device(web, session, person, now):
    token = signing.open_session(session, person, "Chrome", now, timedelta(days=1))
    web.sign_in(person)
    web.post("/settings/sessions/end", {"session": "all"})
    assert signing.visit_of(session, token, now) is None
    assert web.get("/settings").status_code == 200


def test_a_juror_chooses_languages_others_have_none_to_choose(web, session, person):
    web.sign_in(person)
    assert web.post("/settings/languages", {"languages": "en"}).status_code == 404
    juror = make_juror(session, person=person)
    web.post("/settings/languages", {"languages": "en"})
    assert juror.languages == ["en"]
    assert web.post("/settings/languages").status_code == 422


def test_colours_are_kept_for_visitors_and_people(web, session, person):
    web.post("/scheme", {"scheme": "dark", "next": "/how"})
    assert 'data-theme="dark"' in web.get("/").get_data(as_text=True)
    assert web.post("/scheme", {"scheme": "pink"}).status_code == 400
    web.sign_in(person)
    web.post("/scheme", {"scheme": "light"})
    assert person.scheme == "light"
