"""Files of votes and truths, as researchers exchange them: CSV with task, worker, label."""

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .file_faults import (
    ColumnMissing,
    ColumnTwice,
    Empty,
    FieldEmpty,
    LabelsTooFew,
    LabelsTooMany,
    LabelUnknown,
    NotCsv,
    Ragged,
    ToldTwice,
    VotedTwice,
)
from .file_quotes import is_plainly_quoted

Codes = NDArray[np.int32]
Progress = Callable[[int, int], None]  # bytes read, of so many
NO_VALUE = ("", "nan", "NaN", "NAN")
BLOCK_BYTES = 4 * 1024**2


@dataclass(frozen=True)
class Ballots:
    """Votes as numbers, case, juror and class, and the names these numbers stand for.

    Cases are in the order the file first names them, workers and labels in that of their names.
    """

    votes: tuple[Codes, Codes, Codes]
    tasks: list[str]
    workers: list[str]
    labels: list[str]


@dataclass(frozen=True)
class Truths:
    """Cases of known truth, their class, and how many rows name a case without votes."""

    cases: NDArray[np.int64]
    classes: NDArray[np.int64]
    n_strangers: int


def read_votes(
    file: Path, most_numbers: int, progress: Progress = lambda done, of: None
) -> Ballots:
    """The votes of a CSV file with the columns task, worker, label, in any order.

    ``most_numbers`` is what workers · labels² may come to. Refuses (BadFile, with the
    line) what has no such columns, an empty field, a worker voting twice on a task, or
    fewer than two labels.
    """
    columns = ("task", "worker", "label")
    (case, tasks), (juror, workers), (vote, labels) = _read(file, columns, progress)
    juror, workers = _sorted(juror, workers)
    vote, labels = _sorted(vote, labels)
    if len(labels) < 2:
        raise LabelsTooFew(file=str(file), label=labels[0])
    most = int((most_numbers / len(workers)) ** 0.5)
    if len(labels) > most:
        raise LabelsTooMany(file=str(file), found=len(labels), workers=len(workers), most=most)
    if twice := _repeated(case, juror):
        first, second = _lines(file, columns, twice)
        names = {"worker": workers[juror[twice[0]]], "task": tasks[case[twice[0]]]}
        raise VotedTwice(file=str(file), first=first, second=second, **names)
    return Ballots((case, juror, vote), tasks, workers, labels)


def read_truths(file: Path, ballots: Ballots) -> Truths:
    """The truths of a CSV file with the columns task, label; tasks without votes are only counted.

    Refuses (BadFile, with the line) a label nobody voted for, and a task named twice.
    """
    columns = ("task", "label")
    (case, tasks), (truth, labels) = _read(file, columns)
    number = {name: n for n, name in enumerate(ballots.labels)}
    if unknown := [n for n, name in enumerate(labels) if name not in number]:
        at = int(np.flatnonzero(np.isin(truth, unknown))[0])
        told = {"label": labels[truth[at]], "labels": ", ".join(ballots.labels[:20])}
        raise LabelUnknown(file=str(file), line=_lines(file, columns, [at])[0], **told)
    if twice := _repeated(case, np.zeros_like(case)):
        first, second = _lines(file, columns, twice)
        raise ToldTwice(file=str(file), task=tasks[case[twice[0]]], first=first, second=second)
    place = {name: n for n, name in enumerate(ballots.tasks)}
    cases = np.array([place.get(name, -1) for name in tasks], dtype=np.int64)[case]
    classes = np.array([number[name] for name in labels], dtype=np.int64)[truth]
    return Truths(cases[cases >= 0], classes[cases >= 0], int(np.sum(cases < 0)))


def write_rows(file: Path, columns: Mapping[str, Any]) -> None:
    """The columns as a CSV file; texts are quoted only if one of them needs it."""
    import pyarrow as pa

    table = pa.table({name: pa.array(values) for name, values in columns.items()})
    try:
        _write(file, table, "none")
    except pa.ArrowInvalid:
        _write(file, table, "needed")


def _write(file: Path, table: Any, quoting: str) -> None:
    from pyarrow import csv as fast

    with file.open("wb") as out:
        out.write((",".join(table.column_names) + "\n").encode())
        fast.write_csv(table, out, fast.WriteOptions(include_header=False, quoting_style=quoting))


def named(names: Sequence[str], codes: NDArray[np.integer[Any]]) -> Any:
    """A column of names, by their numbers, as ``write_rows`` takes it."""
    import pyarrow as pa

    return pa.array(names, pa.string()).take(pa.array(codes))


def _read(
    file: Path, columns: Sequence[str], progress: Progress = lambda done, of: None
) -> list[tuple[Codes, list[str]]]:
    """Each column as codes and names; by Arrow, and by Python where that finds a fault.

    Or where it might overlook one: of a stray quote it makes another name.
    """
    import pyarrow as pa

    _check_header(file, columns)
    if not is_plainly_quoted(file):
        return _read_slowly(file, columns)
    try:
        chunks = list(_batches(file, columns, progress))
    except pa.ArrowInvalid:
        return _read_slowly(file, columns)
    if not sum(len(batch) for batch in chunks):
        raise Empty(file=str(file), columns=", ".join(columns))
    if any(batch.column(name).null_count for batch in chunks for name in columns):
        return _read_slowly(file, columns)
    texts = {name: pa.chunked_array([b.column(name) for b in chunks]) for name in columns}
    chunks.clear()
    return [_as_codes(texts, name) for name in columns]


