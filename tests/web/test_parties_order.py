"""An order's page: what can be done about a refund, when the court opens, and the loop."""

from datetime import timedelta

import pytest

from jury.court import opening, refunding
from jury.rules.words import Body, RefundStep, Remedy, Side
from jury.store.cases import Case
from tests.factories import T0, make_account, make_case, make_order, make_person, make_policy
from tests.refund_makers import DAY, add_step, make_applied, make_refused, make_unasked

ASKED = {"asks": "refund", "amount": "", "reason": "Cracked"}


@pytest.fixture(autouse=True)
def policy(session):
    make_policy(session)


def kinds(session, order):
    return [step.what for step in refunding.steps_of(session, order)]


def test_the_buyer_asks_and_the_page_counts_down(web, session):
    order = make_unasked(session)
    web.sign_in(order.buyer.person)
    assert "You have not asked for a refund." in web.page(f"/orders/{order.ref}")
    assert web.post(f"/orders/{order.ref}/refund", ASKED).status_code == 302
    assert kinds(session, order) == [RefundStep.APPLIED]
    page = web.page(f"/orders/{order.ref}")
    assert "The court can be asked from 4 Sep 20:00 on. (3 days left)" in page
    assert "before 13 Sep 20:00, the seller may refuse once more" in page
    web.wind(timedelta(hours=50))
    assert "(22 hours left)" in web.page(f"/orders/{order.ref}")


@pytest.mark.parametrize("wrong", [{"reason": ""}, {"asks": "no_refund"}])
def test_what_is_missing_is_said_beside_its_field_and_nothing_typed_is_lost(web, session, wrong):
    order = make_unasked(session)
    web.sign_in(order.buyer.person)
    sent = {"asks": "partial_refund", "amount": "12.50", "reason": "A dent"} | wrong
    response = web.post(f"/orders/{order.ref}/refund", sent)
    assert response.status_code == 422 and 'value="12.50"' in response.text
    assert "-fault" in response.text and not kinds(session, order)


def test_a_part_that_is_the_whole_is_refused_beside_its_field(web, session):
    order = make_unasked(session)
    web.sign_in(order.buyer.person)
    sent = ASKED | {"asks": "partial_refund", "amount": "129.00"}
    response = web.post(f"/orders/{order.ref}/refund", sent)
    assert response.status_code == 422 and 'id="amount-fault"' in response.text


def test_the_seller_refuses_with_a_reason_and_the_buyer_reads_it(web, session):
    order = make_applied(session)
    web.sign_in(order.seller.person)
    assert "Please grant or refuse it." in web.page(f"/orders/{order.ref}")
    empty = web.post(f"/orders/{order.ref}/refund/refuse", {"why": " "})
    assert empty.status_code == 422 and 'id="why-fault"' in empty.text
    web.post(f"/orders/{order.ref}/refund/refuse", {"why": "It was whole."})
    assert "You may refuse again from 13 Sep 20:00 on" in web.page(f"/orders/{order.ref}")
    web.sign_in(order.buyer.person)
    assert "It was whole." in web.page(f"/orders/{order.ref}")


def test_a_reason_too_long_is_shown_back(web, session):
    order = make_applied(session)
    web.sign_in(order.seller.person)
    response = web.post(f"/orders/{order.ref}/refund/refuse", {"why": "y" * 1001})
    assert response.status_code == 422 and "y" * 1001 in response.text


def test_the_seller_grants_and_nothing_is_left_to_dispute(web, session):
    order = make_applied(session)
    web.sign_in(order.seller.person)
    web.post(f"/orders/{order.ref}/refund/grant")
    assert "The seller has granted the refund." in web.page(f"/orders/{order.ref}")
    web.sign_in(order.buyer.person)
    assert "ask for it again below" in web.page(f"/orders/{order.ref}")
    assert web.post(f"/orders/{order.ref}/dispute", FILED).status_code == 409


def test_the_buyer_takes_the_request_back(web, session):
    order = make_applied(session)
    web.sign_in(order.buyer.person)
    web.post(f"/orders/{order.ref}/refund/withdraw")
    assert kinds(session, order)[-1] is RefundStep.WITHDRAWN


FILED = {"asks": "refund", "language": "en", "amount": ""}


def test_who_comes_too_early_is_led_to_the_page_that_says_when(web, session):
    order = make_applied(session)
    web.sign_in(order.buyer.person)
    assert web.get(f"/orders/{order.ref}/dispute").location == f"/orders/{order.ref}"
    refused = web.post(f"/orders/{order.ref}/dispute", FILED)
    assert refused.status_code == 409 and "from 4 Sep 20:00 on" in refused.text
    web.wind(T0 + 3 * DAY)
    assert web.post(f"/orders/{order.ref}/dispute", FILED).status_code == 302


