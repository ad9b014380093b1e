"""Becoming a juror: the account must qualify, then a quiz; going on and off duty."""

import secrets
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from jury.rules.errors import N_, Conflict, Forbidden, Invalid
from jury.rules.policy import Policy
from jury.rules.quiz import MOCK_CASES, MockCase
from jury.rules.words import Side, Stratum
from jury.store.people import Juror, MarketAccount, Person, QuizAttempt

from .record import actor, record

LANGUAGES = ("zh", "en")
CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # none that people take for another
BY_SLUG: dict[str, MockCase] = {case.slug: case for case in MOCK_CASES}


class NoAccountQualifies(Forbidden):
    sentence = N_(
        "None of your linked marketplace accounts is at least %(account_days)s days old with "
        "%(completed_orders)s completed orders and not yet a juror's, so the quiz was not begun. "
        "You may come back when one is."
    )


class AlreadyJuror(Conflict):
    sentence = N_("You are a juror already; there is nothing to pass again.")


class TooSoonAgain(Conflict):
    sentence = N_("You may try the quiz again after %(again_at)s. Nothing was changed.")


class NoQuizOpen(Conflict):
    sentence = N_(
        "This quiz has ended or was never begun, so the answer was not counted. The page on "
        "becoming a juror shows what you can do now."
    )


class NotAnAnswer(Invalid):
    sentence = N_("Choose the buyer or the seller; nothing was stored.")


class ReadsNothing(Invalid):
    sentence = N_("Tick at least one language you read well; nothing was changed.")


class IsSuspended(Forbidden):
    sentence = N_(
        "You are suspended, so you cannot go on duty. The reason and the way back stand on your "
        "page."
    )


def qualifies(account: MarketAccount, policy: Policy, today: date) -> bool:
    """Whether the account is old and used enough that jurors cannot be farmed."""
    if account.opened_on is None:
        return False
    is_old_enough = (today - account.opened_on).days >= policy.account_days
    return is_old_enough and account.n_bought + account.n_sold >= policy.completed_orders


def qualifying_account(
    session: Session, person: Person, policy: Policy, now: datetime
) -> MarketAccount | None:
    """The person's account to be a juror by: the most used of those that qualify and are free."""
    taken = select(Juror.account_id)
    free = select(MarketAccount).where(
        MarketAccount.person_id == person.id, MarketAccount.id.not_in(taken)
    )
    fit = [a for a in session.scalars(free) if qualifies(a, policy, now.date())]
    return max(fit, key=lambda account: account.n_bought + account.n_sold, default=None)


def open_quiz(session: Session, person: Person) -> QuizAttempt | None:
    return session.scalar(
        select(QuizAttempt).where(
            QuizAttempt.person_id == person.id, QuizAttempt.ended_at.is_(None)
        )
    )


def last_quiz(session: Session, person: Person) -> QuizAttempt | None:
    """The latest ended try."""
    ended = select(QuizAttempt).where(
        QuizAttempt.person_id == person.id, QuizAttempt.ended_at.is_not(None)
    )
    return session.scalar(ended.order_by(QuizAttempt.ended_at.desc()).limit(1))


def again_at(last: QuizAttempt | None, policy: Policy) -> datetime | None:
    """From when the quiz may be tried again after a failed try."""
    if last is None or last.passed or last.ended_at is None:
        return None
    return last.ended_at + timedelta(hours=policy.quiz_wait_hours)


def begin_quiz(session: Session, person: Person, policy: Policy, now: datetime) -> QuizAttempt:
    """Begin a try, or go on with the one that is open.

    Refuses with AlreadyJuror, TooSoonAgain or NoAccountQualifies.
    """
    session.refresh(person, with_for_update={"key_share": True, "of": Person})
    if session.get(Juror, person.id):
        raise AlreadyJuror()
    if attempt := open_quiz(session, person):
        return attempt
    soonest = again_at(last_quiz(session, person), policy)
    if soonest and now < soonest:
        raise TooSoonAgain(again_at=soonest)
    account = qualifying_account(session, person, policy, now)
    if account is None:
        raise NoAccountQualifies(
            account_days=policy.account_days, completed_orders=policy.completed_orders
        )
    asked = secrets.SystemRandom().sample(list(BY_SLUG), policy.quiz_cases)
    attempt = QuizAttempt(
        person_id=person.id, account_id=account.id, cases=asked, answers=[], begun_at=now
    )
    session.add(attempt)
    session.flush()
    record(session, "quiz_begun", now, actor(person), attempt=attempt.id)
    return attempt


