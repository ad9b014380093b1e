"""What staff and the other side wrote reaches parties and jurors without identity."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from jury.court import auditing, refunding
from jury.rules.words import Remedy, Side
from tests.factories import (
    T0,
    call_to_gold,
    make_gold,
    make_juror,
    make_order,
    make_policy,
    make_staff,
    vote,
)
from tests.money_makers import make_ruling
from tests.refund_makers import make_unasked

TEMPLATES = Path(__file__).parents[2] / "templates"
NAME = "Wang Xiaoming"
STAFF_TEXT = re.compile(r"\{\{[^}]*\b(?:review|question|gold|proposal)\.(?:text|lesson)\b[^}]*\}\}")
ANSWERED = re.compile(r"\{\{[^}]*\bdispute\.answer\b[^}]*\}\}")
ROOMS = [path for room in ("parties", "jurors") for path in (TEMPLATES / room).glob("*.html")]


@pytest.mark.parametrize("path", ROOMS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_no_page_of_parties_or_jurors_prints_what_staff_wrote_as_it_is(path):
    page = path.read_text()
    for printed in (*STAFF_TEXT.findall(page), *ANSWERED.findall(page)):
        assert "without_identity(" in printed, printed


@pytest.mark.parametrize("side", Side)
def test_the_ruling_names_nobody_whom_staff_named(web, session, side):
    make_policy(session)
    ruling = make_ruling(session, order=make_order(session, contacts={"seller": [NAME]}))
    ruling.review.text = f"{NAME} sent another colour."
    session.flush()
    web.sign_in(ruling.case.person_on(side))
    page = web.page(f"/cases/{ruling.case_id}")
    assert NAME not in page and "sent another colour" in page


def test_the_answer_to_an_objection_names_nobody(web, session):
    make_policy(session)
    gold = make_gold(session, order=make_order(session, contacts={"seller": [NAME]}))
    juror, agent = make_juror(session), make_staff(session)
    summons = call_to_gold(session, gold, juror)
    vote(session, summons, "seller")
    dispute = auditing.dispute_gold(session, summons, "The dates prove nothing.", T0)
    auditing.answer_dispute(session, dispute, "kept", f"{NAME} wrote the date.", agent, T0)
    web.sign_in(juror.person)
    page = web.page(f"/bench/{summons.id}/receipt")
    assert NAME not in page and "wrote the date" in page


@pytest.mark.parametrize("locale", ["en", "zh"])
def test_a_reason_reads_as_written_for_its_author_and_without_identity_for_the_other(
    web, session, locale
):
    make_policy(session)
    order = make_unasked(session, contacts={"seller": [NAME]})
    asked, refused = f"{NAME} sent it broken.", f"I, {NAME}, packed it well."
    refunding.apply_for(session, order, Remedy.REFUND, 0, asked, order.buyer.person, T0)
    refunding.refuse(session, order, refused, order.seller.person, T0 + timedelta(days=1))
    for side in Side:
        person = order.account_of(side).person
        person.locale = locale
        web.sign_in(person)
        page = web.page(f"/orders/{order.ref}")
        assert page.count(NAME) == 1
        assert (asked in page, refused in page) == (side is Side.BUYER, side is Side.SELLER)
        assert "sent it broken" in page and "packed it well" in page
