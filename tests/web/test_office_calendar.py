"""The office's calendar: days set and taken back, lists taken in, years confirmed as final."""

import io
import re
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from jury.court import calendars, policies
from jury.store.calendars import CalendarDay
from jury.store.ledger import Entry
from tests.calendar_makers import make_review
from tests.factories import T0, make_person, make_policy
from tests.web.checker import words_of

DAY = "/office/calendar/2027-02-11"
LIST = "date,works,note\n2027-02-11,no,Spring Festival\n2027-02-14,yes,made up\n"
BEFORE_FESTIVAL = datetime(2027, 2, 4, 4, tzinfo=UTC)


@pytest.fixture
def admin(session, web):
    person = make_person(session, is_admin=True, is_staff=True, name="Admin", locale="en")
    web.sign_in(person)
    return person


def send(web, text, **named):
    data = text if isinstance(text, bytes) else text.encode()
    form = {"year": "2027", "list": (io.BytesIO(data), "days.csv")} | named
    return web.post("/office/calendar/import", form, content_type="multipart/form-data")


def rows(session):
    found = session.scalars(select(CalendarDay).order_by(CalendarDay.day))
    return [(row.country, row.day, row.works, row.note) for row in found]


@pytest.mark.parametrize("locale", ["en", "zh"])
@pytest.mark.parametrize("year", [2026, 2027])
def test_a_year_shows_all_its_days(web, admin, locale, year):
    admin.locale = locale
    html = web.get(f"/office/calendar?year={year}").get_data(as_text=True)
    assert len(set(re.findall(rf"/office/calendar/{year}-\d\d-\d\d", html))) == 365


def test_weeks_begin_with_monday_and_a_day_stands_below_its_name(web, admin):
    html = web.get("/office/calendar?year=2026").get_data(as_text=True)
    names = re.findall(r'<abbr title="(\w+)">', html)[:7]
    assert (names[0], names[6]) == ("Monday", "Sunday")
    first_week = html.split("<tbody>")[1].split("</tr>")[0]
    assert first_week.index("2026-01-01") > 0
    assert first_week.split("2026-01-01")[0].count("<td>") == 1 + names.index("Thursday")


def test_a_year_says_whether_it_is_final(web, admin):
    assert "make-up working days are published" in web.page("/office/calendar?year=2026")
    assert "This year is provisional" in web.page("/office/calendar?year=2027")


def test_it_opens_on_the_year_of_the_marketplace(web, admin):
    web.wind(datetime(2026, 12, 31, 17, tzinfo=UTC))  # New Year in China already
    web.sign_in(admin)
    assert "Working days of 2027, China" in web.page("/office/calendar")


def test_a_day_is_set_with_a_note_and_taken_back(session, web, admin):
    assert web.post(DAY, {"works": "no", "note": "Spring Festival"}).status_code == 302
    assert rows(session) == [("CN", date(2027, 2, 11), False, "Spring Festival")]
    assert "Thursday, February 11, 2027 does not work Spring Festival" in web.page(
        "/office/calendar?year=2027"
    )
    assert "Spring Festival" in web.page(DAY)

    assert web.post(DAY, {"do": "take-back"}).status_code == 302
    assert rows(session) == []
    acts = list(session.scalars(select(Entry.act).order_by(Entry.id)))
    assert acts[-2:] == ["calendar_days_set", "calendar_day_taken_back"]
    assert web.post(DAY, {"do": "take-back"}).status_code == 409


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"note": "Spring Festival"}, "Choose whether the day is worked."),
        ({"works": "no", "note": "Spring Festival" * 20}, "The note is too long"),
    ],
)
def test_what_was_typed_stays_when_a_day_cannot_be_set(session, web, admin, form, said):
    answer = web.post(DAY, form)
    assert answer.status_code == 422
    assert said in words_of(answer)
    assert "Spring Festival" in answer.get_data(as_text=True)
    assert rows(session) == []


