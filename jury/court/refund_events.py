"""What the marketplace tells of refunds on orders it told before: all of a batch, or none of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from jury.rules.words import RefundStep
from jury.store.cases import Case
from jury.store.orders import Order
from jury.store.refunds import RefundEntry

from . import granting
from .moments import has_come, read_moment
from .ordering import ONE_AT_A_TIME
from .refunding import LONGEST_REASON, keep, note_opening, standing

REQUIRED = ("event_id", "order", "what", "at")
OPTIONAL = ("reason",)
LONGEST = {"event_id": 64, "order": 64, "reason": LONGEST_REASON}

Fault = tuple[int, str]


@dataclass(frozen=True)
class Event:
    """One step as told; ``line`` counts the batch from 1."""

    line: int
    event_id: str
    order_ref: str
    what: RefundStep
    at: datetime
    reason: str = ""


@dataclass(frozen=True)
class Taken:
    """What a batch brought: steps new to us, and steps told once more as they were."""

    n_new: int = 0
    n_known: int = 0


def read_all(rows: Sequence[Mapping[str, Any]]) -> tuple[list[Event], list[Fault]]:
    """The steps that the rows tell, and every fault with the number of its item."""
    events: list[Event] = []
    faults: list[Fault] = []
    seen: dict[str, int] = {}
    for line, row in enumerate(rows, start=1):
        event, wrong = _read(line, row)
        faults += [(line, sentence) for sentence in wrong]
        if event and event.event_id in seen:
            first = seen[event.event_id]
            faults.append((line, f"event_id {event.event_id} stands in item {first} already."))
        elif event:
            seen[event.event_id] = line
            events.append(event)
    return events, faults


def _read(line: int, row: Mapping[str, Any]) -> tuple[Event | None, list[str]]:
    faults = [f"{name} is not known." for name in sorted(row.keys() - {*REQUIRED, *OPTIONAL})]
    words = {name: row.get(name) for name in (*REQUIRED, *OPTIONAL)}
    words = {name: "" if word is None else word for name, word in words.items()}
    faults += [
        f"{name} is not a text." for name, word in words.items() if not isinstance(word, str)
    ]
    if faults:
        return None, faults
    plain = {name: str(word).strip() for name, word in words.items()}
    faults = [f"{name} is missing." for name in REQUIRED if not plain[name]]
    faults += [f"{n} is longer than {most} characters." for n, most in LONGEST.items()
               if len(plain[n]) > most]  # fmt: skip
    faults += [f"{name} holds a NUL character." for name in plain if "\x00" in plain[name]]
    what, at = _what(plain["what"]), read_moment(plain["at"])
    if plain["what"] and what is None:
        faults.append(f"what {plain['what']!r} is none of: {', '.join(RefundStep)}.")
    if plain["at"] and at is None:
        example = "2026-09-01T12:00:00+08:00"
        faults.append(f"at {plain['at']!r} is not a moment with its zone, such as {example}.")
    if faults or what is None or at is None:
        return None, faults
    return Event(line, plain["event_id"], plain["order"], what, at, plain["reason"]), []


def _what(word: str) -> RefundStep | None:
    return RefundStep(word) if word in list(RefundStep) else None


def take_in(
    session: Session, events: Sequence[Event], now: datetime, by: str
) -> tuple[Taken, list[Fault]]:
    """Keep the steps, each once however often it is told. With a fault the caller rolls back.

    A refund granted meanwhile settles the live case on its order, or is told to the office.

    Faults: an order that was not told before, a moment that has not come or lies before the
    order, an event that was told otherwise before.
    """
    session.execute(select(func.pg_advisory_xact_lock(ONE_AT_A_TIME)))  # a retry may run beside
    orders = _orders(session, {event.order_ref for event in events})
    faults: list[Fault] = []
    n_new = n_known = 0
    touched: dict[str, Order] = {}
    for event in events:
        known = session.scalar(select(RefundEntry).where(RefundEntry.event_id == event.event_id))
        order = orders.get(event.order_ref)
        wrong = _fault(event, order, known, now)
        if wrong:
            faults.append((event.line, wrong))
        elif known:
            n_known += 1
        elif order:
            keep(session, order, _entry(event, order, now), event.reason, by, now)
            touched[order.ref] = order
            n_new += 1
    for order in touched.values():
        note_opening(session, order, standing(session, order, now))
    for order in _granted(session, touched, events, now):
        granting.take_notice(session, order, now, by)
    return Taken(n_new, n_known), faults


def _orders(session: Session, refs: set[str]) -> dict[str, Order]:
    """The orders by reference, locked in one order, so that two batches cannot block each other."""
    told = select(Order).where(Order.ref.in_(refs)).order_by(Order.id).with_for_update()
    return {order.ref: order for order in session.scalars(told)}


def _granted(
    session: Session, touched: Mapping[str, Order], events: Sequence[Event], now: datetime
) -> list[Order]:
    """The orders of which a grant was told that no later step has overtaken.

    In the order of their cases' ids, in which the cases are locked; orders come before,
    for nobody who holds a case waits for an order.
    """
    refs = {event.order_ref for event in events if event.what is RefundStep.GRANTED}
    orders = [order for ref, order in touched.items() if ref in refs]
    granted = [o.id for o in orders if standing(session, o, now).last is RefundStep.GRANTED]
    live = select(Case.order_id).where(Case.order_id.in_(granted), Case.ended_at.is_(None))
    by_id = {order.id: order for order in orders}
    return [by_id[order_id] for order_id in session.scalars(live.order_by(Case.id))]


def _entry(event: Event, order: Order, now: datetime) -> RefundEntry:
    return RefundEntry(
        order_id=order.id,
        what=event.what,
        at=event.at,
        source="marketplace",
        event_id=event.event_id,
        told_at=now,
    )


def _fault(
    event: Event, order: Order | None, known: RefundEntry | None, now: datetime
) -> str | None:
    if order is None:
        return f"order {event.order_ref} was not told to this court; send the order first."
    if known and not _says(known, event, order):
        return f"event_id {event.event_id} was told before and said something else."
    if not has_come(event.at, now):
        return f"at {event.at.isoformat()} has not come yet."
    if event.at < order.placed_at:
        return f"at {event.at.isoformat()} is before the order was placed."
    return None


def _says(known: RefundEntry, event: Event, order: Order) -> bool:
    """Whether the event says what it said before; a reason that was erased is not compared."""
    is_same = (known.order_id, known.what, known.at) == (order.id, event.what, event.at)
    return is_same and (known.reason is None or known.reason.text == event.reason)
