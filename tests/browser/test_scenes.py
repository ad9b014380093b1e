"""Whole journeys in a real browser."""

import re
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest
from PIL import Image
from playwright.sync_api import Page, expect
from sqlalchemy import update
from sqlalchemy.orm import Session

from jury.clock import now
from jury.court import empanelling, rolling
from jury.store.cases import Case
from jury.store.panels import Summons
from jury.store.people import SignIn
from tests.browser.navigators import Agent, Court, Juror, Party
from tests.factories import (
    make_jurors,
    make_order,
    make_policy,
    make_released,
    make_staff,
    seated,
    vote,
)

pytestmark = pytest.mark.browser

Door = Callable[..., Page]


def summon(court: Court) -> Summons:
    """A summons of somebody on a panel of three."""
    with court.session() as session:
        _roll(session)
        case = make_released(session, now())
        for passage in case.passages:
            passage.released_at = now()
        return seated(session, empanelling.open_hearing(session, case, now()))[0]


def _roll(session: Session) -> None:
    moment = now()
    make_policy(session, moment, seats=3, quorum=3, fallback_posterior=0.6)
    rolling.freeze(session, make_jurors(session, 12), moment)


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "crack.png"
    Image.radial_gradient("L").convert("RGB").resize((640, 480)).save(path)
    return path


def test_a_dispute_goes_from_filing_to_ruling(court: Court, door: Door, picture: Path) -> None:
    # Given an order that went wrong, three jurors to be drawn and an agent
    with court.session() as session:
        _roll(session)
        order = make_order(session, amount_minor=12_900, placed_at=now())
        buyer_id, seller_id = order.buyer.person_id, order.seller.person_id
        order.contacts = {"buyer": {"phone": ["13812345678"]}}
        agent_id = make_staff(session).id
    buyer, seller, agent = Party(door(buyer_id)), Party(door(seller_id)), Agent(door(agent_id))

    # When the buyer files, tells and shows
    case = buyer.files(order.ref)
    buyer.tells(case, "The kettle came cracked. Call me on 13812345678.", "My money back.")
    buyer.adds(picture, "The crack, on the day it came.")
    buyer.checks()
    expect(buyer.page.locator("main")).not_to_contain_text("13812345678")
    buyer.hands_in()
    # and the seller answers
    seller.tells(case, "It left our shop whole.", "Nothing.")
    answer = seller.page.locator("[name=asks]")
    if answer.count() and answer.first.evaluate("field => field.tagName") == "SELECT":
        answer.select_option(index=1)
    seller.checks()
    seller.hands_in()
    # and staff release it
    agent.releases(case)

    # Then three jurors vote, one of them by the keys
    summonses = _summonses(court, UUID(case))
    juror = Juror(door(summonses[0].juror_id))
    juror.opens(summonses[0].id)
    expect(juror.page.locator("main")).not_to_contain_text("13812345678")
    expect(juror.page.locator("main img").first).to_be_visible()
    juror.votes("buyer", "The photo shows it.")
    with court.session() as session:
        for other in summonses[1:]:
            vote(session, session.get_one(Summons, other.id), "buyer", now())
    court.ticks()

    # And everybody reads what came of it
    for reader in (buyer.page, seller.page):
        reader.goto(f"/cases/{case}")
        expect(reader.locator("main")).to_contain_text("The ruling becomes final")
    juror.opens(summonses[0].id)
    expect(juror.page.locator("main")).to_contain_text("The photo shows it.")


def _summonses(court: Court, case_id: UUID) -> list[Summons]:
    with court.session() as session:
        panel = empanelling.crowd_hearing(session, session.get_one(Case, case_id)).panel
        assert panel
        return seated(session, panel)


def test_a_session_that_ended_meanwhile_costs_no_word(court: Court, door: Door) -> None:
    summons = summon(court)
    juror = Juror(door(summons.juror_id))
    juror.opens(summons.id)
    juror.chooses("seller")
    juror.ticks_a_reason("seller")
    juror.writes("A long thought, not to be lost.")
    with court.session() as session:
        session.execute(update(SignIn).values(revoked_at=now()))
    juror.goes_on()
    expect(juror.page.locator("input[type=password]")).to_be_visible()
    juror.page.context.add_cookies([court.cookie(summons.juror_id)])
    juror.opens(summons.id)
    expect(juror.page.locator("textarea[name=text]")).to_have_value(
        "A long thought, not to be lost."
    )


def test_going_back_from_the_receipt_asks_for_nothing_to_be_sent_again(
    court: Court, door: Door
) -> None:
    summons = summon(court)
    juror = Juror(door(summons.juror_id))
    case = f"{court.url}/bench/{summons.id}"

    def asks_to_be_confirmed() -> None:
        juror.chooses("buyer")
        juror.ticks_a_reason("buyer")
        juror.writes("The seam was open on arrival.")
        juror.goes_on()
        expect(juror.page.get_by_role("heading", level=1)).to_have_text("You are about to vote")
        expect(juror.page).to_have_url(case)

    juror.opens(summons.id)
    asks_to_be_confirmed()
    juror.page.reload()  # back to the case, and the words are still there
    expect(juror.page.locator("textarea[name=text]")).to_have_value("The seam was open on arrival.")
    asks_to_be_confirmed()
    juror.casts()
    expect(juror.page).to_have_url(re.compile("/receipt$"))
    juror.page.go_back()
    expect(juror.page).to_have_url(re.compile("/receipt$"))


def test_a_juror_votes_without_javascript(court: Court, door: Door) -> None:
    summons = summon(court)
    juror = Juror(door(summons.juror_id, java_script_enabled=False))
    juror.opens(summons.id)
    juror.votes("seller", "It fits the description.", by_key=False)
    expect(juror.page.locator("main")).to_contain_text("support the seller")


def test_language_and_colours_stay_as_they_were_chosen(court: Court, door: Door) -> None:
    visitor = door()
    visitor.goto("/how")
    visitor.get_by_role("button", name="中文").click()
    expect(visitor.locator("html")).to_have_attribute("lang", "zh-Hans")
    expect(visitor).to_have_url(f"{court.url}/how")
    visitor.locator("details.menu summary").click()
    visitor.locator("button[name=scheme][value=dark]").click()
    expect(visitor.locator("html")).to_have_attribute("data-theme", "dark")
    visitor.goto("/")
    expect(visitor.locator("html")).to_have_attribute("lang", "zh-Hans")
    expect(visitor.locator("html")).to_have_attribute("data-theme", "dark")
