"""What is written about questions of staff: to the party asked, the other side, and the agent."""

from jury.rules.errors import N_

from .words import Words

KINDS: dict[str, Words] = {
    "question_asked": Words(
        N_("Case %(code)s: staff ask you something"),
        N_(
            "A member of staff has a question about case %(code)s. Please answer on the page of "
            "the case by %(ends)s. Without an answer the case is decided on what it holds."
        ),
        act_by="ends",
    ),
    "question_answered": Words(
        N_("Case %(code)s: the other side has answered staff"),
        N_(
            "The other side has answered a question of staff in case %(code)s. You can read the "
            "question and the answer on the page of the case. You need do nothing."
        ),
    ),
    "question_taken_back": Words(
        N_("Case %(code)s: no answer is needed any more"),
        N_("Staff have taken back their question in case %(code)s. You need do nothing."),
    ),
    "answer_in": Words(
        N_("Case %(code)s: the answer is in"),
        N_("The party you asked in case %(code)s has answered."),
    ),
    "question_unanswered": Words(
        N_("Case %(code)s: no answer came"),
        N_(
            "The party you asked in case %(code)s did not answer in time. The case can be decided "
            "on what it holds."
        ),
    ),
    "question_handed_over": Words(
        N_("Case %(code)s: a colleague's question is open"),
        N_("A colleague who left had asked a party of case %(code)s. Please see to the answer."),
    ),
}
