"""The story of each written dispute: how far it has come on the day the town opens."""

import secrets
from collections.abc import Generator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from jury.court import auditing, hearing, releasing, settling
from jury.outside.pictures import Vault
from jury.rules.calendar import Calendar, working_days_after
from jury.rules.phases import Phase
from jury.rules.policy import Policy
from jury.rules.words import Side
from jury.store.cases import Case
from jury.store.outcomes import Gold

from . import bench, desk, evidence, sequels
from .bench import Mood
from .disputes import FOLDER, Dispute, read
from .evidence import Picture
from .residents import Residents
from .walk import Walk

Told = Generator[datetime, None, Case]
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
CLAIMED = 6 * HOUR  # after filing, the claimant hands in
ANSWERED = 20 * HOUR
RELEASED = 26 * HOUR
CLOSES = 48 * HOUR
TERMS = Policy()  # those of the dispute that is due soon: no band of the town takes it
LAST_CALLED = 2 * TERMS.wave_hours * HOUR  # in the third wave
ALL_VOTED = LAST_CALLED + bench.LONGEST_HOURS * HOUR


@dataclass(frozen=True)
class Plot:
    """What becomes of a dispute: ``kind`` names the story, ``filed`` is how long ago it began."""

    kind: str
    filed: timedelta
    mood: Mood = Mood.NATURAL


def _released(ago: timedelta) -> timedelta:
    return ago + RELEASED


def plots(now: datetime) -> dict[str, Plot]:
    """The plot of every dispute, by its slug."""
    return {
        "hanfu-late-for-wedding": Plot("gold", 36 * DAY, Mood.CLEAR),
        "birthday-cake-upside-down": Plot("gold", 35 * DAY, Mood.CLEAR),
        "beauty-device-opened": Plot("gold", 34 * DAY, Mood.CLEAR),
        "spreadsheet-template": Plot("gold", 33 * DAY, Mood.CLEAR),
        "cat-food-near-expiry": Plot("gold", 32 * DAY, Mood.CLEAR),
        "translation-by-machine": Plot("gold", 31 * DAY, Mood.CLEAR),
        "robot-vacuum-warranty": Plot("staffed", 19 * DAY, Mood.UNCLEAR),
        "monstera-frozen": Plot("staffed", 10 * DAY, Mood.SHORT_RIGHT),
        "espresso-machine-limescale": Plot("staffed", 9.5 * DAY, Mood.SHORT_WRONG),
        "peaches-spoilt": Plot("ruled_gold", 8 * DAY, Mood.CLEAR),
        "charger-counterfeit": Plot("ruled_gold", 7.5 * DAY, Mood.CLEAR),
        "graphics-card-empty-box": Plot("heard", left_open(now, due_soon(now)), Mood.CLOSE),
        "camera-second-hand-wear": Plot("settled", 6 * DAY),
        "parcel-signed-by-stranger": Plot("withdrawn", 5 * DAY),
        "curtains-made-to-measure": Plot("asked", _released(ALL_VOTED + 20 * HOUR), Mood.CLOSE),
        "phone-battery-health": Plot("leaked", _released(10 * HOUR)),
        "sneakers-fake": Plot("called", _released(6 * HOUR)),
        "shoes-returned-worn": Plot("called", _released(5 * HOUR)),
        "sideboard-repainted": Plot("called", _released(4 * HOUR)),
        "wool-coat-polyester": Plot("called", _released(3 * HOUR)),
        "dishwasher-installation-leak": Plot("called", _released(2 * HOUR)),
        "watch-return-swapped": Plot("called", _released(1 * HOUR)),
        "standing-desk-missing-bar": Plot("heard", 24 * HOUR),
        "concert-ticket-seat": Plot("heard", 22 * HOUR),
        "tea-mug-cracked": Plot("heard", 14 * HOUR),
        "sofa-wrong-green": Plot("heard", 10 * HOUR),
        "puer-tea-vintage": Plot("drafted", 20 * HOUR),
        "air-fryer-price-drop": Plot("drafted", 3 * HOUR),
    }


def left_open(now: datetime, evening: datetime) -> timedelta:
    """How long ago a case began that its panel leaves to staff on the evening."""
    return now - evening + ALL_VOTED + RELEASED


def due_soon(now: datetime) -> datetime:
    """An evening from which staff's working days end soonest after now."""
    ends = _ends(now)
    return min((e for e in ends if ends[e] > now), key=lambda e: ends[e])


def just_late(now: datetime) -> datetime:
    """An evening from which staff's working days ended last."""
    ends = _ends(now)
    return max((e for e in ends if ends[e] <= now), key=lambda e: ends[e])


def _ends(now: datetime) -> dict[datetime, datetime]:
    """Evenings of the last weeks, and when that is due which came to staff on them."""
    tonight = now.astimezone(evidence.ZONE).replace(hour=20, minute=0)
    evenings = [(tonight - n * DAY).astimezone(UTC) for n in range(3, 20)]
    days, calendar = TERMS.staff_working_days, Calendar(TERMS.country)
    return {e: working_days_after(e, days, calendar, evidence.ZONE).at for e in evenings}


