"""A party asks for intervention: the case is opened on its order, under the terms of today."""

import secrets
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from jury.rules.codes import LETTERS
from jury.rules.errors import N_, Conflict
from jury.rules.evidence import evidence_ends
from jury.rules.intervention import body_for, is_choice
from jury.rules.phases import Phase
from jury.rules.remedy import check_asked
from jury.rules.words import Body, Due, Remedy, Side
from jury.store.cases import Case
from jury.store.orders import Order
from jury.store.panels import Hearing
from jury.store.people import Person

from . import empanelling, notices, opening, policies, refunding, telephoning
from .deadlines import set_deadline
from .publishing import publish
from .record import Value, actor, record


class AlreadyInDispute(Conflict):
    sentence = N_(
        "This order already has an open case (%(code)s), so no second one was opened. "
        "You find it among your cases."
    )


class AlreadyDecided(Conflict):
    sentence = N_(
        "The dispute about this order is over (%(code)s), so no second case was opened. "
        "What was decided or agreed stands on its page."
    )


class OrderForgotten(Conflict):
    sentence = N_(
        "Who traded on this order is kept here no longer, so nobody's identity could be taken "
        "out, and no case was opened. Please ask the marketplace, which still knows the order."
    )


def file_case(
    session: Session,
    order: Order,
    side: Side,
    person: Person,
    asks: Remedy,
    asked_minor: int,
    language: str,
    now: datetime,
    wished: Body | None = None,
) -> Case:
    """Open a case on the order for the party on ``side``; both may bring evidence from now on.

    The other side is told; one that never took up its invitation, by telephone.
    ``wished`` is the body the claimant chose, where the policy leaves it to the parties.
    Refuses with AlreadyInDispute, AlreadyDecided, OrderForgotten, what ``opening.refuse_early``
    refuses with, or BadAmount for a partial refund of nothing or everything. The draw is
    committed to here, before either party has sent anything that could steer it.
    """
    session.refresh(order, with_for_update=True)
    _refuse_order(session, order, now)
    opening.refuse_early(refunding.standing(session, order, now), now)
    check_asked(asks, order.amount_minor, asked_minor)
    terms = policies.current(session, now)
    band = terms.book.band_for(order.category, order.amount_minor)
    case = Case(
        code=fresh_code("C"),
        order=order,
        claimant=side,
        body=body_for(terms.book.policy(band), order.amount_minor, wished),
        language=language,
        category=order.category,
        asks=asks,
        asked_minor=asked_minor if asks is Remedy.PARTIAL_REFUND else order.amount_minor,
        policy_version=terms,
        band=band,
        filed_at=now,
    )
    session.add(case)
    session.flush()
    _record(session, case, person, now)
    _open_hearing(session, case, now)
    ends = evidence_ends(now, case.policy)
    set_deadline(session, case, Due.EVIDENCE_ENDS, ends)
    _tell_both(session, case, ends, now)
    session.flush()
    return case


def _record(session: Session, case: Case, person: Person, now: datetime) -> None:
    order, side, asks, body = case.order, case.claimant, case.asks, case.body
    told: dict[str, Value] = {"order": order.id, "side": side, "asks": asks, "body": body}
    terms = {"policy": case.policy_id, "band": case.band}
    record(session, "case_filed", now, actor(person), case, **told, **terms)
    publish(session, "case.filed", order.ref, now, case, side=side, body=body)


def _open_hearing(session: Session, case: Case, now: datetime) -> None:
    hearing = Hearing(case=case, instance=1, body=case.body, opened_at=now)
    session.add(hearing)
    if case.body is Body.CROWD:
        empanelling.commit_draw(session, hearing, now)


def _refuse_order(session: Session, order: Order, now: datetime) -> None:
    """One live case an order, and none after one that ended otherwise than withdrawn.

    Nor one whose traders are forgotten, for nothing could be taken out of its texts.
    """
    before = select(Case).where(Case.order_id == order.id, ~Case.is_archived)
    for case in session.scalars(before.where(Case.phase != Phase.WITHDRAWN)):
        raise AlreadyInDispute(code=case.code) if case.is_live else AlreadyDecided(code=case.code)
    days = policies.current(session, now).policy.retention_days
    if not order.contacts and order.told_at <= now - timedelta(days=days):
        raise OrderForgotten()


def _tell_both(session: Session, case: Case, ends: datetime, now: datetime) -> None:
    path = f"/cases/{case.id}"
    notices.owe(
        session, case.person_on(case.claimant), "filing_kept", now, case=case, path=path, ends=ends
    )
    has_choice = is_choice(case.policy, case.order.amount_minor) and case.body is Body.CROWD
    kind = "filed_to_crowd" if has_choice else "filed"
    other = case.claimant.other
    notices.owe(session, case.person_on(other), kind, now, case=case, path=path, ends=ends)
    telephoning.ask_if_absent(session, case, other, "filed_by_telephone", ends, now)


def fresh_code(kind: str, length: int = 6) -> str:
    """A short code that people can read to each other, drawn anew."""
    return f"{kind}-" + "".join(secrets.choice(LETTERS) for _ in range(length))