def _as_codes(texts: dict[str, Any], name: str) -> tuple[Codes, list[str]]:
    """One of the columns numbered as its texts first come; these are let go."""
    import pyarrow as pa

    parts = texts.pop(name).dictionary_encode().chunks
    pa.default_memory_pool().release_unused()
    codes = np.concatenate([part.indices.to_numpy() for part in parts])
    return codes, parts[-1].dictionary.to_pylist()


def _batches(file: Path, columns: Sequence[str], progress: Progress) -> Iterator[Any]:
    import pyarrow as pa
    from pyarrow import csv as fast

    whole = file.stat().st_size
    with file.open("rb") as source:
        yield from _told(
            fast.open_csv(
                source,
                fast.ReadOptions(block_size=BLOCK_BYTES),
                fast.ParseOptions(newlines_in_values=True),
                fast.ConvertOptions(
                    include_columns=list(columns),
                    column_types=dict.fromkeys(columns, pa.string()),
                    null_values=list(NO_VALUE),
                    strings_can_be_null=True,
                ),
            ),
            lambda: progress(source.tell(), whole),
        )


def _told(batches: Iterator[Any], tell: Callable[[], None]) -> Iterator[Any]:
    for batch in batches:
        tell()
        yield batch


def _check_header(file: Path, columns: Sequence[str]) -> None:
    header = next((row for _, row in _rows(file)), [])
    if not header:
        raise Empty(file=str(file), columns=", ".join(columns))
    for name in columns:
        if name not in header:
            told = {"found": ", ".join(header[:20]), "columns": ", ".join(columns)}
            raise ColumnMissing(file=str(file), column=name, **told)
        if header.count(name) > 1:
            raise ColumnTwice(file=str(file), column=name)


def _read_slowly(file: Path, columns: Sequence[str]) -> list[tuple[Codes, list[str]]]:
    """What Arrow could not read: its first fault, with the line; or what it holds, if sound."""
    names: list[dict[str, int]] = [{} for _ in columns]
    codes: list[list[int]] = [[] for _ in columns]
    for _, row in _sound_rows(file, columns):
        for known, column, field in zip(names, codes, row, strict=True):
            column.append(known.setdefault(field, len(known)))
    return [(np.array(c, dtype=np.int32), list(n)) for c, n in zip(codes, names, strict=True)]


def _sound_rows(file: Path, columns: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
    """The line and the asked fields of each row; refuses the first that is not as it should be."""
    rows = _rows(file)
    _, header = next(rows)
    places = [header.index(name) for name in columns]
    for line, row in rows:
        if len(row) != len(header):
            raise Ragged(file=str(file), line=line, found=len(row), expected=len(header))
        fields = [row[place] for place in places]
        for name, field in zip(columns, fields, strict=True):
            if field in NO_VALUE:
                raise FieldEmpty(file=str(file), line=line, column=name)
        yield line, fields


def _rows(file: Path) -> Iterator[tuple[int, list[str]]]:
    """Every row that is not blank, with its line; of one that cannot be read, where it begins."""
    with file.open(encoding="utf-8-sig", newline="") as lines:
        table, begun = csv.reader(lines, strict=True), 1
        try:
            for row in table:
                if row:
                    yield table.line_num, row
                begun = table.line_num + 1
        except csv.Error as wrong:
            is_open = str(wrong) == "unexpected end of data"
            why = "a quote opened there is never closed" if is_open else str(wrong)
            raise NotCsv(file=str(file), line=begun, why=why) from wrong
        except UnicodeDecodeError as wrong:
            raise NotCsv(file=str(file), line=_undecodable(file), why=wrong.reason) from wrong


def _undecodable(file: Path) -> int:
    with file.open("rb") as lines:
        for line, text in enumerate(lines, start=1):
            try:
                text.decode()
            except UnicodeDecodeError:
                return line
    return 1


def _lines(file: Path, columns: Sequence[str], rows: Sequence[int]) -> list[int]:
    """The lines of the file where these rows, counted from 0 and rising, stand."""
    wanted = set(rows)
    found = enumerate(line for line, _ in _sound_rows(file, columns))
    return [line for n, line in islice(found, max(rows) + 1) if n in wanted]


def _repeated(case: Codes, juror: Codes) -> list[int]:
    """The first two rows of one juror and case, if any pair comes twice."""
    pairs = _pairs(case, juror)
    pairs.sort()
    twice = np.flatnonzero(pairs[1:] == pairs[:-1])
    if not len(twice):
        return []
    return [int(row) for row in np.flatnonzero(_pairs(case, juror) == pairs[twice[0]])[:2]]


def _pairs(case: Codes, juror: Codes) -> NDArray[np.int64]:
    pairs = case.astype(np.int64)
    pairs <<= 32
    pairs |= juror
    return pairs


def _sorted(codes: Codes, names: list[str]) -> tuple[Codes, list[str]]:
    order = sorted(range(len(names)), key=names.__getitem__)
    place = np.empty(len(names), np.int32)
    place[order] = np.arange(len(names), dtype=np.int32)
    return place[codes], [names[n] for n in order]
