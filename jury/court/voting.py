"""Voting: a summons is opened, answered with a ballot, or its seat is given up."""

import hmac
from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from jury.rules import reasons as coded
from jury.rules.errors import N_, Conflict, Invalid
from jury.rules.phases import Phase
from jury.rules.words import Answer, Because, Choice, Due
from jury.store.cases import Case
from jury.store.juror_queries import awaits_redaction
from jury.store.panels import Ballot, BallotText, Panel, Summons

from . import casting
from .calling import tell
from .deadlines import lift_subject, set_deadline
from .empanelling import fill_seats
from .locks import lock_summons
from .record import CLOCK, actor, record, salted

LONGEST_TEXT = 1000
LOOK_AGAIN = timedelta(minutes=1)


class UnknownChoice(Invalid):
    sentence = N_("Please choose a side, or “cannot judge”. Your ballot is not recorded yet.")


class ReasonsDoNotFit(Invalid):
    sentence = N_(
        "Please tick at least one reason that belongs to your choice. "
        "Your ballot is not recorded yet."
    )


class TextTooLong(Invalid):
    sentence = N_(
        "Your text has %(length)d characters; at most %(longest)d are possible. "
        "Your ballot is not recorded yet: please shorten the text and send it again."
    )


class AlreadyAnswered(Conflict):
    sentence = N_(
        "You have already answered this summons, and an answer cannot be changed. "
        "Your first answer counts; nothing else was recorded."
    )


class SummonsLapsed(Conflict):
    sentence = N_(
        "Voting on this case closed for you at %(lapsed_at)s, so your ballot was not recorded. "
        "There is nothing more for you to do."
    )


class PanelClosed(Conflict):
    sentence = N_(
        "The panel on this case has closed, so your ballot was not recorded. "
        "There is nothing more for you to do."
    )


class CasePaused(Conflict):
    sentence = N_(
        "This case is paused while personal data is taken out, so nothing was recorded. "
        "Your time stands still too: please come back when you are told that it goes on."
    )


class UnknownRecusal(Invalid):
    sentence = N_("Please say why you step aside; until then the seat is still yours.")


def open_summons(session: Session, summons: Summons, now: datetime) -> None:
    """The juror looks at the case for the first time; later looks change nothing."""
    if summons.opened_at:
        return
    summons = lock_summons(session, summons.id)
    if summons.opened_at or summons.answer is not Answer.AWAITED or now >= summons.lapses_at:
        return
    summons.opened_at = now
    by = actor(summons.juror_id)
    record(session, "summons_opened", now, by, summons.case, summons=summons.id)
    session.flush()


def cast_ballot(
    session: Session,
    summons: Summons,
    choice: str,
    reasons: Iterable[str],
    text: str,
    now: datetime,
) -> Ballot:
    """Record the juror's ballot; the same one again is the same ballot, and changes nothing.

    Refuses with UnknownChoice, ReasonsDoNotFit, TextTooLong, AlreadyAnswered,
    PanelClosed, SummonsLapsed or CasePaused. Whether the panel can close now
    is the clock's business. "Cannot judge" calls one more juror.
    """
    chosen, ticked, text = check_ballot(choice, reasons, text)
    summons = lock_summons(session, summons.id)
    known = _cast_before(session, summons, chosen, ticked, text)
    if known:
        return known
    _refuse_late(session, summons, now)
    try:
        ballot = casting.keep(session, summons, chosen, ticked, text, now)
    except IntegrityError as second:  # the database has the last word
        raise AlreadyAnswered() from second
    if chosen is Choice.CANNOT_JUDGE and not summons.panel.is_gold:
        summons.panel.seats += 1
        summons.panel.n_open += 1
        session.flush()
        fill_seats(session, summons.case, summons.panel, now)
    return ballot


def check_ballot(choice: str, reasons: Iterable[str], text: str) -> tuple[Choice, list[str], str]:
    """The ballot as it would be stored; refuses UnknownChoice, ReasonsDoNotFit, TextTooLong."""
    if choice not in list(Choice):
        raise UnknownChoice()
    chosen, ticked = Choice(choice), sorted(set(reasons))
    if not ticked or not coded.fit(chosen, ticked):
        raise ReasonsDoNotFit()
    text = text.strip().replace("\r\n", "\n").replace("\x00", "")
    if len(text) > LONGEST_TEXT:
        raise TextTooLong(length=len(text), longest=LONGEST_TEXT)
    return chosen, ticked, text


