"""What is written to staff."""

from jury.rules.errors import N_

from .words import Words

KINDS: dict[str, Words] = {
    "review_waiting": Words(
        N_("Case %(code)s waits on the desk"),
        N_("Case %(code)s has come to the staff desk. It is due by %(due_at)s."),
        act_by="due_at",
    ),
    "alarm_raised": Words(
        N_("Alarm: panels do not rule"),
        N_(
            "Audits found more wrong verdicts than the court promises. From now on every case "
            "goes to staff, until an admin and a second person lift the alarm."
        ),
    ),
    "alarm_lifted": Words(
        N_("The alarm is lifted: panels rule again"),
        N_("Two people have lifted the alarm of the error rate, with a reason you can read."),
    ),
    "senior_wanted": Words(
        N_("Case %(code)s waits for a senior"),
        N_("Case %(code)s can be taken by senior agents only. It is due by %(due_at)s."),
        act_by="due_at",
    ),
    "nobody_free": Words(
        N_("Nobody may take case %(code)s"),
        N_(
            "Case %(code)s lies on the desk and no agent may take it: each is involved in it, "
            "stepped aside, took part in it before, or is not senior where a senior is needed. "
            "It is still due by %(due_at)s. Please have somebody made an agent, or a senior, "
            "who had no part in it."
        ),
        act_by="due_at",
    ),
    "sent_back": Words(
        N_("Case %(code)s: your decision came back"),
        N_(
            "The second person did not confirm your decision on case %(code)s; why stands on its "
            "page. The case lies on the desk again, due by %(due_at)s."
        ),
        act_by="due_at",
    ),
    "grant_noted": Words(
        N_("Case %(code)s: a refund was granted outside"),
        N_(
            "The marketplace tells us that the seller granted a refund in case %(code)s. The case "
            "is already ruled on, or is about more than was asked of the seller, so nothing was "
            "changed. Please ask the marketplace what it pays, so that nothing is paid twice."
        ),
    ),
    "given_to_you": Words(
        N_("Case %(code)s was given to you"),
        N_(
            "A senior gave you case %(code)s; why stands on its page. Please take it up; it is due "
            "by %(due_at)s."
        ),
        act_by="due_at",
    ),
    "taken_from_you": Words(
        N_("Case %(code)s was given to a colleague"),
        N_("A senior gave case %(code)s, which you held, to a colleague. You need do nothing."),
    ),
    "handed_over": Words(
        N_("Case %(code)s is yours to take up"),
        N_(
            "A colleague has handed over case %(code)s. It lies unclaimed on the desk, due by "
            "%(due_at)s."
        ),
        act_by="due_at",
    ),
}
