"""What is written to parties until a case is decided."""

from jury.rules.errors import N_

from .words import Words

KINDS: dict[str, Words] = {
    "filing_kept": Words(
        N_("Case %(code)s is filed"),
        N_(
            "You have asked the court to decide. Write what happened and bring your pictures by "
            "%(ends)s; the other side has been told and can do the same."
        ),
        act_by="ends",
    ),
    "filed": Words(
        N_("Case %(code)s: the other side asks the court to decide"),
        N_(
            "The other side of your order has taken it to this court, as case %(code)s. Please say "
            "what happened and bring your evidence by %(ends)s. If you agree with what is asked, "
            "you can settle there with one click."
        ),
        act_by="ends",
    ),
    "filed_by_telephone": Words(
        N_("Case %(code)s: the other side asks the court to decide"),
        N_(
            "The other side of your order has taken it to this court, as case %(code)s. You can "
            "say what happened and bring your evidence until %(ends)s; if you say nothing, the "
            "case goes on without your side. To answer, open the invitation that you got when the "
            "order was told to this court, or ask the marketplace for a new one."
        ),
        act_by="ends",
    ),
    "handed_in": Words(
        N_("Case %(code)s: the other side has handed in"),
        N_(
            "The other side has handed in its statement in case %(code)s. You can read it now, "
            "with what identifies people taken out."
        ),
    ),
    "answer_wanted": Words(
        N_("Case %(code)s: please answer or agree"),
        N_(
            "The claimant has handed in its statement in case %(code)s. Answer or agree by "
            "%(ends)s. If you do neither, the case moves on by itself with what it holds."
        ),
        act_by="ends",
    ),
    "evidence_closed": Words(
        N_("Case %(code)s: both statements are in"),
        N_(
            "Nothing more can be added to case %(code)s. Staff now check that nobody can be "
            "recognised in it; then it is heard. You need do nothing."
        ),
    ),
    "case_settled": Words(
        N_("Case %(code)s is settled"),
        N_(
            "Case %(code)s has been settled, so the court does not rule. What it was settled for "
            "stands on the page of the case. It leaves no record."
        ),
    ),
    "case_granted": Words(
        N_("Case %(code)s is settled: the refund was granted"),
        N_(
            "The marketplace tells us that the seller has granted the refund that case %(code)s "
            "was about. So the case is settled and the court does not rule; it leaves no record. "
            "The marketplace pays the refund itself: please ask there how far it is."
        ),
    ),
    "case_withdrawn": Words(
        N_("Case %(code)s is withdrawn"),
        N_("Case %(code)s has ended without a ruling. Nothing more falls due in it."),
    ),
    "case_lapsed": Words(
        N_("Case %(code)s has ended"),
        N_(
            "Nothing was handed in to case %(code)s in time, so it has ended without a ruling. "
            "Either side may ask the court again about the same order."
        ),
    ),
    "paused": Words(
        N_("Case %(code)s is paused"),
        N_(
            "Something in case %(code)s may tell who somebody is. Staff look at it; the time that "
            "takes is added to every deadline. You need do nothing."
        ),
    ),
}
