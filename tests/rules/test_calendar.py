"""Truths about working days."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jury.rules.calendar import Calendar, Deadline, Kind, working_days_after

BEIJING = ZoneInfo("Asia/Shanghai")
CHINA = Calendar()


def noon(year, month, day, zone=BEIJING):
    return datetime(year, month, day, 12, tzinfo=zone)


def due(start, days=4, calendar=CHINA):
    return working_days_after(start, days, calendar, BEIJING)


def last_day(start, days=4, calendar=CHINA):
    return (due(start, days, calendar).at.astimezone(BEIJING) - timedelta(microseconds=1)).date()


def test_four_working_days_step_over_the_weekend():
    wednesday = noon(2026, 11, 18)
    assert last_day(wednesday) == date(2026, 11, 24)


def test_staff_have_the_whole_of_the_last_day():
    end = datetime(2026, 11, 24, 16, 0, tzinfo=UTC)  # midnight in Beijing
    assert due(noon(2026, 11, 18)) == Deadline(end, is_provisional=False)


def test_the_day_is_that_of_the_zone_and_not_of_utc():
    late = datetime(2026, 11, 17, 17, 0, tzinfo=UTC)  # already Wednesday in Beijing
    assert working_days_after(late, 4, CHINA, BEIJING) == due(noon(2026, 11, 18))


def test_a_national_holiday_does_not_count():
    before_national_day = noon(2026, 9, 30)  # 1 to 7 October are off, the 10th works
    assert last_day(before_national_day, 1) == date(2026, 10, 8)
    assert last_day(before_national_day, 3) == date(2026, 10, 10)
    assert last_day(before_national_day, 4) == date(2026, 10, 12)


@pytest.mark.parametrize("day", [date(2026, 2, 14), date(2026, 2, 28), date(2026, 9, 20)])
def test_a_make_up_weekend_day_counts(day):
    assert day.weekday() >= 5 and CHINA.is_working(day)


def test_an_override_has_the_last_word_either_way():
    calendar = Calendar(overrides={date(2026, 11, 21): True, date(2026, 11, 23): False})
    assert last_day(noon(2026, 11, 20), 1, calendar) == date(2026, 11, 21)
    assert last_day(noon(2026, 11, 21), 1, calendar) == date(2026, 11, 24)


def test_a_year_is_final_when_published_or_confirmed():
    far = 2100
    assert CHINA.is_final(2026)
    assert not CHINA.is_final(far)
    assert Calendar(confirmed=frozenset({far})).is_final(far)


def test_a_due_date_is_provisional_if_any_year_it_spans_is():
    assert due(noon(2100, 3, 1)).is_provisional
    one_confirmed = Calendar(confirmed=frozenset({2099}))
    assert due(noon(2099, 12, 30), 4, one_confirmed).is_provisional
    assert not due(noon(2099, 12, 1), 4, one_confirmed).is_provisional


@given(st.dates(date(2024, 1, 1), date(2026, 12, 1)), st.integers(1, 15))
def test_so_many_working_days_lie_between_and_the_last_is_one(start, days):
    end = last_day(noon(start.year, start.month, start.day), days)
    between = [start + timedelta(n) for n in range(1, (end - start).days + 1)]
    assert sum(map(CHINA.is_working, between)) == days
    assert CHINA.is_working(between[-1])


def test_a_summer_time_change_moves_no_midnight():
    berlin = ZoneInfo("Europe/Berlin")
    friday = noon(2026, 3, 27, berlin)  # clocks go forward on the Sunday
    germany = Calendar("DE", confirmed=frozenset({2026}))
    end = datetime(2026, 3, 30, 22, 0, tzinfo=UTC)
    assert working_days_after(friday, 1, germany, berlin).at == end


@pytest.mark.parametrize(
    ("moment", "days"), [(noon(2026, 1, 1, zone=None), 1), (noon(2026, 1, 1), 0)]
)
def test_a_naive_moment_or_no_days_at_all_is_refused(moment, days):
    with pytest.raises(ValueError, match="aware"):
        due(moment, days)


@pytest.mark.parametrize(
    ("start", "last"),
    [
        (date(2026, 9, 25), date(2026, 9, 30)),  # Friday, Mid-Autumn; Monday to Wednesday work
        (date(2026, 9, 30), date(2026, 10, 10)),  # over Golden Week to its make-up Saturday
        (date(2026, 10, 9), date(2026, 10, 13)),  # that Saturday is the first of three
        (date(2026, 10, 10), date(2026, 10, 14)),
    ],
)
def test_golden_week_is_stepped_over_and_its_make_up_days_count(start, last):
    assert last_day(noon(start.year, start.month, start.day), 3) == last


def test_a_friday_evening_counts_from_monday():
    evening = datetime(2026, 11, 20, 23, 59, tzinfo=BEIJING)
    assert last_day(evening, 1) == date(2026, 11, 23)
    assert last_day(evening + timedelta(minutes=1), 1) == date(2026, 11, 23)  # a Saturday


def test_a_leap_day_is_a_day_like_any_other():
    assert last_day(noon(2028, 2, 28), 1) == date(2028, 2, 29)
    assert last_day(noon(2028, 2, 29), 1) == date(2028, 3, 1)
    assert last_day(noon(2027, 2, 26), 1, Calendar("DE")) == date(2027, 3, 1)


def test_over_the_year_s_end_the_year_not_yet_published_makes_it_provisional():
    assert not due(noon(2026, 12, 28), 3).is_provisional
    over = due(noon(2026, 12, 31), 1)
    assert over.is_provisional
    assert over.at == datetime(2027, 1, 4, 16, tzinfo=UTC)  # New Year's Day is a Friday
    assert not due(noon(2026, 12, 31), 1, Calendar(confirmed=frozenset({2027}))).is_provisional


def test_a_spring_festival_not_yet_published_is_an_estimate_until_the_list_arrives():
    start = noon(2027, 2, 4)  # the Thursday before
    assert due(start, 1).is_provisional
    off = {date(2027, 2, n): False for n in range(5, 13)}
    published = Calendar(overrides=off | {date(2027, 2, 14): True}, confirmed=frozenset({2027}))
    assert last_day(start, 1, published) == date(2027, 2, 14)
    assert due(start, 1, published).at > due(start, 1).at
    assert not due(start, 1, published).is_provisional


def test_the_weekend_is_the_country_s_own():
    riyadh = Calendar("SA")
    assert not riyadh.is_working(date(2026, 11, 20))  # a Friday
    assert riyadh.is_working(date(2026, 11, 22))  # a Sunday


@pytest.mark.parametrize(
    ("zone", "friday", "end"),
    [
        ("America/New_York", (2026, 3, 6), (2026, 3, 10, 4)),  # forward on the Sunday: UTC-4
        ("America/New_York", (2026, 10, 30), (2026, 11, 3, 5)),  # back on the Sunday: UTC-5
        ("Australia/Lord_Howe", (2026, 4, 3), (2026, 4, 6, 13, 30)),  # by half an hour
        ("Africa/Cairo", (2026, 4, 24), (2026, 4, 27, 21)),  # skips a midnight
    ],
)
def test_days_begin_and_end_at_midnight_on_either_side_of_a_change_of_clocks(zone, friday, end):
    there = ZoneInfo(zone)
    found = working_days_after(noon(*friday, there), 1, Calendar("US"), there).at
    assert found == datetime(*end, tzinfo=UTC)


def test_what_a_day_is_by_the_list_stays_known_beside_what_an_admin_says():
    day = date(2026, 10, 1)
    calendar = Calendar(overrides={day: True})
    assert calendar.is_working(day)
    assert calendar.kind_of(day) is Kind.HOLIDAY
    assert calendar.kind_of(date(2026, 10, 10)) is Kind.MADE_UP
    assert calendar.kind_of(date(2026, 10, 11)) is Kind.WEEKEND
    assert calendar.kind_of(date(2026, 10, 12)) is Kind.WORKING
