"""The calendar as admins correct it, and due dates that follow it without ever growing shorter."""

import json
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from jury.court import calendars, claiming, reviewing
from jury.court.days_told import DayTold
from jury.court.record import OPERATOR
from jury.rules.words import Side, Task
from jury.store.ledger import Entry
from jury.store.notices import Letter, Notice
from tests.calendar_makers import make_review
from tests.factories import T0, make_policy, make_staff

BEIJING = ZoneInfo("Asia/Shanghai")
BEFORE_FESTIVAL = datetime(2027, 2, 4, 4, tzinfo=UTC)  # the Thursday before, noon in China
LIST = [DayTold(date(2027, 2, n), False, "春节") for n in range(5, 13)]
LIST += [DayTold(date(2027, 2, 14), True, "调休")]
NONE = frozenset()


def last_day(review, zone=BEIJING):
    return (review.due_at.astimezone(zone) - timedelta(microseconds=1)).date()


def set_days(session, *days, is_final=NONE, now=BEFORE_FESTIVAL):
    return calendars.set_days(session, "CN", days, frozenset(is_final), OPERATOR, now)


def moved(session):
    acts = select(Entry.body).where(Entry.act == "review_moved").order_by(Entry.id)
    return [json.loads(body) for body in session.scalars(acts)]


def told(session):
    return list(session.scalars(select(Notice).where(Notice.kind == "due_moved")))


@pytest.mark.parametrize(
    ("opened", "last"),
    [
        (datetime(2026, 9, 30, 4, tzinfo=UTC), date(2026, 10, 12)),  # Golden Week, the 10th works
        (datetime(2026, 11, 20, 15, tzinfo=UTC), date(2026, 11, 26)),  # Friday, late evening
        (datetime(2026, 11, 20, 17, tzinfo=UTC), date(2026, 11, 26)),  # Saturday in China already
        (datetime(2028, 2, 25, 4, tzinfo=UTC), date(2028, 3, 2)),  # over the leap day
        (datetime(2026, 12, 30, 4, tzinfo=UTC), date(2027, 1, 6)),  # over New Year, a Friday
    ],
)
def test_staff_have_four_working_days(session, opened, last):
    make_policy(session, opened)
    assert last_day(make_review(session, opened)) == last


@pytest.mark.parametrize(
    ("zone", "country", "last"),
    [
        ("Asia/Shanghai", "CN", date(2026, 11, 27)),
        ("America/Los_Angeles", "US", date(2026, 11, 30)),  # Thanksgiving
        ("Pacific/Auckland", "NZ", date(2026, 11, 30)),  # Tuesday there already
        ("Europe/Berlin", "DE", date(2026, 11, 27)),
        ("Asia/Riyadh", "SA", date(2026, 11, 29)),  # Friday and Saturday are off
    ],
)
def test_days_are_those_of_the_policy_s_country_and_zone(session, zone, country, last):
    opened = datetime(2026, 11, 23, 15, 30, tzinfo=UTC)  # a Monday
    make_policy(session, opened, timezone=zone, country=country)
    assert last_day(make_review(session, opened), ZoneInfo(zone)) == last


def test_a_due_date_in_a_year_not_yet_published_is_provisional_and_says_so(session):
    make_policy(session, BEFORE_FESTIVAL)
    review = make_review(session, BEFORE_FESTIVAL)
    assert review.is_provisional
    letter = session.scalars(select(Letter).where(Letter.kind == "with_staff")).first()
    assert letter.facts["is_provisional"] == 1


def test_when_the_list_arrives_due_dates_move_later_and_are_final(session):
    make_policy(session, BEFORE_FESTIVAL)
    review = make_review(session, BEFORE_FESTIVAL)
    before = review.due_at
    assert last_day(review) == date(2027, 2, 16)

    assert set_days(session, *LIST, is_final={2027}) == 1
    assert last_day(review) == date(2027, 2, 17)
    assert not review.is_provisional
    (entry,) = moved(session)
    assert entry["review"] == str(review.id)
    assert (entry["was"], entry["due_at"]) == (before.isoformat(), review.due_at.isoformat())
    people = {review.case.person_on(side).id for side in Side}
    assert {notice.person_id for notice in told(session)} == people
    assert told(session)[0].facts["due_at"] == review.due_at.isoformat()


def test_a_list_that_would_shorten_a_due_date_leaves_it_but_settles_it(session):
    make_policy(session, BEFORE_FESTIVAL)
    review = make_review(session, BEFORE_FESTIVAL)
    before = review.due_at
    saturday = DayTold(date(2027, 2, 6), True)
    assert set_days(session, saturday, is_final={2027}) == 0
    assert (review.due_at, review.is_provisional) == (before, False)
    assert not moved(session) and not told(session)


