"""Calling a panel: the draw is committed to, revealed, and counted on till the seats are filled."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from jury.rules import draw as law
from jury.rules import waves
from jury.rules.appeal import panel_terms
from jury.rules.phases import Phase, move
from jury.rules.policy import Policy
from jury.rules.recusal import SPARE, most_newcomers, quotas_hold
from jury.rules.stopping import rule_of
from jury.rules.words import Body, Due, Stratum, Task, Why
from jury.store.cases import Case
from jury.store.panels import Draw, Epoch, Hearing, Panel, Summons
from jury.store.standing import seated_on

from . import alarming, assuring, deciding, golding, reviewing
from .certifying import certificate as certificate
from .deadlines import set_deadline
from .fitting import newest_fit
from .locks import lock
from .recomputing import seed_of
from .record import CLOCK, record
from .rolling import freeze_roll as freeze_roll
from .rolling import newest_epoch as newest_epoch
from .seating import Seating


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
    hearing = crowd_hearing(session, case)
    policy = panel_terms(case.policy, n_panels(session, case))
    draw = session.get_one(Draw, hearing.id)
    case.phase = opened
    draw.seed, draw.revealed_at = seed_of(str(case.id), draw).hex(), now
    draw.quotas_hold = _bears_quotas(draw.epoch, policy)
    panel, next_at = _panel(session, hearing, policy, now)
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
        stopping=panel.stopping,
        closing=repr(panel.sure_posterior),
        r_s=draw.nonce,
        r_claimant=draw.r_claimant,
        r_respondent=draw.r_respondent,
        seed=draw.seed,
    )
    set_deadline(session, case, Due.PANEL_CLOSES, panel.closes_at)
    if next_at:
        set_deadline(session, case, Due.NEXT_WAVE, next_at)
    fill_seats(session, case, panel, now)
    return panel


def _panel(
    session: Session, hearing: Hearing, policy: Policy, now: datetime
) -> tuple[Panel, datetime | None]:
    """The panel, with all that is frozen into it; and when its second wave goes out."""
    fit, certificate = newest_fit(session, now), assuring.in_force(session, policy)
    rule = rule_of(policy if certificate else policy.uncertified)
    closes_at = now + timedelta(hours=policy.voting_hours)
    wave = waves.first(policy.seats, now, closes_at, policy)
    panel = Panel(
        id=uuid4(),
        hearing_id=hearing.id,
        seats=policy.seats,
        n_open=wave.n_open,
        quorum=policy.quorum,
        opened_at=now,
        closes_at=closes_at,
        fit_id=fit.id,
        stopping=rule.name,
        family=rule.family,
        sure_posterior=rule.closing,
        certificate=certificate,
    )
    return panel, wave.next_at


def hear(session: Session, case: Case, now: datetime) -> None:
    """Before a panel; or to staff while an alarm stands. The case is locked by the caller."""
    if alarming.standing(session) is None:
        open_hearing(session, case, now)
        return
    case.phase, sitting = move(case.phase, Phase.ESCALATED), crowd_hearing(session, case)
    reviewing.open_review(session, case, sitting, Task.ESCALATION, Why.DRIFT, now)


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
    called, is_full = _fill(session, case, panel, now)
    if not is_full and panel.n_open < panel.seats:  # quotas of a wave are tighter: ask for all
        panel.n_open = panel.seats
        called, is_full = _fill(session, case, panel, now, called)
    if not is_full and _could_vote(session, panel) < panel.quorum:
        deciding.give_up(session, case, panel, Why.ROLL_TOO_THIN, now)
    return called


def _fill(
    session: Session, case: Case, panel: Panel, now: datetime, before: Sequence[Summons] = ()
) -> tuple[list[Summons], bool]:
    """Those called, after those ``before``, and whether each open seat was filled."""
    with session.no_autoflush:  # a new panel is said together with its summonses
        seating = Seating(session, case, panel, now)
        for seat in seating.free:
            if not seating.call(seat):
                break
    called = seating.keep()
    golding.call_to_gold(session, called, seating.draw, now)
    return [*before, *called], len(called) == len(seating.free)


def _could_vote(session: Session, panel: Panel) -> int:
    """How many of the jurors seated have cast a vote for a side, or may still."""
    session.flush()
    terms = panel.terms
    return sum(not seated.is_unable for seated in seated_on(session, panel.id, terms))


def call_wave(session: Session, case: Case, subject: UUID | None, now: datetime) -> None:
    """The panel has not closed yet: more of its seats are called to (a deadline's act)."""
    of_case = select(Panel).join(Hearing).where(Hearing.case_id == case.id, ~Panel.is_gold)
    voting = of_case.where(Panel.closed_at.is_(None), Panel.paused_at.is_(None))
    fresh = voting.with_for_update(of=Panel).execution_options(populate_existing=True)
    panel = session.scalar(fresh)
    if panel is None or panel.n_open >= panel.seats or now >= panel.closes_at:
        return
    wave = waves.following(panel.n_open, panel.seats, now, panel.closes_at, panel.terms)
    panel.n_open = wave.n_open
    record(session, "wave_called", now, CLOCK, case, panel=panel.id, seats=wave.n_open)
    if wave.next_at:
        set_deadline(session, case, Due.NEXT_WAVE, wave.next_at)
    fill_seats(session, case, panel, now)
