"""Makers of rulings and answers of the marketplace, and questions asked of the book."""

from datetime import timedelta
from uuid import uuid4

from sqlalchemy import select, text

from jury.court import confirming, deposits, enforcing
from jury.rules import books, grounds
from jury.rules.phases import Phase
from jury.rules.words import Body, Decision, Side, Task
from jury.store.books import balance_of
from jury.store.events import Event
from jury.store.executions import payments_of, run_of
from jury.store.outcomes import Review
from tests.factories import T0, make_case, make_policy, make_staff, tick

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def make_ruling(session, case=None, side=Side.BUYER, now=T0, **named):
    """Staff's ruling, in force from now on; on an appealed case it is the second."""
    if case is None:
        make_policy(session, now)
        case = make_case(session, now, **named)
    case.phase = Phase.ESCALATED
    review = Review(
        case=case,
        task=Task.ESCALATION,
        opened_at=now,
        due_at=now,
        view_side=side,
        viewed_at=now,
        decision=Decision.DECIDE,
        code=grounds.codes(Decision.DECIDE)[0],
        text="The pictures show the fault clearly.",
        side=side,
        decided_by=make_staff(session).id,
        decided_at=now,
    )
    session.add(review)
    session.flush()
    return enforcing.rule(session, case, case.hearings[0], side, Body.STAFF, now, review)


def tell_deposit(session, case, amount_minor, now=T0):
    ref, currency = case.order.seller.ref, case.order.currency
    deposits.tell(session, f"deposit-{uuid4()}", ref, amount_minor, currency, now)


def open_payment(session, case):
    """The one order to pay that waits for an answer."""
    (payment,) = [each for each in payments_of(session, case) if each.is_open]
    return payment


def reply(session, case, is_paid, now, reason=""):
    """The marketplace answers the order that is out."""
    event = open_payment(session, case).event
    event.state, event.sent_at = "sent", event.sent_at or now
    confirming.answer(session, event.id, is_paid, reason, now, now)
    session.flush()


def wind(session, case, now):
    """The clock goes to ``now``, and the case is read afresh."""
    tick(session, now)
    session.refresh(case)


def stage(session, case):
    run = run_of(session, case)
    return run and run.stage


def steps(session, case):
    run = run_of(session, case)
    return [each.step.value for each in run.steps] if run else []


def book_of(session, case):
    """What stands on the parties' accounts and the deposit."""
    buyer, seller, currency = case.order.buyer_id, case.order.seller_id, case.order.currency
    return {
        "buyer": balance_of(session, books.buyer(buyer), currency),
        "seller": balance_of(session, books.seller(seller), currency),
        "deposit": balance_of(session, books.deposit(seller), currency),
        "held": balance_of(session, books.held(seller), currency),
        "unpaid": balance_of(session, books.unpaid(buyer), currency),
    }


def is_square(session, case):
    """Whether neither party has anything to get or give, here or beyond."""
    book = book_of(session, case)
    return not any(book[name] for name in ("buyer", "seller", "held", "unpaid"))


def check_balanced(session):
    """Ask the database now what it asks at the end of every transaction."""
    session.flush()
    session.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
    session.execute(text("SET CONSTRAINTS ALL DEFERRED"))


def events_of(session, *kinds):
    found = select(Event).where(Event.kind.in_(kinds)) if kinds else select(Event)
    return list(session.scalars(found.order_by(Event.seq)))
