"""The end of a case: its last phase, and the day from which its texts are no longer kept."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from jury.rules.phases import Phase, move
from jury.rules.words import Due
from jury.store.cases import Case

from .deadlines import set_deadline


def end_case(session: Session, case: Case, to: Phase, now: datetime) -> None:
    """Let the case end in this phase; every end of a case comes by here.

    The case is locked by the caller, who has lifted what is not to fall due any
    more. Refuses with WrongPhase where the law allows no such end.
    """
    case.phase, case.ended_at = move(case.phase, to), now
    expires_at = now + timedelta(days=case.policy.retention_days)
    set_deadline(session, case, Due.TEXTS_EXPIRE, expires_at)
