"""Fifty draws made the way the court makes them, each with its certificate."""

import random

import pytest

from jury.rules import draw, merkle
from jury.rules.certificate import Epoch, Line, Nonces, Quotas, certificate
from jury.rules.recusal import SkipCode
from jury.rules.words import Stratum

SKIPS = [code for code in SkipCode if not code.gives_up_a_seat]


def make_certificate(number):
    """A draw over a made-up roll: some jurors are passed over, some give up the seat."""
    rng = random.Random(f"golden {number}")
    n, seats = rng.choice([7, 40, 64, 300]), rng.choice([3, 5, 7])
    key = rng.randbytes(32)
    aliases = [merkle.alias(key, juror) for juror in range(n)]
    strata = [rng.choice(list(Stratum)) for _ in range(n)]
    tree = merkle.tree(merkle.roll_line(s, aliases[s], strata[s]) for s in range(n))
    nonces = Nonces(
        rng.randbytes(32),
        rng.choice([None, rng.randbytes(16)]),
        rng.choice([None, rng.randbytes(16)]),
        rng.choice([None, rng.randbytes(32)]),
    )
    case_id, epoch = f"2026-{number:05}", Epoch("2026-11-23", merkle.root(tree), n)
    parts = (nonces.r_s, nonces.r_claimant, nonces.r_respondent, nonces.beacon)
    seed = draw.seed(case_id, epoch.root, *parts)
    passed_over = {s: rng.choice(SKIPS) for s in range(n) if rng.random() < 0.2}
    steps, lines, taken, counter, seat = [], {}, set(), 0, 0
    while seat < seats and len(taken) < n:
        new, counter = draw.call(seed, n, counter, taken, passed_over.get)
        for step in new:
            if step.outcome in (draw.Outcome.CALLED, draw.Outcome.SKIPPED):
                proof = merkle.proof(tree, step.slot)
                lines[step.counter] = Line(aliases[step.slot], strata[step.slot], proof)
        steps += new
        if not new or new[-1].outcome is not draw.Outcome.CALLED:
            break
        last = new[-1]
        taken.add(last.slot)
        gave_up = rng.choice([None, None, SkipCode.RECUSED, SkipCode.LAPSED])
        line = lines[last.counter]
        lines[last.counter] = Line(line.alias, line.stratum, line.proof, seat, gave_up)
        seat += gave_up is None
    return certificate(case_id, epoch, nonces, Quotas(rng.random() < 0.5, seats), steps, lines)


@pytest.fixture(scope="session")
def certificates():
    return [make_certificate(number) for number in range(50)]
