"""What the pages of a case say whose texts were erased: when, and why."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from jury.court import deciding, forgetting
from jury.rules.words import Answer, Side
from jury.store.cases import Exhibit
from jury.store.panels import Summons
from tests.appeal_makers import decide_as_staff
from tests.factories import (
    T0,
    make_escalation,
    make_panel,
    make_person,
    make_staff,
    seated,
    tick,
    vote,
)

YEAR = timedelta(days=365)
SAID = "was erased on"


@pytest.fixture
def case(session, web):
    panel = make_panel(session)
    case = panel.hearing.case
    for side in Side:
        session.add(
            Exhibit(
                case=case,
                side=side,
                number=1,
                file="0" * 32,
                media_type="image/png",
                width=4,
                height=3,
                sha256="0" * 64,
                brought_at=T0,
                shown="show",
            )  # fmt: skip
        )
    for summons in seated(session, panel):
        vote(session, summons, "seller", text="The photo shows it.")
    deciding.close_panel(session, case, panel, T0)
    tick(session, T0 + timedelta(days=7))
    forgetting.forget(session, case, None, T0 + YEAR)
    session.commit()
    return case


@pytest.mark.parametrize("side", Side)
def test_a_party_is_told_when_and_why_and_still_reads_the_ruling(web, case, side):
    web.sign_in(case.person_on(side))
    page = web.page(f"/cases/{case.id}")
    assert SAID in page and "365 days after the end" in page
    assert "Texts and pictures were erased" in page
    assert f"What the {side} says." not in page and "Nothing was written." not in page


def test_pictures_of_an_erased_case_do_not_exist(session, web, case):
    web.sign_in(case.person_on(Side.BUYER))
    for exhibit_id in session.scalars(select(Exhibit.id)):
        assert web.get(f"/exhibits/{exhibit_id}").status_code == 404


def test_the_office_reads_the_file_without_texts_and_recomputes_it(session, web, case):
    web.sign_in(make_person(session, is_admin=True))
    page = web.page(f"/office/cases/{case.id}?recompute=1")
    assert SAID in page and "agrees with the record in every line" in page


def test_a_juror_still_reads_what_became_of_the_case(session, web, case):
    summons = case.hearings[0].panel.summonses[0]
    web.sign_in(summons.juror.person)
    page = web.page(f"/bench/{summons.id}/receipt")
    assert "What became of it" in page and "The photo shows it." not in page


def test_a_juror_reads_the_receipt_though_what_staff_wrote_is_gone(session, web):
    review = make_escalation(session)
    decide_as_staff(session, review.case, make_staff(session), Side.BUYER, T0 + YEAR / 100)
    review.text = None
    session.commit()
    voted = select(Summons).where(Summons.answer == Answer.VOTED)
    summons = session.scalars(voted.limit(1)).one()
    web.sign_in(summons.juror.person)
    assert "Ruled for the buyer" in web.page(f"/bench/{summons.id}/receipt")
