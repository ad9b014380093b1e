"""Truths about the office's pages: who enters, what they show, and what they keep quiet."""

import csv
import io
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from jury.court import deciding, publishing
from jury.store.ledger import Entry
from jury.store.notices import Beat, Letter
from jury.store.outcomes import Review
from jury.store.people import Juror
from tests.factories import T0, make_juror, make_jurors, make_panel, make_person, seated, vote
from tests.money_makers import make_ruling, wind

LATER = T0 + timedelta(hours=1)
REASON = "Thirty ballots in a row within ten seconds each."
WAY_BACK = "Pass the quiz again after four weeks."
PAGES = (
    *("", "/jurors", "/jurors.csv", "/cases", "/policy", "/ledger", "/staff", "/work"),
    "/reliability",
)


@pytest.fixture
def admin(session, web):
    person = make_person(session, is_admin=True, name="Admin", locale="en")
    web.sign_in(person)
    return person


@pytest.fixture
def panel(session):
    return make_panel(session)


def close(session, panel, *choices):
    voters = seated(session, panel)
    for summons, choice in zip(voters, choices, strict=False):
        vote(session, summons, choice)
    deciding.close_panel(session, panel.hearing.case, panel, LATER)
    return voters


@pytest.mark.parametrize("page", PAGES)
def test_the_office_exists_for_admins_only(session, web, page):
    assert web.get(f"/office{page}").status_code == 302
    web.sign_in(make_person(session, is_staff=True))
    assert web.get(f"/office{page}").status_code == 404


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("locale", ["zh", "en"])
def test_an_empty_court_has_an_office_too(session, web, admin, page, locale):
    admin.locale = locale
    assert web.get(f"/office{page}").status_code == 200


def test_the_first_page_says_honestly_that_there_is_no_certificate(web, admin):
    page = web.page("/office")

    assert "no certificate yet: 0 of the 45 blind audits" in page
    assert "No worker has ticked yet" in page


def test_the_first_page_tells_of_a_worker_that_stands_still(session, web, admin):
    session.add(Beat(worker="one", at=T0 - timedelta(minutes=5)))

    assert "5 min ago. It seems to stand still." in web.page("/office")


def test_a_letter_given_up_is_shown_without_its_address(session, web, admin):
    row = {"kind": "ruled", "facts": {}, "locale": "en", "owed_at": T0, "next_try_at": T0}
    error = "550 no such user <somebody@example.org>"
    session.add(Letter(to="somebody@example.org", state="failed", last_error=error, **row))

    page = web.page("/office/work")
    assert "550 no such user" in page
    assert "somebody" not in page
    assert "1 letter could not be delivered" in web.page("/office")


def test_jurors_are_known_by_their_code_alone(session, web, admin, panel):
    (summons, *_) = close(session, panel, "buyer", "seller")
    juror = summons.juror

    for url in ("/office/jurors", f"/office/jurors/{juror.person_id}", "/office/ledger"):
        html = web.get(url).get_data(as_text=True)
        assert juror.person.name not in html
        assert juror.person.email not in html
    assert juror.code in web.page("/office/jurors")


def test_the_download_holds_what_the_filter_asks_for(session, web, admin):
    make_jurors(session, 3)
    away = make_juror(session, on_duty=False)

    found = web.get("/office/jurors.csv?state=off_duty").get_data().decode("utf-8-sig")

    rows = list(csv.DictReader(io.StringIO(found)))
    assert [row["juror"] for row in rows] == [away.code]
    assert rows[0]["accuracy_buyer_right"] == ""
    assert away.code in web.page("/office/jurors?state=off_duty")


@pytest.mark.parametrize(
    "query",
    [
        "sort=nothing&order=down",
        "sort=buyer&limits=far&fewer=3",
        "page=99",
        "page=0&state=strange",
        "fewer=many",
    ],
)
def test_a_strange_question_is_answered_all_the_same(session, web, admin, query):
    make_jurors(session, 2)
    assert web.get(f"/office/jurors?{query}").status_code == 200
    assert web.get(f"/office/jurors.csv?{query}").status_code == 200


def test_the_table_is_sorted_with_what_is_unknown_last(session, web, admin, panel):
    voters = close(session, panel, "buyer", "buyer", "buyer", "buyer", "buyer")
    session.execute(update(Juror).values(on_duty=True))

    codes = [row[0] for row in table(web, "sort=votes&order=down")]
    assert set(codes[:5]) == {summons.juror.code for summons in voters}
    by_agreement = [row[0] for row in table(web, "sort=agreement&order=up")]
    assert set(by_agreement[:5]) == set(codes[:5])


def table(web, query):
    written = web.get(f"/office/jurors.csv?{query}").get_data().decode("utf-8-sig")
    return list(csv.reader(io.StringIO(written)))[1:]


def test_a_juror_is_suspended_and_reinstated_from_their_page(session, web, admin):
    juror = make_juror(session)
    page = f"/office/jurors/{juror.person_id}"

    told = {"reason": REASON, "way_back": WAY_BACK}
    assert web.post(f"{page}/suspend", told).status_code == 302
    assert juror.suspended_reason == REASON
    assert REASON in web.page(page)
    assert "suspended" in web.page("/office/jurors?state=suspended")

    assert web.post(f"{page}/reinstate", {"reason": "The quiz is passed."}).status_code == 302
    assert juror.suspended_at is None
    assert "The quiz is passed." in web.page(page)


