"""A seller's own page."""

import pytest

from tests.factories import make_account, make_case, make_order, make_person, make_policy
from tests.money_makers import make_ruling, tell_deposit


@pytest.fixture
def seller(session):
    make_policy(session)
    return make_account(session, make_person(session))


@pytest.mark.parametrize("locale", ["zh", "en"])
def test_somebody_who_sold_nothing_is_told_what_will_appear(web, session, locale):
    web.sign_in(make_person(session, locale=locale))
    assert web.get("/standing").status_code == 200


@pytest.mark.parametrize("locale", ["zh", "en"])
def test_a_seller_reads_what_counts_what_it_means_and_until_when(web, session, seller, locale):
    seller.person.locale = locale
    cases = [
        make_ruling(session, make_case(session, order=make_order(session, seller=seller))).case
        for _ in range(6)
    ]
    tell_deposit(session, cases[0], 50_000)
    web.sign_in(seller.person)

    page = web.page("/standing")
    assert all(case.code in page for case in cases)
    assert ("30 Sep" if locale == "en" else "10月1日") in page or "1 Oct" in page
    assert "500.00" in page
    assert "/standing" in web.get("/cases").get_data(as_text=True)


def test_another_seller_reads_nothing_of_it(web, session, seller):
    case = make_ruling(session, make_case(session, order=make_order(session, seller=seller))).case
    other = make_order(session)
    web.sign_in(other.seller.person)
    assert case.code not in web.page("/standing")
