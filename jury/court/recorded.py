"""Recorded votes of real people, read from CSV: which worker gave which task which label."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from jury.rules.errors import N_, Invalid

VOTES, TRUTH = ("task", "worker", "label"), ("task", "label")


class WrongHeader(Invalid):
    sentence = N_(
        "Line 1 of the %(file)s reads “%(found)s” but should read “%(wanted)s”. "
        "Nothing was replayed."
    )


class WrongField(Invalid):
    sentence = N_(
        "Line %(line)d of the %(file)s has a field that is empty, missing or one too many. "
        "Nothing was replayed."
    )


class TooManyClasses(Invalid):
    sentence = N_(
        "Line %(line)d of the %(file)s has a third label, %(label)s. A dispute has two sides, "
        "so only votes of two classes can be replayed."
    )


class UnknownLabel(Invalid):
    sentence = N_(
        "Line %(line)d of the truth names the label %(label)s, for which nobody ever voted. "
        "Nothing was replayed."
    )


class DuplicateVote(Invalid):
    sentence = N_(
        "Line %(line)d of the votes has a second vote of worker %(worker)s on task %(task)s. "
        "A juror votes once; nothing was replayed."
    )


class TruthToldTwice(Invalid):
    sentence = N_("Line %(line)d of the truth names task %(task)s again. Nothing was replayed.")


class TruthMissing(Invalid):
    sentence = N_(
        "Line %(line)d of the votes is about task %(task)s, which the truth does not name. "
        "Nothing was replayed."
    )


class NoVotes(Invalid):
    sentence = N_("There are no votes in the file, so nothing was replayed.")


@dataclass(frozen=True)
class RecordedCase:
    """One task: its votes in the order of the file, worker → class, and its true class."""

    task: str
    votes: dict[str, int]
    truth: int

    @property
    def majority(self) -> float:
        """How right a plain majority is: 1, 0, or ½ for a tie."""
        share = sum(vote == self.truth for vote in self.votes.values()) / len(self.votes)
        return 0.5 if share == 0.5 else float(share > 0.5)


def read(votes: Iterable[str], truth: Iterable[str]) -> list[RecordedCase]:
    """The tasks in the order in which the votes name them first.

    The two labels, sorted, are the classes 0 and 1. Refuses, naming the line,
    whatever cannot be meant.
    """
    labels: dict[str, None] = {}
    cast: dict[str, dict[str, str]] = {}
    first_line: dict[str, int] = {}
    for line, (task, worker, label) in _rows("votes", votes, VOTES):
        if worker in cast.setdefault(task, {}):
            raise DuplicateVote(line=line, worker=worker, task=task)
        first_line.setdefault(task, line)
        cast[task][worker] = label
        labels[label] = None
        if len(labels) > 2:
            raise TooManyClasses(line=line, file="votes", label=label)
    if not cast:
        raise NoVotes()
    known = _truths(truth, labels)
    for task in cast:
        if task not in known:
            raise TruthMissing(line=first_line[task], task=task)
    number = {label: n for n, label in enumerate(sorted(labels))}
    return [
        RecordedCase(task, {w: number[label] for w, label in by.items()}, number[known[task]])
        for task, by in cast.items()
    ]


def _truths(truth: Iterable[str], labels: dict[str, None]) -> dict[str, str]:
    known: dict[str, str] = {}
    for line, (task, label) in _rows("truth", truth, TRUTH):
        if task in known:
            raise TruthToldTwice(line=line, task=task)
        if label not in labels:
            raise UnknownLabel(line=line, label=label)
        known[task] = label
    return known


def _rows(
    file: str, lines: Iterable[str], header: tuple[str, ...]
) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(lines)
    found = [name.strip().lstrip("\ufeff") for name in next(reader, [])]
    if tuple(found) != header:
        raise WrongHeader(file=file, found=",".join(found), wanted=",".join(header))
    for row in reader:
        fields = [field.strip() for field in row]
        if not any(fields):
            continue
        if len(fields) != len(header) or not all(fields):
            raise WrongField(line=reader.line_num, file=file)
        yield reader.line_num, fields
