"""The office's policy: a new version is written, looked at, adopted; a coming one withdrawn."""

import json
import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from jury.court import policies
from jury.court.record import OPERATOR
from jury.rules.policy import Policy
from jury.rules.policy_book import Band, PolicyBook, Scope
from jury.rules.words import Category
from jury.store.cases import PolicyVersion
from jury.store.ledger import Entry
from jury.web import policy_words
from jury.web.forms.policy import Draft
from tests.factories import T0, make_case, make_order, make_person
from tests.web.checker import words_of

FOOD = Scope(frozenset({Category.FOOD}))
REASON = "Fresh goods do not wait."
NEW = "/office/policy/new"


@pytest.fixture
def admin(session, web):
    person = make_person(session, is_admin=True, name="Admin", locale="en")
    web.sign_in(person)
    return person


def fields(session, **changed):
    """What a browser would send of the form as it stands, with some fields changed."""
    in_force = policies.current(session, T0)
    sent = {"ground": in_force.id, "do": "look"}
    for name, text in Draft.of(in_force.book).fields():
        sent.setdefault(name, []).append(text) if name.endswith("categories") else None
        if not name.endswith("categories"):
            sent[name] = text
    return sent | {"reason": REASON} | changed


def band(n=1, **given):
    row = {"categories": "food", "from_minor": "", "up_to_minor": ""} | given
    return {f"band-{n}-{name}": text for name, text in row.items()}


def versions(session):
    return session.scalars(select(PolicyVersion).order_by(PolicyVersion.id)).all()


def test_every_term_of_a_policy_has_words_and_a_group():
    assert set(policy_words.TERMS) == set(Policy().terms())


@pytest.mark.parametrize("locale", ["en", "zh"])
def test_the_terms_are_shown_in_words_with_their_units(session, web, admin, locale):
    admin.locale = locale
    page = web.page("/office/policy")
    for said in {"en": ("72 hours", "CN¥5,000.00", "33.3%", "4 working days"), "zh": ("72 小时",)}[
        locale
    ]:
        assert said in page


def test_a_form_sent_back_unchanged_changes_nothing(session, web, admin):
    answer = web.post(NEW, fields(session))
    assert answer.status_code == 422
    assert "These are the terms of no." in words_of(answer)


@pytest.mark.parametrize("country", ["CN", "JP", "KW"])
def test_what_the_form_shows_is_read_back_exactly(app, country):
    base = Policy(country=country, unclear_share=1 / 3, low_value_minor=1_005)
    band = Band(Scope(from_minor=1, up_to_minor=12_345), {"stratum_share": 2 / 7})
    book = PolicyBook(base, (band,))
    with app.test_request_context():
        assert Draft.of(book).book() == book


def test_the_differences_are_shown_in_words_before_anything_is_adopted(session, web, admin):
    changed = {"base-fallback_posterior": "97", "base-crowd_max_minor": "6,000.00", "n_bands": 1}
    answer = web.post(NEW, fields(session, **changed, **band(evidence_hours="24")))

    page = words_of(answer)
    for said in ("99.0% 97.0%", "CN¥5,000.00 CN¥6,000.00"):
        assert said in page
    assert (
        "Food and fresh goods Time for evidence as in all other cases (72 hours) 24 hours" in page
    )
    assert len(versions(session)) == 1


def adopt(web, session, **changed):
    """The two steps: look, then adopt with what the page holds."""
    looked = web.post(NEW, fields(session, **changed))
    assert looked.status_code == 200, words_of(looked)
    html = looked.get_data(as_text=True)
    hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', html)
    sent = {}
    for name, text in hidden:
        sent.setdefault(name, []).append(text)
    del sent["csrf_token"]
    return web.post("/office/policy", sent)


def test_a_version_adopted_is_in_force_and_in_the_ledger(session, web, admin):
    running = make_case(session, order=make_order(session, category=Category.FOOD))
    answer = adopt(web, session, n_bands=1, **band(evidence_hours="24", up_to_minor="100"))

    assert answer.status_code == 302
    version = policies.current(session, T0)
    assert version.bands == [
        {
            "categories": ["food"],
            "from_minor": None,
            "up_to_minor": 10_000,
            "terms": {"evidence_hours": 24},
        }
    ]
    assert version.policy == Policy()
    entry = session.scalars(select(Entry).order_by(Entry.id.desc())).first()
    assert (entry.act, entry.actor) == ("policy_adopted", f"person:{admin.id}")
    assert json.loads(entry.body)["reason"] == REASON
    assert running.policy.evidence_hours == 72
    page = web.page("/office/policy")
    assert "Food and fresh goods, up to CN¥100.00" in page


