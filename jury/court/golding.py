"""Gold panels: jurors measured on cases whose right answer is known, without their knowing."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from jury.rules import draw as law
from jury.rules.recusal import PanelFacts, reasons_to_skip
from jury.rules.words import Body, Side
from jury.store.cases import Case
from jury.store.outcomes import Gold
from jury.store.panels import Draw, Hearing, Panel, RollSlot, Summons
from jury.store.queue import defer
from jury.store.standing import facts_by_slot, party_clusters

from . import calling
from .locks import lock
from .record import CLOCK, record

INSTANCE = 0  # of the hearing that a gold panel belongs to: before any that decides
NEVER = timedelta(days=365 * 100)
TRIES = 5


def open_gold_panel(session: Session, case: Case, now: datetime) -> Panel:
    """The panel to which jurors are called to be measured; it has no draw and never closes."""
    evidence = case.last_hearing.evidence
    hearing = Hearing(
        case_id=case.id, instance=INSTANCE, evidence=evidence, body=Body.CROWD, opened_at=now
    )
    session.add(hearing)
    session.flush()
    panel = Panel(
        hearing_id=hearing.id,
        is_gold=True,
        seats=0,
        n_open=0,
        quorum=case.policy.quorum,
        opened_at=now,
        closes_at=now + NEVER,
    )
    session.add(panel)
    session.flush()
    return panel


def gold_panel(session: Session, case: Case) -> Panel:
    of_case = select(Panel).join(Hearing).where(Hearing.case_id == case.id, Panel.is_gold)
    return session.scalars(of_case).one()


def call_to_gold(session: Session, called: list[Summons], draw: Draw, now: datetime) -> None:
    """Send gold summonses beside real ones, as many as the policy's share.

    Lots of the draw's own seed say beside which, to whom and on what. The gold
    summons goes to a juror of its own, since two summonses at the same instant
    would tell that one of them is gold; it copies the deadline of the real one.
    Gold cases are locked last and in order of their ids, so that two panels
    that open at once do not wait for each other in a circle.
    """
    share = draw.hearing.case.policy.gold_share
    lots = [_Lot(session, draw, s, now) for s in called if _is_hit(draw, s, share)]
    chosen = {lot.juror_id: lot for lot in lots if lot.find()}
    for lot in sorted(chosen.values(), key=lambda lot: lot.case_id):
        lot.call()


def _is_hit(draw: Draw, real: Summons, share: float) -> bool:
    beside = share / (1 - share) if share < 1 else 1.0  # gold ÷ all = share
    return law.chance(bytes.fromhex(draw.seed or ""), "gold", real.counter or 0) < beside


class _Lot:
    """One lot for a gold summons: a juror of the roll, and a gold case they have never seen."""

    juror_id: UUID
    case_id: UUID

    def __init__(self, session: Session, draw: Draw, real: Summons, now: datetime) -> None:
        self.session, self.draw, self.real, self.now = session, draw, real, now
        self.seed, self.counter = bytes.fromhex(draw.seed or ""), real.counter or 0

    def find(self) -> bool:
        """Whether a juror and a case were found, in a few tries."""
        return any(self._try(turn) for turn in range(TRIES))

    def _try(self, turn: int) -> bool:
        slot = int(self._lot(f"gold-juror-{turn}") * self.draw.epoch.n)
        juror_id = self.session.scalar(
            select(RollSlot.juror_id).where(
                RollSlot.epoch_id == self.draw.epoch_id, RollSlot.slot == slot
            )
        )
        unseen = self._unseen_by(juror_id) if juror_id else []
        if not juror_id or not unseen:
            return False
        case_id = unseen[int(self._lot(f"gold-case-{turn}") * len(unseen))]
        if not self._may_sit(self.session.get_one(Case, case_id), slot):
            return False
        self.juror_id, self.case_id = juror_id, case_id
        return True

    def _lot(self, label: str) -> float:
        return law.chance(self.seed, label, self.counter)

    def _unseen_by(self, juror_id: UUID) -> list[UUID]:
        seen = (
            exists()
            .where(
                Summons.juror_id == juror_id,
                Summons.panel_id == Panel.id,
                Panel.hearing_id == Hearing.id,
                Hearing.case_id == Gold.case_id,
            )
            .correlate(Gold)
        )
        active = select(Gold.case_id).where(Gold.state == "active", ~seen)
        active = active.join(Case).where(Case.texts_erased_at.is_(None))  # else nothing to judge
        return list(self.session.scalars(active.order_by(Gold.case_id)))

    def _may_sit(self, case: Case, slot: int) -> bool:
        found = facts_by_slot(self.session, case, self.draw.epoch_id, [slot], case.policy, self.now)
        panel = PanelFacts(
            language=case.language,
            seats=0,
            party_clusters=party_clusters(self.session, case),
            has_quotas=False,
        )
        return slot in found and not reasons_to_skip(found[slot][1], panel, case.policy)

    def call(self) -> None:
        case = self.session.get_one(Case, self.case_id)
        lock(self.session, case)
        if self.case_id in self._unseen_by(self.juror_id):  # still, now that the lock is ours
            left = law.left_side(self.seed, self.counter)
            called = summon(
                self.session, case, {self.juror_id: left}, self.real.lapses_at, self.now
            )
            for summons in called:
                summons.beside_id = self.draw.hearing_id  # and ends with that panel


def summon(
    session: Session, case: Case, jurors: Mapping[UUID, Side], lapses_at: datetime, now: datetime
) -> list[Summons]:
    """Call jurors to the gold panel, each with the side they see on the left.

    The case is locked by the caller.
    """
    panel = gold_panel(session, case)
    calls = [
        calling.Call(juror_id, seat, left, lapses_at)
        for seat, (juror_id, left) in enumerate(jurors.items(), start=panel.seats + 1)
    ]
    panel.seats += len(calls)
    return calling.call(session, case, panel, calls, now)


def void_for_appeal(session: Session, case: Case, now: datetime) -> None:
    """A case that is to be heard again has no known answer. The case is locked by the caller."""
    gold = session.get(Gold, case.id)
    if gold is None or gold.state not in ("proposed", "active"):
        return
    was_active, gold.state, gold.voided_at = gold.state == "active", "voided", now
    record(session, "gold_voided", now, CLOCK, case)
    if was_active:
        dismiss_gold(session, case, now)
        session.flush()
        defer(session, "refit")


def dismiss_gold(session: Session, case: Case, now: datetime) -> None:
    """Nobody is measured on the case any more. The case is locked by the caller."""
    panel = gold_panel(session, case)
    panel.closed_at = now
    calling.release_awaited(session, case, panel, now)
