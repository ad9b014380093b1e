"""What is thrown at the doors: refused cleanly, and nothing of it is believed or run."""

from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from jury.court import passwords
from jury.rules import reasons
from jury.rules.words import Answer, Choice
from jury.store.panels import Ballot, Panel, Summons
from jury.store.people import Person
from tests.factories import T0, make_case, make_panel, make_person, seated
from tests.web.checker import Visitor

PASSWORD = "a long enough phrase"
INJECTIONS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'; DROP TABLE ballot; --",
    "{{ config.SECRET_KEY }}",
    "%(secret)s %s %n",
    "\x00\u202e\ufeff",
]


@pytest.fixture
def panel(session: Session) -> Panel:
    panel = make_panel(session, T0)
    for passage in panel.hearing.case.passages:
        passage.released_at = T0
    session.flush()
    return panel


@pytest.fixture
def summons(web: Visitor, session: Session, panel: Panel) -> Summons:
    summons = seated(session, panel)[0]
    web.sign_in(summons.juror.person)
    return summons


@pytest.fixture
def member(session: Session) -> Person:
    member = make_person(session)
    passwords.set_password(member, PASSWORD)
    session.flush()
    return member


def ballot(text: str = "") -> dict[str, str]:
    return {"choice": "buyer", "reason": reasons.codes(Choice.BUYER)[0], "text": text}


def test_an_upload_of_two_hundred_megabytes_is_refused_before_it_is_read(
    web: Visitor, session: Session
) -> None:
    case = make_case(session, T0)
    web.sign_in(case.order.buyer.person)
    sent = web.client.post(
        f"/cases/{case.id}/statement",
        content_type="multipart/form-data; boundary=x",
        environ_overrides={"CONTENT_LENGTH": str(200 * 1024**2)},  # none of it ever arrives
    )
    assert sent.status_code == 413
    assert "<h1>" in sent.text


def test_a_form_of_very_many_fields_is_refused(web: Visitor, summons: Summons) -> None:
    form = {f"field{n}": "x" for n in range(1_500)}
    many = web.client.post(
        f"/bench/{summons.id}/ballot", data=form, content_type="multipart/form-data"
    )
    assert many.status_code == 413
    assert summons.answer is Answer.AWAITED


def test_a_field_of_many_megabytes_is_refused(web: Visitor, summons: Summons) -> None:
    boundary = "--x\r\nContent-Disposition: form-data; name=text\r\n\r\n"
    huge = web.client.post(
        f"/bench/{summons.id}/ballot",
        data=boundary + "x" * 5 * 1024**2 + "\r\n--x--\r\n",
        content_type="multipart/form-data; boundary=x",
    )
    assert huge.status_code == 413
    assert summons.answer is Answer.AWAITED


@pytest.mark.parametrize("token", [None, "", "made up", "WyJhIl0.Zm9v.YmFy"])
def test_a_post_without_our_token_changes_nothing(
    web: Visitor, summons: Summons, token: str | None
) -> None:
    form = ballot() if token is None else ballot() | {"csrf_token": token}
    refused = web.client.post(f"/bench/{summons.id}/ballot", data=form)
    assert refused.status_code == 400
    assert summons.answer is Answer.AWAITED


ELSEWHERE = [
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example/",
    "\\\\evil.example",
    "/\t/evil.example",
    "javascript:alert(1)",
    "/bench\r\nSet-Cookie: a=b",
]


@pytest.mark.parametrize("to", ELSEWHERE)
def test_nobody_is_led_elsewhere_after_signing_in(web: Visitor, member: Person, to: str) -> None:
    form = {"email": member.email, "password": PASSWORD, "next": to}
    came_in = web.post("/sign-in", form)
    assert came_in.status_code == 302
    assert came_in.location.startswith("/")
    assert "evil" not in came_in.location
    assert "a=b" not in str(came_in.headers)


@pytest.mark.parametrize("to", ELSEWHERE)
@pytest.mark.parametrize("path", ["/language", "/scheme"])
def test_nobody_is_led_elsewhere_by_a_choice(web: Visitor, path: str, to: str) -> None:
    chosen = web.post(path, {"language": "en", "scheme": "dark", "next": to})
    assert chosen.status_code == 302
    assert "evil" not in chosen.location


@pytest.mark.parametrize(
    "path",
    [
        "../../../etc/passwd",
        "..%2f..%2f..%2fetc%2fpasswd",
        "%2e%2e/%2e%2e/jury/config.py",
        "....//....//etc/passwd",
        "%00",
    ],
)
@pytest.mark.parametrize("under", ["/exhibits/", "/static/", "/static/vendor/"])
def test_no_path_leads_out_of_its_folder(client: FlaskClient, under: str, path: str) -> None:
    assert client.get(under + path).status_code in (400, 404)


def test_an_exhibit_that_is_not_there_looks_like_one_that_is_not_yours(
    web: Visitor, member: Person
) -> None:
    web.sign_in(member)
    assert web.get(f"/exhibits/{uuid4()}").status_code == 404


@pytest.mark.parametrize("words", INJECTIONS)
def test_words_of_a_ballot_stay_words(
    web: Visitor, session: Session, summons: Summons, words: str
) -> None:
    asked = web.post(f"/bench/{summons.id}/confirm", ballot(words))
    assert asked.status_code == 200
    assert "<script>alert" not in asked.text
    assert "<img src=x" not in asked.text
    assert web.client.application.secret_key not in asked.text
    assert web.post(f"/bench/{summons.id}/ballot", ballot(words)).status_code == 302
    shown = web.get(f"/bench/{summons.id}/receipt")
    assert shown.status_code == 200
    assert "<script>alert" not in shown.text
    assert session.scalar(select(func.count()).select_from(Ballot)) == 1


@pytest.mark.parametrize("words", INJECTIONS)
def test_signing_in_with_odd_words_is_an_ordinary_failure(web: Visitor, words: str) -> None:
    refused = web.post("/sign-in", {"email": words, "password": words, "next": words})
    assert refused.status_code in (200, 400, 401, 422)
    assert "<script>alert" not in refused.text


@pytest.mark.parametrize("header", ["X-Request-ID", "Accept-Language", "User-Agent", "Cookie"])
def test_odd_headers_are_not_echoed(client: FlaskClient, header: str) -> None:
    page = client.get("/", headers={header: "<script>alert(1)</script>;evil=1"})
    assert page.status_code == 200
    assert "alert(1)" not in page.text + str(page.headers)


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80"])
def test_letters_and_pages_do_not_take_their_address_from_the_visitor(
    client: FlaskClient, host: str
) -> None:
    assert "evil.example" not in client.get("/sign-in", headers={"Host": host}).text
