"""How often a certificate is wrong when audits both teach the scores and test them."""

from collections.abc import Callable

import numpy as np

from bench.crowds import Floats, Integers
from jury.reliability.calibrate import NOBODY, Calibration, brought_to_scale
from jury.reliability.certify import certify

ALPHAS, DELTA = (0.05, 0.10), 0.10
COURTS, SIZES, CLASSES = 200, ((800, 80), (2000, 200)), (2, 4)
Errors = Callable[[Floats, Integers], Floats]  # by how far a case leads, and the class answered
WORLDS: dict[str, Errors] = {
    "just above 5 % everywhere": lambda lead, said: np.full(len(lead), 0.055),
    "just above 10 % everywhere": lambda lead, said: np.full(len(lead), 0.11),
    "one class reliable, others not": lambda lead, said: np.where(said == 0, 0.02, 0.12),
    "the surer the better": lambda lead, said: 0.3 * np.exp(-lead / 2),
    "the surest are wrong": lambda lead, said: 0.02 + 0.15 * (lead > 3),
}


def measure() -> list[str]:
    """A row a world: the share of courts whose decided cases had a greater error than alpha."""
    lines = [
        f"{COURTS} simulated courts each; broken at alpha 5 % and 10 % (delta {DELTA:.0%} allows "
        f"{DELTA:.3f}), and coverage",
        f"{'':32} {'audits':>6} {'classes':>7}  {'audits teach and test':^29}  {'--exact':^29}",
    ]
    for name, errors in WORLDS.items():
        for cases, audits in SIZES:
            for n_classes in CLASSES:
                found = [_court(errors, cases, audits, n_classes, n) for n in range(COURTS)]
                both = np.mean(found, axis=0)
                cells = "  ".join("  ".join(f"{x:5.3f} {y:.2f}" for x, y in row) for row in both)
                lines.append(f"{name:32} {audits:6} {n_classes:7}  {cells}")
    return lines


def _court(errors: Errors, cases: int, audits: int, n_classes: int, seed: int) -> Floats:
    """(teaching or exact, alpha, broken and covered) of one court."""
    rng = np.random.default_rng(seed)
    lead, said = rng.gamma(1.5, 1.5, cases), rng.integers(n_classes, size=cases)
    told = lead[:, None] * (np.arange(n_classes) == said[:, None])
    told -= np.log(np.exp(told).sum(axis=1, keepdims=True))
    wrong = rng.random(cases) < errors(lead, said)
    truth = np.where(wrong, (said + rng.integers(1, n_classes, cases)) % n_classes, said)
    audited = rng.permutation(cases)[:audits]
    known = (audited, truth[audited])
    ways = (brought_to_scale(told, known), brought_to_scale(told, NOBODY))
    return np.array([[_kept(made, truth, audited, a) for a in ALPHAS] for made in ways])


def _kept(made: Calibration, truth: Integers, audited: Integers, alpha: float) -> list[float]:
    right = made.answer == truth
    proved = certify(
        made.score[audited], right[audited], alpha, DELTA, population=made.score
    ).threshold
    decided = np.zeros(len(truth), bool) if proved is None else made.score >= proved
    covered = decided.mean()
    decided[audited] = False
    return [float(decided.any() and np.mean(~right[decided]) > alpha), float(covered)]