def test_the_same_list_again_moves_nothing(session):
    make_policy(session, BEFORE_FESTIVAL)
    make_review(session, BEFORE_FESTIVAL)
    assert set_days(session, *LIST, is_final={2027}) == 1
    assert set_days(session, *LIST, is_final={2027}) == 0
    acts = list(session.scalars(select(Entry.act)))
    assert acts.count("calendar_year_confirmed") == 1


def test_of_an_audit_that_moves_nobody_is_told(session):
    make_policy(session, BEFORE_FESTIVAL)
    review = make_review(session, BEFORE_FESTIVAL, Task.AUDIT)
    assert set_days(session, *LIST) == 1
    assert last_day(review) == date(2027, 2, 17)
    assert moved(session) and not told(session)


def test_a_review_decided_before_stays_as_it_was(session):
    make_policy(session, BEFORE_FESTIVAL)
    review, agent = make_review(session, BEFORE_FESTIVAL), make_staff(session)
    claiming.claim(session, review, agent, BEFORE_FESTIVAL)
    reviewing.record_view(session, review, Side.BUYER, "The dates.", agent, BEFORE_FESTIVAL)
    decision = reviewing.decision_for(None, Side.BUYER)
    text = "The photograph shows the damage before delivery."
    now = BEFORE_FESTIVAL
    reviewing.decide(session, review, decision, Side.BUYER, "rules_decide", text, agent, now)
    before = review.due_at
    assert set_days(session, *LIST) == 0
    assert (review.due_at, review.is_provisional) == (before, True)


def test_another_country_s_list_moves_nothing_here(session):
    make_policy(session, BEFORE_FESTIVAL, country="US")
    review = make_review(session, BEFORE_FESTIVAL)
    before = review.due_at
    assert set_days(session, *LIST, is_final={2027}) == 0
    assert (review.due_at, review.is_provisional) == (before, True)


def test_a_day_taken_back_follows_the_list_again_without_shortening_anything(session):
    make_policy(session, BEFORE_FESTIVAL)
    set_days(session, *LIST)
    review = make_review(session, BEFORE_FESTIVAL)
    before = review.due_at
    calendars.take_back_day(session, "CN", date(2027, 2, 11), OPERATOR, BEFORE_FESTIVAL)
    assert calendars.calendar_in(session, "CN").is_working(date(2027, 2, 11))
    assert review.due_at == before
    with pytest.raises(calendars.NotSet):
        calendars.take_back_day(session, "CN", date(2027, 2, 11), OPERATOR, BEFORE_FESTIVAL)


def test_a_confirmed_year_is_final_until_that_is_taken_back(session):
    make_policy(session, BEFORE_FESTIVAL)
    review = make_review(session, BEFORE_FESTIVAL)
    calendars.confirm_year(session, "CN", 2027, OPERATOR, BEFORE_FESTIVAL)
    assert not review.is_provisional
    calendars.take_back_year(session, "CN", 2027, OPERATOR, BEFORE_FESTIVAL)
    assert review.is_provisional
    with pytest.raises(calendars.NotConfirmed):
        calendars.take_back_year(session, "CN", 2027, OPERATOR, BEFORE_FESTIVAL)


def test_a_case_keeps_the_zone_and_the_days_of_its_own_policy(session):
    make_policy(session, BEFORE_FESTIVAL)
    review = make_review(session, BEFORE_FESTIVAL)
    later = BEFORE_FESTIVAL + timedelta(hours=1)
    make_policy(session, later, country="US", timezone="America/New_York", staff_working_days=9)
    assert set_days(session, *LIST, now=later) == 1
    assert last_day(review) == date(2027, 2, 17)


def test_at_night_all_is_counted_anew_in_case_a_newer_release_knows_more(session):
    make_policy(session, BEFORE_FESTIVAL)
    review = make_review(session, BEFORE_FESTIVAL)
    review.due_at -= timedelta(days=3)
    assert calendars.recount_all(session, BEFORE_FESTIVAL) == 1
    assert last_day(review) == date(2027, 2, 16)
    assert calendars.recount_all(session, BEFORE_FESTIVAL) == 0


def test_a_note_too_long_or_a_year_too_far_is_refused(session):
    with pytest.raises(calendars.NoteTooLong):
        set_days(session, DayTold(date(2027, 2, 5), False, "x" * 201))
    with pytest.raises(calendars.YearTooFar):
        calendars.confirm_year(session, "CN", 1999, OPERATOR, T0)
