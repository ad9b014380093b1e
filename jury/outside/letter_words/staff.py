"""What is written to staff."""

from jury.rules.errors import N_

from .words import Words

KINDS: dict[str, Words] = {
    "review_waiting": Words(
        N_("Case %(code)s waits on the desk"),
        N_("Case %(code)s has come to the staff desk. It is due by %(due_at)s."),
        act_by="due_at",
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
