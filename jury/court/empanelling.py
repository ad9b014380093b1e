"""Calling a panel: the draw is committed to, revealed, and counted on till the seats are filled."""

import secrets
from datetime import datetime, timedelta
from itertools import islice
from uuid import UUID, uuid4

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from jury.rules import draw as law
from jury.rules.appeal import panel_terms
from jury.rules.phases import Phase, move
from jury.rules.policy import Policy
from jury.rules.recusal import (
    SPARE,
    JurorFacts,
    PanelFacts,
    SkipCode,
    most_newcomers,
    quotas_hold,
    reasons_to_skip,
)
from jury.rules.stopping import fingerprint
from jury.rules.words import Body, Due, Stratum, Why
from jury.store.cases import Case
from jury.store.panels import Draw, DrawStep, Epoch, Hearing, Panel, Summons
from jury.store.standing import Seated, facts_by_slot, party_clusters, seated_on

from . import assuring, calling, deciding, golding
from .batches import add_many
from .certifying import certificate as certificate
from .deadlines import set_deadline
from .fitting import newest_fit
from .locks import lock
from .recomputing import seed_of
from .record import CLOCK, record
from .rolling import freeze_roll as freeze_roll
from .rolling import newest_epoch as newest_epoch


def commit_draw(session: Session, hearing: Hearing, now: datetime) -> Draw:
    """Fix the roll and the server's share of the seed, and publish what it is bound to.

    The case is locked by the caller. The roll stands in the ledger before this entry.
    """
    epoch = newest_epoch(session) or freeze_roll(session, now)
    r_s = secrets.token_bytes(law.SERVER_NONCE)
    draw = Draw(
        hearing=hearing,
        epoch=epoch,
        nonce=r_s.hex(),
        commitment=law.commitment(str(hearing.case_id), str(epoch.id), r_s).hex(),
        committed_at=now,
        next_counter=0,
    )
    session.add(draw)
    record(
        session,
        "draw_committed",
        now,
        CLOCK,
        hearing.case,
        hearing=hearing.id,
        epoch=epoch.id,
        commitment=draw.commitment,
    )
    session.flush()
    return draw


def open_hearing(session: Session, case: Case, now: datetime) -> Panel:
    """Reveal the seed, open the panel and call its jurors. Refuses with WrongPhase."""
    lock(session, case)
    opened = move(case.phase, Phase.HEARING)
    hearing, fit = crowd_hearing(session, case), newest_fit(session, now)
    policy = panel_terms(case.policy, n_panels(session, case))
    draw = session.get_one(Draw, hearing.id)
    case.phase = opened
    draw.seed, draw.revealed_at = seed_of(str(case.id), draw).hex(), now
    draw.quotas_hold = _bears_quotas(draw.epoch, policy)
    panel = Panel(
        id=uuid4(),
        hearing_id=hearing.id,
        seats=policy.seats,
        quorum=policy.quorum,
        opened_at=now,
        closes_at=now + timedelta(hours=policy.voting_hours),
        fit_id=fit.id,
        stopping=fingerprint(policy),
        certificate=assuring.in_force(session, fingerprint(policy), policy),
    )
    session.add(panel)
    record(
        session,
        "hearing_opened",
        now,
        CLOCK,
        case,
        hearing=hearing.id,
        panel=panel.id,
        fit=panel.fit_id,
        certificate=panel.certificate.id if panel.certificate else None,
        r_s=draw.nonce,
        r_claimant=draw.r_claimant,
        r_respondent=draw.r_respondent,
        seed=draw.seed,
    )
    set_deadline(session, case, Due.PANEL_CLOSES, panel.closes_at)
    fill_seats(session, case, panel, now)
    return panel


def n_panels(session: Session, case: Case) -> int:
    """How many panels have been called to decide the case."""
    called = select(func.count()).select_from(Panel).join(Hearing)
    return session.scalar(called.where(Hearing.case_id == case.id, ~Panel.is_gold)) or 0


def crowd_hearing(session: Session, case: Case) -> Hearing:
    """The case's latest hearing before a panel."""
    latest = (
        select(Hearing)
        .where(Hearing.case_id == case.id, Hearing.body == Body.CROWD, Hearing.instance > 0)
        .order_by(Hearing.instance.desc())
        .limit(1)
    )
    with_draw = joinedload(Hearing.draw).joinedload(Draw.epoch)
    with_terms = joinedload(Hearing.case).joinedload(Case.policy_version)
    with_order = joinedload(Hearing.case).joinedload(Case.order)
    return session.scalars(latest.options(with_draw, with_terms, with_order)).one()


def _bears_quotas(epoch: Epoch, policy: Policy) -> bool:
    roll = {Stratum.BUYS: epoch.n_buys, Stratum.SELLS: epoch.n - epoch.n_buys}
    others = SPARE * (policy.seats - most_newcomers(policy.seats, policy))
    return quotas_hold(roll, policy.seats, policy) and epoch.n - epoch.n_newcomers >= others


def fill_seats(session: Session, case: Case, panel: Panel, now: datetime) -> list[Summons]:
    """Call a juror to each free seat, by the next counts of the panel's own draw.

    The case is locked by the caller. Nobody is called to a panel that is
    paused or whose time is over. When the roll is exhausted and too few
    jurors are left for any quorum, the case goes to staff.
    """
    if panel.is_gold or panel.paused_at or panel.closed_at or now >= panel.closes_at:
        return []
    with session.no_autoflush:  # a new panel is said together with its summonses
        seating = _Seating(session, case, panel, now)
        for seat in seating.free:
            if not seating.call(seat):
                break
    called = seating.keep()
    golding.call_to_gold(session, called, seating.draw, now)
    if len(called) < len(seating.free) and seating.could_vote() < panel.quorum:
        deciding.give_up(session, case, panel, Why.ROLL_TOO_THIN, now)
    return called


class _Seating:
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
        self.free = sorted(set(range(1, panel.seats + 1)) - {held.seat for held in self.seated})
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
            seats=self.panel.seats,
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

    def could_vote(self) -> int:
        """How many of the jurors seated have cast a vote for a side, or may still."""
        return sum(not seated.is_unable for seated in self.seated)