def test_a_version_for_a_later_day_is_coming_and_can_be_withdrawn(session, web, admin):
    adopt(web, session, starts="day", starts_on="2026-09-10", **{"base-seats": "21"})

    (_, version) = versions(session)
    assert version.starts_at.isoformat() == "2026-09-09T16:00:00+00:00"  # midnight in China
    assert f"No. {version.id} starts on 10 Sep 2026 00:00" in web.page("/office/policy")
    assert policies.current(session, T0).policy.seats == 17

    url = f"/office/policy/{version.id}/withdraw"
    refused = web.post(url, {f"reason-{version.id}": "no"})
    assert refused.status_code == 422 and "10 to 600 characters" in words_of(refused)
    reason = "The jurors are too few for that."
    assert web.post(url, {f"reason-{version.id}": reason}).status_code == 302
    assert f"Withdrawn: {reason}" in web.page("/office/policy")
    assert policies.current(session, T0 + timedelta(days=30)).policy.seats == 17
    assert "so it never started" in web.page(f"/office/policy/{version.id}")


def test_a_version_behind_one_that_is_coming_is_warned_of(session, web, admin):
    policies.current(session, T0)
    policies.adopt(session, Policy(seats=21), REASON, T0, OPERATOR, T0 + timedelta(days=9))
    looked = web.post(NEW, fields(session, **{"base-seats": "19"}))
    assert "will take the place of these terms" in words_of(looked)


def test_whoever_was_slower_reads_the_new_differences(session, web, admin):
    sent = fields(session, **{"base-seats": "19"})
    before = policies.current(session, T0)
    policies.adopt(session, Policy(voting_hours=36), REASON, T0, OPERATOR)

    answer = web.post("/office/policy", sent | {"read_against": before.id})

    assert answer.status_code == 409
    page = words_of(answer)
    assert "nothing was adopted" in page
    assert "36 hours 48 hours" in page  # the draft would undo what came between, and says so
    assert len(versions(session)) == 2


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"base-seats": "many"}, "It must be a number from 0 up."),
        ({"base-seats": "12.5"}, "It must be a whole number."),
        ({"base-seats": ""}, "It must be a number from 0 up."),
        ({"base-quorum": "18"}, "A panel could never reach it."),
        ({"base-crowd_max_minor": "a lot"}, "Write an amount such as 25.00."),
        ({"base-gold_share": "ten"}, "Write a percentage such as 12.5."),
        ({"base-gold_share": "110"}, "A share lies between 0 and 1."),
        ({"base-timezone": "Peking"}, "It is the name of a time zone"),
        ({"base-country": "XX"}, "It is a country's two letters"),
        ({"base-body": "dice"}, "It is one of: crowd, staff, choice."),
        ({"base-staff_working_days": "0"}, "With none of it nobody could act."),
        ({"base-appeal_days": "99999999"}, "That is more than could be meant."),
        ({"reason": "so"}, "Say why, in 10 to 600 characters."),
        ({"starts": "day"}, "Choose a day after today"),
        ({"starts": "day", "starts_on": "2026-09-01"}, "Choose a day after today"),
        ({"starts": "day", "starts_on": "9999-12-31"}, "Choose a day after today"),
        ({"n_bands": 1} | band(), "No term differs in it."),
        ({"n_bands": 1} | band(seats="3"), "A panel could never reach it."),
        ({"n_bands": 1} | band(seats="x"), "It must be a number from 0 up."),
        ({"n_bands": 1} | band(from_minor="x", seats="21"), "Write an amount such as 25.00."),
        ({"n_bands": 1} | band(categories="", seats="21"), "change the base terms instead"),
        (
            {"n_bands": 2} | band(seats="21") | band(2, seats="19"),
            "A band before it takes every case",
        ),
    ],
)
def test_what_cannot_be_meant_is_said_and_what_was_typed_stays(session, web, admin, changed, said):
    answer = web.post(NEW, fields(session, **changed))

    assert answer.status_code == 422
    assert said in words_of(answer)
    assert REASON in words_of(answer) or changed.get("reason")
    html = answer.get_data(as_text=True)
    links = re.findall(r'<li><a href="#([^"]+)">', html)
    assert all(f'id="{name}"' in html for name in links)
    assert len(versions(session)) == 1


