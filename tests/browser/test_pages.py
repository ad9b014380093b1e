"""Every main page under axe, in both languages and schemes, on a phone and on a desk."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page
from sqlalchemy.orm import Session

from jury.clock import now
from jury.court import empanelling, rolling
from jury.rules.phases import Phase
from jury.store.cases import Case
from jury.store.people import Person
from tests.browser.navigators import Court
from tests.factories import (
    make_case,
    make_jurors,
    make_person,
    make_policy,
    make_released,
    make_staff,
    seated,
    tick,
    vote,
)
from tests.refund_makers import make_applied, make_unasked

pytestmark = pytest.mark.browser

GRAVE = ("serious", "critical")
LOOKS = [("en", "light", 1280), ("zh", "dark", 1280), ("en", "dark", 360), ("zh", "light", 360)]
STRANGER = ["/", "/how", "/join", "/sign-in", "/recover", "/no-such-page"]
JUROR = [
    "/bench",
    "/bench/{waiting}",
    "/bench/{waiting}/recuse",
    "/bench/{waiting}/leak",
    "/bench/{voted}/receipt",
    "/bench/history",
    "/bench/me",
    "/inbox",
    "/settings",
]
PARTY = [
    "/orders",
    "/orders/{unasked}",
    "/orders/{asked}",
    "/cases",
    "/cases/{filed}",
    "/cases/{filed}/statement",
    "/cases/{filed}/check",
    "/cases/{filed}/withdraw",
    "/cases/{ruled}",
    "/cases/{ruled}/appeal",
    "/cases/{ruled}/appeal/check",
]
STAFF = ["/desk", "/desk/release", "/desk/release/{unreleased}", "/desk/gold", "/desk/leave"]
ADMIN = [
    "/office",
    "/office/jurors",
    "/office/jurors/{juror}",
    "/office/cases",
    "/office/cases/{ruled}",
    "/office/work",
    "/office/policy",
    "/office/policy/new",
    "/office/calendar",
    "/office/calendar/2026-10-01",
    "/office/staff",
    "/office/ledger",
]
PAGES = [
    *(("stranger", path) for path in STRANGER),
    *(("juror", path) for path in JUROR),
    *(("party", path) for path in PARTY),
    *(("staff", path) for path in STAFF),
    *(("admin", path) for path in ADMIN),
]


@pytest.fixture(scope="module")
def town(court: Court) -> dict[str, str]:
    """Who there is to see the pages, and what there is on them."""
    moment = now()
    with court.session() as session:
        make_policy(session, moment, seats=3, quorum=3, fallback_posterior=0.6)
        rolling.freeze(session, make_jurors(session, 12), moment)
        ruled = _ruled(session, moment)
        filed = make_case(session, moment)
        unreleased = make_released(session, moment)
        voter = seated(session, ruled.hearings[0].panel)[0]
        waiting = make_released(session, moment)
        panel = empanelling.open_hearing(session, waiting, moment)
        held = seated(session, panel)
        summons = next((each for each in held if each.juror_id == voter.juror_id), held[0])
        summons.juror_id, voter_id = voter.juror_id, voter.juror_id
        filed.order.buyer.person_id = ruled.order.buyer.person_id
        me = {"buyer": ruled.order.buyer, "placed_at": moment}
        unasked, asked = make_unasked(session, **me), make_applied(session, moment, **me)
        agent, admin = make_staff(session), make_person(session, is_admin=True)
        session.flush()
        return {
            "waiting": str(summons.id),
            "voted": str(voter.id),
            "filed": str(filed.id),
            "ruled": str(ruled.id),
            "unasked": unasked.ref,
            "asked": asked.ref,
            "unreleased": str(unreleased.id),
            "juror": str(voter_id),
            "party": str(ruled.order.buyer.person_id),
            "staff": str(agent.id),
            "admin": str(admin.id),
        }


def _ruled(session: Session, moment: datetime) -> Case:
    case = make_released(session, moment)
    for passage in case.passages:
        passage.released_at = moment
    for summons in seated(session, empanelling.open_hearing(session, case, moment)):
        vote(session, summons, "buyer", moment, "The dates fit.")
    tick(session, moment)
    assert case.phase is Phase.RULED
    return case


@pytest.fixture(scope="module")
def windows(browser: Browser, court: Court, town: dict[str, str]) -> Iterator[dict[str, Page]]:
    """One window for each of them, kept open."""
    open_windows = {}
    for who in ("stranger", "juror", "party", "staff", "admin"):
        context = browser.new_context(base_url=court.url, reduced_motion="reduce")
        if who in town:
            context.add_cookies([court.cookie(UUID(town[who]))])
        open_windows[who] = context.new_page()
    yield open_windows
    for page in open_windows.values():
        page.context.close()


def _look(court: Court, window: Page, person: str | None, look: tuple[str, str, int]) -> None:
    language, scheme, width = look
    window.set_viewport_size({"width": width, "height": 800})
    window.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    window.set_extra_http_headers({"Accept-Language": language})
    if person:
        with court.session() as session:
            session.get_one(Person, UUID(person)).locale = language


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: "-".join(map(str, look)))
@pytest.mark.parametrize("who", ["stranger", "juror", "party", "staff", "admin"])
def test_pages_are_for_everybody_and_fit(
    court: Court,
    town: dict[str, str],
    windows: dict[str, Page],
    who: str,
    look: tuple[str, str, int],
) -> None:
    window, axe, found = windows[who], Axe(), []
    _look(court, window, town.get(who), look)
    for path in (path for whose, path in PAGES if whose == who):
        answer = window.goto(path.format(**town))
        assert answer
        assert answer.status == (404 if "no-such" in path else 200), path
        wide = window.evaluate("document.documentElement.scrollWidth - innerWidth")
        found += [f"{path} is {wide} px too wide"] if wide > 0 else []
        for fault in axe.run(window).response["violations"]:
            if fault["impact"] in GRAVE:
                where = [node["html"][:120] for node in fault["nodes"][:3]]
                found.append(f"{path}: {fault['id']} {where}")
    assert not found, "\n".join(found)
