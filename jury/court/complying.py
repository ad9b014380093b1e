"""What the parties do to carry a ruling out: the seller pays, the buyer sends the item back."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from jury.rules.errors import N_, Conflict, Invalid
from jury.rules.execution import Stage, Step
from jury.rules.words import Due, Side
from jury.store.cases import Case
from jury.store.executions import ItemReturn, Run, return_of, run_of

from . import enforcing, executing
from .deadlines import due_of, lift, set_deadline
from .locks import lock
from .record import CLOCK, actor, fresh_salt, record, salted
from .stepping import take

LONGEST_TRACKING = 120


class NotDueNow(Conflict):
    sentence = N_(
        "This is not to be done now: the case has moved on, or an appeal holds everything up. "
        "Nothing was changed; the page of the case shows where it stands."
    )


class ReturnTooLate(Conflict):
    sentence = N_(
        "The time to send the item back was over on %(ended_at)s, so this was not recorded. "
        "The right to the refund has lapsed with it."
    )


class TrackingMissing(Invalid):
    sentence = N_(
        "Please enter the carrier and the tracking number, at most %(longest)d characters; "
        "without them nobody can see that the item is on its way. Nothing was recorded."
    )


def pay_now(session: Session, case: Case, side: Side, now: datetime) -> None:
    """The seller complies with one click; a second one changes nothing: NotDueNow."""
    run_at(session, case, Stage.DUE, side is Side.SELLER)
    person = case.person_on(side)
    by = actor(person) if person else CLOCK
    executing.order_refund(session, case, Step.PAY_CHOSEN, now, by)
    session.flush()


def run_at(session: Session, case: Case, stage: Stage, is_theirs: bool) -> Run:
    """What is carried out, the case locked; NotDueNow at another stage, or for the other side."""
    lock(session, case)
    run = run_of(session, case)
    if run is None or run.is_suspended or run.stage is not stage or not is_theirs:
        raise NotDueNow()
    return run


def tidy_tracking(tracking: str) -> str:
    """Carrier and number as they are kept; TrackingMissing for none, or for too much."""
    tracking = " ".join(tracking.split())
    if not 0 < len(tracking) <= LONGEST_TRACKING:
        raise TrackingMissing(longest=LONGEST_TRACKING)
    return tracking


def send_back(session: Session, case: Case, side: Side, tracking: str, now: datetime) -> None:
    """The buyer has sent the item. Refuses with NotDueNow, ReturnTooLate or TrackingMissing."""
    run = run_at(session, case, Stage.RETURNING, side is Side.BUYER)
    ends = due_of(session, case, Due.RETURN_ENDS)
    if ends and ends <= now:
        raise ReturnTooLate(ended_at=ends)
    tracking = tidy_tracking(tracking)
    item = ItemReturn(
        case_id=case.id,
        ruling_id=run.ruling_id,
        tracking=tracking,
        salt=fresh_salt(),
        sent_at=now,
    )
    session.add(item)
    lift(session, case, Due.RETURN_ENDS, now)
    counts_from = now + timedelta(hours=case.policy.comply_hours)
    set_deadline(session, case, Due.RECEIPT_ENDS, counts_from)
    person = case.person_on(side)
    by = actor(person) if person else CLOCK
    record(session, "tracking_kept", now, by, case, tracking=salted(tracking, item.salt))
    take(session, case, run.ruling_id, Step.SENT_BACK, now, run.amount_minor, by, ends=counts_from)


def confirm_receipt(session: Session, case: Case, side: Side, now: datetime) -> None:
    """The seller has the item: the refund falls due. Refuses with NotDueNow."""
    run = run_at(session, case, Stage.SENT, side is Side.SELLER)
    person = case.person_on(side)
    _receive(session, case, run, now, actor(person) if person else CLOCK)


def end_receipt(session: Session, case: Case, subject: UUID | None, now: datetime) -> None:
    """Long enough under way: it counts as received (a deadline's act)."""
    run = run_of(session, case)
    if run and run.stage is Stage.SENT and not run.is_suspended:
        _receive(session, case, run, now, CLOCK)


def _receive(session: Session, case: Case, run: Run, now: datetime, by: str) -> None:
    if item := return_of(session, case, run):
        item.received_at = now
    lift(session, case, Due.RECEIPT_ENDS, now)
    take(session, case, run.ruling_id, Step.RECEIVED, now, run.amount_minor, by)
    executing.fall_due(session, case, run.ruling_id, run.amount_minor, now)
    session.flush()


def end_return(session: Session, case: Case, subject: UUID | None, now: datetime) -> None:
    """The item was not sent in time (a deadline's act): the remedy lapses."""
    run = run_of(session, case)
    if run is None or run.stage is not Stage.RETURNING or run.is_suspended:
        return
    take(session, case, run.ruling_id, Step.RETURN_LAPSED, now, run.amount_minor)
    enforcing.close_when_done(session, case, now)
