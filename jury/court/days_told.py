"""What a list of days tells of working days, read from CSV with an error to each line."""

import csv
import io
from datetime import date
from typing import NamedTuple

from jury.rules.errors import N_

COLUMNS = ("date", "works", "note")
MOST_LINES = 2_000
LONGEST_NOTE = 200
YEARS = range(2000, 2101)  # for which a list of days can be meant
WORKS = {"yes": True, "true": True, "1": True, "是": True, "上班": True}
WORKS |= {"no": False, "false": False, "0": False, "否": False, "放假": False}

HEADER = N_("The first line must name the columns: %(columns)s.")
FIELDS = N_("It has %(n)s fields; there should be a date, whether it works, and a note.")
NO_DAY = N_("“%(day)s” is not a date such as 2027-02-06.")
NO_WORKS = N_("“%(works)s” does not say whether the day is worked: write yes or no.")
TWICE = N_("The day %(day)s stands in line %(before)s already.")
FAR = N_("The calendar runs from %(first)s to %(last)s.")
LONG_NOTE = N_("The note has more than %(longest)s characters, or characters no text has.")
UNREADABLE = N_("This is no CSV: %(error)s.")
EMPTY = N_("There is no day in it.")
TOO_LONG = N_("It has more than %(most)s lines; a year has a few dozen days to tell.")


class DayTold(NamedTuple):
    """One day: whether it is worked, and why."""

    day: date
    works: bool
    note: str = ""


class LineFault(NamedTuple):
    """What is wrong with a line; ``sentence`` is marked for translation, ``facts`` fill it."""

    line: int
    sentence: str
    facts: dict[str, str | int]


def read(text: str) -> tuple[list[DayTold], list[LineFault]]:
    """The days that a CSV text tells, or every fault with its line."""
    table = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True)
    days: dict[date, tuple[int, DayTold]] = {}
    faults: list[LineFault] = []
    try:
        header = [name.strip().lower() for name in next(table, [])]
        if header not in (list(COLUMNS), list(COLUMNS[:2])):
            return [], [LineFault(1, HEADER, {"columns": ",".join(COLUMNS)})]
        for row in filter(any, table):
            found = _day(table.line_num, row, len(header))
            if isinstance(found, LineFault):
                faults.append(found)
            elif found.day in days:
                before = days[found.day][0]
                twice = LineFault(table.line_num, TWICE, {"day": str(found.day), "before": before})
                faults.append(twice)
            else:
                days[found.day] = (table.line_num, found)
    except csv.Error as unreadable:
        faults.append(LineFault(table.line_num, UNREADABLE, {"error": str(unreadable)}))
    if not days and not faults:
        faults.append(LineFault(1, EMPTY, {}))
    if table.line_num > MOST_LINES:
        return [], [LineFault(table.line_num, TOO_LONG, {"most": MOST_LINES})]
    return [day for _, day in days.values()], faults


def _day(line: int, row: list[str], n_columns: int) -> DayTold | LineFault:
    if len(row) not in (2, n_columns):
        return LineFault(line, FIELDS, {"n": len(row)})
    day, works, note = (word.strip() for word in (*row, "")[:3])
    try:
        told = date.fromisoformat(day)
    except ValueError:
        return LineFault(line, NO_DAY, {"day": day[:40]})
    if told.year not in YEARS:
        return LineFault(line, FAR, {"first": YEARS[0], "last": YEARS[-1]})
    if works.lower() not in WORKS:
        return LineFault(line, NO_WORKS, {"works": works[:40]})
    if len(note) > LONGEST_NOTE or "\x00" in note:
        return LineFault(line, LONG_NOTE, {"longest": LONGEST_NOTE})
    return DayTold(told, WORKS[works.lower()], note)
