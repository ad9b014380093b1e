"""The town's terms: bands for trades that the defaults do not fit, and a version to come."""

from datetime import datetime

from sqlalchemy.orm import Session

from jury.court import calendars, policies, ready_texts
from jury.court.record import actor
from jury.rules.policy import Policy
from jury.rules.policy_book import Band, PolicyBook, Scope
from jury.rules.words import Category, Decision
from jury.store.people import Person

BANDS = (
    Band(Scope(frozenset({Category.FOOD})), {"evidence_hours": 24, "staff_working_days": 2}),
    Band(
        Scope(frozenset({Category.SECOND_HAND}), from_minor=200_000),
        {"evidence_hours": 96, "staff_working_days": 5},
    ),
    Band(Scope(frozenset({Category.DIGITAL})), {"comply_hours": 48}),
)
WHY_BANDS = (
    "生鲜等不得，贵重二手要多看几眼，虚拟商品无需寄回。 "
    "Fresh goods do not wait, dear second-hand ones want a closer look, digital ones no parcel."
)
WHY_COMING = (
    "改判多由两人共同决定，更让人信服。 "
    "An override is more convincing when two people stand behind it."
)
READY = (
    (
        "zh",
        Decision.UPHOLD,
        "证据支持合议组",
        "我们同意合议组的判断。[哪份证据]显示[它说明了什么]，对方没有提出相反的证据。",
    ),
    (
        "zh",
        Decision.OVERRIDE,
        "漏看了一份证据",
        "合议组没有注意到[哪份证据]。它显示[它说明了什么]，因此我们作出不同的裁定。",
    ),
    (
        "en",
        Decision.UPHOLD,
        "The evidence bears it out",
        "We agree with the panel. [Which exhibit] shows [what it shows], and nothing speaks "
        "against it.",
    ),
)


def keep_texts(session: Session, senior: Person, now: datetime) -> None:
    """Texts that staff complete when they decide."""
    for language, decision, title, text in READY:
        ready_texts.keep(session, language, decision, title, text, senior, now)


def adopt_bands(session: Session, admin: Person, now: datetime) -> None:
    """From now on some kinds of trade have terms of their own."""
    policies.adopt(session, PolicyBook(Policy(), BANDS), WHY_BANDS, now, actor(admin))


def adopt_coming(session: Session, admin: Person, now: datetime, starts_at: datetime) -> None:
    """A version that will start on a day to come, at midnight of the marketplace."""
    book = PolicyBook(Policy(second_person_minor=100_000), BANDS)
    day = starts_at.astimezone(calendars.zone_of(book.base)).date()
    starts_at = calendars.midnight(book.base, day)
    policies.adopt(session, book, WHY_COMING, now, actor(admin), starts_at)
