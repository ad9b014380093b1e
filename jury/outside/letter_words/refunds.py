"""What is written to parties about a refund, before and instead of a ruling."""

from jury.rules.errors import N_

from .words import Words

KINDS: dict[str, Words] = {
    "refund_applied": Words(
        N_("Order %(ref)s: the buyer asks for a refund"),
        N_(
            "The buyer of order %(ref)s asks for a refund. Please grant or refuse it on the "
            "order's page. If it is not granted, the court can be asked from %(opens_at)s on. A "
            "refund that you grant stands on no record."
        ),
        act_by="opens_at",
    ),
    "refund_refused": Words(
        N_("Order %(ref)s: the refund is refused"),
        N_(
            "The seller of order %(ref)s has refused the refund; the reason stands on the order's "
            "page. The court can be asked from %(opens_at)s on. If nobody asks before "
            "%(loops_at)s, the seller may refuse once more and the wait starts over."
        ),
        act_by="loops_at",
    ),
    "refund_granted": Words(
        N_("Order %(ref)s: the refund is granted"),
        N_(
            "The seller of order %(ref)s has granted the refund; the marketplace pays it. If the "
            "money does not come, ask for it again on the order's page."
        ),
    ),
    "refund_withdrawn": Words(
        N_("Order %(ref)s: no refund is asked for any more"),
        N_("The buyer of order %(ref)s no longer asks for a refund. You need do nothing."),
    ),
    "intervention_open_buyer": Words(
        N_("Order %(ref)s: the court can be asked now"),
        N_(
            "The refund on order %(ref)s was not granted, so you can ask the court to decide, and "
            "so can the seller. If nobody asks before %(loops_at)s, the seller may refuse once "
            "more and the wait starts over."
        ),
        act_by="loops_at",
    ),
    "intervention_open_seller": Words(
        N_("Order %(ref)s: the court can be asked now"),
        N_(
            "The refund on order %(ref)s was not granted, so the buyer can ask the court to "
            "decide, and so can you. If you grant the refund before anybody asks, it stands on "
            "no record."
        ),
    ),
    "filed_to_crowd": Words(
        N_("Case %(code)s: the other side asks the court to decide"),
        N_(
            "The other side of your order has taken it to this court, as case %(code)s, and asks "
            "for jurors drawn by lot. Please bring your evidence by %(ends)s. Until you hand in, "
            "you may have a member of staff decide instead, with one click."
        ),
        act_by="ends",
    ),
    "staff_asked_for": Words(
        N_("Case %(code)s: a member of staff will decide"),
        N_(
            "The other side of case %(code)s asked for a member of staff to decide instead of "
            "jurors; the marketplace's rules let it. All else goes on as before."
        ),
    ),
    "you_asked_for_staff": Words(
        N_("Case %(code)s: a member of staff will decide"),
        N_(
            "As you asked, a member of staff will decide case %(code)s instead of jurors. The "
            "other side has been told. All else goes on as before."
        ),
    ),
}
