"""Truths about a refund that was granted outside while its order lay before the court."""

import json

import pytest
from sqlalchemy import select

from jury.court import hearing, refund_events, refunding
from jury.court.refund_events import Event as Told
from jury.rules.phases import Phase
from jury.rules.settlement import BEFORE_RULING
from jury.rules.words import RefundStep, Remedy, Side
from jury.store.cases import Deadline
from jury.store.events import Event
from jury.store.executions import payments_of
from jury.store.ledger import Entry
from jury.store.notices import Notice
from jury.store.outcomes import Review
from jury.store.settlements import Settlement
from tests.factories import (
    T0,
    make_case,
    make_escalation,
    make_order,
    make_panel,
    make_person,
    make_policy,
    make_released,
    seated,
    vote,
)
from tests.money_makers import DAY, HOUR, make_ruling, reply, stage, steps, wind
from tests.refund_makers import add_step, make_unasked

LATER = T0 + 50 * HOUR


def grant(session, case, now=LATER, at=None, event_id="g1", what=RefundStep.GRANTED):
    told = Told(1, event_id, case.order.ref, what, at or now - HOUR)
    taken, faults = refund_events.take_in(session, [told], now, "marketplace")
    assert not faults
    return taken.n_new


def made(session, case):
    return session.get(Settlement, case.id)


def kinds(session, person):
    return [n.kind for n in session.scalars(select(Notice).where(Notice.person_id == person.id))]


def acts(session, case):
    return list(session.scalars(select(Entry.act).where(Entry.case_id == case.id)))


def in_phase(session, phase):
    if phase == "escalated":
        return make_escalation(session).case
    if phase in ("hearing", "paused"):
        case = make_panel(session).hearing.case
        case.phase = Phase(phase)
        return case
    make_policy(session)
    case = make_released(session) if phase == "redacting" else make_case(session)
    if phase == "answering":
        hearing.save_statement(session, case, Side.BUYER, {"story": "A"}, None, None, T0)
        hearing.hand_in(session, case, Side.BUYER, None, T0)
    return case


@pytest.mark.parametrize("phase", sorted(BEFORE_RULING))
def test_in_every_phase_before_the_ruling_it_settles_the_case_and_both_are_told(session, phase):
    case = in_phase(session, phase)
    grant(session, case)

    settled = made(session, case)
    assert case.phase is Phase.SETTLED and case.ended_at == LATER
    assert (settled.by, settled.remedy, settled.amount_minor) == (
        Side.SELLER,
        Remedy.REFUND,
        12_900,
    )
    for side in Side:
        assert kinds(session, case.person_on(side))[-1] == "case_granted"
    entry = session.scalars(select(Entry).where(Entry.act == "refund_granted_outside")).one()
    assert (entry.actor, entry.case_id) == ("marketplace", case.id)
    assert json.loads(entry.body)["amount_minor"] == 12_900
    event = session.scalars(select(Event).where(Event.kind == "case.settled")).one()
    assert event.facts["amount_minor"] == 12_900


def test_the_court_orders_no_payment_of_what_the_marketplace_pays_itself(session):
    case = in_phase(session, "evidence")
    grant(session, case)
    assert not payments_of(session, case) and stage(session, case) is None
    left = select(Deadline.kind).where(Deadline.case_id == case.id, Deadline.done_at.is_(None))
    assert list(session.scalars(left)) == ["texts_expire"]


def test_a_panel_and_a_review_end_with_the_case(session):
    review = make_escalation(session)
    panel = review.case.hearings[0].panel
    grant(session, review.case)
    assert review.overtaken_at == LATER and panel.closed_at is not None
    assert session.scalar(select(Review.id).where(Review.overtaken_at.is_(None))) is None


def test_told_twice_it_settles_once(session):
    case = in_phase(session, "evidence")
    at = LATER - HOUR
    assert [grant(session, case, at=at), grant(session, case, LATER + HOUR, at)] == [1, 0]
    assert grant(session, case, LATER + HOUR, at, event_id="g2") == 1, "a step of its own"
    assert acts(session, case).count("refund_granted_outside") == 1
    assert kinds(session, case.person_on(Side.BUYER)).count("case_granted") == 1


