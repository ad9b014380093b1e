"""What each kind of deadline sets off."""

from jury.rules.words import Due

from . import asking, claiming, deciding, enforcing, hearing, voting
from .due import Act

ACTS: dict[Due, Act] = {
    Due.ANSWER_ENDS: hearing.end_answer,
    Due.APPEAL_WINDOW_ENDS: enforcing.end_appeal_window,
    Due.CLAIM_EXPIRES: claiming.expire_claim,
    Due.EVIDENCE_ENDS: hearing.end_evidence,
    Due.PANEL_CLOSES: deciding.close_when_due,
    Due.PANEL_LOOK: deciding.look,
    Due.QUESTION_ENDS: asking.end_question,
    Due.SUMMONS_LAPSES: voting.lapse,
    Due.SUMMONS_REMINDER: voting.remind,
}
