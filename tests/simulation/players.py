"""What each kind of person does when it is their turn; the court says whether it may be."""

from collections.abc import Sequence
from functools import partial
from typing import TypeVar
from uuid import UUID

from sqlalchemy import select

from jury.court import claiming, filing, hearing, releasing, reviewing, settling, voting
from jury.rules import grounds, reasons
from jury.rules.words import Answer, Because, Choice, Remedy, Side
from jury.store.cases import Case
from jury.store.outcomes import Review
from jury.store.panels import Summons
from jury.store.people import Person

from .faults import NONE, Fault
from .world import World

T = TypeVar("T")


def one_of(things: Sequence[T], pick: int) -> T | None:
    """One of the things, whichever the number falls on."""
    return things[pick % len(things)] if things else None


def files(world: World, pick: int, side: Side, asks: Remedy, fault: Fault) -> None:
    order = world.orders[pick % len(world.orders)]
    person = order.account_of(side).person

    def act() -> None:
        filing.file_case(world.session, order, side, person, asks, 1 + pick % 5000, "en", world.now)

    world.do(act, fault)


def writes(world: World, case: Case, side: Side, fault: Fault) -> None:
    texts = {"story": f"What the {side} says at {world.now:%H:%M}."}
    world.do(
        lambda: hearing.save_statement(world.session, case, side, texts, None, None, world.now),
        fault,
    )


def hands_in(world: World, case: Case, side: Side, fault: Fault) -> None:
    world.do(lambda: hearing.hand_in(world.session, case, side, "ab" * 16, world.now), fault)


def ends(world: World, case: Case, side: Side, fault: Fault) -> None:
    """Agrees or withdraws, whichever is the side's to do."""
    act = hearing.withdraw if side is case.claimant else settling.agree
    world.do(lambda: act(world.session, case, side, world.now), fault)


def awaited(world: World) -> list[Summons]:
    found = select(Summons).where(Summons.answer == Answer.AWAITED)
    return list(world.session.scalars(found.order_by(Summons.called_at, Summons.id)))


def votes(world: World, summons: Summons, choice: Choice, fault: Fault) -> None:
    known: UUID = summons.id
    ticked = reasons.codes(choice)[:1]

    def act() -> None:
        mine = world.session.get_one(Summons, known)
        voting.cast_ballot(world.session, mine, choice, ticked, "", world.now)

    if world.do(act, fault):
        world.ballots.setdefault(known, choice)


def recuses(world: World, summons: Summons, fault: Fault) -> None:
    known: UUID = summons.id

    def act() -> None:
        mine = world.session.get_one(Summons, known)
        voting.recuse(world.session, mine, Because.NO_TIME, world.now)

    world.do(act, fault)


def reports(world: World, summons: Summons, fault: Fault) -> None:
    known: UUID = summons.id

    def act() -> None:
        mine = world.session.get_one(Summons, known)
        releasing.report_leak(world.session, mine, "A number stands there.", world.now)

    world.do(act, fault)


def releases(world: World, case: Case, agent: Person, fault: Fault) -> None:
    world.do(lambda: releasing.release(world.session, case, agent, world.now), fault)


def open_reviews(world: World) -> list[Review]:
    found = select(Review).where(Review.decided_at.is_(None))
    return list(world.session.scalars(found.order_by(Review.opened_at, Review.id)))


def decides(world: World, review: Review, agent: Person, side: Side, fault: Fault) -> None:
    """Claims, looks blind, decides: three acts, each of which may be cut short."""
    session = world.session
    for act in (
        partial(claiming.claim, session, review, agent),
        partial(reviewing.record_view, session, review, side, "As I see it.", agent),
        partial(_decide, world, review, side, agent),
    ):
        if not world.do(lambda act=act: act(now=world.now), fault):
            return
        fault = NONE


def _decide(world: World, review: Review, side: Side, agent: Person, now: object) -> None:
    lean = reviewing.lean_of(reviewing.outcome_of(world.session, review))
    decision = reviewing.decision_for(lean, side)
    reviewing.decide(
        world.session,
        review,
        decision,
        side,
        grounds.codes(decision)[0],
        "What the evidence shows, in twenty characters or more.",
        agent,
        world.now,
    )