def answer_quiz(
    session: Session, person: Person, at: int, answer: str, policy: Policy, now: datetime
) -> QuizAttempt:
    """Answer question ``at``; the last answer ends the try and may make a juror.

    A repeated post of an answered question changes nothing. Refuses with
    NoQuizOpen or NotAnAnswer.
    """
    session.refresh(person, with_for_update={"key_share": True, "of": Person})
    attempt = open_quiz(session, person)
    if attempt is None or not 0 <= at <= len(attempt.answers):
        raise NoQuizOpen()
    if answer not in set(Side):
        raise NotAnAnswer()
    if at < len(attempt.answers):
        return attempt
    attempt.answers = [*attempt.answers, answer]
    if len(attempt.answers) == len(attempt.cases):
        _end(session, person, attempt, policy, now)
    session.flush()
    return attempt


def n_right(attempt: QuizAttempt) -> int:
    """How many answers of the try are right."""
    pairs = zip(attempt.cases, attempt.answers, strict=False)
    return sum(answer == BY_SLUG[slug].right for slug, answer in pairs)


def _end(
    session: Session, person: Person, attempt: QuizAttempt, policy: Policy, now: datetime
) -> None:
    attempt.ended_at, attempt.passed = now, n_right(attempt) >= policy.quiz_pass
    session.flush()
    record(session, "quiz_ended", now, actor(person), attempt=attempt.id, passed=attempt.passed)
    if attempt.passed:
        account = session.get_one(MarketAccount, attempt.account_id)
        qualify(session, person, account, [person.locale], now)


def qualify(
    session: Session, person: Person, account: MarketAccount, languages: list[str], now: datetime
) -> Juror:
    """Make the person a juror, who can be drawn from the next roll on."""
    juror = Juror(
        person_id=person.id,
        account_id=account.id,
        code=_fresh_code(session),
        stratum=Stratum.SELLS if account.n_sold > account.n_bought else Stratum.BUYS,
        languages=languages,
        qualified_at=now,
    )
    session.add(juror)
    session.flush()
    record(session, "juror_qualified", now, actor(person), code=juror.code, stratum=juror.stratum)
    return juror


def _fresh_code(session: Session) -> str:
    """A code nobody has, such as J-7K3M; a letter longer while the short ones collide."""
    for length in (4, 4, 5, 5, 6, 6, 8):
        code = "J-" + "".join(secrets.choice(CODE_LETTERS) for _ in range(length))
        if session.scalar(select(Juror.code).where(Juror.code == code)) is None:
            return code
    raise RuntimeError("No free juror code found.")


def go_on_duty(session: Session, juror: Juror, now: datetime) -> None:
    """Be called from the next roll on; refuses with IsSuspended."""
    if juror.suspended_at:
        raise IsSuspended()
    _set_duty(session, juror, True, now)


def go_off_duty(session: Session, juror: Juror, now: datetime) -> None:
    """Be passed over from now on; open summonses stay the juror's."""
    _set_duty(session, juror, False, now)


def _set_duty(session: Session, juror: Juror, on_duty: bool, now: datetime) -> None:
    if juror.on_duty != on_duty:
        juror.on_duty = on_duty
        record(session, "duty_set", now, actor(juror.person_id), on_duty=on_duty)
        session.flush()


def set_languages(session: Session, juror: Juror, languages: list[str], now: datetime) -> None:
    """The languages of cases the juror may be called to; refuses with ReadsNothing."""
    known = [language for language in LANGUAGES if language in languages]
    if not known:
        raise ReadsNothing()
    if known != juror.languages:
        juror.languages = known
        record(session, "languages_set", now, actor(juror.person_id), languages=known)
        session.flush()
