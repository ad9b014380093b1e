"""What each kind of deadline sets off."""

from jury.rules.words import Due

from . import hearing
from .due import Act

ACTS: dict[Due, Act] = {
    Due.ANSWER_ENDS: hearing.end_answer,
    Due.EVIDENCE_ENDS: hearing.end_evidence,
}