def _cast_before(
    session: Session, summons: Summons, choice: Choice, reasons: list[str], text: str
) -> Ballot | None:
    """The ballot cast before, if this is it again. Refuses a different one."""
    if summons.answer is not Answer.VOTED:
        return None
    ballot = session.scalars(select(Ballot).where(Ballot.summons_id == summons.id)).one()
    words = session.get(BallotText, ballot.id)
    is_same_text = words and hmac.compare_digest(salted(text, words.salt), ballot.text_hash)
    if is_same_text and (ballot.choice, sorted(ballot.reasons)) == (choice, reasons):
        return ballot
    raise AlreadyAnswered()


def _refuse_late(session: Session, summons: Summons, now: datetime) -> None:
    """Half-open: at the deadline it is too late."""
    panel, case = summons.panel, summons.case
    if panel.closed_at or summons.answer is Answer.RELEASED:
        raise PanelClosed()
    if summons.answer is Answer.RECUSED:
        raise AlreadyAnswered()
    if _stands_still(session, summons):
        raise CasePaused()
    if summons.answer is Answer.LAPSED or now >= summons.lapses_at:
        raise SummonsLapsed(lapsed_at=summons.lapses_at)
    if now >= panel.closes_at or not (panel.is_gold or case.phase is Phase.HEARING):
        raise PanelClosed()


def _stands_still(session: Session, summons: Summons) -> bool:
    """Whether the juror's time stands still; a gold case does so for whoever reported a leak."""
    if summons.panel.is_gold:
        return awaits_redaction(session, summons)
    return summons.panel.paused_at is not None


def recuse(session: Session, summons: Summons, because: str, now: datetime) -> None:
    """The juror steps aside, without blame; the next of the same draw is called.

    Stepping aside again changes nothing. Refuses with UnknownRecusal,
    AlreadyAnswered, PanelClosed or SummonsLapsed.
    """
    if because not in list(Because):
        raise UnknownRecusal()
    summons = lock_summons(session, summons.id)
    if summons.answer is Answer.RECUSED:
        return
    if summons.answer is Answer.VOTED:
        raise AlreadyAnswered()
    if summons.answer is Answer.RELEASED:
        raise PanelClosed()
    is_late = now >= summons.lapses_at and not _stands_still(session, summons)
    if summons.answer is Answer.LAPSED or is_late:
        raise SummonsLapsed(lapsed_at=summons.lapses_at)
    summons.recused_because = because
    by = actor(summons.juror_id)
    give_up_seat(session, summons.case, summons, Answer.RECUSED, "recused", by, now)


def lapse(session: Session, case: Case, subject: UUID | None, now: datetime) -> None:
    """The juror did not answer in time: the seat goes to the next (a deadline's act).

    Nobody lapses because the panel's own time is over; closing releases them.
    A gold summons does as the panel does beside which it went out.
    """
    summons = lock_summons(session, session.get_one(Summons, subject).id)
    panel = summons.panel
    if summons.answer is not Answer.AWAITED or panel.closed_at or _stands_still(session, summons):
        return
    model = _panel_beside(session, summons) or panel
    if model.closed_at:
        give_up_seat(session, case, summons, Answer.RELEASED, "summons_released", CLOCK, now)
    elif summons.lapses_at >= model.closes_at and not model.paused_at:
        if panel.is_gold:  # the other panel is about to close, and may have been too early for us
            set_deadline(session, case, Due.SUMMONS_LAPSES, now + LOOK_AGAIN, summons.id)
    elif now >= summons.lapses_at:
        give_up_seat(session, case, summons, Answer.LAPSED, "summons_lapsed", CLOCK, now)
        tell(session, summons.juror.person, summons, "summons_lapsed", now)


def _panel_beside(session: Session, summons: Summons) -> Panel | None:
    """The panel beside which a gold summons went out; None for any other."""
    beside = select(Panel).where(Panel.hearing_id == summons.beside_id)
    fresh = beside.execution_options(populate_existing=True)
    return session.scalar(fresh) if summons.beside_id else None


def give_up_seat(
    session: Session,
    case: Case,
    summons: Summons,
    answer: Answer,
    act: str,
    by: str,
    now: datetime,
) -> None:
    """The seat goes to the next of the same draw. The case and the summons are locked."""
    summons.answer, summons.answered_at = answer, now
    record(session, act, now, by, case, summons=summons.id)
    session.flush()
    lift_subject(session, case, summons.id, now)
    fill_seats(session, case, summons.panel, now)


def remind(session: Session, case: Case, subject: UUID | None, now: datetime) -> None:
    """Remind a juror who has not answered yet (a deadline's act)."""
    summons = session.get_one(Summons, subject)
    if summons.answer is Answer.AWAITED and not summons.panel.paused_at:
        tell(session, summons.juror.person, summons, "reminded", now)
