"""Seating: one filling of a panel's free seats, by the next counts of its draw."""

from datetime import datetime, timedelta
from itertools import islice
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from jury.rules import draw as law
from jury.rules.recusal import JurorFacts, PanelFacts, SkipCode, reasons_to_skip
from jury.rules.words import Stratum
from jury.store.cases import Case
from jury.store.panels import Draw, DrawStep, Panel, Summons
from jury.store.standing import Seated, facts_by_slot, party_clusters, seated_on

from . import calling
from .batches import add_many


class Seating:
    """One filling of a panel's free seats: who sits, who was called before, what is looked up."""

    def __init__(self, session: Session, case: Case, panel: Panel, now: datetime) -> None:
        self.session, self.case, self.panel, self.now = session, case, panel, now
        self.policy = case.policy
        self.draw = session.get_one(Draw, panel.hearing_id)
        self.seed = bytes.fromhex(self.draw.seed or "")
        self.n = self.draw.epoch.n
        self.counter = self.draw.next_counter
        self.seated: list[Seated] = []
        self.taken: set[int] = set()
        if self.counter:  # else nobody was ever called
            session.flush()
            self.seated = seated_on(session, panel.id, self.policy)
            self.taken = self._called_before()
        self.free = sorted(set(range(1, panel.n_open + 1)) - {held.seat for held in self.seated})
        self.party_clusters = party_clusters(session, case)
        self.known: dict[int, tuple[UUID, JurorFacts]] = {}
        self.looked_to = self.counter
        self.steps: list[dict[str, object]] = []
        self.calls: list[calling.Call] = []

    def _called_before(self) -> set[int]:
        before = select(DrawStep.slot).where(
            DrawStep.draw_id == self.draw.hearing_id, DrawStep.outcome == law.Outcome.CALLED
        )
        return {slot for slot in self.session.scalars(before) if slot is not None}

    def call(self, seat: int) -> bool:
        """Count on until a juror takes the seat; False when the roll is exhausted."""
        if self.n == 0:
            return False
        steps, self.counter = law.call(self.seed, self.n, self.counter, self.taken, self._skip)
        self.steps += [self._row(step, seat) for step in steps]
        last = steps[-1] if steps else None
        if last is None or last.slot is None or last.outcome is not law.Outcome.CALLED:
            return False
        self._summon(last.slot, last.counter, seat)
        return True

    def _summon(self, slot: int, counter: int, seat: int) -> None:
        juror_id, facts = self._look_up(slot)
        self.taken.add(slot)
        self.seated.append(Seated(seat, False, facts.stratum, facts.is_newcomer, facts.clusters))
        answers_by = self.now + timedelta(hours=self.policy.summons_hours)
        self.calls.append(
            calling.Call(
                juror_id,
                seat,
                law.left_side(self.seed, slot),
                min(answers_by, self.panel.closes_at),
                counter,
            )
        )

    def _skip(self, slot: int) -> SkipCode | None:
        reasons = reasons_to_skip(self._look_up(slot)[1], self._panel_facts(), self.policy)
        return reasons[0] if reasons else None

    def _look_up(self, slot: int) -> tuple[UUID, JurorFacts]:
        """What is known of the juror in the slot, looked up along with those drawn next."""
        if slot not in self.known:
            most = len(self.free) + len(self.free) // 4 + 2  # some are passed over
            ahead = islice(law.slots(self.seed, self.n, self.looked_to), most)
            slots = {s for _, s in ahead if s is not None} - self.taken - self.known.keys()
            self.looked_to += most
            self.known |= facts_by_slot(
                self.session, self.case, self.draw.epoch_id, slots | {slot}, self.policy, self.now
            )
        return self.known[slot]

    def _panel_facts(self) -> PanelFacts:
        strata = [seated.stratum for seated in self.seated]
        return PanelFacts(
            language=self.case.language,
            seats=self.panel.n_open,  # so that the quotas hold whichever wave is the last
            seated={stratum: strata.count(stratum) for stratum in Stratum},
            newcomers=sum(seated.is_newcomer for seated in self.seated),
            clusters=frozenset().union(*(seated.clusters for seated in self.seated)),
            party_clusters=self.party_clusters,
            has_quotas=self.draw.quotas_hold,
        )

    def _row(self, step: law.Step, seat: int) -> dict[str, object]:
        is_called = step.outcome is law.Outcome.CALLED
        return {
            "counter": step.counter,
            "slot": step.slot,
            "outcome": step.outcome,
            "code": step.code,
            "seat": seat if is_called else None,
        }

    def keep(self) -> list[Summons]:
        """Call those who were drawn, and write down each count of the draw."""
        self.draw.next_counter = self.counter
        called = calling.call(self.session, self.case, self.panel, self.calls, self.now)
        add_many(self.session, DrawStep, self.steps, draw_id=self.draw.hearing_id, at=self.now)
        return called
