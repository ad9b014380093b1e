"""What each kind of person does when it is their turn; the court says whether it may be."""

from collections.abc import Sequence
from functools import partial
from typing import TypeVar
from uuid import UUID

from sqlalchemy import select

from jury.court import (
    answering,
    appealing,
    claiming,
    confirming,
    filing,
    hearing,
    releasing,
    reviewing,
    seconding,
    settling,
    voting,
)
from jury.rules import grounds, reasons
from jury.rules.appeal import Ground
from jury.rules.words import Answer, Because, Choice, Remedy, Side
from jury.store.cases import Case
from jury.store.executions import Payment
from jury.store.outcomes import Review, still_open
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


def settles(world: World, case: Case, fault: Fault) -> None:
    """The seller gives in full what is asked for."""
    offers = settling.offers(world.session, case, Side.SELLER)
    if offers:
        remedy = offers[0].remedy
        world.do(
            lambda: settling.settle(world.session, case, Side.SELLER, remedy, world.now), fault
        )


def appeals(world: World, case: Case, side: Side, fault: Fault) -> None:
    """Drafts an appeal and makes it."""
    session = world.session
    world.do(
        lambda: appealing.save(
            session, case, side, Ground.NEW_EVIDENCE, "Found only now.", "A slip.", world.now
        )
    )
    world.do(lambda: appealing.appeal(session, case, side, "cd" * 16, world.now), fault)


def answers(world: World, case: Case, side: Side, fault: Fault) -> None:
    world.do(lambda: answering.answer(world.session, case, side, "ef" * 16, world.now), fault)


def open_payments(world: World) -> list[Payment]:
    found = select(Payment).where(Payment.state == "ordered")
    return list(world.session.scalars(found.order_by(Payment.ordered_at, Payment.event_id)))


def marketplace_answers(world: World, payment: Payment, is_paid: bool, fault: Fault) -> None:
    event, session = payment.event_id, world.session
    world.do(lambda: confirming.answer(session, event, is_paid, "", world.now, world.now), fault)


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
    found = select(Review).where(still_open())
    return list(world.session.scalars(found.order_by(Review.opened_at, Review.id)))


def decides(world: World, review: Review, agent: Person, side: Side, fault: Fault) -> None:
    """Claims, looks blind, decides: three acts, each of which may be cut short."""
    session = world.session
    if proposal := seconding.waiting(session, review):
        side = proposal.side
    for act in (
        partial(claiming.claim, session, review, agent),
        partial(reviewing.record_view, session, review, side, "As I see it.", agent),
        partial(_decide, world, review, side, agent),
    ):
        if not world.do(lambda act=act: act(now=world.now), fault):
            return
        fault = NONE


def _decide(world: World, review: Review, side: Side, agent: Person, now: object) -> None:
    if seconding.waiting(world.session, review):
        seconding.confirm(world.session, review, agent, world.now)
        return
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
