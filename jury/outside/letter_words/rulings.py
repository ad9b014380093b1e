"""What is written to parties about decisions and what follows from them."""

from jury.rules.errors import N_

from .words import Words

KINDS: dict[str, Words] = {
    "ruled": Words(
        N_("Case %(code)s: there is a ruling"),
        N_(
            "Case %(code)s has been decided. The ruling, its reasons and what happens next stand "
            "on the page of the case. It becomes final on %(appeal_ends_at)s."
        ),
        act_by="appeal_ends_at",
    ),
    "escalated": Words(
        N_("Case %(code)s goes to staff"),
        N_(
            "The panel's votes do not settle case %(code)s surely enough, so a member of staff "
            "decides it, by %(due_at)s. You need do nothing."
        ),
    ),
    "with_staff": Words(
        N_("Case %(code)s is decided by staff"),
        N_(
            "The marketplace's rules give cases such as %(code)s to staff instead of a panel. A "
            "member of staff decides it by %(due_at)s. You need do nothing."
        ),
    ),
}
