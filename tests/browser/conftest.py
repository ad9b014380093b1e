"""The browser of the scenes."""

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

from jury.outside.postgres import EmbeddedServer
from jury.outside.scratch import scratch
from tests.browser.navigators import Court
from tests.conftest import TEMPLATE
from tests.running import Installation, eventually

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium; without it a developer gets a skip, CI an error."""
    program = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if program is None:
        missing = "No browser: install the package chromium (and fonts-noto-cjk)."
        if os.environ.get("CI") == "true":
            pytest.fail(missing)
        pytest.skip(missing)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def court(server: EmbeddedServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Court]:
    """A court of the scenes' own, served as ``make run`` serves it."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "alone")
    name = f"jury_browser_{worker}"
    with scratch(server.owner_url, server.app_url, name, template=TEMPLATE) as urls:
        installation = Installation(urls.app, tmp_path_factory.mktemp("court"))
        engine = create_engine(urls.app, poolclass=NullPool)
        with installation.web_server() as web:
            assert eventually(installation.answers), web.said()
            yield Court(installation, engine)
        engine.dispose()


@pytest.fixture
def door(browser: Browser, court: Court) -> Iterator[Callable[..., Page]]:
    """Lets somebody in: a window of their own, signed in without the form."""
    contexts: list[BrowserContext] = []

    def let_in(person: UUID | None = None, **named: Any) -> Page:
        context = browser.new_context(base_url=court.url, **{"locale": "en-GB"} | named)
        contexts.append(context)
        if person:
            context.add_cookies([court.cookie(person)])
        context.set_default_timeout(10_000)
        return context.new_page()

    yield let_in
    for context in contexts:
        context.close()
