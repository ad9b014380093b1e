"""How often each method names the true class, on every recorded crowd."""

from pathlib import Path

import numpy as np

from bench.crowds import PEERS, Crowd, absent, crowds, posterior_of_peer, without_crowd_kit
from jury.reliability.dawid_skene import fit
from jury.reliability.evidence import evidence

AGAINST = "DawidSkene"


def measure(folder: Path, cache: Path | None = None) -> list[str]:
    """A row a set; then the means, and the mean difference to crowd-kit's Dawid & Skene."""
    sets = crowds(folder)
    if not sets:
        return absent("accuracy", folder)
    if missing := without_crowd_kit("accuracy"):
        return missing
    rows = [_accuracies(crowd, cache) for crowd in sets]
    names = list(rows[0])
    lines = [f"{'accuracy':16} {'truths':>6} " + " ".join(f"{name[:12]:>12}" for name in names)]
    for crowd, row in zip(sets, rows, strict=True):
        each = " ".join(f"{row[name]:12.3f}" for name in names)
        lines.append(f"{crowd.name:16} {len(crowd.known):6} {each}")
    table = np.array([[row[name] for name in names] for row in rows])
    lines.append(f"{'mean':23} " + " ".join(f"{mean:12.3f}" for mean in table.mean(axis=0)))
    return [*lines, *_differences(names, table)]


def _accuracies(crowd: Crowd, cache: Path | None) -> dict[str, float]:
    told = {peer: posterior_of_peer(peer, crowd, cache) for peer in PEERS}
    fitted = fit(crowd.votes, crowd.n_classes)
    told |= {"ours: fit": fitted.posterior, "ours: both": evidence(crowd.votes, fitted)}
    return {
        name: float(np.mean(p[crowd.known].argmax(axis=1) == crowd.truth))
        for name, p in told.items()
    }


def _differences(names: list[str], table: np.ndarray) -> list[str]:
    """Mean over sets of accuracy less crowd-kit's Dawid & Skene, ± 1.96 standard errors."""
    lines = ["", f"points above crowd-kit {AGAINST}, mean over sets and 95 % interval"]
    for name, column in zip(names, table.T, strict=True):
        if name != AGAINST:
            ahead = 100 * (column - table[:, names.index(AGAINST)])
            half = 1.96 * ahead.std(ddof=1) / np.sqrt(len(ahead))
            lines.append(
                f"{name:20} {ahead.mean():+6.2f}  ({ahead.mean() - half:+.2f} to "
                f"{ahead.mean() + half:+.2f})"
            )
    return lines
