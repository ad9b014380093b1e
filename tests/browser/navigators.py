"""People in front of a browser, in sentences: ``juror.votes("seller")``."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from playwright.sync_api import Page, expect
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from jury.clock import now
from jury.court import due
from jury.court.acts import ACTS
from jury.store.people import Person
from tests.running import Installation, cookie_of

KEYS = {"buyer": "1", "seller": "2", "cannot_judge": "3"}


@dataclass
class Court:
    """The court that is open: its address, and its database for what no window shows."""

    installation: Installation
    engine: Engine

    @property
    def url(self) -> str:
        return self.installation.url

    @contextmanager
    def session(self) -> Iterator[Session]:
        """What is done in it is done for all to see."""
        with Session(self.engine, expire_on_commit=False) as session:
            yield session
            session.commit()

    def cookie(self, person: UUID) -> Any:
        with self.session() as session:
            value, _ = cookie_of(session, session.get_one(Person, person))
        return {"name": "jury", "value": value, "url": self.url}

    def ticks(self) -> None:
        with self.session() as session:
            due.tick(session, now(), ACTS)


@dataclass
class Juror:
    """Somebody on a panel."""

    page: Page

    def opens(self, summons: UUID) -> None:
        self.page.goto(f"/bench/{summons}")

    def takes_the_next_case(self) -> None:
        self.page.goto("/bench")
        self.page.locator("a[href^='/bench/']:not([href$=history]):not([href$=me])").first.click()

    def chooses(self, choice: str, by_key: bool = True) -> None:
        card = self.page.locator(f"input[name=choice][value={choice}]")
        if by_key:
            self.page.locator("h1").click()
            self.page.keyboard.press(KEYS[choice])
        else:
            card.check(force=True)
        expect(card).to_be_checked()

    def ticks_a_reason(self, choice: str) -> None:
        self.page.locator(f"fieldset[data-side={choice}] input[name=reason]").first.check()

    def writes(self, words: str) -> None:
        self.page.locator("textarea[name=text]").fill(words)

    def goes_on(self) -> None:
        self.page.locator("#decision .actions button").click()

    def casts(self) -> None:
        self.page.locator("main form button.primary").click()

    def votes(self, choice: str, words: str = "", by_key: bool = True) -> None:
        self.chooses(choice, by_key)
        self.ticks_a_reason(choice)
        self.writes(words)
        self.goes_on()
        expect(self.page.locator("blockquote")).to_contain_text(words)
        self.casts()
        expect(self.page).to_have_url(re.compile("/receipt$"))


@dataclass
class Party:
    """Buyer or seller."""

    page: Page

    def files(self, ref: str, asks: str = "refund") -> str:
        """The address of the case that comes of it."""
        self.page.goto(f"/orders/{ref}/dispute")
        asked = self.page.locator("[name=asks]")
        if asked.first.evaluate("field => field.tagName") == "SELECT":
            asked.select_option(asks)
        else:
            self.page.locator(f"[name=asks][value={asks}]").check(force=True)
        self.page.locator("main form button.primary").click()
        self.page.wait_for_url("**/cases/**")
        return self.page.url.split("/cases/")[1].split("/")[0]

    def tells(self, case: str, story: str, wish: str) -> None:
        self.page.goto(f"/cases/{case}/statement")
        self.page.locator("[name=story]").fill(story)
        self.page.locator("[name=wish]").fill(wish)

    def adds(self, picture: Path, caption: str) -> None:
        self.page.locator("input[name=picture]").set_input_files(picture)
        self.page.locator("[name=caption]").fill(caption)
        self.page.locator("button[name=then][value=picture]").click()
        expect(self.page.locator("#pictures img.thumb")).to_be_visible()

    def checks(self) -> None:
        self.page.locator("button[name=then][value=check]").click()
        self.page.wait_for_url("**/check")

    def hands_in(self) -> None:
        self.page.locator("form[data-nonce] button.primary").click()
        self.page.wait_for_url(lambda url: not url.endswith("/check"))


@dataclass
class Agent:
    """A member of staff."""

    page: Page

    def releases(self, case: str) -> None:
        self.page.goto(f"/desk/release/{case}")
        for show in self.page.locator("input[type=radio][value=show]").all():
            show.check()
        self.page.locator("button[name=do][value=release]").click()
        self.page.wait_for_url(lambda url: case not in url)
