"""Votes of real people whose truth is known, and what crowd-kit makes of them."""

import csv
import warnings
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

NO_TRUTH = {"anesthesia"}  # its truth is the plurality of its own votes
PEERS = ("MajorityVote", "DawidSkene", "OneCoinDawidSkene", "GLAD", "MACE")
Integers = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Crowd:
    """A recorded crowd: votes numbered by first appearance, and the cases of known truth."""

    name: str
    votes: tuple[Integers, Integers, Integers]
    n_classes: int
    known: Integers
    truth: Integers

    @property
    def n_cases(self) -> int:
        return int(self.votes[0].max()) + 1


def crowds(folder: Path, least: int = 1) -> list[Crowd]:
    """Every recorded crowd with at least so many truths; none when the data are not there."""
    folders = sorted(folder.iterdir()) if folder.is_dir() else []
    read = [_read(folder) for folder in folders if folder.name not in NO_TRUTH]
    return [crowd for crowd in read if len(crowd.known) >= least]


def absent(bench: str, folder: Path) -> list[str]:
    return [f"{bench}: skipped, because no recorded crowds lie in {folder}."]


def without_crowd_kit(bench: str) -> list[str]:
    """Why the bench cannot be run; empty when crowd-kit is there."""
    if find_spec("crowdkit"):
        return []
    return [f"{bench}: skipped, because crowd-kit is not installed (requirements-bench.txt)."]


def _read(folder: Path) -> Crowd:
    votes, truths = _rows(folder / "votes.csv"), _rows(folder / "truth.csv")
    labels = {label: n for n, label in enumerate(sorted({r[-1] for r in votes + truths}))}
    cases, jurors = (
        {word: n for n, word in enumerate(dict.fromkeys(row[column] for row in votes))}
        for column in (0, 1)
    )
    told = [(cases[task], labels[label]) for task, label in truths if task in cases]
    return Crowd(
        folder.name,
        (
            np.array([cases[row[0]] for row in votes]),
            np.array([jurors[row[1]] for row in votes]),
            np.array([labels[row[2]] for row in votes]),
        ),
        len(labels),
        np.array([case for case, _ in told]),
        np.array([label for _, label in told]),
    )


def _rows(path: Path) -> list[list[str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.reader(file))[1:]


def first_of_each_case(votes: Any, most: int, rng: np.random.Generator) -> Any:
    """The votes in random order, no more than ``most`` a case; sorted by case."""
    order = rng.permutation(len(votes[0]))
    order = order[np.argsort(votes[0][order], kind="stable")]
    kept = order[_rank_within(votes[0][order]) < most]
    return tuple(column[kept] for column in votes)


def _rank_within(groups: Integers) -> Integers:
    """0, 1, 2, … within each run of equal numbers."""
    starts = np.flatnonzero(np.r_[True, groups[1:] != groups[:-1]])
    return np.arange(len(groups)) - np.repeat(starts, np.diff(np.r_[starts, len(groups)]))


def cut_jurors(votes: Any, most: int, rng: np.random.Generator) -> Any:
    """The same votes as if by jurors who cast no more than ``most`` each."""
    by_juror = (votes[1], votes[0], votes[2])
    juror, case, vote = first_of_each_case(by_juror, len(votes[0]), rng)
    part = _rank_within(juror) // most
    _, cut = np.unique(juror * (part.max() + 1) + part, return_inverse=True)
    return case, cut, vote


def posterior_of_peer(peer: str, crowd: Crowd, cache: Path | None = None) -> Floats:
    """crowd-kit's probabilities, (cases, classes), by its own defaults; kept in ``cache``.

    Dawid & Skene's models get 100 iterations, as in crowd-kit's examples.
    """
    kept = cache / f"{crowd.name}_{peer}.npy" if cache else None
    if kept and kept.exists():
        return np.load(kept)
    import pandas as pd
    from crowdkit import aggregation

    table = pd.DataFrame(dict(zip(("task", "worker", "label"), crowd.votes, strict=True)))
    terms = {"n_iter": 100} if "DawidSkene" in peer else {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        told = getattr(aggregation, peer)(**terms).fit(table).probas_
    every = told.reindex(index=range(crowd.n_cases), columns=range(crowd.n_classes))
    found = every.fillna(0.0).to_numpy()
    if kept:
        np.save(kept, found)
    return found
