"""What each kind of deadline sets off."""

from jury.rules.words import Due

from . import (
    answering,
    asking,
    claiming,
    complying,
    deciding,
    empanelling,
    enforcing,
    executing,
    forgetting,
    giving_back,
    hearing,
    paying,
    voting,
)
from .due import Act

ACTS: dict[Due, Act] = {
    Due.ANSWER_ENDS: hearing.end_answer,
    Due.APPEAL_ANSWER_ENDS: answering.end_answer,
    Due.APPEAL_WINDOW_ENDS: enforcing.end_appeal_window,
    Due.CLAIM_EXPIRES: claiming.expire_claim,
    Due.COMPLY_ENDS: executing.force,
    Due.COMPLY_REMINDER: executing.remind,
    Due.EVIDENCE_ENDS: hearing.end_evidence,
    Due.GIVE_BACK_ENDS: giving_back.end_giving,
    Due.GIVEN_BACK_ENDS: giving_back.end_given,
    Due.NEXT_WAVE: empanelling.call_wave,
    Due.PANEL_CLOSES: deciding.close_when_due,
    Due.PANEL_LOOK: deciding.look,
    Due.PAYMENT_OVERDUE: paying.ask_again,
    Due.RECEIPT_ENDS: complying.end_receipt,
    Due.RETURN_ENDS: complying.end_return,
    Due.QUESTION_ENDS: asking.end_question,
    Due.SUMMONS_LAPSES: voting.lapse,
    Due.SUMMONS_REMINDER: voting.remind,
    Due.TEXTS_EXPIRE: forgetting.forget,
}
