"""Posteriors of jurors who cast about five votes each, with thirty cases of known truth."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from bench.crowds import Crowd, Floats, Integers, absent, crowds, cut_jurors, first_of_each_case
from jury.reliability.calibrate import NOBODY, calibrate
from jury.reliability.calibration import brier, ece, interval_of, log_loss
from jury.reliability.dawid_skene import fit
from jury.reliability.prior import flat

SEEDS, GOLD, BALLOTS, A_JUROR = 3, 30, 13, 5
MOST_CASES = 1500  # of one set, so that the bench ends; drawn at random
SURE = 0.95


def measure(folder: Path) -> list[str]:
    """A row a method, the mean over sets and seeds; judged on cases that were not gold."""
    sets = crowds(folder)
    if not sets:
        return absent("sparse", folder)
    found: dict[str, list[list[float]]] = {}
    two_sided: dict[str, list[float]] = {}
    ends = []
    for crowd in sets:
        for seed in range(SEEDS):
            for name, posterior, truth in _posteriors(crowd, seed):
                row = _row(posterior, truth)
                found.setdefault(name, []).append(row)
                if crowd.n_classes == 2:
                    two_sided.setdefault(name, []).append(row[1])
                if name == OURS:
                    ends.append(interval_of(ece, posterior, truth, np.random.default_rng(seed)))
    lines = [
        f"{len(sets)} sets x {SEEDS} seeds, {GOLD} gold",
        f"{'':42} accuracy  Brier (2 classes)   log loss    ECE  decided  wrong of these, together",
    ]
    for name, rows in found.items():
        right, score, loss, error, decided, wrong, n = np.nanmean(rows, axis=0)
        together = np.nansum([row[5] * row[6] for row in rows]) / (n * len(rows))
        lines.append(
            f"{name:42} {right:8.3f} {score:6.3f} {np.mean(two_sided[name]):11.3f} {loss:10.3f} "
            f"{error:6.3f} {decided:8.3f} {wrong:15.3f} {together:.3f}"
        )
    low, high = np.mean(ends, axis=0)
    return [
        *lines,
        f"ECE of the last, mean of the sets' own 95 % intervals: {low:.3f} to {high:.3f}",
    ]


OURS = "ours: two models, gold, calibrated"


def _posteriors(crowd: Crowd, seed: int) -> Iterator[tuple[str, Floats, Integers]]:
    rng = np.random.default_rng(seed)
    votes, truth = _thinned(crowd, rng)
    gold = rng.choice(len(truth), GOLD, replace=False)
    judged = np.setdiff1d(np.arange(len(truth)), gold)
    known, n = (gold, truth[gold]), crowd.n_classes
    likely = fit(votes, n, prior=flat(n)).posterior
    with_gold = fit(votes, n, gold=known)
    share = np.zeros((len(truth), n))
    np.add.at(share, (votes[0], votes[2]), 1.0)
    for name, posterior in (
        ("share of votes", share / share.sum(axis=1, keepdims=True)),
        ("Dawid & Skene, maximum likelihood", likely),
        ("Dawid & Skene, learnt priors, gold", with_gold.posterior),
        (OURS, calibrate(votes, with_gold, NOBODY, known).posterior),
    ):
        yield name, posterior[judged], truth[judged]


def _thinned(crowd: Crowd, rng: np.random.Generator):
    """The votes on cases of known truth, thinned, by jurors cut in pieces; and the truths."""
    chosen = rng.permutation(len(crowd.known))[:MOST_CASES]
    place = np.full(crowd.n_cases, -1)
    place[crowd.known[chosen]] = np.arange(len(chosen))
    case, juror, vote = crowd.votes
    kept = place[case] >= 0
    votes = first_of_each_case((place[case[kept]], juror[kept], vote[kept]), BALLOTS, rng)
    return cut_jurors(votes, A_JUROR, rng), crowd.truth[chosen]


def _row(posterior: Floats, truth: Integers) -> list[float]:
    stated, right = posterior.max(axis=1), posterior.argmax(axis=1) == truth
    sure = stated >= SURE
    return [
        float(right.mean()),
        brier(posterior, truth),
        log_loss(np.maximum(posterior, 1e-12), truth),
        ece(posterior, truth),
        float(sure.mean()),
        float(np.mean(~right[sure])) if sure.any() else np.nan,
        float(sure.sum()),
    ]