def test_what_was_typed_stays_when_the_way_back_is_missing(session, web, admin):
    juror = make_juror(session)

    answer = web.post(
        f"/office/jurors/{juror.person_id}/suspend", {"reason": REASON, "way_back": "no"}
    )

    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert REASON in page
    assert "The way back: write 10 to 600 characters." in page
    assert "looked at again, in 10 to 600 characters." in page
    assert juror.suspended_at is None


def test_the_case_file_keeps_quiet_while_the_panel_is_open(session, web, admin, panel):
    case = panel.hearing.case
    voter = seated(session, panel)[0]
    url = f"/office/cases/{case.id}?recompute=1"
    before = web.page(url)

    vote(session, voter)
    vote(session, seated(session, panel)[1], "cannot_judge")

    assert web.page(url) == before
    assert "The chain holds." in before
    assert voter.juror.code not in before
    assert "ballot cast" not in before
    everything = web.page("/office/ledger")
    assert voter.juror.code not in everything
    assert str(voter.id) not in web.get("/office/ledger").get_data(as_text=True)


def test_the_case_file_tells_all_once_the_panel_has_closed(session, web, admin, panel):
    (voter, *_) = close(session, panel, "buyer", "seller")
    case = panel.hearing.case
    n = len(session.scalars(select(Entry).where(Entry.case_id == case.id)).all())

    page = web.page(f"/office/cases/{case.id}?recompute=1")

    assert f"The chain of {n} entries holds." in page
    assert voter.juror.code in page
    assert "agrees with the record in every line" in page
    assert "too few ballots for either side" in page
    assert case.code in web.page("/office/cases?why=quorum&days=30")


def test_an_admin_does_not_open_a_case_of_their_own(session, web, admin, panel):
    case = panel.hearing.case
    assert web.get(f"/office/cases/{case.id}").status_code == 200

    case.order.buyer.person = admin
    assert web.get(f"/office/cases/{case.id}").status_code == 404
    case.order.buyer.person = None
    session.commit()
    sitting = seated(session, panel)[0].juror.person
    sitting.is_admin = True
    web.sign_in(sitting)
    assert web.get(f"/office/cases/{case.id}").status_code == 404


def test_the_ledger_and_a_juror_s_page_leave_out_the_reader_s_own_case(session, web, admin, panel):
    (voter, *_) = close(session, panel, "buyer", "seller")
    case = panel.hearing.case
    pages = (f"/office/ledger?case={case.code}", f"/office/jurors/{voter.juror.person_id}")
    assert voter.juror.code in web.page(pages[0])
    assert case.code in web.page(pages[1])

    case.order.seller.person = admin
    session.commit()
    assert voter.juror.code not in web.page(pages[0])
    assert case.code not in web.page(pages[1])


def test_who_is_also_staff_opens_the_file_after_their_blind_look_only(session, web, admin, panel):
    close(session, panel, "buyer", "seller")
    url = f"/office/cases/{panel.hearing.case.id}"
    assert web.get(url).status_code == 200

    admin.is_staff = True
    session.commit()
    assert web.get(url).status_code == 404
    looked = {"view_side": "buyer", "viewed_at": LATER, "viewed_by": admin.id}
    session.execute(update(Review).values(looked))
    session.commit()
    assert web.get(url).status_code == 200


def test_an_unknown_case_code_and_act_are_answered_in_words(web, admin):
    assert "There is no case C-NOPE." in web.page("/office/ledger?case=C-NOPE")
    assert web.get("/office/ledger?act=nothing").status_code == 200
    assert web.get("/office/cases?phase=nothing&why=nothing&days=3&q=%25").status_code == 200


def test_a_message_to_the_marketplace_given_up_is_shown_and_sent_again(session, web, admin):
    event = publishing.publish(session, "case.ruled", "O-1", T0)
    event.state, event.last_error, event.attempts = "failed", "NotTaken: answered 500: down", 12
    session.flush()

    assert "answered 500: down" in web.page("/office/work")
    web.post(f"/office/work/events/{event.id}/again")
    session.refresh(event)
    assert (event.state, event.attempts) == ("owed", 0)
    assert web.post(f"/office/work/events/{event.id}/again").status_code == 409


def test_without_an_address_of_the_marketplace_the_office_says_so(session, web, admin):
    publishing.publish(session, "case.ruled", "O-1", T0)
    assert "1 message for it are kept" in web.page("/office")
    assert "MARKETPLACE_URL" in web.page("/office/work")


def test_an_order_to_pay_left_unanswered_is_an_alarm(session, web, admin):
    case = make_ruling(session).case
    wind(session, case, T0 + timedelta(hours=72))
    assert "unanswered" not in web.page("/office")
    wind(session, case, T0 + timedelta(hours=96))
    assert "The marketplace has left 1 order to pay unanswered." in web.page("/office")
    assert case.code in web.page("/office/work")
