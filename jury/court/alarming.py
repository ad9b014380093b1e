"""The alarm: crowd rulings stop when audits say that the court errs more than it promised."""

from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from jury.reliability.drift import evidence
from jury.rules.errors import N_, Conflict, Forbidden, Invalid
from jury.rules.phases import Phase
from jury.rules.words import Due
from jury.store import audited
from jury.store.alarms import AlarmLift, AlarmLifted, DriftAlarm
from jury.store.cases import Case, Deadline
from jury.store.panels import Hearing, Panel
from jury.store.people import Person

from . import policies
from .assuring import LOCK
from .notices import owe
from .record import CLOCK, actor, record

SHORTEST_REASON, LONGEST_REASON = 20, 1000
OFFICE, DESK = "/office/reliability", "/desk/alarm"


class AlarmOver(Conflict):
    sentence = N_("This alarm has been lifted in the meantime, so nothing was changed.")


class LiftReasonMissing(Invalid):
    sentence = N_(
        "Everybody can read why: please give a reason of %(shortest)d to %(longest)d characters. "
        "The alarm stands as before."
    )


class OtherPersonNeeded(Forbidden):
    sentence = N_(
        "You gave the reason yourself, so another admin or a senior agent has to agree. "
        "The alarm stands as before."
    )


def standing(session: Session) -> DriftAlarm | None:
    """The alarm in force; while there is one no panel rules."""
    newest = select(DriftAlarm).outerjoin(AlarmLifted).where(AlarmLifted.alarm_id.is_(None))
    return session.scalar(newest.order_by(DriftAlarm.id.desc()).limit(1))


def stood_at(session: Session, at: datetime) -> bool:
    """Whether an alarm was in force at that moment."""
    then = select(DriftAlarm.id).outerjoin(AlarmLifted).where(DriftAlarm.raised_at <= at)
    still = or_(AlarmLifted.lifted_at.is_(None), AlarmLifted.lifted_at >= at)
    return session.scalar(then.where(still).limit(1)) is not None


def watch(session: Session, now: datetime) -> DriftAlarm | None:
    """Raise the alarm if the audits since the last one was lifted say so; the one in force, if any.

    Only verdicts count: what went to staff anyhow did nobody wrong. Where the
    policy promises nothing there is nothing to break. Open panels close at the
    next tick, each under its own case's lock.
    """
    session.execute(select(func.pg_advisory_xact_lock(LOCK)))
    terms, alarm = policies.current(session, now).policy, standing(session)
    if alarm or not terms.alpha:
        return alarm
    since = session.scalar(select(func.max(AlarmLifted.lifted_at)))
    wrong = [
        not is_right
        for is_right, told_at in audited.verdicts(session)
        if since is None or told_at > since
    ]
    if evidence(wrong, terms.alpha) * terms.delta < 1:
        return None
    return _raise(session, wrong, terms.alpha, terms.delta, now)


def _raise(
    session: Session, wrong: list[bool], alpha: float, delta: float, now: datetime
) -> DriftAlarm:
    before = session.scalar(select(func.max(DriftAlarm.id)))
    alarm = DriftAlarm(
        after_id=before,
        raised_at=now,
        alpha=alpha,
        delta=delta,
        audited=len(wrong),
        n_wrong=sum(wrong),
    )
    session.add(alarm)
    session.flush()
    record(
        session,
        "alarm_raised",
        now,
        CLOCK,
        alarm=alarm.id,
        alpha=repr(alpha),
        audited=alarm.audited,
        wrong=alarm.n_wrong,
    )
    _look_at_open_panels(session, now)
    _tell(session, "alarm_raised", now)
    session.flush()
    return alarm


def _look_at_open_panels(session: Session, now: datetime) -> None:
    """Let the clock look at each panel that is voting; it will find the alarm."""
    voting = (
        select(Case.id)
        .join(Hearing, Hearing.case_id == Case.id)
        .join(Panel, Panel.hearing_id == Hearing.id)
        .where(Case.phase == Phase.HEARING, Panel.closed_at.is_(None), ~Panel.is_gold)
    )
    locked = voting.order_by(Case.id).with_for_update(of=Case)  # as whoever sets a deadline does
    rows = [
        {"case_id": case_id, "kind": Due.PANEL_LOOK, "due_at": now}
        for case_id in session.scalars(locked)
    ]
    if rows:
        look = insert(Deadline).values(rows)
        session.execute(
            look.on_conflict_do_update(
                constraint="uq_deadline_case_id_kind_subject",
                set_={"due_at": look.excluded.due_at, "done_at": None},
            )
        )


def _tell(session: Session, kind: str, now: datetime) -> None:
    """Admins and staff are told; parties and jurors of a panel it stops, with that panel's end."""
    office = or_(Person.is_admin, Person.is_staff)
    for person in session.scalars(
        select(Person).where(office, Person.left_at.is_(None)).order_by(Person.id)
    ):
        owe(session, person, kind, now, path=OFFICE if person.is_admin else DESK)


def ask_lift(
    session: Session, alarm: DriftAlarm, because: str, admin: Person, now: datetime
) -> AlarmLift:
    """An admin says why crowd rulings may go on; a second person has to agree.

    The same reason again is the same wish. Refuses with AlarmOver or LiftReasonMissing.
    """
    _lock(session, alarm)
    because = " ".join(because.split())
    if not SHORTEST_REASON <= len(because) <= LONGEST_REASON:
        raise LiftReasonMissing(shortest=SHORTEST_REASON, longest=LONGEST_REASON)
    for known in alarm.lifts:
        if (known.asked_by, known.because) == (admin.id, because):
            return known
    lift = AlarmLift(alarm_id=alarm.id, asked_by=admin.id, because=because, asked_at=now)
    session.add(lift)
    session.flush()
    record(session, "alarm_lift_asked", now, actor(admin), alarm=alarm.id, lift=lift.id)
    session.flush()
    return lift


def confirm_lift(session: Session, lift: AlarmLift, second: Person, now: datetime) -> AlarmLifted:
    """A second person agrees: panels rule again. What staff hold by then stays with them.

    Refuses with AlarmOver, or OtherPersonNeeded for whoever gave the reason or
    is neither an admin nor a senior agent.
    """
    alarm = session.get_one(DriftAlarm, lift.alarm_id)
    _lock(session, alarm)
    may = second.is_admin or (second.is_staff and second.is_senior)
    if not may or second.id == lift.asked_by:
        raise OtherPersonNeeded()
    lifted = AlarmLifted(
        alarm_id=alarm.id,
        lift_id=lift.id,
        asked_by=lift.asked_by,
        confirmed_by=second.id,
        lifted_at=now,
    )
    session.add(lifted)
    record(session, "alarm_lifted", now, actor(second), alarm=alarm.id, lift=lift.id)
    _tell(session, "alarm_lifted", now)
    session.flush()
    return lifted


def _lock(session: Session, alarm: DriftAlarm) -> None:
    session.execute(select(func.pg_advisory_xact_lock(LOCK)))
    session.refresh(alarm)
    if alarm.lifted:
        raise AlarmOver()
