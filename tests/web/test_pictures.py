"""Who may see a picture, and how it is served."""

from uuid import uuid4

import pytest

from jury.court import exhibits, hearing, releasing
from jury.rules.words import Side
from jury.store.panels import Panel
from jury.web.pictures import vault
from tests.factories import (
    T0,
    make_case,
    make_jurors,
    make_person,
    make_policy,
    make_staff,
    seated,
    vote,
)


@pytest.fixture
def case(session):
    make_policy(session, seats=3, quorum=2)
    make_jurors(session, 9)
    return make_case(session)


@pytest.fixture
def exhibit(app, session, case):
    import io

    with app.app_context():
        name = vault().keep(io.BytesIO(b"pixels"))
    picture = exhibits.cleaned(name, "image/png", 6, 4, b"pixels")
    return exhibits.add_exhibit(session, case, Side.BUYER, picture, "The crack", T0)


def status(web, person, exhibit):
    web.sign_in(person)
    return web.get(f"/exhibits/{exhibit.id}").status_code


def hand_in(session, case):
    for side in Side:
        hearing.save_statement(session, case, side, {"story": "x"}, None, None, T0)
        hearing.hand_in(session, case, side, None, T0)


def release(session, case, exhibit, shown=exhibits.show):
    agent = make_staff(session)
    shown(session, exhibit, agent, T0)
    releasing.release(session, case, agent, T0)
    return seated(session, session.query(Panel).one())


def test_it_is_served_so_that_it_can_only_be_looked_at(web, case, exhibit):
    web.sign_in(case.person_on(Side.BUYER))
    response = web.get(f"/exhibits/{exhibit.id}")
    assert (response.status_code, response.data) == (200, b"pixels")
    assert response.headers["Content-Type"] == "image/png"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response.headers["Cache-Control"] == "private, no-store"
    assert response.headers["Cross-Origin-Resource-Policy"] == "same-site"
    assert "Content-Disposition" not in response.headers


def test_the_other_side_sees_it_once_it_is_handed_in(web, session, case, exhibit):
    seller = case.person_on(Side.SELLER)
    assert status(web, seller, exhibit) == 404
    hand_in(session, case)
    assert status(web, seller, exhibit) == 200


def test_strangers_and_visitors_are_told_there_is_nothing(web, session, exhibit):
    assert web.get(f"/exhibits/{exhibit.id}").status_code == 404
    assert status(web, make_person(session), exhibit) == 404
    assert web.get(f"/exhibits/{uuid4()}").status_code == 404


def test_staff_see_it_once_the_evidence_is_in(web, session, case, exhibit):
    agent = make_staff(session)
    assert status(web, agent, exhibit) == 404
    hand_in(session, case)
    assert status(web, agent, exhibit) == 200


def test_staff_do_not_see_what_was_settled_before_it_was_handed_in(web, session, case, exhibit):
    hearing.withdraw(session, case, Side.BUYER, T0)
    assert status(web, make_staff(session), exhibit) == 404


def test_staff_who_were_called_to_the_panel_see_no_more_than_a_juror(web, session, case, exhibit):
    hand_in(session, case)
    person = release(session, case, exhibit, exhibits.withhold)[0].juror.person
    person.is_staff = True
    assert status(web, person, exhibit) == 404


def test_staff_who_are_a_party_see_no_draft_of_the_other_side(web, session, case, exhibit):
    seller = case.person_on(Side.SELLER)
    seller.is_staff = True
    assert status(web, seller, exhibit) == 404
    hand_in(session, case)
    case.is_archived = True
    assert status(web, seller, exhibit) == 404


def test_a_seated_juror_sees_what_staff_show_and_others_do_not(web, session, case, exhibit):
    hand_in(session, case)
    stranger = make_jurors(session, 1)[0]
    summons = release(session, case, exhibit)[0]
    assert status(web, summons.juror.person, exhibit) == 200
    assert status(web, stranger.person, exhibit) == 404
    vote(session, summons, "buyer")
    assert status(web, summons.juror.person, exhibit) == 200


def test_a_juror_does_not_see_what_staff_withhold(web, session, case, exhibit):
    hand_in(session, case)
    summons = release(session, case, exhibit, exhibits.withhold)[0]
    assert status(web, summons.juror.person, exhibit) == 404


def test_a_leak_hides_it_until_staff_have_looked(web, session, case, exhibit):
    hand_in(session, case)
    summons = release(session, case, exhibit)[0]
    releasing.report_leak(session, summons, "", T0)
    assert status(web, summons.juror.person, exhibit) == 404


def test_a_file_that_is_gone_is_not_found(web, app, case, exhibit):
    with app.app_context():
        vault().delete(exhibit.file)
    assert status(web, case.person_on(Side.BUYER), exhibit) == 404
