"""Questions of staff to a party: asked, answered or not, and the answer a part of the case."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from jury.rules import asking as law
from jury.rules.asking import MAY_ASK, Asked, Way
from jury.rules.errors import N_, Conflict, Invalid
from jury.rules.phases import Phase
from jury.rules.words import Due, Side
from jury.store.cases import Case
from jury.store.outcomes import Review
from jury.store.people import Person
from jury.store.questions import Question

from .claiming import ClaimNeeded, holder_of, refuse_involved
from .deadlines import lift, set_deadline
from .locks import lock
from .notices import owe
from .record import CLOCK, actor, record
from .redacting import write_passage

SHORTEST_QUESTION = 10
LONGEST_QUESTION = 1000
IN_VAIN = ("no_answer", "wrong_number", "refused")


class NotToBeAsked(Conflict):
    sentence = N_(
        "Parties can be asked while a case waits for release or lies on the desk; this one has "
        "moved on, so nobody was asked."
    )


class QuestionTooShort(Invalid):
    sentence = N_(
        "Please write the question in %(shortest)d to %(longest)d characters; nobody was asked yet."
    )


class AlreadyAsked(Conflict):
    sentence = N_(
        "This side has a question to answer until %(until)s, so no second one was asked. "
        "Wait for the answer, or take the question back and ask both in one."
    )


class QuestionOver(Conflict):
    sentence = N_(
        "This question can no longer be answered: its time is over, it was answered or taken back. "
        "What you wrote was not kept; staff decide on what the case holds."
    )


class AnswerMissing(Invalid):
    sentence = N_("Please write your answer; nothing was sent yet.")


class NoSuchOutcome(Invalid):
    sentence = N_("Please say what came of the call; nothing was recorded yet.")


class QuestionOpen(Conflict):
    sentence = N_(
        "A party was told that it may answer a question until %(until)s, so nothing was decided "
        "or released. Wait for the answer, or take the question back."
    )


def ask(
    session: Session, case: Case, side: Side, text: str, way: Way, agent: Person, now: datetime
) -> Question:
    """Ask one side; both read the question and, redacted, the answer. The due date runs on.

    The same question again is the same question. On the desk only who holds the
    case asks. Refuses with NotToBeAsked, AgentIsInvolved, AgentStoodAside,
    ClaimNeeded, QuestionTooShort or AlreadyAsked.
    """
    lock(session, case)
    if case.phase not in MAY_ASK:
        raise NotToBeAsked()
    refuse_involved(session, case, agent)
    if not _holds(session, case, agent, now):
        raise ClaimNeeded()
    text = text.strip().replace("\x00", "")
    known = open_question(session, case, side)
    if known and known.text == text:
        return known
    if not SHORTEST_QUESTION <= len(text) <= LONGEST_QUESTION:
        raise QuestionTooShort(shortest=SHORTEST_QUESTION, longest=LONGEST_QUESTION)
    if known:
        raise AlreadyAsked(until=known.due_at)
    question = Question(
        case=case,
        side=side,
        way=way,
        text=text,
        asked_by=agent.id,
        kept_by=agent.id,
        asked_at=now,
        due_at=law.due_at(now, case.policy),
    )
    session.add(question)
    session.flush()
    set_deadline(session, case, Due.QUESTION_ENDS, question.due_at, question.id)
    _record(session, question, "question_asked", actor(agent), now, way=way)
    _tell(session, question, side, "question_asked", now)
    return question


def may_keep(session: Session, question: Question, agent: Person, now: datetime) -> bool:
    """Whether the agent looks after the question, or holds its case: others only read it."""
    return question.kept_by == agent.id or _holds(session, question.case, agent, now)


def _refuse_strangers(session: Session, question: Question, agent: Person, now: datetime) -> None:
    refuse_involved(session, question.case, agent)
    if not may_keep(session, question, agent, now):
        raise ClaimNeeded()


def _holds(session: Session, case: Case, agent: Person, now: datetime) -> bool:
    """Nobody holds a case that waits for release: every agent may work on it."""
    if case.phase is not Phase.ESCALATED:
        return True
    held = select(Review).where(Review.case_id == case.id, Review.decided_at.is_(None))
    held = held.execution_options(populate_existing=True)
    return agent.id in [holder_of(review, now) for review in session.scalars(held)]


def open_question(session: Session, case: Case, side: Side | None = None) -> Question | None:
    """The question that this side, or either, still has to answer."""
    waiting = _open_questions(session, case)
    return next((q for q in waiting if side in {None, q.side}), None)


def _open_questions(session: Session, case: Case) -> Sequence[Question]:
    asked = select(Question).where(Question.case_id == case.id, Question.state == Asked.OPEN)
    fresh = asked.order_by(Question.due_at).execution_options(populate_existing=True)
    return session.scalars(fresh).all()


def refuse_open(session: Session, case: Case) -> None:
    """QuestionOpen, while a party may still answer."""
    question = open_question(session, case)
    if question:
        raise QuestionOpen(until=question.due_at)


def answer(session: Session, question: Question, text: str, party: Person, now: datetime) -> None:
    """The party answers on the page of its case. The same answer again changes nothing.

    Refuses with QuestionOver, AnswerMissing or TextTooLong.
    """
    lock_question(session, question)
    if question.answer and question.answer.raw == text.strip().replace("\r\n", "\n"):
        return
    _refuse_over(question, now)
    _answered(session, question, text, actor(party), now)


def look_up_number(session: Session, question: Question, agent: Person, now: datetime) -> str:
    """The number of the party to telephone, which may be empty; each look is recorded.

    Refuses with QuestionOver, and whom ``note_answer`` refuses.
    """
    lock_question(session, question)
    _refuse_strangers(session, question, agent, now)
    _refuse_over(question, now)
    _record(session, question, "number_seen", actor(agent), now)
    return question.case.order.account_of(question.side).phone


def note_answer(
    session: Session, question: Question, text: str, agent: Person, now: datetime
) -> None:
    """The agent writes down what the party said on the telephone or in a message.

    Refuses with QuestionOver, AnswerMissing or TextTooLong; with ClaimNeeded whoever neither
    looks after the question nor holds the case; and whoever is involved.
    """
    lock_question(session, question)
    _refuse_strangers(session, question, agent, now)
    _refuse_over(question, now)
    question.written_down_by = agent.id
    _answered(session, question, text, actor(agent), now)


def note_in_vain(
    session: Session, question: Question, why: str, agent: Person, now: datetime
) -> None:
    """A call that reached nobody is kept; the question stays open until its time is over.

    Refuses with NoSuchOutcome or QuestionOver, and whom ``note_answer`` refuses.
    """
    lock_question(session, question)
    _refuse_strangers(session, question, agent, now)
    if why not in IN_VAIN:
        raise NoSuchOutcome()
    _refuse_over(question, now)
    call = {"at": now.isoformat(), "by": str(agent.id), "why": why}
    question.calls = [*question.calls, call]
    _record(session, question, "question_call_failed", actor(agent), now, why=why)


def take_back(session: Session, question: Question, agent: Person, now: datetime) -> None:
    """Staff need no answer any more; the party is told. One that is over stays as it is.

    Refuses whom ``note_answer`` refuses.
    """
    lock_question(session, question)
    _refuse_strangers(session, question, agent, now)
    if question.state is Asked.OPEN:
        _close(session, question, Asked.TAKEN_BACK, "question_taken_back", actor(agent), now)
        _tell(session, question, question.side, "question_taken_back", now)


def drop(session: Session, case: Case, now: datetime) -> None:
    """The case has ended: nobody has to answer any more. It is locked by the caller."""
    for question in _open_questions(session, case):
        _close(session, question, Asked.TAKEN_BACK, "question_taken_back", CLOCK, now)


def end_question(session: Session, case: Case, subject: UUID | None, now: datetime) -> None:
    """The time to answer is over (a deadline's act): who asked is told that nobody answered."""
    question = session.get(Question, subject, populate_existing=True)
    if question is None or question.state is not Asked.OPEN:
        return
    state = law.unanswered(question.way, len(question.calls))
    _close(session, question, state, "question_unanswered", CLOCK, now)
    _tell_keeper(session, question, "question_unanswered", now)


def lock_question(session: Session, question: Question) -> None:
    """The case locked, and the question fresh."""
    lock(session, question.case)
    session.refresh(question)


def _refuse_over(question: Question, now: datetime) -> None:
    is_open = question.state is Asked.OPEN and question.case.phase in MAY_ASK
    if not is_open or now >= question.due_at:
        raise QuestionOver()


def _answered(session: Session, question: Question, text: str, by: str, now: datetime) -> None:
    passage = write_passage(
        session, question.case, question.side, "answer", text, now, question_id=question.id
    )
    if passage is None:
        raise AnswerMissing()
    question.answer = passage
    _close(session, question, Asked.ANSWERED, "question_answered", by, now)
    _tell_keeper(session, question, "answer_in", now)
    _tell(session, question, question.side.other, "question_answered", now)


def _close(
    session: Session, question: Question, state: Asked, act: str, by: str, now: datetime
) -> None:
    question.state, question.ended_at = state, now
    lift(session, question.case, Due.QUESTION_ENDS, now, question.id)
    _record(session, question, act, by, now, state=state)


def _record(
    session: Session, question: Question, act: str, by: str, now: datetime, **more: str
) -> None:
    session.flush()
    asked = {"question": str(question.id), "side": str(question.side)}
    record(session, act, now, by, question.case, **asked, **more)


def _tell(session: Session, question: Question, side: Side, kind: str, now: datetime) -> None:
    case = question.case
    path, person = f"/cases/{case.id}", case.person_on(side)
    owe(session, person, kind, now, case=case, path=path, ends=question.due_at)


def _tell_keeper(session: Session, question: Question, kind: str, now: datetime) -> None:
    case, keeper = question.case, question.keeper
    open_reviews = (review for review in case.reviews if review.decided_at is None)
    review = next(open_reviews, None) if case.phase is Phase.ESCALATED else None
    path = f"/desk/{review.id}" if review else f"/desk/release/{case.id}"
    if keeper and keeper.is_staff:
        owe(session, keeper, kind, now, case=case, path=path)
