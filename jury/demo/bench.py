"""How the town's jurors answer a summons: when, for which side, and with which words."""

import math
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from random import Random
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from jury.court import rolling, voting, weighing
from jury.court.recomputing import seed_of
from jury.rules import draw as law
from jury.rules.words import Answer, Choice, Side
from jury.store.cases import Case
from jury.store.panels import Ballot, BallotText, Draw, Hearing, Panel, Summons

from . import ballots
from .disputes import Dispute
from .evidence import dispute_of
from .people import Juror

MEDIAN_HOURS = 9.0
LONGEST_HOURS = 22.0
SPEAKS = 0.4  # the share of ballots with words of the juror's own
CLEAR = 0.03  # the difficulty of a case that hardly anybody gets wrong
UNABLE = 6
ONE_SHORT = 8  # of the quorum
FEW = 2
EARLY_CALLS = 8  # who is among the first so many of a language gets a seat of the first wave
MOST_NONCES = 600
LEAKS = {
    "zh": "第二张图的角落里能看到手机号。",
    "en": "A phone number can be read in the corner of the second picture.",
}
WAITING = 4  # summonses in front of a juror who signs in; the law allows five

Jurors = Mapping[UUID, Juror]


class Mood(StrEnum):
    """How a panel goes, where the town's story wants it to go one way."""

    NATURAL = "natural"
    CLEAR = "clear"
    CLOSE = "close"
    UNCLEAR = "unclear"
    SHORT_RIGHT = "short_right"  # leans to the right side, one ballot short of the quorum
    SHORT_WRONG = "short_wrong"
    WRONG = "wrong"  # all but a few are misled


def answers_at(summons_id: UUID, called_at: datetime, pace: float = 1.0) -> datetime:
    """When a juror answers a summons, if at all; the same whenever it is asked for."""
    hours = Random(summons_id.int).lognormvariate(math.log(MEDIAN_HOURS), 0.6)
    return called_at + timedelta(hours=min(LONGEST_HOURS, hours)) / pace


def look(session: Session, summons: Summons, jurors: Jurors, now: datetime) -> timedelta:
    """The juror opens the case; how long they will look at it."""
    voting.open_summons(session, summons, now)
    seconds = ballots.seconds_taken(jurors[summons.juror_id], Random(summons.id.int))
    return timedelta(seconds=seconds)


def vote(session: Session, summons: Summons, jurors: Jurors, mood: Mood, now: datetime) -> bool:
    """Cast the juror's ballot; False if the juror leaves the summons to lapse."""
    rng = Random(summons.id.int + 1)
    dispute = dispute_of(summons.case)
    choice = _choice(session, summons, jurors, dispute, mood, rng)
    if choice is None:
        return False
    text = ""
    if choice is not Choice.CANNOT_JUDGE and rng.random() < SPEAKS:
        said = _said(session, summons)
        unsaid = [each for each in dispute.remarks[Side(choice.value)] if each not in said]
        text = rng.choice(unsaid) if unsaid else ""
    reasons = ballots.ticked(choice, dispute.reasons, rng)
    voting.cast_ballot(session, summons, choice, reasons, text, now)
    return True


def _said(session: Session, summons: Summons) -> set[str]:
    """What jurors of the panel have written: nobody in the town repeats another's words."""
    written = select(BallotText.text).join(Ballot).join(Summons)
    return set(session.scalars(written.where(Summons.panel_id == summons.panel_id)))


