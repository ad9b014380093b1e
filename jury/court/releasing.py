"""Nothing reaches jurors before staff release it; a leak that a juror reports takes it back."""

import json
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from jury.rules import leaks, waves
from jury.rules.errors import N_, Conflict, Forbidden
from jury.rules.phases import Phase, move
from jury.rules.words import Answer, Body, Due, Side, Task, Why
from jury.store.cases import Case
from jury.store.ledger import Entry
from jury.store.panels import LeakReport, Panel, Summons
from jury.store.people import Person

from . import asking, calling, empanelling, freezing, notices, reviewing
from .deadlines import lift, lift_subject, set_deadline
from .locks import lock
from .record import CLOCK, actor, record, salted


class ExhibitsUndecided(Conflict):
    sentence = N_(
        "Please choose “show” or “withhold” for each picture first (%(n)d are undecided). "
        "Nothing was released; what you covered is kept."
    )


class AgentIsParty(Forbidden):
    sentence = N_(
        "You are a party to this case, so a colleague has to handle it. Nothing was changed."
    )


class NotReleasable(Conflict):
    sentence = N_(
        "This case does not wait for release any more; a colleague may have been first. "
        "Nothing was changed."
    )


class NothingToReport(Conflict):
    sentence = N_(
        "This case is no longer before the panel, so there is nothing to pause. "
        "Thank you for looking closely."
    )


def refuse_party(case: Case, agent: Person) -> None:
    """AgentIsParty, when the agent stands on a side of the case."""
    if any((account := case.person_on(side)) and account.id == agent.id for side in Side):
        raise AgentIsParty()


def release(session: Session, case: Case, agent: Person, now: datetime) -> None:
    """Let jurors see the case as redacted: the panel is drawn, or a paused one goes on.

    A case that policy keeps from the crowd goes to the desk. Refuses with
    NotReleasable, AgentIsParty, QuestionOpen or ExhibitsUndecided.
    """
    lock(session, case)
    if case.phase not in {Phase.REDACTING, Phase.PAUSED}:
        raise NotReleasable()
    refuse_party(case, agent)
    asking.refuse_open(session, case)
    undecided = sum(exhibit.shown == "undecided" for exhibit in case.pictures)
    if undecided:
        raise ExhibitsUndecided(n=undecided)
    for passage in case.evidence:
        passage.released_at = now
    hashes = sorted(salted(p.redacted, p.salt) for p in case.evidence)
    shown = sorted(e.sha256 for e in case.pictures if e.shown == "show")
    was_founded = _released_before(session, case) != {"texts": hashes, "exhibits": shown}
    _resolve_reports(session, case, was_founded, agent, now)
    record(session, "released", now, actor(agent), case, texts=hashes, exhibits=shown)
    if case.phase is Phase.PAUSED:
        _resume(session, case, now)
    else:
        freezing.freeze(session, case, now)
        _go_on(session, case, now)
    session.flush()


def _released_before(session: Session, case: Case) -> dict[str, list[str]] | None:
    """What jurors could read until now, as the entry of the last release has it."""
    released = select(Entry.body).where(Entry.case_id == case.id, Entry.act == "released")
    body = session.scalar(released.order_by(Entry.id.desc()).limit(1))
    return json.loads(body) if body else None


def _go_on(session: Session, case: Case, now: datetime) -> None:
    if case.body is Body.CROWD:
        empanelling.hear(session, case, now)
        return
    case.phase = move(case.phase, Phase.ESCALATED)
    reviewing.open_review(session, case, case.last_hearing, Task.ESCALATION, Why.POLICY, now)


def _resolve_reports(
    session: Session, case: Case, was_founded: bool, agent: Person, now: datetime
) -> None:
    reports = select(LeakReport).join(Summons).join(Panel).join(Panel.hearing)
    for report in session.scalars(
        reports.where(Panel.hearing.has(case_id=case.id), LeakReport.resolved_at.is_(None))
    ):
        report.resolved_at, report.resolved_by = now, agent.id
        report.was_founded = was_founded


def answer_reports(
    session: Session, case: Case, agent: Person, now: datetime, was_founded: bool = False
) -> None:
    """Staff looked at what did not stop the hearing, or at a gold case: nothing is there.

    Or it was founded, and the gold case is void. Who reported gold gets the time back
    that it took, as on a case that decides. Refuses with AgentIsParty.
    """
    lock(session, case)
    refuse_party(case, agent)
    for summons, reported_at in _standing_still(session, case):
        summons.lapses_at += now - reported_at
        calling.set_summons_deadlines(session, case, [summons], now)
    _resolve_reports(session, case, was_founded, agent, now)
    record(session, "leak_reports_answered", now, actor(agent), case, founded=was_founded)
    session.flush()