def test_what_was_asked_of_the_seller_is_where_the_filing_begins(web, session):
    order = make_unasked(session)
    ask = (session, order, Remedy.PARTIAL_REFUND, 1250, "A dent")
    refunding.apply_for(*ask, order.buyer.person, T0)
    web.wind(T0 + 3 * DAY)
    web.sign_in(order.buyer.person)
    page = web.get(f"/orders/{order.ref}/dispute").text
    assert 'value="12.50"' in page and 'checked id="asks-3"' in page


def test_once_the_nine_days_are_over_the_page_warns_of_one_more_refusal(web, session):
    order = make_refused(session)
    web.wind(T0 + 12 * DAY)
    web.sign_in(order.buyer.person)
    assert "the seller may refuse once more, and then" in web.page(f"/orders/{order.ref}")


def test_the_list_says_of_each_order_where_it_stands_and_the_one_thing_to_do(web, session):
    me = make_account(session, make_person(session))
    make_unasked(session, buyer=me)
    make_applied(session, buyer=me)
    make_applied(session, seller=me)
    make_order(session, buyer=me)
    make_case(session, order=make_order(session, buyer=me))
    web.sign_in(me.person)
    page = web.page("/orders")
    for words in (
        "No refund asked for Ask for a refund",
        "Refund asked for; court from 4 Sep 20:00 Nothing for now",
        "Refund asked for; court from 4 Sep 20:00 Grant or refuse",
        "The court can be asked now Ask the court to decide",
    ):
        assert words in page
    assert "Dispute: collecting evidence" in page and "Write your statement" in page


def test_a_foreign_order_does_not_exist(web, session):
    order = make_applied(session)
    web.sign_in(make_person(session))
    assert web.get(f"/orders/{order.ref}").status_code == 404
    for step in ("", "/grant", "/refuse", "/withdraw"):
        assert web.post(f"/orders/{order.ref}/refund{step}", ASKED).status_code == 404
    assert len(kinds(session, order)) == 1


@pytest.mark.parametrize("ref", ["2026/09 A", "订单7", "a/refund", "x?y"])
def test_strange_references_have_a_page_that_notices_lead_to(web, session, ref):
    order = make_order(session)
    order.ref = ref
    opening.tell_opened(session, T0)
    web.sign_in(order.buyer.person)
    assert web.get(refunding.path_of(order)).status_code == 200


def test_the_parties_choose_the_body_where_the_policy_lets_them(web, session):
    order = make_order(session)
    web.sign_in(order.buyer.person)
    assert "Who shall decide?" not in web.page(f"/orders/{order.ref}/dispute")
    make_policy(session, body="choice")
    assert "Who shall decide?" in web.page(f"/orders/{order.ref}/dispute")
    web.post(f"/orders/{order.ref}/dispute", FILED | {"body": "staff"})
    assert session.query(Case).one().body is Body.STAFF


def test_steps_told_by_the_marketplace_stand_on_the_page(web, session):
    order = make_unasked(session)
    add_step(session, order, RefundStep.APPLIED, T0 - DAY)
    web.sign_in(order.account_of(Side.SELLER).person)
    assert "The buyer asked for a refund" in web.page(f"/orders/{order.ref}")


def test_the_seller_reads_which_refund_is_asked_for_and_how_much_before_granting_it(web, session):
    order = make_unasked(session)
    part = (session, order, Remedy.PARTIAL_REFUND, 5050, "A dent")
    refunding.apply_for(*part, order.buyer.person, T0)
    web.sign_in(order.seller.person)
    page = web.page(f"/orders/{order.ref}")
    assert "The buyer asks for a partial refund, CN¥50.50." in page
    assert "The buyer asked for a refund: a partial refund, CN¥50.50" in page
    assert "Grant the refund of CN¥50.50" in page
    web.post(f"/orders/{order.ref}/refund/grant")
    assert "You have granted the refund of CN¥50.50." in web.page(f"/orders/{order.ref}")


def test_taking_the_request_back_is_asked_about_first(web, session):
    order = make_applied(session)
    web.sign_in(order.buyer.person)
    page = web.page(f"/orders/{order.ref}")
    assert "If you ask again later, the 72 hours start over." in page
    assert "Yes, take the request back" in page


def test_a_reason_too_long_for_a_request_is_shown_back_whole(web, session):
    order = make_unasked(session)
    web.sign_in(order.buyer.person)
    assert "maxlength" not in web.page(f"/orders/{order.ref}")
    response = web.post(f"/orders/{order.ref}/refund", ASKED | {"reason": "y" * 20_000})
    assert response.status_code == 422 and "y" * 20_000 in response.text
    assert "This text has 20000 characters; at most 1000 are possible." in response.text
