"""A refund is asked for, refused, granted or taken back; each step is dated and kept."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from jury.court import filing, hearing, refunding, settling
from jury.rules.remedy import BadAmount
from jury.rules.words import RefundStep, Remedy, Side
from jury.store.events import Event
from jury.store.ledger import Entry
from jury.store.notices import Notice
from jury.store.orders import Order
from jury.store.refunds import RefundReason, RefundRequest
from tests.court.test_ordering import come, read
from tests.factories import T0, make_case, make_policy
from tests.money_makers import make_ruling, reply, wind
from tests.refund_makers import DAY, make_applied, make_refused, make_unasked

BREATH = timedelta(microseconds=1)


@pytest.fixture(autouse=True)
def policy(session):
    make_policy(session)


def taken(session, order):
    return [(step.what.value, step.at) for step in refunding.steps_of(session, order)]


def kinds_told(session, person):
    return [n.kind for n in session.scalars(select(Notice).where(Notice.person_id == person.id))]


def events(session):
    return [(event.kind, event.subject) for event in session.scalars(select(Event))]


def test_applying_is_dated_told_to_the_seller_and_written_down_without_the_words(session):
    order = make_applied(session)
    assert taken(session, order) == [("applied", T0)]
    assert kinds_told(session, order.seller.person) == ["refund_applied"]
    entry = session.scalars(select(Entry).where(Entry.act == "refund_applied")).one()
    assert str(order.id) in entry.body and "Cracked" not in entry.body
    assert session.scalars(select(RefundReason)).one().text == "Cracked."
    assert session.get(RefundRequest, order.id).opens_at == T0 + 3 * DAY


def test_steps_that_came_with_the_order_count(session):
    milestones = {"refund_applied_at": "2026-08-25T10:00:00+08:00"}
    come(session, read(**milestones, refund_refused_at="2026-08-26T10:00:00+08:00"))
    order = session.scalars(select(Order)).one()
    assert [what for what, _ in taken(session, order)] == ["applied", "refused"]
    assert refunding.standing(session, order, T0).is_open(T0)


def test_asking_twice_is_refused_and_the_first_stands(session):
    order = make_applied(session)
    with pytest.raises(refunding.AlreadyApplied):
        refunding.apply_for(session, order, Remedy.REFUND, 0, "Again", order.buyer.person, T0 + DAY)
    assert len(taken(session, order)) == 1


def test_a_part_is_asked_for_with_its_amount_and_nothing_else_is_a_part(session):
    order = make_unasked(session)
    ask = (session, order, Remedy.PARTIAL_REFUND)
    with pytest.raises(BadAmount):
        refunding.apply_for(*ask, 12_900, "A dent", order.buyer.person, T0)
    refunding.apply_for(*ask, 500, "A dent", order.buyer.person, T0)
    step = refunding.steps_of(session, order)[0]
    assert (step.asks, step.asked_minor) == (Remedy.PARTIAL_REFUND, 500)


@pytest.mark.parametrize(
    ("reason", "refusal"),
    [(" ", refunding.ReasonMissing), ("x" * 1001, refunding.ReasonTooLong)],
)
def test_a_reason_is_given_and_is_short(session, reason, refusal):
    order = make_unasked(session)
    with pytest.raises(refusal):
        refunding.apply_for(session, order, Remedy.REFUND, 0, reason, order.buyer.person, T0)
    assert not taken(session, order)


def test_granting_is_an_ordinary_refund_of_what_was_asked_for(session):
    order = make_unasked(session)
    ask = (session, order, Remedy.PARTIAL_REFUND, 500, "A dent")
    refunding.apply_for(*ask, order.buyer.person, T0)
    refunding.grant(session, order, order.seller.person, T0 + DAY)
    event = session.scalars(select(Event)).one()
    assert (event.kind, event.subject) == ("refund.granted", order.ref)
    assert (event.facts["amount_minor"], event.facts["asks"]) == (500, "partial_refund")
    assert "refund_granted" in kinds_told(session, order.buyer.person)
    assert not refunding.standing(session, order, T0 + 9 * DAY).is_live


def test_refusing_keeps_the_reason_and_tells_the_buyer_and_the_marketplace(session):
    order = make_refused(session)
    assert taken(session, order)[-1] == ("refused", T0 + DAY)
    assert events(session) == [("refund.refused", order.ref)]
    assert kinds_told(session, order.buyer.person) == ["refund_refused"]
    assert refunding.steps_of(session, order)[-1].reason.text == "It is not."


def test_refusing_again_waits_for_the_nine_days_and_starts_the_wait_anew(session):
    order = make_refused(session)
    loops_at, seller = T0 + 12 * DAY, order.seller.person
    with pytest.raises(refunding.MayNotRefuseYet):
        refunding.refuse(session, order, "No.", seller, loops_at - BREATH)
    refunding.refuse(session, order, "No.", seller, loops_at)
    assert session.get(RefundRequest, order.id).opens_at == loops_at + 3 * DAY


def test_the_buyer_takes_it_back_and_may_ask_again(session):
    order = make_applied(session)
    refunding.take_back(session, order, order.buyer.person, T0 + DAY)
    assert session.get(RefundRequest, order.id).opens_at is None
    assert "refund_withdrawn" in kinds_told(session, order.seller.person)
    again = (session, order, Remedy.REFUND, 0, "Again", order.buyer.person)
    refunding.apply_for(*again, T0 + 2 * DAY)
    assert session.get(RefundRequest, order.id).opens_at == T0 + 5 * DAY


@pytest.mark.parametrize("side", Side)
def test_each_side_takes_its_own_steps_only(session, side):
    order = make_applied(session)
    other = order.account_of(side.other).person
    with pytest.raises(refunding.NotYourStep):
        if side is Side.BUYER:
            refunding.take_back(session, order, other, T0)
        else:
            refunding.grant(session, order, other, T0)


@pytest.mark.parametrize("step", [refunding.grant, refunding.take_back])
def test_nothing_is_granted_or_taken_back_that_nobody_asks_for(session, step):
    order = make_unasked(session)
    person = order.seller.person if step is refunding.grant else order.buyer.person
    with pytest.raises(refunding.NothingAppliedFor):
        step(session, order, person, T0)


def test_an_order_before_the_court_takes_no_steps_on_its_page(session):
    case = make_case(session)
    with pytest.raises(refunding.BeforeTheCourt, match=case.code):
        refunding.grant(session, case.order, case.order.seller.person, T0)


def ended_by_settling(session):
    case = filing.file_case(
        session,
        (order := make_applied(session, T0 - 5 * DAY)),
        Side.BUYER,
        order.buyer.person,
        Remedy.REFUND,
        0,
        "en",
        T0,
    )
    settling.settle(session, case, Side.SELLER, Remedy.REFUND, T0)
    return case


def ended_by_a_ruling(session):
    order = make_applied(session, T0 - 5 * DAY)
    case = make_ruling(session, make_case(session, order=order)).case
    wind(session, case, T0 + 3 * DAY)
    reply(session, case, True, T0 + 3 * DAY)
    wind(session, case, T0 + 8 * DAY)
    return case


@pytest.mark.parametrize("ended", [ended_by_settling, ended_by_a_ruling])
def test_what_the_court_has_ended_is_not_granted_and_paid_once_more(session, ended):
    case = ended(session)
    order, now, told = case.order, T0 + 9 * DAY, len(events(session))
    assert not case.is_live

    for step in (
        lambda: refunding.grant(session, order, order.seller.person, now),
        lambda: refunding.refuse(session, order, "No.", order.seller.person, now),
        lambda: refunding.take_back(session, order, order.buyer.person, now),
        lambda: refunding.apply_for(session, order, Remedy.REFUND, 0, "?", order.buyer.person, now),
    ):
        with pytest.raises(refunding.DisputeOver, match=case.code):
            step()
    assert len(events(session)) == told


def test_after_a_case_that_was_withdrawn_the_seller_may_still_grant(session):
    order = make_applied(session, T0 - 5 * DAY)
    case = make_case(session, order=order)
    hearing.withdraw(session, case, Side.BUYER, T0)
    assert refunding.grant(session, order, order.seller.person, T0 + DAY)


def test_a_reference_too_long_for_a_path_leads_to_the_list(session):
    order = make_unasked(session)
    order.ref = "订" * 60
    assert refunding.path_of(order) == "/orders"
    order.ref = "2026/09 A"
    assert refunding.path_of(order) == "/orders/2026/09%20A"


def test_a_step_is_a_word_of_the_closed_set():
    assert {step.value for step in RefundStep} == {"applied", "refused", "granted", "withdrawn"}
