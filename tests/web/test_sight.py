"""Who may see what of a case, tried on every view there is: read or sent, no address forgets it."""

import io
import zipfile

import pytest
from sqlalchemy import func, select

from jury.court import hearing, settling
from jury.rules.phases import ENDED, Phase
from jury.rules.words import Remedy, Side
from jury.store.ledger import Entry
from tests.desk_makers import LATER
from tests.factories import T0, make_juror, make_person, make_staff
from tests.sight_makers import (
    INVOLVED,
    RAW,
    SECRETS,
    addresses,
    make_draft,
    make_everything,
    make_involved,
)

OFFICES = ("/desk", "/office")
OF_NO_CASE = {"text_id", "juror_id", "iso", "version_id", "event_id", "lift_id"}
PHASES = (Phase.ESCALATED, Phase.REDACTING, Phase.EVIDENCE)
PARTIES = ("/cases", "/orders", "/exhibits", "/bench")
ENDINGS = {
    "goes on": lambda session, case: None,
    "settled": lambda session, case: settling.settle(session, case, Side.SELLER, Remedy.REFUND, T0),
    "agreed": lambda session, case: settling.agree(session, case, Side.SELLER, T0),
    "granted": lambda session, case: settling.settle_as_granted(session, case, "marketplace", T0),
    "withdrawn": lambda session, case: hearing.withdraw(session, case, Side.BUYER, T0),
}  # fmt: skip


@pytest.fixture
def everything(web, session):
    web.wind(LATER)
    return make_everything(session)


def put_in(session, case, phase):
    case.phase, case.ended_at = phase, LATER if phase in ENDED else None
    session.commit()


def ask(web, method, url):
    """The raw texts are asked for; a form is sent empty."""
    return web.get(f"{url}?raw=1") if method == "GET" else web.post(f"{url}?raw=1")


def seen(answer):
    return [secret for secret in SECRETS if secret.encode() in answer.data]


def n_looks(session):
    looks = select(func.count()).select_from(Entry).where(Entry.act == "raw_texts_seen")
    return session.scalar(looks)


def test_every_address_of_an_office_names_something_of_a_case_or_is_known_not_to(app, everything):
    known = everything[1].keys() | OF_NO_CASE
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith(OFFICES):
            assert rule.arguments <= known, f"{rule.rule}: say in this file of what it is"


@pytest.mark.parametrize("how", INVOLVED)
def test_who_has_to_do_with_a_case_is_refused_at_every_address_of_the_offices(
    web, session, app, everything, how
):
    case, known = everything
    web.sign_in(make_involved(session, case, how))
    for phase in PHASES:
        put_in(session, case, phase)
        for method, url in addresses(app, OFFICES, known):
            answer, where = ask(web, method, url), f"{phase}: {method} {url}"
            assert answer.status_code in (403, 404), f"{where}: {answer.status_code}"
            assert not seen(answer), f"{where} shows {seen(answer)}"
    assert not n_looks(session)


@pytest.mark.parametrize("how", INVOLVED)
def test_no_room_of_the_offices_tells_them_what_was_said_in_it(web, session, app, everything, how):
    case, _known = everything
    web.sign_in(make_involved(session, case, how))
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith(OFFICES) and not rule.arguments and "GET" in rule.methods:
            for url in (rule.rule, f"{rule.rule}?q={case.order.ref}"):
                assert not seen(web.get(url)), url


def test_wherever_raw_texts_are_shown_the_look_is_recorded(web, session, app, everything):
    case, known = everything
    showing = set()
    for phase in PHASES:
        put_in(session, case, phase)
        for method, url in addresses(app, OFFICES, known):
            web.sign_in(make_staff(session, is_admin=True))
            before, answer = n_looks(session), ask(web, method, url)
            if RAW in seen(answer):
                showing.add((phase, method))
                assert n_looks(session) == before + 1, f"{phase}: {method} {url}"
    assert {(Phase.ESCALATED, "GET"), (Phase.ESCALATED, "POST")} <= showing
    assert {(Phase.REDACTING, "GET"), (Phase.REDACTING, "POST")} <= showing


@pytest.mark.parametrize("ending", ENDINGS)
def test_no_member_of_staff_reads_what_was_never_handed_in(web, session, app, ending):
    case, known = make_draft(session, Side.SELLER)
    ENDINGS[ending](session, case)
    session.commit()
    web.sign_in(make_staff(session, is_senior=True, is_admin=True))
    for method, url in addresses(app, (*OFFICES, "/exhibits"), known):
        assert not seen(ask(web, method, url)), f"{method} {url}"
    released = web.post(f"/desk/release/{case.id}", {"do": "release"})
    assert released.status_code == 409 and not seen(released)
    assert web.get(f"/exhibits/{known['exhibit_id']}").status_code == 404


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("author", Side)
def test_a_draft_is_its_authors_alone_however_the_case_ends(web, session, app, author, ending):
    case, known = make_draft(session, author)
    ENDINGS[ending](session, case)
    session.commit()
    web.sign_in(case.person_on(author.other))
    for method, url in addresses(app, PARTIES, known):
        answer = ask(web, method, url)
        assert not seen(answer), f"{method} {url}"
        assert not any(secret in text for text in unpacked(answer) for secret in SECRETS), url
    web.sign_in(case.person_on(author))
    assert not seen(web.get(f"/cases/{case.id}/file"))


def unpacked(answer):
    """The texts in a download; of anything else none."""
    if answer.mimetype != "application/zip":
        return []
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        return [archive.read(name).decode("utf-8", "replace") for name in archive.namelist()]


def test_what_is_of_a_case_does_not_exist_for_strangers(web, session, app, everything):
    juror = make_juror(session).person
    for stranger in (make_person(session), make_staff(session, is_admin=True), juror):
        web.sign_in(stranger)
        for method, url in addresses(app, PARTIES, everything[1]):
            answer = ask(web, method, url)
            assert answer.status_code == 404 and not seen(answer), f"{method} {url}"
