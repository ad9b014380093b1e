"""Disputes told again on other orders, so that every corner of the law is to be seen at once."""

from collections.abc import Generator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random

from jury.court import complying
from jury.rules.phases import Phase
from jury.rules.words import Side

from . import desk, evidence, sequels
from .bench import Mood
from .disputes import FOLDER, Dispute, read
from .stages import DAY, HOUR, Plot, Teller, Told, just_late, left_open

Going = Generator[datetime, None, object]
LIN = "peaches-spoilt"  # its buyer is the one who signs in and reads Chinese
DEAR = 880_000  # above what the policy leaves to the crowd, and to one person
CHEAP = 4_900
SAID = {  # how the stories name the sum, and how they then do
    DEAR: {"三千块钱": "八千多块钱", "3280的货": "8800的货"},
    CHEAP: {"临期卖99": "临期卖49", "¥99.00": "¥49.00"},
}


@dataclass(frozen=True)
class Trade:
    """An order about which no case was filed: what it is, and how long ago a refund was asked."""

    slug: str  # the dispute whose parties trade
    item: str
    amount_minor: int
    ago: timedelta
    is_refused: bool = False


TRADES = (
    Trade("tea-mug-cracked", "青瓷盖碗 手工茶具", 16_800, 20 * HOUR),
    Trade("puer-tea-vintage", "Yunnan white tea, 200 g", 42_000, 13 * DAY, is_refused=True),
)


def again(slug: str, n: int, buyer_of: str = "", amount_minor: int = 0) -> Dispute:
    """The dispute under an order of its own, perhaps with another buyer or another sum."""
    dispute = read(FOLDER / f"{slug}.toml")
    if buyer_of:
        dispute = _lent(dispute, read(FOLDER / f"{buyer_of}.toml"))
    own = dispute.names.order_number
    ref = f"{own[:6]}{Random(f'{slug}/{n}').randrange(10**10):010}"
    told = evidence.told_of(dispute, ref)
    return _worth(told, amount_minor) if amount_minor else told


def _worth(dispute: Dispute, amount_minor: int) -> Dispute:
    """The dispute over another sum, as its stories and pictures then say."""
    said = SAID.get(amount_minor, {})
    stories = {side: _said(story, said) for side, story in dispute.stories.items()}
    exhibits = tuple(
        replace(each, lines=tuple((name, _said(told, said)) for name, told in each.lines))
        for each in dispute.exhibits
    )
    changed = replace(dispute, stories=stories, exhibits=exhibits)
    return evidence.priced(changed, amount_minor)


def _said(text: str, said: Mapping[str, str]) -> str:
    for old, new in said.items():
        text = text.replace(old, new)
    return text


def _lent(dispute: Dispute, other: Dispute) -> Dispute:
    """The same story of another buyer."""
    ours, theirs = dispute.names, other.names
    what = ("buyer", "buyer_login", "buyer_phone", "buyer_address")
    stories = dict(dispute.stories)
    for name in what:
        old, new = getattr(ours, name), getattr(theirs, name)
        stories = {side: story.replace(old, new) for side, story in stories.items()}
    names = replace(ours, **{name: getattr(theirs, name) for name in what})
    return replace(dispute, names=names, stories=stories)


def plots(now: datetime) -> list[tuple[Dispute, Plot]]:
    """Each dispute that is told again, and how it goes this time."""
    ruled = Plot("heard", 86 * HOUR, Mood.CLEAR)
    late = Plot("heard", left_open(now, just_late(now)), Mood.CLOSE)
    return [
        (again("espresso-machine-limescale", 1), Plot("phoned", 9 * HOUR)),
        (again("watch-return-swapped", 1, amount_minor=DEAR), Plot("proposed", 3 * DAY)),
        (again("dishwasher-installation-leak", 1), late),
        (again("puer-tea-vintage", 1), Plot("sent_late", 11 * DAY, Mood.CLEAR)),
        (again("cat-food-near-expiry", 1, LIN, CHEAP), Plot("reversed", 8 * DAY, Mood.WRONG)),
        (again("air-fryer-price-drop", 1, LIN), replace(ruled, kind="appealed")),
        (again("air-fryer-price-drop", 2, "concert-ticket-seat"), ruled),
        (again("air-fryer-price-drop", 3, "curtains-made-to-measure"), ruled),
        (again("tea-mug-cracked", 1, "robot-vacuum-warranty"), ruled),
        (again("tea-mug-cracked", 2, "sneakers-fake"), ruled),
    ]


class Reteller(Teller):
    """Tells what a written dispute comes to on another order."""

    def retell(self, dispute: Dispute, plot: Plot) -> Told:
        tell = {
            "appealed": self._appealed,
            "heard": self._heard,
            "phoned": self._phoned,
            "proposed": self._proposed,
            "reversed": self._reversed,
            "sent_late": self._sent_late,
        }[plot.kind]
        return tell(dispute, self.end - plot.filed, plot.mood)

    def trade(self, terms: Trade) -> Going:
        """A refund is asked for on an order without a case; the seller may have refused."""
        yield self.end - terms.ago
        dispute = again(terms.slug, 9, amount_minor=terms.amount_minor)
        bought = replace(dispute, item=terms.item)
        order = evidence.trade(self._session, bought, self.walk.now)
        sequels.apply_for(self._session, order, dispute.language, self.walk.now)
        if terms.is_refused:
            yield self.end - terms.ago + DAY
            sequels.refuse(self._session, order, dispute.language, self.walk.now)
        return order

    def _phoned(self, dispute: Dispute, filed_at: datetime, mood: Mood) -> Told:
        case = yield from self._claimed(dispute, filed_at)
        yield self.end - HOUR
        sequels.telephone(self._session, case, self.walk.now)
        return case

    def _proposed(self, dispute: Dispute, filed_at: datetime, mood: Mood) -> Told:
        case = yield from self._heard(dispute, filed_at, mood)
        yield self.end - 7 * HOUR
        review = desk.open_review(self._session, case)
        if review:
            agent = desk.free_agent(case, self.residents.agents)
            desk.propose(self._session, review, agent, self.walk.now)
        return case

    def _appealed(self, dispute: Dispute, filed_at: datetime, mood: Mood) -> Told:
        case = yield from self._heard(dispute, filed_at, mood)
        yield self.end - 3 * HOUR
        sequels.appeal(self._session, case, case.claimant.other, self.walk.now)
        return case

    def _reversed(self, dispute: Dispute, filed_at: datetime, mood: Mood) -> Told:
        case = yield from self._decided(dispute, filed_at, mood)
        yield self.walk.now + 20 * HOUR
        sequels.appeal(self._session, case, dispute.right, self.walk.now)
        yield self.walk.now + 10 * HOUR
        sequels.answer(self._session, case, dispute.right.other, self.walk.now)
        yield self.walk.now + 20 * HOUR
        review = desk.open_review(self._session, case)
        if case.phase is Phase.ESCALATED and review:
            desk.decide(self._session, review, self.residents.senior, self.walk.now)
        return case

    def _sent_late(self, dispute: Dispute, filed_at: datetime, mood: Mood) -> Told:
        """The buyer sends back on the last day, so the time to appeal ends before all is done."""
        case = yield from self._heard(dispute, filed_at, mood)
        self.walk.slow.add(case.id)
        while case.phase is not Phase.RULED:
            yield self.walk.now + 6 * HOUR
        yield self.walk.now + 6 * DAY
        number = f"SF{Random(dispute.slug).randrange(10**12):012}"
        complying.send_back(self._session, case, Side.BUYER, number, self.walk.now)
        return case
