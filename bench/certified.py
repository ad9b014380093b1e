"""How many cases may be decided at a proved error: our ranking and order of tests, and others'."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from bench.crowds import (
    PEERS,
    Crowd,
    Floats,
    Integers,
    absent,
    crowds,
    posterior_of_peer,
    without_crowd_kit,
)
from jury.reliability.audits import needed
from jury.reliability.binomial import at_most
from jury.reliability.calibrate import brought_to_scale
from jury.reliability.certify import certify
from jury.reliability.dawid_skene import fit
from jury.reliability.evidence import answers, evidence, scores

ALPHAS, DELTA = (0.05, 0.10), 0.10
SPLITS, AUDITED = 30, 0.10
LEAST = 1e-6  # of a probability, so that its logarithm is a number
AS_THEY_ARE = {f"crowd-kit {peer}" for peer in PEERS}
Certificate = Callable[[Floats, Floats, Floats, float], float | None]


@dataclass(frozen=True)
class Ranked:
    """The cases of known truth by one method: how sure it is of each, and whether it is right."""

    score: Floats
    right: Floats


Ranking = Callable[[Integers], Ranked]  # by which cases are audited


@dataclass(frozen=True)
class Result:
    """Mean coverage over splits, and the share of splits whose promise was broken."""

    coverage: float
    broken: float


def measure(folder: Path, kept: Path | None = None) -> list[str]:
    """A table for each alpha. Error is that of the decided cases which were not audited."""
    sets = crowds(folder, least=700)
    if not sets:
        return absent("certified", folder)
    if missing := without_crowd_kit("certified"):
        return missing
    methods: dict[str, list[Ranking]] = {}
    for crowd in sets:
        for name, ranking in _rankings(crowd, kept):
            methods.setdefault(name, []).append(ranking)
    lines = [f"{len(sets)} sets: " + ", ".join(f"{s.name} ({len(s.known):,})" for s in sets)]
    for alpha in ALPHAS:
        lines += _table(methods, alpha)
    return lines


def _rankings(crowd: Crowd, kept: Path | None) -> Iterator[tuple[str, Ranking]]:
    for peer in PEERS:
        told = posterior_of_peer(peer, crowd, kept)[crowd.known]
        yield f"crowd-kit {peer}", _fixed(told.max(axis=1), told.argmax(axis=1) == crowd.truth)
        if peer == "GLAD":
            yield f"crowd-kit {peer}, to scale", _learning(np.log(told + LEAST), crowd.truth)
    told = evidence(crowd.votes, fit(crowd.votes, crowd.n_classes))[crowd.known]
    right = answers(told) == crowd.truth
    yield "ours, exact", _fixed(scores(told), right)
    yield "ours", _learning(told, crowd.truth)
    yield (
        "ours, oracle ranking",
        _fixed(right + np.random.default_rng(0).random(len(right)) / 10, right),
    )


def _fixed(score: Floats, right: Floats) -> Ranking:
    return lambda audited: Ranked(score, right)


def _learning(told: Floats, truth: Integers) -> Ranking:
    """Brought to scale by the audits, each audited case by the others."""

    @cache
    def by(audited: tuple[int, ...]) -> Ranked:
        made = brought_to_scale(told, (list(audited), truth[list(audited)]))
        return Ranked(made.score, made.answer == truth)

    return lambda audited: by(tuple(audited.tolist()))


def _table(methods: dict[str, list[Ranking]], alpha: float) -> list[str]:
    rows = {
        (name, title): [_over_splits(ranking, certificate, alpha) for ranking in sets]
        for name, sets in methods.items()
        for title, certificate in (("plain", plain), ("ours", _ours))
    }
    mean = {key: float(np.mean([r.coverage for r in found])) for key, found in rows.items()}
    plain_best, best = (
        max(m for (name, t), m in mean.items() if name in AS_THEY_ARE and t in titles)
        for titles in (("plain",), ("plain", "ours"))
    )
    head = f"alpha {alpha:.0%}: coverage a set"
    lines = ["", f"{head:34} {'tests':6} {'mean':>6}  of splits broken (worst set)"]
    for (name, title), found in rows.items():
        broken = [r.broken for r in found]
        each = " ".join(f"{r.coverage:5.2f}" for r in found)
        lines.append(
            f"{name:34} {title:6} {mean[name, title]:6.3f}  "
            f"{np.mean(broken):6.3f} ({max(broken) * SPLITS:.0f} of {SPLITS})  {each}"
        )
    ours = mean["ours", "ours"]
    return [
        *lines,
        f"ours / best peer under plain tests: {ours / plain_best:.2f};"
        f" under our tests too: {ours / best:.2f}",
    ]


def _over_splits(ranking: Ranking, certificate: Certificate, alpha: float) -> Result:
    covered, broken, n = [], [], len(ranking(np.arange(0)).score)
    for seed in range(SPLITS):
        audited = np.random.default_rng(seed).permutation(n)[: round(AUDITED * n)]
        ranked = ranking(audited)
        threshold = certificate(ranked.score[audited], ranked.right[audited], ranked.score, alpha)
        decided = np.zeros(n, bool) if threshold is None else ranked.score >= threshold
        covered.append(decided.mean())
        decided[audited] = False
        broken.append(decided.any() and np.mean(~ranked.right[decided]) > alpha)
    return Result(float(np.mean(covered)), float(np.mean(broken)))


def _ours(score: Floats, right: Floats, every: Floats, alpha: float) -> float | None:
    return certify(score, right, alpha, DELTA, population=every).threshold


def plain(score: Floats, right: Floats, every: Floats, alpha: float) -> float | None:
    """Learn-then-test as it is usually written: from the strictest of 20 quantiles on.

    Quantiles above which no number of right audits could have proved anything are passed over:
    without that hardly any method certifies a single case.
    """
    threshold, least = None, needed(0, alpha, DELTA)
    for tried in np.unique(np.quantile(every, np.arange(20) / 20, method="higher"))[::-1]:
        above = score >= tried
        n = int(above.sum())
        if n < least:
            continue
        if at_most(int((above & ~right).sum()), n, alpha) > DELTA:
            break
        threshold = float(tried)
    return threshold
