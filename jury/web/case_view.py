"""A case as jurors see it: two sides, nothing that names anybody or tells when it really was."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import Flask, url_for
from flask_babel import gettext as _

from jury.court import redacting, refunding
from jury.court.calendars import zone_of
from jury.rules.words import Remedy, Side
from jury.store.base import db
from jury.store.cases import Case, Exhibit, Passage
from jury.store.questions import Question

from .filters import money
from .wording import exhibit_name, milestone, said

AMOUNT_BANDS_MINOR = (5_000, 20_000, 50_000, 200_000, 500_000)


@dataclass(frozen=True)
class SideView:
    """What one side brought, released for jurors."""

    side: Side
    asks: str | None
    passages: dict[str, Passage]
    stories: list[Passage]  # what happened; what was brought later reads as more of the same
    exhibits: list[dict[str, Any]]
    n_withheld: int
    happened: str | None

    @property
    def is_silent(self) -> bool:
        return not self.passages and not self.stories and not self.exhibits


@dataclass(frozen=True)
class CaseView:
    """A case as its jurors see it; ``sides`` stand in the order of this reader's shuffle."""

    case: Case
    summary: str
    sides: Sequence[SideView]
    timeline: list[dict[str, Any]]
    exchanges: list[Question]


def as_jurors_see(
    case: Case, left: Side, page_of_exhibit: str = "pictures.show", *, for_staff: bool = False
) -> CaseView:
    """Only what staff released, in the order of the reader's shuffle; to staff all handed in."""
    sides = [_side(case, side, page_of_exhibit, for_staff) for side in (left, left.other)]
    answered = [q for q in case.questions if q.answer and q.answer.released_at]
    return CaseView(case, summary(case), sides, _timeline(case), answered)


def summary(case: Case) -> str:
    """One neutral sentence: what kind of trade, how much, who asks for what."""
    values = {"category": said(case.category), "band": _band(case), "asks": said(case.asks)}
    if case.claimant is Side.BUYER:
        sentence = _("%(category)s, %(band)s: the buyer asks for %(asks)s.", **values)
    else:
        sentence = _("%(category)s, %(band)s: the seller asks for a ruling of %(asks)s.", **values)
    return str(sentence[:1].upper() + sentence[1:])


def _band(case: Case) -> str:
    amount, currency = case.order.amount_minor, case.order.currency
    above = [band for band in AMOUNT_BANDS_MINOR if band > amount]
    if not above:
        return _("more than %(amount)s", amount=money(AMOUNT_BANDS_MINOR[-1], currency))
    return _("up to %(amount)s", amount=money(above[0], currency))


def _side(case: Case, side: Side, page: str, for_staff: bool) -> SideView:
    texts = [p for p in case.evidence if p.side is side and p.redacted]
    released = [p for p in texts if p.released_at or for_staff]
    shown = {"show", "undecided"} if for_staff else {"show"}
    captions = {p.exhibit_id: p for p in released if p.kind == "caption"}
    brought = [exhibit for exhibit in case.pictures if exhibit.side is side]
    statement = case.statement_of(side)
    return SideView(
        side=side,
        asks=_asks(case, side, statement.asks if statement else None),
        passages={p.kind: p for p in released if p.kind in ("wish", "chat")},
        stories=[p for kind in ("story", "later") for p in released if p.kind == kind],
        exhibits=[
            _exhibit(exhibit, captions.get(exhibit.id), page)
            for exhibit in brought
            if exhibit.shown in shown
        ],
        n_withheld=sum(exhibit.shown == "withhold" for exhibit in brought),
        happened=_day(case, statement.happened_on) if statement else None,
    )


def _asks(case: Case, side: Side, answered: Remedy | None) -> str | None:
    if side is not case.claimant:
        return said(answered) if answered else None
    if case.asks is Remedy.PARTIAL_REFUND:
        return f"{said(case.asks)}: {money(case.asked_minor, case.order.currency)}"
    return said(case.asks)


def _exhibit(exhibit: Exhibit, caption: Passage | None, page: str) -> dict[str, Any]:
    url = url_for(page, exhibit_id=exhibit.id)
    return {
        "url": url,
        "thumb_url": url,
        "page_url": url,
        "caption": caption.redacted if caption else "",
        "name": exhibit_name(exhibit),
        "width": exhibit.width,
        "height": exhibit.height,
    }


def _timeline(case: Case) -> list[dict[str, Any]]:
    """The steps in days since the order, so that an old case and a new one look alike."""
    steps = [(case.order.placed_at, milestone("ordered"))]
    steps += [
        (datetime.fromisoformat(step["at"]), milestone(step["what"]))
        for step in case.order.milestones
    ]
    steps += [
        (step.at, milestone(f"refund_{step.what}"))
        for step in refunding.steps_of(db.session(), case.order)
        if step.source != "order" and step.at <= case.filed_at
    ]
    steps.append((case.filed_at, _("Intervention asked for")))
    zone = zone_of(case.policy)
    return [
        {"when": _day(case, at.astimezone(zone).date()), "what": what}
        for at, what in sorted(steps, key=lambda step: step[0])
    ]


def _day(case: Case, day: date | None) -> str | None:
    if day is None:
        return None
    number = (day - case.order.placed_at.astimezone(zone_of(case.policy)).date()).days
    return _("day %(n)s", n=number + 1)


SPEAKER = re.compile(
    r"^\s*(?:(买家|buyer)|(卖家|客服|商家|seller)|(我方|我|me|i)|(对方|them))"
    r"\s*[:：]\s*",
    re.IGNORECASE,
)


def chat_lines(text: str, author: Side | None = None) -> list[tuple[str, str]]:
    """A conversation as (who, words), told by ``author``: "me" is their side, "them" the other.

    A line that names no speaker goes on or is the platform's.
    """
    lines: list[tuple[str, str]] = []
    for line in filter(str.strip, text.splitlines()):
        speaker = SPEAKER.match(line)
        who = "platform"
        if speaker:
            who = _speaker(speaker, author)
        lines.append((who, SPEAKER.sub("", line).strip()))
    return lines


def _speaker(named: re.Match[str], author: Side | None) -> str:
    buyer, seller, me, _them = named.groups()
    if buyer or seller:
        return "buyer" if buyer else "seller"
    if author is None:
        return "platform"
    return str(author if me else author.other)


def without_identity(text: str, case: Case) -> str:
    """What staff wrote, who had read the raw texts, as jurors may read it."""
    return redacting.redact_words(case, text)


def init_app(app: Flask) -> None:
    app.add_template_filter(without_identity)
    app.add_template_filter(chat_lines)
    app.add_template_filter(summary, "case_summary")