def test_a_list_is_taken_in_and_its_year_counted_as_final(session, web, admin):
    assert send(web, LIST, is_final="1").status_code == 302
    assert [row[1:3] for row in rows(session)] == [
        (date(2027, 2, 11), False),
        (date(2027, 2, 14), True),
    ]
    page = web.page("/office/calendar?year=2027")
    assert "2 days are taken in. No due date moved." in page
    assert "An admin confirmed this year as final." in page


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (LIST + "2027-02-31,no,\nx,y,\n", "Line 4: “2027-02-31” is not a date"),
        ("", "Line 1: The first line must name the columns"),
        (b"date,works\n\xff\xfe,no\n", "The file is not text in UTF-8."),
    ],
)
def test_of_a_list_with_a_fault_nothing_is_taken_in(session, web, admin, text, said):
    answer = send(web, text)
    assert answer.status_code == 422
    assert said in words_of(answer)
    assert rows(session) == []


def test_no_file_at_all_is_answered_in_words(web, admin):
    assert web.post("/office/calendar/import", {"year": "2027"}).status_code == 422


def test_a_year_is_confirmed_and_that_is_taken_back(session, web, admin):
    year = {"year": "2027"}
    assert web.post("/office/calendar/year", year).status_code == 302
    assert calendars.calendar_in(session, "CN").is_final(2027)
    assert web.post("/office/calendar/year", year | {"do": "take-back"}).status_code == 302
    assert not calendars.calendar_in(session, "CN").is_final(2027)


@pytest.mark.parametrize("year", ["1999", "99999999999999999999", "-1", "next", ""])
@pytest.mark.parametrize("do", ["confirm", "take-back"])
def test_a_year_out_of_all_reach_is_refused_and_none_is_taken_in_its_place(
    session, web, admin, year, do
):
    answer = web.post("/office/calendar/year", {"year": year, "do": do})
    assert answer.status_code == 422 and "runs from 2000 to 2100" in answer.text
    assert not calendars.calendar_in(session, "CN").confirmed


def test_a_moved_due_date_is_counted_marked_and_told(session, web, admin):
    make_policy(session, BEFORE_FESTIVAL)
    review = make_review(session, BEFORE_FESTIVAL)
    web.wind(BEFORE_FESTIVAL)
    web.sign_in(admin)
    party = review.case.person_on(review.case.claimant)
    party.locale = "en"
    assert "provisional" in web.page("/desk")
    answer = web.post(DAY, {"works": "no", "note": "announced"})
    assert "1 due date moved later." in web.page(answer.location)

    web.sign_in(party)
    page = web.page(f"/cases/{review.case.id}")
    assert "17 Feb 00:00" not in page and "18 Feb 00:00" in page
    assert "That day may still move later" in page
    inbox = web.page("/inbox")
    assert "staff have longer to decide" in inbox


@pytest.mark.parametrize("iso", ["2027-02-30", "tomorrow", "1999-01-01", "20270211x"])
def test_a_strange_day_does_not_exist(web, admin, iso):
    assert web.get(f"/office/calendar/{iso}").status_code == 404


def test_another_country_s_calendar_is_kept_apart(session, web, admin):
    policies.current(session, T0)
    assert "United States" in web.page("/office/calendar?country=US&year=2027")
    assert "China" in web.page("/office/calendar?country=XX")
    web.post(f"{DAY}?country=US", {"works": "no", "note": "storm"})
    assert [row[0] for row in rows(session)] == ["US"]
    assert "storm" not in web.page("/office/calendar?year=2027")


def test_only_admins_keep_the_calendar(session, web):
    web.sign_in(make_person(session, is_staff=True))
    for url in ("/office/calendar", DAY):
        assert web.get(url).status_code == 404
    for url in (DAY, "/office/calendar/year", "/office/calendar/import"):
        assert web.post(url, {}).status_code == 404


def test_no_choice_is_made_for_the_admin(web, admin):
    assert "checked" not in web.get(DAY).get_data(as_text=True)
    answer = web.post(DAY, {"note": "Spring Festival"})
    assert answer.status_code == 422
    assert "Spring Festival" in answer.get_data(as_text=True)


def test_a_day_is_set_only_with_a_note_and_the_choice_is_kept(session, web, admin):
    answer = web.post(DAY, {"works": "no", "note": " "})
    html = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Write where this is announced" in html
    assert 'value="no" checked' in html
    assert rows(session) == []


def test_an_import_without_a_file_asks_for_one(web, admin):
    answer = web.post("/office/calendar/import", {"year": "2027"})
    assert answer.status_code == 422
    assert "Choose a file first." in words_of(answer)
    assert "Line" not in words_of(answer)
