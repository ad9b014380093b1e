"""The doors: each view has one, and it opens only to whom it should."""

from uuid import uuid4

import pytest
from flask import Flask

from jury.web import access
from tests.factories import make_case, make_juror, make_panel, make_person

UNKNOWN = {"uuid": str(uuid4()), "string": "unknown", "int": "1", "path": "x", "default": "unknown"}
# What anybody may open; a new view must be put here with intent, or have a stricter door.
OPEN = {
    "/", "/how", "/join", "/sign-in", "/recover", "/recover/<token>", "/welcome/<token>",
    "/language", "/scheme", "/sign-out", "/healthz", "/readyz", "/metrics",
    "/static/<path:filename>",
}  # fmt: skip


def rules(app):
    return [rule for rule in app.url_map.iter_rules() if rule.rule not in OPEN]


def address(app, rule):
    values = {}
    for name in rule.arguments:
        converter = type(rule._converters[name]).__name__
        kind = {"UUIDConverter": "uuid", "IntegerConverter": "int"}.get(converter, "string")
        values[name] = UNKNOWN[kind]
    with app.test_request_context():
        return app.url_for(rule.endpoint, **values)


def test_every_page_asks_strangers_to_sign_in(web, app):
    for rule in rules(app):
        url = address(app, rule)
        if "GET" in rule.methods:
            answer = web.get(url)
            asked = answer.status_code == 302 and answer.location.startswith("/sign-in?")
            asked |= rule.rule.startswith("/api/") and answer.status_code == 401
        else:
            answer = web.post(url)
            asked = answer.status_code == 401
        assert asked or answer.status_code == 404, f"{url}: {answer.status_code}"


def test_whoever_has_no_office_is_told_that_its_pages_do_not_exist(web, session, app):
    web.sign_in(make_person(session))
    for rule in rules(app):
        if rule.rule.startswith(("/desk", "/office", "/bench")):
            url = address(app, rule)
            answer = web.get(url) if "GET" in rule.methods else web.post(url)
            assert answer.status_code == 404, url


def test_a_view_nobody_guards_stops_the_start():
    app = Flask("bare")
    app.add_url_rule("/secret", "secret", lambda: "told")
    with pytest.raises(RuntimeError, match="No door on: secret"):
        access.check_every_view_has_a_door(app)


def test_a_case_of_others_does_not_exist_for_a_stranger_nor_for_the_panels_jurors(web, session):
    case = make_case(session)
    for person in (make_person(session), make_juror(session).person):
        web.sign_in(person)
        assert web.get(f"/cases/{case.id}").status_code == 404
        unknown = web.get(f"/cases/{uuid4()}").get_data(as_text=True)
        known = web.get(f"/cases/{case.id}").get_data(as_text=True)
        assert len(known) == len(unknown), "not even a hint"


def test_a_summons_exists_for_its_juror_alone(web, session):
    summons = make_panel(session).summonses[0]
    web.sign_in(make_juror(session).person)
    assert web.get(f"/bench/{summons.id}").status_code == 404


def test_machines_need_the_token(web):
    for headers in ({}, {"Authorization": "Bearer wrong"}):
        assert web.client.post("/api/v1/orders", headers=headers).status_code == 401


@pytest.mark.parametrize("path", ["/cases/not-a-uuid", "/no-such-page", "/static/no-such-file.css"])
def test_what_does_not_exist_is_a_page_that_says_so(web, path):
    assert web.get(path).status_code == 404