def test_bands_are_added_raised_and_removed_by_buttons(session, web, admin):
    sent = fields(session, n_bands=1, **band(evidence_hours="24"))
    added = web.post(NEW, sent | {"do": "add"})
    assert added.status_code == 200
    assert "Remove band 2" in words_of(added)

    two = sent | {"n_bands": 2} | band(2, categories="digital", seats="21")
    raised = web.post(NEW, two | {"do": "raise-2"}).get_data(as_text=True)
    assert re.search(r'name="band-1-seats"', raised) and re.search(
        r'name="band-2-evidence_hours"', raised
    )
    dropped = web.post(NEW, two | {"do": "drop-1"}).get_data(as_text=True)
    assert 'name="band-1-seats"' in dropped and "Remove band 2" not in dropped


def test_a_band_takes_another_term_by_a_button(session, web, admin):
    sent = fields(session, n_bands=1, do="more", **band(more="comply_hours"))
    html = web.post(NEW, sent).get_data(as_text=True)
    assert 'name="band-1-comply_hours"' in html


@pytest.mark.parametrize(
    "do", ["drop-9", "raise-1", "raise-0", "raise-²", "drop-x", "nothing", "add-"]
)
def test_a_strange_button_is_answered_all_the_same(session, web, admin, do):
    assert web.post(NEW, fields(session, do=do)).status_code == 200


def test_a_form_without_fields_is_answered_in_words(web, admin):
    assert web.post(NEW, {"n_bands": "x", "ground": "-5"}).status_code == 422
    assert web.post("/office/policy", {"n_bands": "999999"}).status_code == 422
    assert web.get("/office/policy/999").status_code == 404
    assert web.get("/office/policy/99999999999").status_code == 404


def test_only_admins_write_policies(session, web):
    web.sign_in(make_person(session, is_staff=True))
    assert web.get(NEW).status_code == 404
    assert web.post(NEW, {"do": "add"}).status_code == 404
    assert web.post("/office/policy", {}).status_code == 404
    assert web.post("/office/policy/1/withdraw", {}).status_code == 404


def test_the_public_page_and_the_dispute_page_tell_the_terms_of_the_trade(session, web):
    book = PolicyBook(Policy(), (Band(FOOD, {"evidence_hours": 24, "body": "staff"}),))
    policies.adopt(session, book, REASON, T0, OPERATOR)
    web.post("/language", {"language": "en"})
    page = web.page("/how")
    assert "Food and fresh goods Who decides: staff Time for evidence: 24 hours" in page
    assert "Cases up to CN¥5,000.00 go to a panel" in page

    order = make_order(session, category=Category.FOOD)
    buyer = order.buyer.person
    buyer.locale = "en"
    web.sign_in(buyer)
    page = web.page(f"/orders/{order.ref}/dispute")
    assert "Each side has 24 hours" in page
    assert "the marketplace's rules say" in page


@pytest.mark.parametrize("locale", ["en", "zh"])
def test_every_version_stands_with_its_year_also_in_the_same_year(session, web, admin, locale):
    admin.locale = locale
    version = policies.current(session, T0)
    for page in (web.page("/office/policy"), web.page(f"/office/policy/{version.id}")):
        assert page.count(str(T0.year)) >= 2  # where it is in force, and in the list


def test_the_form_begins_with_the_newest_terms_also_where_they_are_still_to_start(
    session, web, admin
):
    policies.adopt(session, Policy(), REASON, T0, OPERATOR)
    args = (Policy(seats=19), REASON, T0, OPERATOR, T0 + timedelta(days=2))
    coming = policies.adopt(session, *args)
    html = web.get(NEW).get_data(as_text=True)
    assert f'name="ground" value="{coming.id}"' in html
    assert 'value="19"' in html
    assert f"No. {coming.id} is adopted and starts on" in words_of(web.get(NEW))
    web.post(f"/office/policy/{coming.id}/withdraw", {f"reason-{coming.id}": REASON})
    assert 'value="19"' not in web.get(NEW).get_data(as_text=True)


def test_a_chance_out_of_bounds_is_named_beside_other_bad_values(session, web, admin):
    wrong = {"base-fallback_posterior": "120", "base-seats": "many", "base-alpha": "60"}
    answer = web.post(NEW, fields(session, **wrong))
    assert answer.status_code == 422
    assert all(f'href="#{name}"' in answer.get_data(as_text=True) for name in wrong)
