"""What is written to parties about decisions and what follows from them."""

from jury.rules.errors import N_

from .words import Words

KINDS: dict[str, Words] = {
    "ruled": Words(
        N_("Case %(code)s: there is a ruling"),
        N_(
            "Case %(code)s has been decided. The ruling, its reasons and what happens next stand "
            "on the page of the case. It becomes final on %(appeal_ends_at)s. Until then you can "
            "appeal there, once: with evidence that is new, or because something went wrong in how "
            "the case was heard. Disagreeing with the ruling is not enough by itself."
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
            "By the marketplace's rules, or by a party's choice under them, staff decide case "
            "%(code)s instead of a panel: by %(due_at)s. You need do nothing."
        ),
    ),
    "with_staff_for_now": Words(
        N_("Case %(code)s is decided by staff"),
        N_(
            "Panels do not rule at present: audits found more wrong rulings than the court "
            "promises. So staff decide case %(code)s by %(due_at)s. You need do nothing."
        ),
    ),
    "due_moved": Words(
        N_("Case %(code)s: staff have longer to decide"),
        N_(
            "The list of working days has changed, so case %(code)s is now due by %(due_at)s. "
            "No due date ever becomes earlier. You need do nothing."
        ),
    ),
}
