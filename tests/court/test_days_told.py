"""A list of days as CSV: read whole, or every fault with its line."""

from datetime import date

import pytest

from jury.court import days_told
from jury.court.days_told import DayTold

LIST = "date,works,note\n2027-02-05,no,Spring Festival\n2027-02-14,yes,made up\n"


def test_a_list_is_read_day_by_day():
    days, faults = days_told.read(LIST)
    assert not faults
    assert days == [
        DayTold(date(2027, 2, 5), False, "Spring Festival"),
        DayTold(date(2027, 2, 14), True, "made up"),
    ]


@pytest.mark.parametrize("word", ["YES", "true", "1", "是", "上班"])
def test_that_a_day_is_worked_may_be_written_as_people_do(word):
    assert days_told.read(f"date,works\n2027-02-14,{word}\n")[0][0].works


def test_a_spreadsheet_s_mark_empty_lines_and_a_missing_note_do_no_harm():
    days, faults = days_told.read("\ufeffDate, Works ,note\r\n\r\n2027-02-05,0\r\n,,\r\n")
    assert (days, faults) == ([DayTold(date(2027, 2, 5), False)], [])


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("", 1, "must name the columns"),
        ("day,works\n", 1, "must name the columns"),
        ("date,works,note\n", 1, "no day"),
        ("date,works\n2027-02-30,yes\n", 2, "“2027-02-30” is not a date"),
        ("date,works\n2027-02-05,perhaps\n", 2, "“perhaps” does not say"),
        ("date,works\n2027-02-05\n", 2, "has 1 fields"),
        ("date,works,note\n2027-02-05,no,a,b\n", 2, "has 4 fields"),
        ("date,works\n2027-02-05,no\n2027-02-05,yes\n", 3, "stands in line 2"),
        ("date,works\n1999-02-05,no\n", 2, "from 2000 to 2100"),
        (f"date,works,note\n2027-02-05,no,{'x' * 201}\n", 2, "more than 200"),
        ('date,works,note\n2027-02-05,no,"a\n', 2, "no CSV"),
        ("date,works\n" + "2027-02-05,no\n" * 2001, 2002, "more than 2000 lines"),
    ],
)
def test_a_fault_is_told_with_its_line(text, line, said):
    _, faults = days_told.read(text)
    assert (faults[-1].line, said in faults[-1].sentence % faults[-1].facts) == (line, True)


def test_all_faults_are_told_at_once():
    _, faults = days_told.read("date,works\nx,yes\n2027-02-05,no\n2027-02-06,x\n")
    assert [fault.line for fault in faults] == [2, 4]
