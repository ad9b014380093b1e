"""What must be true of the record at every moment, whatever was done, refused or cut short."""

import hashlib

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from jury.court import deciding
from jury.court.record import leaf_hash
from jury.rules.words import Answer, Side, Task
from jury.store.books import BookingLine
from jury.store.cases import Case, Statement
from jury.store.ledger import Entry
from jury.store.outcomes import Outcome, Review, Ruling, still_open
from jury.store.panels import Ballot, Panel, Summons
from jury.store.restrictions import Restriction

from .world import TERMS, World

# What the record is made of, table by table: what no act may change without an entry.
RECORD = {
    "case": "id, phase, body, ended_at",
    "hearing": "id, body, closed_at",
    "draw": "hearing_id, seed, next_counter",
    "draw_step": "draw_id, counter, outcome, code",
    "panel": "id, seats, closes_at, paused_at, closed_at, fit_id",
    "summons": "id, seat, lapses_at, answer, answered_at",
    "ballot": "id, summons_id, choice",
    "outcome": "panel_id, side, why",
    "review": "id, decision, side, decided_at, claimed_by, viewed_by",
    "ruling": "id, side, remedy, amount_minor, replaced_at",
    "leak_report": "id, resolved_at",
    "statement": "id, handed_in_at",
    "settlement": "case_id, by, remedy",
    "appeal": "id, side, made_at",
    "proposal": "id, state",
    "booking": "id",
    "booking_line": "booking_id, account, amount_minor",
    "execution_step": "id",
    "payment": "event_id, state",
    "restriction": "id, ended_at",
}


def digest(session: Session) -> str:
    """One hash over the record as it stands."""
    parts = [
        f"(SELECT coalesce(string_agg(r::text, ',' ORDER BY r::text), '') "
        f'FROM (SELECT {columns} FROM "{table}") r)'
        for table, columns in RECORD.items()
    ]
    rows = session.execute(text("SELECT " + ", ".join(parts))).one()
    return hashlib.sha256("|".join(rows).encode()).hexdigest()


def last_entry(session: Session) -> int:
    return session.scalar(select(func.max(Entry.id))) or 0


def check(world: World) -> None:
    """All that can be asked at any moment. Deferred constraints speak as well."""
    session = world.session
    for when in ("IMMEDIATE", "DEFERRED"):  # asked now, and again at the end of each act
        session.execute(text(f"SET CONSTRAINTS ALL {when}"))
    check_ballots(world)
    check_deadlines(session)
    check_staff_tasks(session)
    check_standing(session)


def check_ballots(world: World) -> None:
    """One counted ballot a seat, and exactly those whose jurors were told that they count."""
    cast = world.session.execute(
        select(
            Ballot.summons_id, Ballot.choice, Summons.panel_id, Summons.seat, Summons.answer
        ).join(Summons, Summons.id == Ballot.summons_id)
    ).all()
    assert {row.summons_id: row.choice for row in cast} == world.ballots
    assert len({(row.panel_id, row.seat) for row in cast}) == len(cast)
    assert {row.answer for row in cast} <= {Answer.VOTED}
    seated = select(Summons.panel_id, func.count()).where(
        Summons.answer.in_([Answer.AWAITED, Answer.VOTED])
    )
    seats = dict(world.session.execute(select(Panel.id, Panel.seats)).all())
    for panel_id, n in world.session.execute(seated.group_by(Summons.panel_id)):
        assert n <= seats[panel_id]


def check_deadlines(session: Session) -> None:
    """Nothing counts that came at its deadline or after."""
    late = (
        select(func.count())
        .select_from(Ballot)
        .join(Summons, Summons.id == Ballot.summons_id)
        .join(Panel, Panel.id == Summons.panel_id)
        .where((Ballot.cast_at >= Summons.lapses_at) | (Ballot.cast_at >= Panel.closes_at))
    )
    assert session.scalar(late) == 0


def check_staff_tasks(session: Session) -> None:
    """A case that waits for staff has exactly one open task, and no other case has one."""
    waiting = select(Review.case_id, func.count()).where(
        still_open(), Review.task == Task.ESCALATION
    )
    tasks = dict(session.execute(waiting.group_by(Review.case_id)).all())
    escalated = set(session.scalars(select(Case.id).where(Case.phase == "escalated")))
    assert set(tasks) == escalated
    assert set(tasks.values()) <= {1}


def check_standing(session: Session) -> None:
    """A seller is kept from campaigns exactly while more refunds are in force than allowed."""
    in_force = (
        select(func.count())
        .select_from(Ruling)
        .where(Ruling.replaced_at.is_(None), Ruling.side == Side.BUYER)
    )
    allowed = TERMS["campaign_refunds"]
    is_restricted = session.scalar(select(Restriction.id).where(Restriction.ended_at.is_(None)))
    if (session.scalar(in_force) or 0) <= allowed:
        assert is_restricted is None


def check_books(session: Session) -> None:
    """Nobody owes anybody, beyond what was written down as out of reach."""
    moved = select(BookingLine.account, func.sum(BookingLine.amount_minor))
    for account, balance in session.execute(moved.group_by(BookingLine.account)):
        if account.startswith(("buyer:", "seller:", "held:")):
            assert balance == 0, account


def check_the_end(world: World) -> None:
    """Every case has ended, the books are even, verdicts follow from ballots, chains hold."""
    session = world.session
    assert world.cases() == []
    check_books(session)
    assert (
        session.scalars(select(Statement).where(Statement.handed_in_at < Statement.saved_at)).all()
        == []
    )
    for outcome in session.scalars(select(Outcome)):
        again = deciding.recompute(session, outcome.panel.hearing.case)
        assert again.agrees, again.lines()
    for case_id in session.scalars(select(Case.id)):
        check_chain(session, case_id)


def check_chain(session: Session, case_id: object) -> None:
    previous = ""
    entries = select(Entry).where(Entry.case_id == case_id).order_by(Entry.id)
    for entry in session.scalars(entries):
        assert entry.previous == previous
        previous = leaf_hash(
            entry.at, entry.actor, entry.act, entry.case_id, entry.body, entry.previous
        )
        assert entry.leaf_hash == previous
