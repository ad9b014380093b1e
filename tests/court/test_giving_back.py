"""Truths about an item that went to the seller under a ruling that was reversed."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from jury.court import complying, confirming, executing, giving_back
from jury.rules.execution import Pay, Stage
from jury.rules.phases import Phase
from jury.rules.words import Due, Remedy, Side
from jury.store.cases import Deadline
from jury.store.executions import latest_item, payments_of
from jury.store.ledger import Entry
from jury.store.notices import Notice
from jury.store.restrictions import dispute_refunds
from tests.factories import T0
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

SENT, HAS_IT, PAID = T0 + DAY, T0 + 2 * DAY, T0 + 3 * DAY
APPEALED, AGAIN = T0 + 4 * DAY, T0 + 9 * DAY
ENDS = AGAIN + 7 * DAY
BREATH = timedelta(microseconds=1)


@pytest.fixture(autouse=True)
def balanced(session):
    yield
    check_balanced(session)


def returned(session):
    """The buyer was right and has sent the item back."""
    case = make_ruling(session, asks=Remedy.RETURN_AND_REFUND).case
    complying.send_back(session, case, Side.BUYER, "SF 1", SENT)
    return case


def received(session):
    case = returned(session)
    complying.confirm_receipt(session, case, Side.SELLER, HAS_IT)
    return case


def paid(session):
    case = received(session)
    complying.pay_now(session, case, Side.SELLER, HAS_IT)
    reply(session, case, True, PAID)
    return case


def reversed_(session, case, side=Side.SELLER, now=AGAIN):
    executing.suspend(session, case, APPEALED)
    case.phase = Phase.APPEALED
    session.flush()
    make_ruling(session, case, side, now)
    return case


def ends(session, case, kind=Due.GIVE_BACK_ENDS):
    return session.scalar(
        select(Deadline.due_at).where(
            Deadline.case_id == case.id, Deadline.kind == kind, Deadline.done_at.is_(None)
        )
    )


def told(session, case, side):
    of_side = select(Notice.kind).where(Notice.person_id == case.person_on(side).id)
    return set(session.scalars(of_side))


@pytest.mark.parametrize("begun", [returned, received, paid])
def test_the_seller_has_to_send_the_item_back_within_the_same_days_and_both_are_told(
    session, begun
):
    case = reversed_(session, begun(session))
    assert stage(session, case) is Stage.GIVING_BACK and ends(session, case) == ENDS
    assert not executing.is_done(session, case)
    assert "give_back_due_seller" in told(session, case, Side.SELLER)
    assert "give_back_due_buyer" in told(session, case, Side.BUYER)


def test_an_item_that_never_left_the_buyer_is_nobodys_to_send(session):
    case = make_ruling(session, asks=Remedy.RETURN_AND_REFUND).case
    reversed_(session, case)
    assert stage(session, case) is Stage.UNDONE and executing.is_done(session, case)


def test_nothing_paid_is_taken_back_before_the_item_is_on_its_way(session):
    case = reversed_(session, paid(session))
    assert not events_of(session, "payment.reverse")
    assert book_of(session, case)["buyer"] == -12_900, "the buyer has it to give back, but not yet"

    giving_back.send(session, case, Side.SELLER, " SF  2 ", AGAIN + DAY)
    assert open_payment(session, case).kind is Pay.REVERSE
    assert latest_item(session, case).tracking == "SF 2"
    reply(session, case, True, AGAIN + 2 * DAY)
    giving_back.confirm(session, case, Side.BUYER, AGAIN + 3 * DAY)

    assert stage(session, case) is Stage.BACK and is_square(session, case)
    assert executing.is_done(session, case)
    assert "item_got_back" in told(session, case, Side.SELLER)
    wind(session, case, AGAIN + 7 * DAY)
    assert case.phase is Phase.CLOSED


def test_long_enough_under_way_it_counts_as_received_by_the_buyer(session):
    case = reversed_(session, received(session))
    giving_back.send(session, case, Side.SELLER, "SF 2", AGAIN)
    assert stage(session, case) is Stage.GIVEN and is_square(session, case)
    assert ends(session, case, Due.GIVEN_BACK_ENDS) == AGAIN + 72 * HOUR
    wind(session, case, AGAIN + 72 * HOUR)
    assert stage(session, case) is Stage.BACK
    assert latest_item(session, case).received_at == AGAIN + 72 * HOUR


def test_at_the_deadline_it_is_too_late_to_send_and_a_moment_before_it_is_not(session):
    case = reversed_(session, received(session))
    with pytest.raises(giving_back.GiveBackTooLate):
        giving_back.send(session, case, Side.SELLER, "SF 2", ENDS)
    with pytest.raises(giving_back.GiveBackTooLate):
        giving_back.keep(session, case, Side.SELLER, ENDS)
    giving_back.send(session, case, Side.SELLER, "SF 2", ENDS - BREATH)
    wind(session, case, ENDS)
    assert stage(session, case) is Stage.GIVEN


def test_a_seller_who_keeps_the_item_leaves_what_was_paid_with_the_buyer(session):
    case = reversed_(session, paid(session))
    wind(session, case, ENDS)
    assert stage(session, case) is Stage.KEPT and is_square(session, case)
    assert executing.is_done(session, case) and not events_of(session, "payment.reverse")
    assert "item_kept_seller" in told(session, case, Side.SELLER)
    assert "item_kept_buyer" in told(session, case, Side.BUYER)
    wind(session, case, ENDS + HOUR)
    assert case.phase is Phase.CLOSED


def test_a_seller_who_says_that_it_cannot_send_it_pays_for_it(session):
    """Nothing had been paid yet: the refund falls due as any other, and is forced in the end."""
    case = reversed_(session, received(session))
    giving_back.keep(session, case, Side.SELLER, AGAIN + HOUR)
    assert stage(session, case) is Stage.DUE and book_of(session, case)["buyer"] == 12_900
    wind(session, case, AGAIN + 73 * HOUR)
    order = open_payment(session, case)
    assert (order.kind, order.amount_minor) == (Pay.REFUND, 12_900)
    assert order.event.facts["counts_as"] == "ordinary_refund", "the seller was right"
    reply(session, case, True, AGAIN + 74 * HOUR)
    assert stage(session, case) is Stage.PAID and is_square(session, case)
    assert dispute_refunds(session, case.order.seller_id, T0, ENDS) == []


def test_of_what_was_paid_in_part_only_the_rest_falls_due(session):
    case = received(session)
    tell_deposit(session, case, 5_000)
    wind(session, case, HAS_IT + 72 * HOUR)
    reply(session, case, False, HAS_IT + 73 * HOUR, "no funds")
    reply(session, case, True, HAS_IT + 74 * HOUR)
    reversed_(session, case)
    giving_back.keep(session, case, Side.SELLER, AGAIN)
    assert book_of(session, case)["buyer"] == 7_900
    complying.pay_now(session, case, Side.SELLER, AGAIN)
    assert open_payment(session, case).amount_minor == 7_900
    reply(session, case, True, AGAIN)
    assert is_square(session, case) and executing.is_done(session, case)


def unanswered(session):
    case = received(session)
    complying.pay_now(session, case, Side.SELLER, HAS_IT)
    order = open_payment(session, case)
    order.event.state, order.event.sent_at = "sent", HAS_IT
    return reversed_(session, case), order


def test_an_answer_that_comes_while_the_item_is_awaited_waits_with_it(session):
    case, order = unanswered(session)
    confirming.answer(session, order.event_id, True, "", AGAIN, AGAIN)
    assert stage(session, case) is Stage.GIVING_BACK and not events_of(session, "payment.reverse")
    giving_back.send(session, case, Side.SELLER, "SF 2", AGAIN + DAY)
    reply(session, case, True, AGAIN + 2 * DAY)
    assert is_square(session, case)


@pytest.mark.parametrize("is_paid", [True, False])
def test_an_order_that_is_out_when_the_item_is_kept_is_waited_for(session, is_paid):
    case, order = unanswered(session)
    giving_back.keep(session, case, Side.SELLER, AGAIN)
    assert stage(session, case) is Stage.ORDERED and len(payments_of(session, case)) == 1
    confirming.answer(session, order.event_id, is_paid, "", AGAIN, AGAIN)
    assert stage(session, case) is (Stage.PAID if is_paid else Stage.SHORT)
    assert book_of(session, case)["buyer"] == 0 and executing.is_done(session, case)


@pytest.mark.parametrize("tracking", ["", "  ", "x" * 121])
def test_without_a_number_nothing_is_recorded(session, tracking):
    case = reversed_(session, received(session))
    with pytest.raises(complying.TrackingMissing):
        giving_back.send(session, case, Side.SELLER, tracking, AGAIN)
    assert stage(session, case) is Stage.GIVING_BACK


def test_each_side_takes_its_own_steps_only(session):
    case = reversed_(session, received(session))
    for step in (giving_back.keep, lambda *a: giving_back.send(*a[:3], "SF 2", a[3])):
        with pytest.raises(complying.NotDueNow):
            step(session, case, Side.BUYER, AGAIN)
    giving_back.send(session, case, Side.SELLER, "SF 2", AGAIN)
    with pytest.raises(complying.NotDueNow):
        giving_back.confirm(session, case, Side.SELLER, AGAIN)


def test_the_buyers_own_appeal_holds_it_up_and_gives_the_days_left_back(session):
    case = reversed_(session, paid(session))
    executing.suspend(session, case, AGAIN + 5 * DAY)
    case.phase = Phase.APPEALED
    with pytest.raises(complying.NotDueNow):
        giving_back.keep(session, case, Side.SELLER, AGAIN + 6 * DAY)
    make_ruling(session, case, Side.SELLER, AGAIN + 10 * DAY)
    assert ends(session, case) == AGAIN + 12 * DAY


def again_for_the_buyer(session, case, now):
    executing.suspend(session, case, now)
    case.phase = Phase.APPEALED
    session.flush()
    make_ruling(session, case, Side.BUYER, now)
    for payment in payments_of(session, case):
        if payment.is_open and payment.kind is Pay.REVERSE:
            confirming.answer(session, payment.event_id, True, "", now, now)


def test_where_the_next_ruling_is_for_the_buyer_again_the_item_need_not_travel(session):
    case = reversed_(session, paid(session))
    again_for_the_buyer(session, case, AGAIN + DAY)
    assert ends(session, case) is None
    assert stage(session, case) is Stage.PAID, "the seller has the item, the buyer the money"
    assert is_square(session, case) and executing.is_done(session, case)


def test_once_it_was_sent_to_the_buyer_it_has_to_come_back_again(session):
    case = reversed_(session, paid(session))
    giving_back.send(session, case, Side.SELLER, "SF 2", AGAIN)
    again_for_the_buyer(session, case, AGAIN + DAY)
    assert stage(session, case) is Stage.RETURNING and is_square(session, case)
    complying.send_back(session, case, Side.BUYER, "SF 3", AGAIN + 2 * DAY)
    assert latest_item(session, case).tracking == "SF 3"


def test_a_buyer_who_kept_the_money_gets_none_for_sending_the_item_again(session):
    case = reversed_(session, paid(session))
    giving_back.send(session, case, Side.SELLER, "SF 2", AGAIN)
    reply(session, case, False, AGAIN + HOUR, "account empty")
    again_for_the_buyer(session, case, AGAIN + DAY)
    complying.send_back(session, case, Side.BUYER, "SF 3", AGAIN + 2 * DAY)
    complying.confirm_receipt(session, case, Side.SELLER, AGAIN + 3 * DAY)

    assert stage(session, case) is Stage.PAID and is_square(session, case)
    assert executing.is_done(session, case)


def test_every_step_is_an_entry_and_the_number_only_a_salted_hash(session):
    case = reversed_(session, received(session))
    giving_back.send(session, case, Side.SELLER, "SF 987654", AGAIN)
    entries = session.scalars(select(Entry).where(Entry.case_id == case.id)).all()
    acts = [entry.act for entry in entries]
    assert {"give_back_due", "item_given_back"} <= set(acts) and acts.count("tracking_kept") == 2
    assert not [entry for entry in entries if "987654" in entry.body]
    assert steps(session, case)[-2:] == ["give_back_due", "item_given_back"]
