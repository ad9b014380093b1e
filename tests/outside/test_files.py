"""Files of votes and truths: what is read, and what is refused with its line."""

import csv

import numpy as np
import pytest

from jury.outside import file_faults, file_quotes, files

VOTES = "task,worker,label\nt1,ann,yes\nt1,bob,no\nt2,ann,no\n"
MOST = 10**6


@pytest.fixture
def file(tmp_path):
    def write(text, name="votes.csv"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


def read(path):
    """The votes as (task, worker, label), in the order of the file."""
    found = files.read_votes(path, MOST)
    names = (found.tasks, found.workers, found.labels)
    return [
        tuple(n[code] for n, code in zip(names, vote, strict=True))
        for vote in zip(*found.votes, strict=True)
    ]


def test_votes_are_numbers_with_names(file):
    found = files.read_votes(file(VOTES), MOST)
    assert (found.tasks, found.workers, found.labels) == (
        ["t1", "t2"],
        ["ann", "bob"],
        ["no", "yes"],
    )
    np.testing.assert_array_equal(found.votes, [[0, 0, 1], [0, 1, 0], [1, 0, 0]])


@pytest.mark.parametrize(
    "text",
    [
        "label,when,worker,task\nyes,1,ann,t1\nno,2,bob,t1\nno,3,ann,t2\n",
        '"task","worker","label"\r\n"t1","ann","yes"\r\n"t1","bob","no"\r\n"t2","ann","no"',
        "\ufeff" + VOTES,
        VOTES.replace("\nt2", "\n\nt2"),
    ],
    ids=["other order and columns", "quoted", "byte order mark", "a blank line"],
)
def test_the_same_votes_may_be_written_in_many_ways(file, text):
    assert read(file(text)) == [("t1", "ann", "yes"), ("t1", "bob", "no"), ("t2", "ann", "no")]


def test_a_name_may_hold_what_csv_needs_quotes_for(file):
    text = 'task,worker,label\n"a, b","say ""x""","two\nlines"\n申诉,王,无\n'
    assert read(file(text)) == [("a, b", 'say "x"', "two\nlines"), ("申诉", "王", "无")]


@pytest.mark.parametrize(
    "text",
    [
        VOTES + 't3,ann,"yes\n',
        VOTES + 't3,ann,"yes\nt4,ann,no\nt5,ann,no\n',
        'task,worker,label,note\nt1,ann,yes,\nt1,bob,no,\nt2,ann,no,\nt3,ann,no,"\nt4,ann,no,\n',
    ],
    ids=["in the last line", "before other lines", "in a column that is not read"],
)
def test_a_quote_that_is_never_closed_swallows_no_lines_unseen(file, text):
    with pytest.raises(
        file_faults.NotCsv, match=r"Line 5 .*\(a quote opened there is never closed"
    ):
        read(file(text))


def test_two_open_quotes_do_not_hide_what_stands_between_them(file):
    text = 'task,worker,label\nt1,ann,yes\nt1,bob,"no\nt2,ann,no\nt2,bob,"no\nt3,ann,no\n'
    with pytest.raises(file_faults.NotCsv, match="Line 3 "):
        read(file(text))


def test_names_met_in_a_later_block_get_the_next_numbers(file, monkeypatch):
    votes = [(f"t{n % 50}", f"w{n % 7}", f"side {n % 2}") for n in range(350)]
    text = "task,worker,label\n" + "".join(",".join(vote) + "\n" for vote in votes)
    monkeypatch.setattr(files, "BLOCK_BYTES", 64)
    path = file(text)
    assert read(path) == votes
    assert files.read_votes(path, MOST).tasks == [f"t{n}" for n in range(50)]


def test_what_arrow_gives_up_is_read_line_by_line(file, monkeypatch):
    monkeypatch.setattr(files, "BLOCK_BYTES", 4)
    assert read(file(VOTES))[0] == ("t1", "ann", "yes")


@pytest.mark.parametrize(
    ("text", "fault", "says"),
    [
        ("", file_faults.Empty, "task, worker, label"),
        ("task,worker,label\n", file_faults.Empty, "no rows"),
        (
            "task,who,label\nt,a,b\n",
            file_faults.ColumnMissing,
            "no column worker.*task, who, label",
        ),
        ("task,worker,label,label\n", file_faults.ColumnTwice, "label twice"),
        (VOTES + "t3,ann\n", file_faults.Ragged, "Line 5 .* 2 fields .* 3"),
        (VOTES + "\n\nt3,ann,\n", file_faults.FieldEmpty, "Line 7 .* no label"),
        (VOTES + "t3,ann,NaN\n", file_faults.FieldEmpty, "Line 5 .* no label"),
        (VOTES + '"",ann,yes\n', file_faults.FieldEmpty, "Line 5 .* no task"),
        (VOTES + "t1,ann,no\n", file_faults.VotedTwice, "ann votes twice on t1: lines 2 and 5"),
        (VOTES + '"t3,ann,no\n', file_faults.NotCsv, "Line 5"),
        (VOTES.encode() + b"t3,\xff,no\n", file_faults.NotCsv, "Line 5"),
        (VOTES.replace("no", "yes"), file_faults.LabelsTooFew, "is for yes"),
    ],
)
def test_what_cannot_be_used_is_refused_with_its_line(file, text, fault, says):
    with pytest.raises(fault, match=says):
        files.read_votes(file(text), MOST)


@pytest.mark.parametrize("stray", ['"yes"ly', '"yes" ', '""yes', '"yes,"no"', '"ye""s"s'])
@pytest.mark.parametrize("block", [8, 2**20])
def test_a_stray_quote_makes_no_other_label(file, monkeypatch, stray, block):
    monkeypatch.setattr(file_quotes, "BLOCK_BYTES", block)
    with pytest.raises(file_faults.NotCsv, match="Line 5"):
        files.read_votes(file(VOTES + f"t3,ann,{stray}\nt4,ann,no\n"), MOST)


def test_a_quote_within_a_plain_name_is_part_of_it(file):
    assert read(file(VOTES + 'x"y,ann,no\n'))[-1] == ('x"y', "ann", "no")


def test_a_quote_that_is_never_closed_is_named_where_it_opens(file):
    rows = "".join(f"t{n},w,a\n" for n in range(50_000))
    text = "task,worker,label\nt,w,b\n" + 's,"w,a\n' + rows
    with pytest.raises(file_faults.NotCsv, match="Line 3 "):
        files.read_votes(file(text), MOST)


def test_names_that_look_like_numbers_are_kept_as_they_are_written(file):
    names = [
        "1",
        "01",
        "1.0",
        "1e5",
        "100000",
        " 1",
        "1 ",
        "True",
        "true",
        "NULL",
        "NA",
        "\x00",
        "é",
    ]
    text = "task,worker,label\n" + "".join(f"{name},{name},{name}\n" for name in names)
    assert read(file(text)) == [(name, name, name) for name in names]


def test_lines_are_counted_as_an_editor_counts_them(file):
    text = 'task,worker,label\nt1,"two\nlines",yes\n\nt1,bob,no\nt1,bob,no\n'
    with pytest.raises(file_faults.VotedTwice, match="lines 5 and 6"):
        files.read_votes(file(text), MOST)


def test_a_million_labels_are_taken_for_the_wrong_column(file):
    rows = "".join(f"t{n},w{n % 7},label {n}\n" for n in range(10**6))
    with pytest.raises(file_faults.LabelsTooMany, match="1000000 different labels; with 7 workers"):
        files.read_votes(file("task,worker,label\n" + rows), MOST)


@pytest.fixture
def ballots(file):
    return files.read_votes(file(VOTES), MOST)


def test_truths_are_of_the_tasks_and_labels_that_were_voted_on(file, ballots):
    known = files.read_truths(file("label,task\nno,t2\nyes,t9\nyes,t1\n", "gold.csv"), ballots)
    np.testing.assert_array_equal(known.cases, [1, 0])
    np.testing.assert_array_equal(known.classes, [0, 1])
    assert known.n_strangers == 1


@pytest.mark.parametrize(
    ("text", "fault", "says"),
    [
        ("task,label\nt1,yes\nt2,maybe\n", file_faults.LabelUnknown, "Line 3 .* maybe.* no, yes"),
        (
            "task,label\nt1,yes\nt2,no\nt1,yes\n",
            file_faults.ToldTwice,
            "t1 twice, in lines 2 and 4",
        ),
        ("task,label\nt1,\n", file_faults.FieldEmpty, "Line 2"),
        ("task,truth\nt1,yes\n", file_faults.ColumnMissing, "no column label"),
    ],
)
def test_truths_that_cannot_be_used_are_refused_with_their_line(file, ballots, text, fault, says):
    with pytest.raises(fault, match=says):
        files.read_truths(file(text, "gold.csv"), ballots)


def test_reading_tells_how_far_it_is(file):
    told = []
    path = file(VOTES)
    files.read_votes(path, MOST, lambda done, of: told.append((done, of)))
    assert told[-1] == (len(VOTES), len(VOTES))


@pytest.mark.parametrize("name", ["plain", 'a, "b"\nc'])
def test_what_is_written_reads_back(tmp_path, name):
    files.write_rows(tmp_path / "out.csv", {"task": [name, "x"], "p": [0.25, 1.0]})
    text = (tmp_path / "out.csv").read_text()
    assert text.startswith("task,p\n")
    with (tmp_path / "out.csv").open(newline="") as lines:
        assert list(csv.reader(lines))[1:] == [[name, "0.25"], ["x", "1"]]
