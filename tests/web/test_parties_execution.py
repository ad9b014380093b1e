"""Truths about carrying out as the parties' pages tell it."""

from datetime import timedelta

import pytest

from jury.court import complying, executing
from jury.rules.phases import Phase
from jury.rules.words import Remedy, Side
from tests.factories import T0, make_case, make_order, make_policy
from tests.money_makers import DAY, HOUR, make_ruling, reply, stage, tell_deposit, wind

COMPLY = timedelta(hours=72)


@pytest.fixture
def case(session):
    return make_ruling(session).case


def page(web, case, side):
    web.sign_in(case.person_on(side))
    return web.page(f"/cases/{case.id}")


def test_the_seller_reads_on_top_what_to_pay_by_when_and_pays_with_one_click(web, session, case):
    told = page(web, case, Side.SELLER)
    assert "Please refund CN¥129.00 by 4 Sept 20:00." in told.replace("Sep ", "Sept ")
    assert "in favour of the other side. The ruling becomes final on" in told
    assert "Refund CN¥129.00 now" in told
    answer = web.post(f"/cases/{case.id}/pay")
    assert answer.status_code == 302 and stage(session, case) == "ordered"
    assert "has been ordered to pay the buyer" in web.page(f"/cases/{case.id}")


def test_the_buyer_is_told_to_wait_and_has_nothing_to_click(web, case):
    told = page(web, case, Side.BUYER)
    assert "to refund you CN¥129.00. You need do nothing." in told
    assert "Refund CN¥129.00 now" not in told
    assert web.post(f"/cases/{case.id}/pay").status_code == 409


@pytest.mark.parametrize("side", Side)
@pytest.mark.parametrize("locale", ["zh", "en"])
def test_every_stage_has_its_words_for_both_sides(web, session, case, side, locale):
    case.person_on(side).locale = locale
    tell_deposit(session, case, 5_000)
    wind(session, case, T0 + COMPLY)
    page(web, case, side)
    reply(session, case, False, T0 + COMPLY + HOUR, "no funds")
    page(web, case, side)
    reply(session, case, True, T0 + COMPLY + HOUR)
    short = page(web, case, side)
    assert "79.00" in short and "12315" in short
    executing.suspend(session, case, T0 + 4 * DAY)
    case.phase = Phase.APPEALED
    make_ruling(session, case, Side.SELLER, T0 + 5 * DAY)
    page(web, case, side)
    reply(session, case, True, T0 + 5 * DAY)
    page(web, case, side)


def test_an_appeal_is_said_to_hold_everything_up(web, session, case):
    executing.suspend(session, case, T0 + HOUR)
    case.phase = Phase.APPEALED
    assert "Nothing more is carried out until the appeal" in page(web, case, Side.BUYER)


def test_every_step_stands_in_the_timeline(web, session, case):
    wind(session, case, T0 + COMPLY)
    reply(session, case, True, T0 + COMPLY + HOUR)
    told = page(web, case, Side.BUYER)
    assert "The seller did not pay: the marketplace was ordered" in told
    assert "The refund was paid" in told


def test_an_item_is_sent_back_with_its_number_and_received(web, session):
    case = make_ruling(session, asks=Remedy.RETURN_AND_REFUND).case
    page(web, case, Side.BUYER)
    assert web.post(f"/cases/{case.id}/sent-back", {"tracking": " "}).status_code == 422
    web.post(f"/cases/{case.id}/sent-back", {"tracking": "SF 123456"})
    assert "SF 123456" in page(web, case, Side.SELLER)
    web.post(f"/cases/{case.id}/received")
    assert "Refund CN¥129.00 now" in web.page(f"/cases/{case.id}")


def test_a_case_that_orders_nothing_says_nothing_of_it(web, session):
    case = make_ruling(session, side=Side.SELLER).case
    assert "What is done about it" not in page(web, case, Side.BUYER)


@pytest.mark.parametrize("side", Side)
def test_a_ruling_on_something_cheap_says_that_nothing_goes_back_and_why(web, session, side):
    make_policy(session)
    order = make_order(session, amount_minor=2_000)
    case = make_ruling(session, make_case(session, order=order, asks=Remedy.RETURN_AND_REFUND)).case
    why = "nothing has to be sent back. Up to a price of CN¥20.00, sending an item back costs more"
    told = page(web, case, side)
    assert why in told and "It need not be sent back." in told and "Carrier" not in told
    assert why in web.page(f"/cases/{case.id}/file")


def kept_by_seller(session, locale="en"):
    """A reversed case whose item the seller has to send to the buyer again."""
    case = make_ruling(session, now=T0 - DAY, asks=Remedy.RETURN_AND_REFUND).case
    for side in Side:
        case.person_on(side).locale = locale
    complying.send_back(session, case, Side.BUYER, "SF 123456", T0 - HOUR)
    executing.suspend(session, case, T0)
    case.phase = Phase.APPEALED
    make_ruling(session, case, Side.SELLER, T0)
    return case


def test_after_a_reversal_the_seller_sends_the_item_to_the_buyer_who_confirms_it(web, session):
    case = kept_by_seller(session)
    assert "The seller has until" in page(web, case, Side.BUYER)
    told = page(web, case, Side.SELLER)
    assert "Please send the item to the buyer by 8 Sep" in told and "Keep the item" in told
    assert "The buyer keeps it." not in told, "the seller has it"
    assert web.post(f"/cases/{case.id}/give-back", {"tracking": " "}).status_code == 422
    web.post(f"/cases/{case.id}/give-back", {"tracking": "SF 777"})
    assert "SF 777" in page(web, case, Side.BUYER)
    web.post(f"/cases/{case.id}/given-back")
    assert stage(session, case) == "back"
    assert "The buyer received the item" in web.page(f"/cases/{case.id}/file")


@pytest.mark.parametrize("locale", ["zh", "en"])
def test_a_seller_who_keeps_it_is_told_what_stands_before_and_after(web, session, locale):
    case = kept_by_seller(session, locale)
    page(web, case, Side.SELLER)
    web.post(f"/cases/{case.id}/keep-item")
    assert stage(session, case) == "due"
    for side in Side:
        assert "129.00" in page(web, case, side)
        web.page(f"/cases/{case.id}/file")