class Teller:
    """Tells the stories: each is a generator that yields the moment at which it goes on."""

    def __init__(
        self, walk: Walk, residents: Residents, picture: Picture, vault: Vault, end: datetime
    ) -> None:
        self.walk, self.residents, self.end = walk, residents, end
        self.picture, self.vault = picture, vault

    def story(self, slug: str, plot: Plot) -> Told:
        dispute = read(FOLDER / f"{slug}.toml")
        filed_at = self.end - plot.filed
        tell = {
            "gold": self._gold,
            "ruled_gold": self._ruled_gold,
            "staffed": self._staffed,
            "heard": self._heard,
            "called": self._called,
            "asked": self._asked,
            "leaked": self._leaked,
            "settled": self._settled,
            "withdrawn": self._withdrawn,
            "drafted": self._drafted,
        }[plot.kind]
        return tell(dispute, filed_at, plot.mood)

    @property
    def _session(self) -> Session:
        return self.walk.session

    def _bring(self, case: Case, side: Side, dispute: Dispute) -> None:
        now = self.walk.now
        evidence.bring(self._session, case, side, dispute, self.picture, self.vault, now)

    def _filed(self, dispute: Dispute, filed_at: datetime) -> Told:
        yield filed_at
        return evidence.file(self._session, dispute, self.walk.now)

    def _drafted(self, dispute: Dispute, filed_at: datetime, mood: Mood) -> Told:
        case = yield from self._filed(dispute, filed_at)
        yield filed_at + HOUR
        self._bring(case, case.claimant, dispute)
        return case

    def _claimed(self, dispute: Dispute, filed_at: datetime) -> Told:
        case = yield from self._drafted(dispute, filed_at, Mood.NATURAL)
        yield filed_at + CLAIMED
        nonce = secrets.token_hex(16)
        hearing.hand_in(self._session, case, case.claimant, nonce, self.walk.now)
        return case

    def _heard(
        self,
        dispute: Dispute,
        filed_at: datetime,
        mood: Mood,
        wanted: frozenset[UUID] = frozenset(),
    ) -> Told:
        """As far as there is time: filed, claimed, answered, released, and the panel votes."""
        case = yield from self._claimed(dispute, filed_at)
        yield filed_at + ANSWERED
        self._bring(case, case.claimant.other, dispute)
        jurors = self.residents.jurors
        nonce = bench.nonce_that_calls(self._session, case, wanted, jurors)
        hearing.hand_in(self._session, case, case.claimant.other, nonce, self.walk.now)
        yield filed_at + RELEASED
        self.walk.set_mood(case, mood)
        agent = desk.free_agent(case, self.residents.agents)
        desk.release(self._session, case, agent, self.walk.now)
        return case

    def _called(self, dispute: Dispute, filed_at: datetime, mood: Mood) -> Told:
        """A panel on which those who sign in have a seat that waits for them."""
        return self._heard(dispute, filed_at, mood, self.residents.called_first)

    def _asked(self, dispute: Dispute, filed_at: datetime, mood: Mood) -> Told:
        case = yield from self._heard(dispute, filed_at, mood)
        yield self.end - 5 * HOUR
        seller, agents = Side.SELLER, self.residents.agents
        sequels.ask(self._session, case, seller, agents, self.walk.now)
        return case

    def _decided(self, dispute: Dispute, filed_at: datetime, mood: Mood) -> Told:
        case = yield from self._heard(dispute, filed_at, mood)
        yield filed_at + RELEASED + CLOSES + 30 * HOUR
        review = desk.open_review(self._session, case)
        if case.phase is Phase.ESCALATED and review:
            agent = desk.free_agent(case, self.residents.agents)
            desk.decide(self._session, review, agent, self.walk.now)
        return case

    def _staffed(self, dispute: Dispute, filed_at: datetime, mood: Mood) -> Told:
        case = yield from self._decided(dispute, filed_at, mood)
        if mood is Mood.SHORT_RIGHT:
            yield self.walk.now + DAY
            self._propose(case, dispute)  # and waits for a second agent
        return case

    def _ruled_gold(self, dispute: Dispute, filed_at: datetime, mood: Mood) -> Told:
        case = yield from self._decided(dispute, filed_at, mood)
        yield from self._agree_on_gold(case, dispute, self.walk.now)
        return case

    def _gold(self, dispute: Dispute, filed_at: datetime, mood: Mood) -> Told:
        case = yield from self._decided(dispute, filed_at, mood)
        yield from self._agree_on_gold(case, dispute, self.walk.now + 9 * DAY)
        return case

    def _agree_on_gold(
        self, case: Case, dispute: Dispute, at: datetime
    ) -> Generator[datetime, None, None]:
        yield at + HOUR
        gold = self._propose(case, dispute)
        yield at + 20 * HOUR
        senior, now = self.residents.senior, self.walk.now
        auditing.second_gold(self._session, gold, dispute.right, senior, now)

    def _propose(self, case: Case, dispute: Dispute) -> Gold:
        agent = desk.free_agent(case, self.residents.agents)
        now = self.walk.now
        return auditing.propose_gold(self._session, case, dispute.right, dispute.lesson, agent, now)

    def _leaked(self, dispute: Dispute, filed_at: datetime, mood: Mood) -> Told:
        case = yield from self._heard(dispute, filed_at, mood)
        yield self.end - 2 * HOUR
        summons = bench.seated_on(self._session, case)
        releasing.report_leak(self._session, summons, bench.LEAKS[case.language], self.walk.now)
        return case

    def _settled(self, dispute: Dispute, filed_at: datetime, mood: Mood) -> Told:
        case = yield from self._claimed(dispute, filed_at)
        yield filed_at + ANSWERED
        settling.agree(self._session, case, case.claimant.other, self.walk.now)
        return case

    def _withdrawn(self, dispute: Dispute, filed_at: datetime, mood: Mood) -> Told:
        case = yield from self._drafted(dispute, filed_at, mood)
        yield filed_at + ANSWERED
        hearing.withdraw(self._session, case, case.claimant, self.walk.now)
        return case
