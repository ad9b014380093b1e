"""What operators' machines are told."""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import request as visit
from sqlalchemy import create_engine

from jury import create_app
from jury.clock import now as clock_now
from jury.court.notices import write
from jury.store.base import db
from jury.store.notices import Beat
from tests.factories import make_person
from tests.web.checker import words_of


@pytest.fixture
def away(app):
    """Takes the database away until told to bring it back."""
    nowhere = create_engine("postgresql+psycopg://nobody@127.0.0.1:1/none")
    with app.app_context():
        engines = db.engines
    here, engines[None] = engines[None], nowhere
    yield lambda: engines.update({None: here})
    engines[None] = here
    nowhere.dispose()


def test_the_process_is_alive_without_asking_the_database(web):
    assert web.get("/healthz").json == {"status": "alive"}


def test_it_is_ready_only_while_a_worker_ticks(web, session):
    nobody = web.get("/readyz")
    assert (nobody.status_code, nobody.json["reasons"]) == (503, ["No worker has ticked yet."])

    session.add(Beat(worker="here:1", at=clock_now()))
    session.flush()
    web.wind(timedelta(seconds=30))
    assert web.get("/readyz").status_code == 200
    web.wind(timedelta(seconds=1))
    late = web.get("/readyz")
    assert late.status_code == 503 and "last tick" in late.json["reasons"][0]


def test_figures_are_for_this_machine_alone(web, session, now):
    write(session, "li@example.org", "zh", "recover", now, {}, "/recover/x")
    session.flush()
    figures = web.get("/metrics").get_data(as_text=True)
    assert 'jury_letters{state="owed"} 1.0' in figures
    assert 'jury_cases{phase="hearing"} 0.0' in figures
    assert "jury_deadlines_overdue 0.0" in figures

    far = {"REMOTE_ADDR": "203.0.113.5"}
    assert web.get("/metrics", environ_base=far).status_code == 404
    proxied = {"X-Forwarded-For": "203.0.113.5"}
    assert web.get("/metrics", headers=proxied).status_code == 404


@pytest.mark.parametrize(("n", "seen"), [(0, "127.0.0.1"), (1, "203.0.113.5"), (2, "10.0.0.9")])
def test_a_visitor_is_told_by_as_many_proxies_as_are_trusted(app, n, seen):
    behind = create_app(replace(app.config["SETTINGS"], trusted_proxies=n))
    addresses = []
    behind.before_request(lambda: addresses.append(visit.remote_addr))
    sent_on = {"X-Forwarded-For": "192.0.2.1, 10.0.0.9, 203.0.113.5"}
    behind.test_client().get("/healthz", headers=sent_on)
    assert addresses == [seen]


def test_behind_proxies_the_figures_are_for_nobody_even_if_a_proxy_adds_no_header(web, app):
    kept = app.config["SETTINGS"]
    app.config["SETTINGS"] = replace(kept, trusted_proxies=1)
    try:
        assert web.get("/metrics").status_code == 404
    finally:
        app.config["SETTINGS"] = kept


@pytest.mark.parametrize("path", ["/settings", "/how", "/join"])
def test_without_the_database_a_sentence_is_shown_and_it_recovers_alone(
    web, session, request, path
):
    web.sign_in(make_person(session, locale="en"))
    session.commit()
    bring_back = request.getfixturevalue("away")

    gone = web.get(path)
    assert gone.status_code == 503 and gone.headers["Retry-After"]
    assert "The court is out for a moment" in words_of(gone)
    assert web.get("/healthz").status_code == 200
    assert web.get("/readyz").json["reasons"] == ["The database does not answer."]

    bring_back()
    assert web.get(path).status_code == 200
