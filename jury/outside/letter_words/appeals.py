"""What is written about appeals and what they came to."""

from jury.rules.errors import N_

from .words import Words

KINDS: dict[str, Words] = {
    "appeal_kept": Words(
        N_("Case %(code)s: your appeal is in"),
        N_(
            "Your appeal in case %(code)s is in. Nothing more is carried out. The other side may "
            "answer by %(ends)s; then the case is heard again by itself."
        ),
    ),
    "appealed": Words(
        N_("Case %(code)s: the other side has appealed"),
        N_(
            "The other side has appealed the ruling in case %(code)s, so nothing more is carried "
            "out for now. You may answer by %(ends)s, or say at once that you have nothing to add. "
            "After that the case is heard again with what it holds."
        ),
        act_by="ends",
    ),
    "appealed_too": Words(
        N_("Case %(code)s: the other side has appealed too"),
        N_(
            "Both sides have appealed in case %(code)s. Both appeals are heard together. You need "
            "do nothing."
        ),
    ),
    "appeal_answered": Words(
        N_("Case %(code)s: the other side has answered"),
        N_(
            "The other side has answered your appeal in case %(code)s, or has nothing to add. The "
            "case goes on now. You need do nothing."
        ),
    ),
    "appeal_with_staff": Words(
        N_("Case %(code)s is decided again by staff"),
        N_(
            "The appeal in case %(code)s is decided by a senior member of staff who had no part in "
            "the first decision, by %(due_at)s. You need do nothing."
        ),
    ),
    "ruled_unless_appealed": Words(
        N_("Case %(code)s: there is a ruling"),
        N_(
            "Case %(code)s has been decided. The ruling and its reasons stand on the page of the "
            "case. You have used your appeal; unless the other side appeals, the ruling becomes "
            "final on %(appeal_ends_at)s."
        ),
    ),
    "ruled_finally": Words(
        N_("Case %(code)s: there is a final ruling"),
        N_(
            "Case %(code)s has been decided. Both sides have used their appeal, so the ruling is "
            "final. It stands with its reasons on the page of the case, and so does what follows."
        ),
    ),
    "case_reversed": Words(
        N_("Case %(code)s: the earlier ruling is reversed"),
        N_(
            "The ruling of %(ruled_at)s in case %(code)s no longer holds. What was done for it, "
            "such as a refund or an entry in the seller's record, is undone. What holds now stands "
            "on the page of the case."
        ),
    ),
    "case_decided_again": Words(
        N_("A case on which you voted was decided anew"),
        N_(
            "The case was heard again, and the ruling is a different one now. You voted on what "
            "lay before you then; nothing about your vote changes."
        ),
    ),
}
