"""Questions a juror's pages ask: what waits, what was answered, what became of it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, selectinload

from jury.rules.phases import Phase
from jury.rules.words import Answer, Choice, Side

from .known_truth import is_measured_by, known_truths, may_be_told
from .ledger import Entry
from .outcomes import Gold, GoldDispute, Outcome, Ruling
from .panels import Ballot, BallotText, Hearing, LeakReport, Panel, Summons
from .people import Juror


@dataclass(frozen=True)
class Became:
    """What became of a case a juror voted on; nothing before the panel has closed."""

    ruling: Ruling | None = None
    first: Ruling | None = None  # what followed from this panel, where another took its place
    outcome: Outcome | None = None
    gold: Gold | None = None
    dispute: GoldDispute | None = None
    opinions: dict[Choice, list[tuple[str, int]]] | None = None
    words: list[tuple[Choice, str]] | None = None
    is_settled: bool = False


@dataclass(frozen=True)
class KnownTruth:
    """Votes on cases whose right answer is known, by what was right: counts[truth][choice]."""

    counts: dict[Side, dict[Choice, int]]

    def n(self, truth: Side) -> int:
        return self.counts[truth][Choice.BUYER] + self.counts[truth][Choice.SELLER]

    def right(self, truth: Side) -> int:
        return self.counts[truth][Choice(truth)]


def awaited(session: Session, juror: Juror, now: datetime) -> list[Summons]:
    """Summonses still to be answered, the first to lapse first."""
    with_case = selectinload(Summons.panel).selectinload(Panel.hearing).selectinload(Hearing.case)
    return list(session.scalars(_awaited(juror, now).options(with_case)))


def ids_awaited(session: Session, juror: Juror, now: datetime) -> list[UUID]:
    """The same summonses, by their ids alone."""
    return list(session.scalars(_awaited(juror, now).with_only_columns(Summons.id)))


def _awaited(juror: Juror, now: datetime) -> Select[Summons]:
    waiting = select(Summons).where(
        Summons.juror_id == juror.person_id,
        Summons.answer == Answer.AWAITED,
        Summons.lapses_at > now,
    )
    return waiting.order_by(Summons.lapses_at, Summons.id)


def answered(session: Session, juror: Juror, most: int, skip: int = 0) -> list[Summons]:
    """Summonses that need nothing more, the latest first."""
    over = select(Summons).where(
        Summons.juror_id == juror.person_id, Summons.answer != Answer.AWAITED
    )
    with_case = selectinload(Summons.panel).selectinload(Panel.hearing).selectinload(Hearing.case)
    latest = over.order_by(Summons.answered_at.desc(), Summons.id).limit(most).offset(skip)
    return list(session.scalars(latest.options(with_case, selectinload(Summons.ballot))))


def n_answered(session: Session, juror: Juror) -> int:
    over = select(func.count()).where(
        Summons.juror_id == juror.person_id, Summons.answer != Answer.AWAITED
    )
    return session.scalar(over) or 0


def awaits_redaction(session: Session, summons: Summons) -> bool:
    """Whether a report of this juror stopped the case and staff have not looked yet."""
    report = select(LeakReport.id).where(
        LeakReport.summons_id == summons.id,
        LeakReport.stops_case,
        LeakReport.resolved_at.is_(None),
    )
    return session.scalar(report.limit(1)) is not None


def entry_of_ballot(session: Session, summons: Summons) -> Entry | None:
    """The ledger's entry of the ballot cast on this summons."""
    of_case = select(Entry).where(
        Entry.case_id == summons.case.id,
        Entry.act == "ballot_cast",
        Entry.body.contains(str(summons.id)),
    )
    return session.scalar(of_case)


def what_became(session: Session, summons: Summons) -> Became:
    """The ruling and the reasons of both sides after the close; the lesson of a gold case."""
    panel, case = summons.panel, summons.case
    if panel.is_gold:
        gold = session.get(Gold, case.id)
        of_summons = select(GoldDispute).where(GoldDispute.summons_id == summons.id)
        return Became(gold=gold, dispute=session.scalar(of_summons))
    if case.phase is Phase.SETTLED:
        return Became(is_settled=True)  # nobody ruled, so no vote is told
    if panel.closed_at is None:
        return Became()
    rulings = session.scalars(select(Ruling).where(Ruling.case_id == case.id)).all()
    ruling = next((each for each in rulings if each.replaced_at is None), None)
    first = next((each for each in rulings if each.hearing_id == panel.hearing_id), None)
    return Became(
        ruling=ruling if first else None,  # staff still decide this very hearing
        first=first if first is not ruling else None,
        outcome=session.get(Outcome, panel.id),
        opinions=opinions(session, panel),
        words=spoken(session, panel),
    )


def opinions(session: Session, panel: Panel) -> dict[Choice, list[tuple[str, int]]]:
    """How often each coded reason was ticked, by choice, the most frequent first."""
    reason = func.unnest(Ballot.reasons).label("reason")
    ticked = (
        select(Ballot.choice, reason, func.count().label("n"))
        .join(Summons, Summons.id == Ballot.summons_id)
        .where(Summons.panel_id == panel.id)
        .group_by(Ballot.choice, reason)
    )
    found: dict[Choice, list[tuple[str, int]]] = {choice: [] for choice in Choice}
    for choice, code, n in session.execute(ticked.order_by(func.count().desc(), reason)):
        found[choice].append((code, n))
    return found


def spoken(session: Session, panel: Panel) -> list[tuple[Choice, str]]:
    """What jurors wrote, redacted, in an order that tells nothing of who or when."""
    texts = (
        select(Ballot.choice, BallotText.redacted)
        .join(Summons, Summons.id == Ballot.summons_id)
        .join(BallotText, BallotText.ballot_id == Ballot.id)
        .where(Summons.panel_id == panel.id, BallotText.redacted != "")
    )
    return [(choice, text) for choice, text in session.execute(texts.order_by(Ballot.text_hash))]


def known_truth_record(session: Session, juror: Juror) -> KnownTruth:
    """The juror's votes on cases whose answer gold, audits or staff made known."""
    truth = known_truths()
    voted = (
        select(truth.c.side, Ballot.choice, func.count())
        .select_from(Ballot)
        .join(Summons, Summons.id == Ballot.summons_id)
        .join(Panel, Panel.id == Summons.panel_id)
        .join(Hearing, Hearing.id == Panel.hearing_id)
        .join(truth, is_measured_by(truth))
        .where(Summons.juror_id == juror.person_id, may_be_told())
        .group_by(truth.c.side, Ballot.choice)
    )
    counts = {side: dict.fromkeys(Choice, 0) for side in Side}
    for side, choice, n in session.execute(voted):
        counts[side][choice] += n
    return KnownTruth(counts)