def stop(session: Session, case: Case, agent: Person, now: datetime) -> None:
    """Staff found what a juror reported while the hearing went on, and take the case back.

    Refuses with AgentIsParty, or NothingToReport when the panel has closed.
    """
    lock(session, case)
    refuse_party(case, agent)
    if case.phase is not Phase.HEARING:
        raise NothingToReport()
    hearing = empanelling.crowd_hearing(session, case)
    panel = session.scalars(select(Panel).where(Panel.hearing_id == hearing.id)).one()
    lock(session, case, panel)
    _pause(session, case, panel, actor(agent), now)
    session.flush()


def _standing_still(session: Session, case: Case) -> list[tuple[Summons, datetime]]:
    """Gold summonses whose jurors wait for an answer to a report, and since when."""
    waiting = (
        select(Summons, func.min(LeakReport.made_at))
        .join(LeakReport, LeakReport.summons_id == Summons.id)
        .join(Summons.panel)
        .where(Panel.hearing.has(case_id=case.id), Panel.is_gold, LeakReport.resolved_at.is_(None))
        .where(LeakReport.stops_case, Summons.answer == Answer.AWAITED)
        .group_by(Summons.id)
    )
    return [(summons, since) for summons, since in session.execute(waiting)]


def would_stop(session: Session, summons: Summons) -> bool:
    """Whether a report on this summons stops the case, by what became of those before."""
    before = select(LeakReport.was_founded).where(LeakReport.summons_id == summons.id)
    return leaks.stops_case(session.scalars(before).all())


def report_leak(session: Session, summons: Summons, text: str, now: datetime) -> LeakReport:
    """A juror sees personal data: the case is paused until staff have looked.

    One who reports again may find that the hearing goes on while they look. On
    a gold case the juror sees the same, and their time stands still as it
    would on any other; staff look, nobody else is stopped.
    Refuses with NothingToReport once the panel has closed.
    """
    case, panel = summons.case, summons.panel
    lock(session, case, panel, summons)
    if panel.closed_at or summons.answer not in (Answer.AWAITED, Answer.VOTED):
        raise NothingToReport()
    report = LeakReport(
        summons_id=summons.id,
        text=text.strip()[:1000],
        made_at=now,
        stops_case=would_stop(session, summons),
    )
    session.add(report)
    session.flush()
    by = actor(summons.juror_id)
    record(session, "leak_reported", now, by, case, report=report.id, stops=report.stops_case)
    if report.stops_case and panel.is_gold:
        lift_subject(session, case, summons.id, now)
    elif report.stops_case and case.phase is Phase.HEARING:
        _pause(session, case, panel, CLOCK, now)
    session.flush()
    return report


def _pause(session: Session, case: Case, panel: Panel, by: str, now: datetime) -> None:
    case.phase = move(case.phase, Phase.PAUSED)
    panel.paused_at = now
    for passage in case.passages:
        passage.released_at = None
    lift(session, case, Due.PANEL_CLOSES, now)
    lift(session, case, Due.PANEL_LOOK, now)
    lift(session, case, Due.NEXT_WAVE, now)
    for summons in _awaited(session, panel):
        lift(session, case, Due.SUMMONS_LAPSES, now, summons.id)
        lift(session, case, Due.SUMMONS_REMINDER, now, summons.id)
    record(session, "hearing_paused", now, by, case)
    for side in Side:
        person = case.person_on(side)
        notices.owe(session, person, "paused", now, case=case, path=f"/cases/{case.id}")


def _resume(session: Session, case: Case, now: datetime) -> None:
    """The panel goes on where it stopped: every deadline is later by as long as it waited."""
    of_case = select(Panel).join(Panel.hearing).where(Panel.hearing.has(case_id=case.id))
    paused = of_case.where(Panel.paused_at.is_not(None), Panel.closed_at.is_(None))
    panel = session.scalars(paused).one()
    lock(session, case, panel)
    waited = now - (panel.paused_at or now)
    panel.paused_at, panel.closes_at = None, panel.closes_at + waited
    case.phase = move(case.phase, Phase.HEARING)
    set_deadline(session, case, Due.PANEL_CLOSES, panel.closes_at)
    awaited = _awaited(session, panel)
    for summons in awaited:
        summons.lapses_at += waited
    calling.set_summons_deadlines(session, case, awaited, now)
    set_deadline(session, case, Due.PANEL_LOOK, now)
    if panel.n_open < panel.seats:
        next_at = waves.resumed(now, panel.closes_at, panel.terms)
        set_deadline(session, case, Due.NEXT_WAVE, next_at)
    record(session, "hearing_resumed", now, CLOCK, case)
    empanelling.fill_seats(session, case, panel, now)


def _awaited(session: Session, panel: Panel) -> list[Summons]:
    awaited = select(Summons).where(Summons.panel_id == panel.id, Summons.answer == Answer.AWAITED)
    return list(session.scalars(awaited.order_by(Summons.id)))
