"""The parties' way through the court, page by page."""

from datetime import timedelta
from urllib.parse import quote
from uuid import uuid4

import pytest

from jury.rules.phases import Phase
from jury.rules.words import Remedy, Side
from jury.store.cases import Case
from tests.factories import (
    T0,
    make_account,
    make_case,
    make_order,
    make_panel,
    make_person,
    make_policy,
    make_released,
    make_staff,
    seated,
    vote,
)
from tests.web.checker import words_of


@pytest.fixture
def case(session):
    make_policy(session)
    return make_case(session)


@pytest.fixture
def buyer(case):
    return case.person_on(Side.BUYER)


@pytest.fixture
def seller(case):
    return case.person_on(Side.SELLER)


def test_somebody_without_trades_is_told_what_will_appear(web, session):
    web.sign_in(make_person(session))
    assert "No order of yours has been told" in web.page("/orders")
    assert "You are not in any case" in web.page("/cases")


def test_only_ones_own_orders_are_listed(web, session):
    mine, other = make_order(session), make_order(session)
    web.sign_in(mine.buyer.person)
    page = web.page("/orders")
    assert mine.ref in page and other.ref not in page


def test_a_party_files_a_case_and_is_led_to_its_statement(web, session):
    order = make_order(session)
    web.sign_in(order.buyer.person)
    assert "72 hours" in web.page(f"/orders/{order.ref}/dispute")
    sent = {"asks": "refund", "language": "en", "amount": ""}
    response = web.post(f"/orders/{order.ref}/dispute", sent)
    case = session.query(Case).one()
    assert response.location == f"/cases/{case.id}/statement"
    assert (case.claimant, case.asks, case.language) == (Side.BUYER, Remedy.REFUND, "en")


def test_a_reference_with_a_slash_can_be_disputed(web, session):
    order = make_order(session)
    order.ref = "2026/09 A"
    web.sign_in(order.buyer.person)
    assert web.get(f"/orders/{quote(order.ref)}/dispute").status_code == 200


@pytest.mark.parametrize("amount", ["0", "129.00", "1.234", "NaN", "-3", "much", "1e99"])
def test_a_part_that_cannot_be_meant_is_refused_beside_its_field(web, session, amount):
    order = make_order(session)
    web.sign_in(order.buyer.person)
    sent = {"asks": "partial_refund", "language": "en", "amount": amount}
    response = web.post(f"/orders/{order.ref}/dispute", sent)
    assert response.status_code == 422
    assert 'id="amount-fault"' in response.text and f'value="{amount}"' in response.text
    assert not session.query(Case).count()


def test_a_part_of_the_money_is_kept_in_minor_units(web, session):
    order = make_order(session)
    web.sign_in(order.buyer.person)
    sent = {"asks": "partial_refund", "language": "en", "amount": "¥25.50"}
    web.post(f"/orders/{order.ref}/dispute", sent)
    assert session.query(Case).one().asked_minor == 2550


def test_a_seller_cannot_ask_for_its_own_money_back(web, session):
    order = make_order(session)
    web.sign_in(order.seller.person)
    sent = {"asks": "refund", "language": "en"}
    assert web.post(f"/orders/{order.ref}/dispute", sent).status_code == 422


def test_an_order_in_dispute_leads_to_its_case(web, case, buyer):
    web.sign_in(buyer)
    assert web.get(f"/orders/{case.order.ref}/dispute").location == f"/cases/{case.id}"
    assert case.code in web.page("/orders")


STRANGE = ["", "/statement", "/check", "/agree", "/withdraw", "/certificate.json"]


@pytest.mark.parametrize("page", STRANGE)
def test_a_foreign_case_does_not_exist(web, session, case, page):
    web.sign_in(make_person(session))
    there = web.get(f"/cases/{case.id}{page}")
    nowhere = web.get(f"/cases/{uuid4()}{page}")
    assert there.status_code == nowhere.status_code == 404
    assert words_of(there) == words_of(nowhere)
    assert web.get(f"/orders/{case.order.ref}/dispute").status_code == 404


