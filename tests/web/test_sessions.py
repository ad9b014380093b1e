"""Who is visiting, and forms that outlive a session."""

import re
from datetime import timedelta
from html import unescape

import pytest
from flask import request

from jury.court import signing
from jury.web import sessions
from tests.factories import make_person
from tests.web.checker import words_of

PASSWORD = "quiet river under stones"
STORY = "The kettle leaked on the first day.\n它第一天就漏水。 " + "x" * 50


@pytest.fixture
def person(session, now):
    return signing.add_person(session, "li@example.org", "Li", now, "en", PASSWORD)


def hidden(response, name):
    html = response.get_data(as_text=True)
    return unescape(re.search(f'name="{name}" value="([^"]*)"', html)[1])


def sign_in(web, **more):
    return web.post("/sign-in", {"email": "li@example.org", "password": PASSWORD, **more})


def test_a_page_for_the_signed_in_asks_others_in_and_brings_them_back(web, person):
    asked = web.get("/settings?x=1")
    assert asked.location == "/sign-in?next=/settings?x%3D1"
    assert sign_in(web, next="/settings?x=1").location == "/settings?x=1"
    assert "Li" in web.page("/settings")


def test_a_revoked_session_is_over_at_once(web, session, person, now):
    web.sign_in(person)
    assert web.get("/settings").status_code == 200
    signing.revoke_all(session, person, now)
    assert web.get("/settings").status_code == 302


def test_a_session_ends_when_its_time_is_over(web, person):
    web.sign_in(person)
    web.wind(timedelta(days=7))
    assert web.get("/settings").status_code == 302


def test_a_form_sent_after_the_session_ended_is_whole_after_signing_in_again(web, session, person):
    web.sign_in(person)
    signing.revoke_all(session, person, person.joined_at)

    asked = web.post("/settings/name", {"name": STORY, "password": "secret"})
    assert asked.status_code == 401
    assert "Nothing you typed is lost" in words_of(asked)

    again = sign_in(web, kept=hidden(asked, "kept"))
    assert "You are signed in again" in words_of(again)
    html = unescape(again.get_data(as_text=True))
    assert 'action="/settings/name"' in html and STORY in html
    assert "secret" not in html


def test_even_a_hundred_thousand_characters_are_not_lost(web, session, person):
    story = "水壶漏水。" * 20_000
    asked = web.post("/settings/name", {"name": story})
    again = sign_in(web, kept=hidden(asked, "kept"))
    assert story in again.get_data(as_text=True)


def test_a_kept_form_that_we_did_not_seal_is_not_offered(web, person):
    forged = sign_in(web, kept="eyJwYXRoIjoiL3NldHRpbmdzIn0.forged")
    assert forged.status_code == 302


def test_a_form_too_old_to_trust_is_offered_again_if_a_page_of_ours_sent_it(web, person):
    web.sign_in(person)
    sent = {"csrf_token": "stale", "name": STORY, "current": "secret"}
    ours = web.post("/settings/name", sent, headers={"Origin": "http://localhost"})
    theirs = web.post("/settings/name", sent, headers={"Origin": "https://evil.example"})

    assert ours.status_code == theirs.status_code == 400
    assert "before somebody signed out or in here" in words_of(ours)
    assert STORY in unescape(ours.get_data(as_text=True))
    assert "Send it again" in words_of(ours) and "Send it again" not in words_of(theirs)
    assert "secret" not in ours.get_data(as_text=True)


@pytest.mark.parametrize(
    "path",
    ["https://evil.example", "//evil.example", "/\\evil.example", "/\t/evil.example", "evil", "",
     "/a\\b", "javascript:alert(1)", None],
)  # fmt: skip
def test_nobody_is_sent_to_another_site(path):
    assert sessions.local(path) is None


def test_a_path_of_ours_is_followed():
    assert sessions.local("/cases/1?x=%2F/y#z") == "/cases/1?x=%2F/y#z"


def test_pages_of_the_signed_in_are_not_kept_by_the_browser(web, person):
    assert "no-store" not in web.get("/").headers.get("Cache-Control", "")
    web.sign_in(person)
    assert web.get("/").headers["Cache-Control"] == "no-store"


def test_each_page_carries_the_id_its_log_lines_have(web):
    assert (
        web.get("/", headers={"X-Request-ID": "abc-12345"}).headers["X-Request-ID"] == "abc-12345"
    )
    odd = web.get("/", headers={"X-Request-ID": 'x" injected'}).headers["X-Request-ID"]
    assert re.fullmatch("[0-9a-f]{32}", odd)


def test_log_lines_name_the_rule_and_no_token_or_query(web, caplog):
    web.get("/recover/very-secret-token?email=li@example.org")
    assert "/recover/<token>" in caplog.text
    assert "very-secret-token" not in caplog.text and "li@example.org" not in caplog.text


def test_the_kind_of_device_is_told_in_words(app):
    wechat = "Mozilla/5.0 (Linux; Android 14) Chrome/126 Mobile Safari/537.36 MicroMessenger/8"
    with app.test_request_context(headers={"User-Agent": wechat}):
        assert sessions.device_words(request.user_agent.string) == "WeChat · Android"


def test_the_language_is_ones_own_then_the_chosen_then_the_browsers(web, session, person):
    def lang(**named):
        return re.search('lang="([^"]+)"', web.get("/", **named).get_data(as_text=True))[1]

    assert lang(headers={"Accept-Language": "fr, en;q=0.5"}) == "en"
    assert lang(headers={"Accept-Language": "zh-TW"}) == "zh-Hans"
    assert lang(headers={"Accept-Language": "fr"}) == "zh-Hans"
    web.post("/language", {"language": "en", "next": "/how"})
    assert lang(headers={"Accept-Language": "zh"}) == "en"
    web.sign_in(make_person(session, locale="zh"))
    assert lang() == "zh-Hans"
