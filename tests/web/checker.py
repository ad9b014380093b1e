"""A visitor to the application whose every page is looked over before a test sees it."""

import re
from collections.abc import Iterable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from html.parser import HTMLParser
from typing import Any

import time_machine
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from jury.clock import now
from jury.court import signing
from jury.store.people import Person

UNLABELLED = ("hidden", "submit", "button", "image", "reset")
LANGS = ("zh-Hans", "en")


class Page(HTMLParser):
    """A page, and what is wrong with it."""

    def __init__(self, html: str):
        super().__init__()
        self.title, self.text, self.lang = "", "", None
        self.faults: list[str] = []
        self.ids: list[str] = []
        self.targets: list[str] = []  # of label[for], aria-labelledby, aria-describedby, a[href=#]
        self.unlabelled: list[tuple[str | None, str]] = []
        self.labelled: set[str] = set()
        self._open: list[str] = []
        self._n_h1 = 0
        self._form: dict[str, Any] | None = None
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag not in ("input", "img", "meta", "link", "br", "hr", "path", "circle", "rect"):
            self._open.append(tag)
        if tag == "html":
            self.lang = given.get("lang")
        self._n_h1 += tag == "h1"
        if given.get("id"):
            self.ids.append(given["id"] or "")
        self._note_control(tag, given)
        self._note_form(tag, given)
        self._note_inline(tag, given)
        if tag == "img" and given.get("alt") is None:
            self.faults.append(f"picture without alt: {given.get('src')}")

    def _note_control(self, tag: str, given: dict[str, str | None]) -> None:
        if tag == "label" and given.get("for"):
            self.labelled.add(given["for"] or "")
        for attribute in ("aria-labelledby", "aria-describedby"):
            self.targets += (given.get(attribute) or "").split()
        is_typed = tag in ("input", "select", "textarea") and given.get("type") not in UNLABELLED
        if is_typed and "label" not in self._open and not given.get("aria-label"):
            self.unlabelled.append((given.get("id"), given.get("name") or tag))

    def _note_form(self, tag: str, given: dict[str, str | None]) -> None:
        if tag == "form":
            self._form = {"posts": given.get("method", "").lower() == "post", "guarded": False}
        if self._form and tag == "input" and given.get("name") == "csrf_token":
            self._form["guarded"] = bool(given.get("value"))

    def _note_inline(self, tag: str, given: dict[str, str | None]) -> None:
        if tag == "style" or (tag == "script" and not given.get("src")):
            self.faults.append(f"inline <{tag}>")
        self.faults += [f"inline {name}=" for name in given if name == "style" or name[:2] == "on"]

    def handle_endtag(self, tag: str) -> None:
        if tag in self._open:
            while self._open.pop() != tag:
                pass
        if tag == "form" and self._form:
            if self._form["posts"] and not self._form["guarded"]:
                self.faults.append("form without CSRF field")
            self._form = None

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1] == "title" and "svg" not in self._open:
            self.title += data
        if "title" not in self._open:
            self.text += data

    def looked_over(self) -> list[str]:
        """Everything that is wrong with the page."""
        found = list(self.faults)
        if not self.title.strip(" ·\n") or self.title.strip().startswith("·"):
            found.append("no title")
        if self.lang not in LANGS:
            found.append(f"lang is {self.lang}")
        if self._n_h1 != 1:
            found.append(f"{self._n_h1} h1")
        found += [f"id twice: {each}" for each in set(self.ids) if self.ids.count(each) > 1]
        found += [f"nothing has id {each}" for each in self.targets if each not in self.ids]
        found += [f"no label: {name}" for id_, name in self.unlabelled if id_ not in self.labelled]
        return found


def look_over(response: TestResponse, secrets: Iterable[str]) -> None:
    """Fail on a page that is not fit to be shown, or tells who somebody is."""
    if response.mimetype != "text/html" or not response.data or response.status_code in (301, 302):
        return
    html = response.get_data(as_text=True)
    found = Page(html).looked_over() if "<html" in html else []
    found += [f"tells of a person: {secret}" for secret in secrets if secret in html]
    policy = response.headers.get("Content-Security-Policy", "")
    if "default-src 'self'" not in policy or "unsafe" in policy:
        found.append("no Content-Security-Policy")
    if response.headers.get("X-Content-Type-Options") != "nosniff":
        found.append("no nosniff")
    assert not found, f"{response.request.path}: {'; '.join(found)}"


class Visitor:
    """A browser without a screen: signs in as a person, fetches and posts, follows nothing.

    The clock stands still at T0 until ``wind``; forms carry a CSRF token as a page's would.
    """

    def __init__(self, client: FlaskClient, session: Session, at: datetime):
        self.client, self.session = client, session
        client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"  # tests read English sentences
        self._clock: AbstractContextManager[Any] | None = None
        self.wind(at)

    def wind(self, to: datetime | timedelta) -> None:
        """Set the clock to a moment, or forward by so much."""
        at = now() + to if isinstance(to, timedelta) else to
        self.stop()
        self._clock = time_machine.travel(at, tick=False)
        self._clock.__enter__()

    def stop(self) -> None:
        if self._clock:
            self._clock.__exit__(None, None, None)
            self._clock = None

    def sign_in(self, person: Person) -> None:
        lasts = timedelta(days=7)
        token = signing.open_session(self.session, person, "Firefox Linux", now(), lasts)
        with self.client.session_transaction() as cookie:
            cookie["_user_id"], cookie["_fresh"] = token, True

    def sign_out(self) -> None:
        with self.client.session_transaction() as cookie:
            cookie.clear()

    def get(self, url: str, **named: Any) -> TestResponse:
        return self._looked_over(self.client.get(url, **named))

    def post(self, url: str, data: dict[str, Any] | None = None, **named: Any) -> TestResponse:
        form = {"csrf_token": self._csrf_token(), **(data or {})}
        return self._looked_over(self.client.post(url, data=form, **named))

    def page(self, url: str) -> str:
        """The text of a page that must be there, white space made single."""
        response = self.get(url)
        assert response.status_code == 200, f"{url}: {response.status_code}"
        return words_of(response)

    def _csrf_token(self) -> str:
        with self.client.session_transaction() as cookie:
            raw = cookie.setdefault("csrf_token", "0" * 40)
        key = self.client.application.secret_key
        return str(URLSafeTimedSerializer(key, salt="wtf-csrf-token").dumps(raw))

    def _looked_over(self, response: TestResponse) -> TestResponse:
        if not response.request.path.startswith("/office"):
            people = [str(id_) for id_ in self.session.scalars(select(Person.id))]
            look_over(response, people + [id_.replace("-", "") for id_ in people])
        return response


def words_of(response: TestResponse) -> str:
    """What a reader of the page reads."""
    return re.sub(r"\s+", " ", Page(response.get_data(as_text=True)).text).strip()
