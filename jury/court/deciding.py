"""Deciding: where law, numbers and memory meet, and a panel's ballots become an answer."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from jury.rules import decide as law
from jury.rules import stopping
from jury.rules.decide import Verdict
from jury.rules.phases import Phase, move
from jury.rules.stopping import Look
from jury.rules.words import Answer, Body, Due, Task, Why
from jury.store.cases import Case
from jury.store.outcomes import Outcome
from jury.store.panels import Ballot, BallotText, Hearing, LeakReport, Panel, Summons

from . import alarming, auditing, calling, enforcing, redacting, reviewing, weighing
from .deadlines import lift_all, set_deadline
from .locks import lock
from .recomputing import Recomputed as Recomputed
from .recomputing import recompute as recompute
from .record import CLOCK, record


def close_panel(session: Session, case: Case, panel: Panel, now: datetime) -> Outcome:
    """Close the panel: its ballots make a verdict, or the case goes to staff with the reason.

    Closing a closed panel changes nothing and answers what it came to.
    """
    lock(session, case, panel)
    known = session.get(Outcome, panel.id)
    return known or _conclude(session, case, panel, now)


def give_up(session: Session, case: Case, panel: Panel, why: Why, now: datetime) -> Outcome:
    """Close the panel without a verdict, whatever its ballots say. The case is locked."""
    return _conclude(session, case, panel, now, why=why)


def close_when_due(session: Session, case: Case, subject: UUID | None, now: datetime) -> None:
    """The panel's time is over (a deadline's act)."""
    panel = _voting_panel(session, case)
    if panel and now >= panel.closes_at:
        _conclude(session, case, panel, now)


def look(session: Session, case: Case, subject: UUID | None, now: datetime) -> None:
    """Close the panel early if it is sure already, or can no longer rule; or under an alarm."""
    panel = _voting_panel(session, case)
    if panel is None:
        return
    found, terms = weighing.weigh(session, panel), panel.terms
    ways = found.log_odds, found.towards_buyer, found.towards_seller
    if alarming.standing(session) or law.may_close_early(found.tally, *ways, terms):
        _conclude(session, case, panel, now, early=True)
        return
    _remember(panel, law.look_at(found.tally, found.posterior_buyer, terms))
    if not _is_awaited(session, panel) and panel.n_open < panel.seats:
        set_deadline(session, case, Due.NEXT_WAVE, now)  # all have answered, and it takes more


def _remember(panel: Panel, look: Look) -> None:
    """Keep what the law saw, unless of a panel whose first looks were not kept.

    Where nobody has voted since, it saw the same.
    """
    if panel.family and (not panel.looks or panel.looks[-1][0] != look.ballots):
        panel.looks = [*panel.looks, list(look)]


def _is_awaited(session: Session, panel: Panel) -> bool:
    awaited = exists().where(Summons.panel_id == panel.id, Summons.answer == Answer.AWAITED)
    return bool(session.scalar(select(awaited)))


def _voting_panel(session: Session, case: Case) -> Panel | None:
    """The case's panel that may vote now, locked; the case is locked already."""
    if case.phase is not Phase.HEARING:
        return None
    voting = (
        select(Panel)
        .join(Panel.hearing)
        .where(Hearing.case_id == case.id, Panel.closed_at.is_(None))
        .where(Panel.paused_at.is_(None), ~Panel.is_gold)
        .with_for_update(of=Panel)
    )
    return session.scalar(voting.execution_options(populate_existing=True))


def _conclude(
    session: Session,
    case: Case,
    panel: Panel,
    now: datetime,
    *,
    early: bool = False,
    why: Why | None = None,
) -> Outcome:
    calling.release_awaited(session, case, panel, now)
    session.flush()
    why = why or (Why.DRIFT if alarming.standing(session) else None)
    found = weighing.weigh(session, panel)
    seen = found.tally, found.posterior_buyer, panel.terms
    leak = _has_leaked(session, panel)
    answer = law.decide(*seen, certified=panel.certified, leak=leak)
    is_verdict = why is None and isinstance(answer, Verdict)
    last = None if why else law.look_at(*seen, leak=leak)
    outcome = Outcome(
        panel_id=panel.id,
        side=answer.side if is_verdict else None,
        why=None if is_verdict else why or getattr(answer, "why", None),
        posterior_buyer=found.posterior_buyer,
        n_buyer=found.tally.buyer,
        n_seller=found.tally.seller,
        n_cannot_judge=found.tally.cannot_judge,
        closed_early=early,
        score=last.score if last else None,
        path=_path(panel, last),
        in_sample=bool(last or panel.looks) and auditing.is_drawn(session, panel.hearing),
        fit_id=panel.fit_id,
        at=now,
    )
    session.add(outcome)
    panel.closed_at = panel.hearing.closed_at = now
    _redact_words(session, case, panel)
    _record(session, case, panel, outcome, now)
    _go_on(session, case, panel, outcome, now)
    session.flush()
    return outcome


def _path(panel: Panel, last: Look | None) -> list[Any] | None:
    """Each look at the panel, the one that closes it last; None where some were not kept.

    One that ends by no rule of its own has no last look, and may yet serve the
    sample of a looser rule that would have closed it before.
    """
    if panel.family is None:
        return None
    return [*panel.looks, list(last)] if last else list(panel.looks)


def _redact_words(session: Session, case: Case, panel: Panel) -> None:
    """From now on others may read what the jurors wrote; so identity is taken out of it."""
    written = (
        select(BallotText)
        .join(Ballot, Ballot.id == BallotText.ballot_id)
        .join(Summons, Summons.id == Ballot.summons_id)
        .where(Summons.panel_id == panel.id, BallotText.text != "")
    )
    for words in session.scalars(written):
        words.redacted = redacting.redact_words(case, words.text)


def _has_leaked(session: Session, panel: Panel) -> bool:
    """Whether a juror's report that stopped the case still waits for an answer."""
    waiting = exists().where(
        LeakReport.stops_case,
        LeakReport.summons_id == Summons.id,
        Summons.panel_id == panel.id,
        LeakReport.resolved_at.is_(None),
    )
    return bool(session.scalar(select(waiting)))


def _record(session: Session, case: Case, panel: Panel, outcome: Outcome, now: datetime) -> None:
    record(
        session,
        "panel_closed",
        now,
        CLOCK,
        case,
        panel=panel.id,
        side=outcome.side,
        why=outcome.why,
        posterior_buyer=repr(outcome.posterior_buyer),
        n_buyer=outcome.n_buyer,
        n_seller=outcome.n_seller,
        n_cannot_judge=outcome.n_cannot_judge,
        closed_early=outcome.closed_early,
        score=None if outcome.score is None else repr(outcome.score),
        path=None if outcome.path is None else stopping.digest(outcome.path),
        in_sample=outcome.in_sample,
        fit=outcome.fit_id,
    )


def _go_on(session: Session, case: Case, panel: Panel, outcome: Outcome, now: datetime) -> None:
    lift_all(session, case, now)
    hearing = panel.hearing
    if outcome.side:
        enforcing.rule(session, case, hearing, outcome.side, Body.CROWD, now)
        if outcome.in_sample:
            auditing.audit(session, case, hearing, now)
    else:
        case.phase = move(case.phase, Phase.ESCALATED)
        reviewing.open_review(session, case, hearing, Task.ESCALATION, outcome.why, now)