def _choice(
    session: Session, summons: Summons, jurors: Jurors, dispute: Dispute, mood: Mood, rng: Random
) -> Choice | None:
    if mood is Mood.NATURAL or summons.panel.is_gold:
        return ballots.vote(jurors[summons.juror_id], dispute.right, dispute.difficulty, rng)
    if mood is Mood.CLEAR:
        return ballots.vote(jurors[summons.juror_id], dispute.right, CLEAR, rng)
    if mood is Mood.WRONG:
        return ballots.vote(jurors[summons.juror_id], dispute.right.other, CLEAR, rng)
    cast = _cast_so_far(session, summons)
    if mood is Mood.UNCLEAR and cast.count(Choice.CANNOT_JUDGE) < UNABLE:
        return Choice.CANNOT_JUDGE
    if mood in (Mood.CLOSE, Mood.UNCLEAR):
        return Choice(_less_likely(session, summons.panel, cast).value)
    side = dispute.right if mood is Mood.SHORT_RIGHT else dispute.right.other
    return _one_short(Choice(side.value), Choice(side.other.value), cast)


def _cast_so_far(session: Session, summons: Summons) -> list[Choice]:
    cast = select(Ballot.choice).join(Summons).where(Summons.panel_id == summons.panel_id)
    return list(session.scalars(cast))


def _less_likely(session: Session, panel: Panel, cast: Sequence[Choice]) -> Side:
    """The side that the court holds less likely to be right so far: a close panel votes for it."""
    if set(cast) <= {Choice.CANNOT_JUDGE}:
        return Side.BUYER
    return Side.SELLER if weighing.weigh(session, panel).log_odds > 0 else Side.BUYER


def _one_short(leading: Choice, other: Choice, cast: list[Choice]) -> Choice | None:
    if cast.count(leading) < ONE_SHORT:
        return leading
    return other if cast.count(other) < FEW else None


def seated_on(session: Session, case: Case) -> Summons:
    """One of those whom the case's panel still waits for."""
    waiting = (
        select(Summons)
        .join(Summons.panel)
        .join(Panel.hearing)
        .where(Hearing.case_id == case.id, ~Panel.is_gold, Summons.answer == Answer.AWAITED)
    )
    return session.scalars(waiting.order_by(Summons.seat.desc()).limit(1)).one()


def nonce_that_calls(session: Session, case: Case, wanted: Collection[UUID], jurors: Jurors) -> str:
    """A share of the seed, for the respondent, that calls the wanted jurors among the first.

    Who knew the server's share could choose a panel so: the one reason why the
    court keeps it to itself until the evidence is closed. A made-up town may
    use it to give those who sign in something to do.
    """
    rng = Random(case.id.int)
    draw = session.scalar(select(Draw).join(Hearing).where(Hearing.case_id == case.id))
    nonce = rng.randbytes(law.PARTY_NONCE).hex()
    if draw is None:
        return nonce
    readers = {
        line.slot: line.juror_id
        for line in rolling.lines_of(session, draw.epoch)
        if case.language in jurors[line.juror_id].languages
    }
    wanted, best = set(wanted) & set(readers.values()), (0, nonce)
    with session.no_autoflush:
        for _ in range(MOST_NONCES if wanted else 0):
            draw.r_respondent = nonce
            n_called = len(wanted & _first_called(case, draw, readers))
            best = max(best, (n_called, nonce))
            if n_called == len(wanted):
                break
            nonce = rng.randbytes(law.PARTY_NONCE).hex()
        draw.r_respondent = None
    return best[1]


def _first_called(case: Case, draw: Draw, readers: Mapping[int, UUID]) -> set[UUID]:
    called: set[UUID] = set()
    for counter, slot in law.slots(seed_of(str(case.id), draw), draw.epoch.n):
        if slot is not None and slot in readers:
            called.add(readers[slot])
        if len(called) >= EARLY_CALLS or counter > draw.epoch.n:
            return called
    return called


def short_of_work(session: Session, people: Collection[UUID], enough: int = WAITING) -> set[UUID]:
    """Those of the people before whom fewer summonses lie than would be enough."""
    waiting = (
        select(Summons.juror_id, func.count())
        .where(Summons.juror_id.in_(people), Summons.answer == Answer.AWAITED)
        .group_by(Summons.juror_id)
    )
    counted = dict(session.execute(waiting).all())
    return {each for each in people if counted.get(each, 0) < enough}
