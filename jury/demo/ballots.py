"""How the town's jurors vote, and the ballots of cases whose texts are long gone."""

import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from jury.rules import reasons
from jury.rules.words import Category, Choice, Side

from .people import Juror

USUAL = 0.22  # the difficulty at which a juror is as right as the juror's own figures say
SEATS = 17
GOLD, AUDITED = 0.12, 0.25  # shares of the archive
CALLS = 30  # after so many an archived panel sat with whoever had come

Fitting = Mapping[Choice, Sequence[str]]


@dataclass(frozen=True)
class Call:
    """One juror's part in an archived case; no choice means the summons lapsed."""

    juror: Juror
    choice: Choice | None
    reasons: tuple[str, ...]
    seconds: float


@dataclass(frozen=True)
class ArchivedCase:
    """A case past its retention: no texts, no names, only how it was judged.

    ``known_by`` tells how the truth came to be known to the court; where it is
    None, the crowd ruled by majority and nobody checked.
    """

    days_ago: int
    language: str
    category: Category
    truth: Side
    calls: tuple[Call, ...]
    known_by: Literal["gold", "audit", "staff"] | None
    in_sample: bool = False  # of those audited by lot

    def votes_for(self, side: Side) -> int:
        return sum(call.choice == side.value for call in self.calls)

    @property
    def ruled(self) -> Side:
        """What the ruling said: the truth if it was known, else the majority."""
        if self.known_by:
            return self.truth
        return max(Side, key=self.votes_for)


def chance_right(juror: Juror, truth: Side, difficulty: float) -> float:
    """How likely the juror finds the truth: the juror's own odds, shifted by the case's."""
    shift = _logit(1 - difficulty) - _logit(1 - USUAL)
    return 1 / (1 + math.exp(-_logit(juror.right_for(truth)) - shift))


def vote(juror: Juror, truth: Side, difficulty: float, rng: random.Random) -> Choice | None:
    """What the juror answers; None if the summons is left to lapse."""
    if rng.random() < juror.lapse:
        return None
    if rng.random() < min(0.9, juror.cannot_judge * (1 - USUAL + difficulty)):
        return Choice.CANNOT_JUDGE
    right = rng.random() < chance_right(juror, truth, difficulty)
    return Choice((truth if right else truth.other).value)


def ticked(choice: Choice, fitting: Fitting, rng: random.Random) -> tuple[str, ...]:
    """One or two reasons for the choice, mostly those that fit the case, in their usual order."""
    pool = fitting[choice] if rng.random() < 0.85 else reasons.codes(choice)
    picked = rng.sample(list(pool), min(len(pool), rng.choice((1, 1, 2))))
    return tuple(code for code in reasons.codes(choice) if code in picked)


def seconds_taken(juror: Juror, rng: random.Random) -> float:
    """How long a ballot takes: around the juror's median, at times several times as long."""
    return round(max(4.0, juror.seconds * rng.lognormvariate(0, 0.5)), 1)


def archived_cases(
    town: Sequence[Juror], rng: random.Random, n: int = 400
) -> tuple[ArchivedCase, ...]:
    """Cases of the past year, the oldest first."""
    ages = sorted((rng.randint(45, 360) for _ in range(n)), reverse=True)
    return tuple(_archived(town, rng, age) for age in ages)


def _archived(town: Sequence[Juror], rng: random.Random, days_ago: int) -> ArchivedCase:
    language = rng.choices(("zh", "en"), (6, 4))[0]
    truth = Side.BUYER if rng.random() < 0.57 else Side.SELLER
    difficulty = 0.05 + 0.65 * rng.betavariate(1.4, 2.6)
    calls = _sit([j for j in town if language in j.languages], truth, difficulty, rng)
    return ArchivedCase(
        days_ago=days_ago,
        language=language,
        category=rng.choices(list(Category), (20, 45, 15, 10, 10))[0],
        truth=truth,
        calls=calls,
        **_known(calls, rng.random()),
    )


def _sit(
    readers: list[Juror], truth: Side, difficulty: float, rng: random.Random
) -> tuple[Call, ...]:
    """Call jurors until every seat has taken a side."""
    calls: list[Call] = []
    taken = 0
    fitting = {choice: reasons.codes(choice) for choice in Choice}
    for juror in rng.sample(readers, min(CALLS, len(readers))):
        choice = vote(juror, truth, difficulty, rng)
        why = ticked(choice, fitting, rng) if choice else ()
        calls.append(Call(juror, choice, why, seconds_taken(juror, rng) if choice else 0.0))
        taken += choice in (Choice.BUYER, Choice.SELLER)
        if taken == SEATS:
            break
    return tuple(calls)


def _known(calls: Sequence[Call], lot: float) -> dict[str, Any]:
    """How the truth is known: gold and audits by lot; a panel without a clear lead went to staff.

    Of those the lot would have audited, what staff found is the audit.
    """
    if lot < GOLD:
        return {"known_by": "gold"}
    sides = [call.choice for call in calls if call.choice in (Choice.BUYER, Choice.SELLER)]
    lead = max(sides.count(Choice.BUYER), sides.count(Choice.SELLER)) / len(sides)
    in_sample = lot < GOLD + AUDITED
    checked = "audit" if in_sample else None
    return {"known_by": "staff" if lead < 0.7 else checked, "in_sample": in_sample}


def _logit(chance: float) -> float:
    return math.log(chance / (1 - chance))