def test_what_a_later_application_has_overtaken_settles_nothing(session):
    """The news is old: the buyer has asked again since, and then the court."""
    make_policy(session)
    order = make_order(session, placed_at=T0 - 30 * DAY, applied_at=T0 - 20 * DAY)
    add_step(session, order, RefundStep.APPLIED, T0 - 10 * DAY)
    case = make_case(session, order=order)
    grant(session, case, at=T0 - 15 * DAY)
    assert case.phase is Phase.EVIDENCE and made(session, case) is None


def asked_of_the_seller(session, asks, asked_minor=0):
    """The buyer asked the seller for this, in vain, and then the court for the whole price."""
    make_policy(session)
    order = make_unasked(session)
    buyer = order.buyer.person
    refunding.apply_for(session, order, asks, asked_minor, "A dent.", buyer, T0 - 6 * DAY)
    return make_case(session, order=order, asks=Remedy.REFUND)


@pytest.mark.parametrize("less", [(Remedy.PARTIAL_REFUND, 100), (Remedy.RETURN_AND_REFUND, 0)])
def test_a_grant_of_less_than_the_court_is_asked_for_is_kept_and_the_case_goes_on(session, less):
    admin = make_person(session, is_admin=True)
    case = asked_of_the_seller(session, *less)
    grant(session, case)
    assert case.phase is Phase.EVIDENCE and made(session, case) is None
    assert kinds(session, admin) == ["grant_noted"] and acts(session, case)[-1] == "grant_noted"


def test_a_grant_of_as_much_as_the_court_is_asked_for_settles(session):
    case = asked_of_the_seller(session, Remedy.REFUND_WITHOUT_RETURN)
    grant(session, case)
    assert made(session, case).amount_minor == 12_900


@pytest.mark.parametrize("what", [RefundStep.REFUSED, RefundStep.WITHDRAWN])
def test_other_steps_leave_the_case_where_it_is(session, what):
    case = in_phase(session, "evidence")
    grant(session, case, what=what)
    assert case.phase is Phase.EVIDENCE


def test_where_the_seller_asked_the_court_the_whole_price_is_given(session):
    make_policy(session)
    case = make_case(session, side=Side.SELLER, asks=Remedy.NO_REFUND)
    grant(session, case)
    assert made(session, case).amount_minor == 12_900


@pytest.mark.parametrize("side", Side)
def test_after_the_ruling_it_is_kept_and_told_to_the_office_and_the_ruling_stands(session, side):
    admin = make_person(session, is_admin=True)
    case = make_ruling(session, side=side).case
    before = steps(session, case)
    grant(session, case, T0 + HOUR)

    assert case.phase is Phase.RULED and steps(session, case) == before
    assert kinds(session, admin) == ["grant_noted"]
    assert acts(session, case)[-1] == "grant_noted" and made(session, case) is None


def test_during_an_appeal_it_is_kept_and_told_too(session):
    admin = make_person(session, is_admin=True)
    case = make_ruling(session).case
    case.phase = Phase.ESCALATED  # before the senior who hears the appeal
    session.flush()
    grant(session, case, T0 + HOUR)
    assert case.phase is Phase.ESCALATED and kinds(session, admin) == ["grant_noted"]


@pytest.mark.parametrize("is_answered", [True, False])
def test_the_echo_of_what_the_court_ordered_is_no_news(session, is_answered):
    admin = make_person(session, is_admin=True)
    case = make_ruling(session).case
    wind(session, case, T0 + 72 * HOUR)
    if is_answered:
        reply(session, case, True, T0 + 73 * HOUR)
    grant(session, case, T0 + 74 * HOUR)
    assert "grant_noted" not in kinds(session, admin)


def test_once_the_case_has_ended_nothing_more_comes_of_it(session):
    case = in_phase(session, "evidence")
    hearing.withdraw(session, case, Side.BUYER, T0)
    grant(session, case)
    assert case.phase is Phase.WITHDRAWN and made(session, case) is None


def test_ballots_that_were_cast_stay_and_their_jurors_are_told(session):
    panel = make_panel(session)
    summons = seated(session, panel)[0]
    vote(session, summons)
    grant(session, panel.hearing.case, T0 + HOUR)
    assert summons.ballot is not None
    assert kinds(session, summons.juror.person)[-1] == "parties_settled"
