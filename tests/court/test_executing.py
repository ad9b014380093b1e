"""Truths about carrying out: what follows a ruling, by whom, until when, and how it is undone."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from jury.court import complying, confirming, enforcing, executing
from jury.rules.execution import Pay, Stage
from jury.rules.phases import Phase
from jury.rules.words import Due, Remedy, Side
from jury.store.cases import Deadline
from jury.store.executions import payments_of
from jury.store.ledger import Entry
from jury.store.notices import Notice
from tests.factories import T0, make_account, make_case, make_order, make_policy
from tests.money_makers import (
    DAY,
    HOUR,
    book_of,
    check_balanced,
    events_of,
    is_square,
    make_ruling,
    open_payment,
    reply,
    stage,
    steps,
    tell_deposit,
    wind,
)

COMPLY = timedelta(hours=72)


@pytest.fixture(autouse=True)
def balanced(session):
    """After every test the database is asked whether each booking sums to zero."""
    yield
    check_balanced(session)


@pytest.fixture
def case(session):
    return make_ruling(session).case


def due(session, case):
    left = select(Deadline.kind, Deadline.due_at).where(
        Deadline.case_id == case.id, Deadline.done_at.is_(None)
    )
    return dict(session.execute(left).all())


def told(session, kind):
    return session.scalars(select(Notice).where(Notice.kind == kind)).all()


def test_a_ruling_for_the_buyer_makes_the_refund_due_at_once(session, case):
    assert stage(session, case) is Stage.DUE
    assert book_of(session, case)["buyer"] == 12_900
    assert due(session, case) == {
        Due.APPEAL_WINDOW_ENDS: T0 + 7 * DAY,
        Due.COMPLY_REMINDER: T0 + 48 * HOUR,
        Due.COMPLY_ENDS: T0 + COMPLY,
    }
    assert [n.person_id for n in told(session, "refund_due")] == [case.person_on(Side.SELLER).id]


def test_a_ruling_for_the_seller_leaves_nothing_to_carry_out(session):
    case = make_ruling(session, side=Side.SELLER).case

    assert executing.is_done(session, case)
    wind(session, case, T0 + 7 * DAY)
    assert case.phase is Phase.CLOSED


def test_the_seller_is_reminded_once_and_then_the_refund_is_forced(session, case):
    wind(session, case, T0 + 48 * HOUR)
    assert len(told(session, "comply_reminded")) == 1

    wind(session, case, T0 + COMPLY)
    assert steps(session, case) == ["refund_due", "comply_reminded", "pay_forced"]
    (event,) = events_of(session, "refund.pay")
    assert (event.facts["amount_minor"], event.facts["forced"]) == (12_900, True)
    assert event.facts["counts_as"] == "dispute_refund"

    reply(session, case, True, T0 + COMPLY + HOUR)
    assert stage(session, case) is Stage.PAID and is_square(session, case)
    wind(session, case, T0 + 7 * DAY)
    assert case.phase is Phase.CLOSED


def test_a_seller_who_pays_is_neither_reminded_nor_forced(session, case):
    complying.pay_now(session, case, Side.SELLER, T0 + HOUR)
    reply(session, case, True, T0 + 2 * HOUR)
    wind(session, case, T0 + 6 * DAY)

    assert steps(session, case) == ["refund_due", "pay_chosen", "refund_paid"]
    assert is_square(session, case)


def test_only_the_seller_can_choose_to_pay_and_only_once(session, case):
    with pytest.raises(complying.NotDueNow):
        complying.pay_now(session, case, Side.BUYER, T0)
    complying.pay_now(session, case, Side.SELLER, T0)
    with pytest.raises(complying.NotDueNow):
        complying.pay_now(session, case, Side.SELLER, T0)
    assert len(payments_of(session, case)) == 1


def test_the_marketplace_may_say_that_the_seller_paid_by_itself(session, case):
    (ruled,) = events_of(session, "case.ruled")
    assert confirming.answer(session, ruled.id, True, "", T0, T0 + HOUR)
    assert not confirming.answer(session, ruled.id, True, "", T0, T0 + HOUR), (
        "told twice, booked once"
    )

    assert stage(session, case) is Stage.PAID and is_square(session, case)
    wind(session, case, T0 + COMPLY)
    assert not events_of(session, "refund.pay")


def test_a_choice_to_pay_that_fails_leaves_the_seller_the_rest_of_its_time(session, case):
    tell_deposit(session, case, 50_000)
    complying.pay_now(session, case, Side.SELLER, T0 + HOUR)
    reply(session, case, False, T0 + 2 * HOUR, "no funds")

    assert stage(session, case) is Stage.DUE
    assert due(session, case)[Due.COMPLY_ENDS] == T0 + COMPLY
    wind(session, case, T0 + COMPLY)
    reply(session, case, False, T0 + COMPLY + HOUR, "no funds")
    assert stage(session, case) is Stage.DEDUCTING


def test_a_choice_to_pay_that_fails_after_the_time_is_over_leads_to_the_deposit(session, case):
    tell_deposit(session, case, 50_000)
    complying.pay_now(session, case, Side.SELLER, T0 + COMPLY - HOUR)
    wind(session, case, T0 + COMPLY)
    assert len(payments_of(session, case)) == 1, "the order that is out is as good as forced"

    reply(session, case, False, T0 + COMPLY + HOUR, "no funds")
    assert open_payment(session, case).kind is Pay.DEDUCT


def to_the_deposit(session, case):
    wind(session, case, T0 + COMPLY)
    reply(session, case, False, T0 + COMPLY + HOUR, "no funds")


def test_without_funds_the_deposit_is_held_and_then_deducted(session, case):
    tell_deposit(session, case, 50_000)
    to_the_deposit(session, case)
    assert book_of(session, case)["held"] == 12_900
    assert book_of(session, case)["deposit"] == 37_100

    reply(session, case, True, T0 + 4 * DAY)
    assert stage(session, case) is Stage.PAID and is_square(session, case)
    assert book_of(session, case)["deposit"] == 37_100
    assert not events_of(session, "seller.penalised")


def test_a_deposit_smaller_than_the_refund_gives_what_there_is_and_the_rest_is_told(session, case):
    tell_deposit(session, case, 5_000)
    to_the_deposit(session, case)
    assert open_payment(session, case).amount_minor == 5_000
    reply(session, case, True, T0 + 4 * DAY)

    assert stage(session, case) is Stage.SHORT
    assert book_of(session, case) == {
        "buyer": 0, "seller": 0, "deposit": 0, "held": 0, "unpaid": 7_900,
    }  # fmt: skip
    (event,) = events_of(session, "seller.penalised")
    assert event.facts["unpaid_minor"] == 7_900
    (notice,) = told(session, "shortfall_recorded_buyer")
    assert notice.facts["amount_minor"] == 7_900
    assert executing.is_done(session, case)


def test_a_deposit_that_the_marketplace_does_not_find_is_a_shortfall(session, case):
    tell_deposit(session, case, 50_000)
    to_the_deposit(session, case)
    reply(session, case, False, T0 + 4 * DAY, "paid out")

    assert stage(session, case) is Stage.SHORT
    assert book_of(session, case)["unpaid"] == 12_900
    assert book_of(session, case)["deposit"] == 50_000, "the hold is let go"


def test_two_cases_never_spend_the_same_deposit(session, case):
    tell_deposit(session, case, 20_000)
    second = make_ruling(
        session, make_case(session, order=make_order(session, seller=case.order.seller))
    ).case
    wind(session, case, T0 + COMPLY)
    for each in (case, second):
        reply(session, each, False, T0 + COMPLY + HOUR, "no funds")

    assert open_payment(session, case).amount_minor == 12_900
    assert open_payment(session, second).amount_minor == 7_100


def test_a_ruling_against_a_seller_who_left_falls_short_without_anyone_to_ask(session):
    order = make_order(session, seller=make_account(session))  # nobody here owns it
    case = make_ruling(session, order=order).case
    to_the_deposit(session, case)

    assert stage(session, case) is Stage.SHORT
    assert [n.person_id for n in told(session, "shortfall_recorded_buyer")]
    wind(session, case, T0 + 7 * DAY)
    assert case.phase is Phase.CLOSED


def test_a_partial_refund_of_one_cent_is_paid_like_any_other(session):
    case = make_ruling(session, asks=Remedy.PARTIAL_REFUND, asked_minor=1).case
    wind(session, case, T0 + COMPLY)
    assert open_payment(session, case).amount_minor == 1

    reply(session, case, True, T0 + 4 * DAY)
    assert stage(session, case) is Stage.PAID and is_square(session, case)


def test_a_silent_marketplace_is_asked_again_under_the_same_id_and_the_office_is_told(
    session, case
):
    wind(session, case, T0 + COMPLY)
    payment = open_payment(session, case)
    payment.event.state, payment.event.sent_at = "sent", T0 + COMPLY
    wind(session, case, T0 + COMPLY + DAY)

    session.refresh(payment.event)
    assert payment.flagged_at == T0 + COMPLY + DAY
    assert payment.event.state == "owed"
    assert "payment_unanswered" in steps(session, case)
    wind(session, case, T0 + COMPLY + 2 * DAY)
    assert steps(session, case).count("payment_unanswered") == 2


def test_a_case_is_not_closed_while_an_order_is_out(session, case):
    wind(session, case, T0 + COMPLY)
    wind(session, case, T0 + 7 * DAY)
    assert case.phase is Phase.EXECUTING

    reply(session, case, True, T0 + 8 * DAY)
    assert case.phase is Phase.CLOSED


def test_every_step_is_in_the_ledger_with_who_took_it(session, case):
    complying.pay_now(session, case, Side.SELLER, T0 + HOUR)
    reply(session, case, True, T0 + 2 * HOUR)

    entries = session.scalars(select(Entry).where(Entry.case_id == case.id).order_by(Entry.id))
    by = {entry.act: entry.actor for entry in entries}
    assert by["refund_due"] == "clock"
    assert by["pay_chosen"] == f"person:{case.person_on(Side.SELLER).id}"
    assert by["refund_paid"] == "marketplace"


def test_an_archived_case_is_never_carried_out(session):
    make_policy(session)
    case = make_case(session)
    case.is_archived = True
    make_ruling(session, case)

    assert stage(session, case) is None
    assert [event.kind for event in events_of(session)] == ["case.filed"]


def test_an_agreed_refund_is_ordered_at_once_and_forced_only_after_the_same_time(session):
    make_policy(session)
    case = make_case(session)
    case.phase, case.ended_at = Phase.SETTLED, T0
    executing.settle(session, case, Remedy.REFUND, 12_900, T0)

    (event,) = events_of(session, "refund.pay")
    assert (event.facts["counts_as"], event.facts["forced"]) == ("ordinary_refund", False)
    reply(session, case, False, T0 + HOUR, "no funds")
    assert stage(session, case) is Stage.DUE
    wind(session, case, T0 + COMPLY)
    reply(session, case, True, T0 + COMPLY + HOUR)
    assert is_square(session, case) and executing.is_done(session, case)


def test_a_case_settled_on_nothing_has_nothing_to_carry_out(session):
    case = make_case(session)
    executing.settle(session, case, Remedy.NO_REFUND, 0, T0)
    assert executing.is_done(session, case) and stage(session, case) is None


def test_closing_waits_for_the_appeal_window_however_fast_the_seller_paid(session, case):
    complying.pay_now(session, case, Side.SELLER, T0)
    reply(session, case, True, T0)
    enforcing.close_when_done(session, case, T0)
    assert case.phase is Phase.RULED