@pytest.mark.parametrize("act", ["statement", "hand-in", "cover", "agree", "withdraw"])
def test_nobody_acts_in_a_foreign_case(web, session, case, act):
    web.sign_in(make_person(session))
    assert web.post(f"/cases/{case.id}/{act}", {"story": "x"}).status_code == 404
    assert case.phase is Phase.EVIDENCE


def test_the_respondent_agrees_and_the_case_is_settled(web, case, seller):
    web.sign_in(seller)
    assert "cannot be taken back" in web.page(f"/cases/{case.id}/agree")
    web.post(f"/cases/{case.id}/agree")
    assert case.phase is Phase.SETTLED
    assert "The seller refunds" in web.page(f"/cases/{case.id}")


def test_the_claimant_withdraws_and_the_respondent_cannot(web, case, buyer, seller):
    web.sign_in(seller)
    assert web.get(f"/cases/{case.id}/withdraw").status_code == 302
    assert web.post(f"/cases/{case.id}/withdraw").status_code == 409
    web.sign_in(buyer)
    web.post(f"/cases/{case.id}/withdraw")
    assert case.phase is Phase.WITHDRAWN
    assert "ended without a ruling" in web.page(f"/cases/{case.id}")


def test_what_is_due_first_stands_first(web, session):
    make_policy(session)
    me = make_account(session, make_person(session))
    late = make_case(session, T0 + timedelta(hours=1), make_order(session, buyer=me))
    early = make_case(session, T0, make_order(session, buyer=me))
    web.sign_in(me.person)
    page = web.page("/cases")
    assert page.index(early.code) < page.index(late.code)
    assert "Waiting for you" in page


def test_no_vote_is_told_before_the_panel_has_closed(web, session):
    panel = make_panel(session)
    case = panel.hearing.case
    web.sign_in(case.person_on(Side.BUYER))
    before = web.page(f"/cases/{case.id}")
    for summons in seated(session, panel)[:2]:
        vote(session, summons, "buyer", text="It is cracked.")
    assert web.page(f"/cases/{case.id}") == before
    assert web.get(f"/cases/{case.id}/certificate.json").status_code == 404


@pytest.fixture
def ruled(session):
    from jury.court import deciding

    panel = make_panel(session)
    for summons in seated(session, panel):
        vote(session, summons, "seller", text="Broken by the buyer, call 13800138000.")
    deciding.close_panel(session, panel.hearing.case, panel, T0 + timedelta(hours=1))
    return panel.hearing.case


def test_the_ruling_is_told_with_votes_reasons_and_money(web, ruled):
    web.sign_in(ruled.person_on(Side.BUYER))
    page = web.page(f"/cases/{ruled.id}")
    assert "5 votes" in page and "Broken by the buyer" in page and "13800138000" not in page
    assert "The item is what was described or ordered" in page and "(5 jurors)" in page
    if ruled.phase is Phase.RULED:
        assert "in favour of the other side" in page and "No refund" in page


def test_both_parties_download_the_certificate_once_the_panel_has_closed(web, ruled):
    for side in Side:
        web.sign_in(ruled.person_on(side))
        proof = web.get(f"/cases/{ruled.id}/certificate.json")
        assert proof.status_code == 200
        assert proof.json["commit"] == ruled.hearings[0].draw.commitment
        assert f"{ruled.code}-panel.json" in proof.headers["Content-Disposition"]


def test_the_page_says_who_decides_a_large_case(web, session):
    make_policy(session)
    case = make_released(session, order=make_order(session, amount_minor=900_000))
    web.sign_in(case.person_on(Side.SELLER))
    assert "A member of staff decides" in web.page(f"/cases/{case.id}")


def test_a_staff_member_has_no_party_page(web, session, case):
    web.sign_in(make_staff(session))
    assert web.get(f"/cases/{case.id}").status_code == 404


def test_the_pages_are_in_chinese_for_whoever_reads_chinese(web, session, case, buyer):
    buyer.locale = "zh"
    web.sign_in(buyer)
    assert 'lang="zh-Hans"' in web.get(f"/cases/{case.id}").text
