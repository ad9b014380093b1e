"""Who may see a picture now."""

from sqlalchemy import select

from jury.rules.phases import WITH_PARTIES, Phase
from jury.rules.words import Answer
from jury.store.base import db
from jury.store.cases import Case, Exhibit
from jury.store.involved import is_own
from jury.store.panels import Hearing, Panel, Summons
from jury.store.people import Person

NOT_FOR_STAFF = WITH_PARTIES | {Phase.SETTLED, Phase.WITHDRAWN}  # drafts, and no more to decide


def may_see(exhibit: Exhibit, person: Person) -> bool:
    """Its author; the other side once it is handed in; staff once evidence is; jurors shown it."""
    side = exhibit.case.order.side_of(person)
    if side is not None and not exhibit.case.is_archived:
        statement = exhibit.case.statement_of(exhibit.side, exhibit.instance)
        return side is exhibit.side or bool(statement and statement.handed_in_at)
    if is_released(exhibit) and _is_seated(person, exhibit.case):
        return True
    is_brought = exhibit.case.phase not in NOT_FOR_STAFF and not exhibit.is_held_back
    is_theirs = person.is_staff and is_brought
    return is_theirs and not is_own(db.session(), exhibit.case, person)


def is_released(exhibit: Exhibit) -> bool:
    """Whether staff let jurors see it, with the texts that it was brought beside."""
    return exhibit.shown == "show" and _is_settled(exhibit)


def is_withheld(exhibit: Exhibit) -> bool:
    """Whether staff released the texts beside it without it."""
    return exhibit.shown == "withhold" and _is_settled(exhibit)


def _is_settled(exhibit: Exhibit) -> bool:
    """Whether all texts of its own hearing are released; those of another do not matter."""
    of_hearing = (t for t in exhibit.case.evidence if t.instance == exhibit.instance)
    return all(text.released_at for text in of_hearing if text.kind != "answer")


def _is_seated(person: Person, case: Case) -> bool:
    seats = select(Summons.id).join(Summons.panel).join(Panel.hearing)
    held = seats.where(
        Summons.juror_id == person.id,
        Summons.answer.in_([Answer.AWAITED, Answer.VOTED]),
        Hearing.case_id == case.id,
    )
    return db.session.scalar(held.limit(1)) is not None
