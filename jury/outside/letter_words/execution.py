"""What is written while a ruling is carried out, and of a seller's standing."""

from jury.rules.errors import N_

from .words import Words

KINDS: dict[str, Words] = {
    "return_due_buyer": Words(
        N_("Case %(code)s: please send the item back"),
        N_(
            "You get %(amount)s back in case %(code)s once the item is returned. Send it by "
            "%(ends)s and enter the tracking number on the page of the case; after that the right "
            "to the refund lapses."
        ),
        act_by="ends",
    ),
    "return_due_seller": Words(
        N_("Case %(code)s: the buyer sends the item back"),
        N_(
            "In case %(code)s the buyer has until %(ends)s to send the item back. You refund "
            "%(amount)s after you have received it; until then you need do nothing."
        ),
    ),
    "return_spared": Words(
        N_("Case %(code)s: the item need not be sent back"),
        N_(
            "The ruling in case %(code)s orders the refund without the item's return: up to a "
            "price of %(amount)s, sending an item back costs more than it is worth. The buyer need "
            "not send anything, and the seller cannot ask for it."
        ),
    ),
    "item_sent_back": Words(
        N_("Case %(code)s: the item is on its way to you"),
        N_(
            "The buyer has sent the item of case %(code)s back. Please confirm on the page of the "
            "case when you have it; without a word from you it counts as received on %(ends)s."
        ),
        act_by="ends",
    ),
    "item_received": Words(
        N_("Case %(code)s: the item has been received"),
        N_("The item of case %(code)s counts as received. The refund of %(amount)s is now due."),
    ),
    "return_lapsed": Words(
        N_("Case %(code)s: the item was not sent back"),
        N_(
            "The item of case %(code)s was not sent back in time, so the right to the refund of "
            "%(amount)s has lapsed. Nothing more falls due."
        ),
    ),
    "refund_due": Words(
        N_("Case %(code)s: please refund %(amount)s"),
        N_(
            "In case %(code)s you owe the buyer %(amount)s. Please pay by %(ends)s, with one click "
            "on the page of the case. After that the marketplace is ordered to pay it from your "
            "funds, and if they do not suffice, from your deposit."
        ),
        act_by="ends",
    ),
    "comply_reminded": Words(
        N_("Case %(code)s: the refund is due soon"),
        N_(
            "The refund of %(amount)s in case %(code)s has not been paid yet. If it is not paid by "
            "%(ends)s, the marketplace is ordered to pay it from your funds."
        ),
        act_by="ends",
    ),
    "pay_forced": Words(
        N_("Case %(code)s: the refund is carried out"),
        N_(
            "The time to pay by choice is over in case %(code)s, so the marketplace has been "
            "ordered to pay the buyer %(amount)s from the seller's funds."
        ),
    ),
    "refund_paid": Words(
        N_("Case %(code)s: the refund is paid"),
        N_("The marketplace has paid the buyer the %(amount)s of case %(code)s."),
    ),
    "pay_refused": Words(
        N_("Case %(code)s: the refund could not be paid"),
        N_(
            "The marketplace could not pay the %(amount)s of case %(code)s from your funds. What "
            "follows, and until when you can still pay, stands on the page of the case."
        ),
    ),
    "deposit_deducted": Words(
        N_("Case %(code)s: taken from your deposit"),
        N_(
            "The marketplace has paid the buyer %(amount)s from your deposit, because the refund "
            "of case %(code)s could not be paid otherwise."
        ),
    ),
    "shortfall_recorded_buyer": Words(
        N_("Case %(code)s: %(amount)s could not be paid"),
        N_(
            "Neither the seller's funds nor its deposit cover the refund of case %(code)s: "
            "%(amount)s are still owed to you. The court can reach no more. The page of the case "
            "says how to go on with it: 12315, the consumer association, or a court of law."
        ),
    ),
    "shortfall_recorded_seller": Words(
        N_("Case %(code)s: you still owe %(amount)s"),
        N_(
            "Neither your funds nor your deposit cover the refund of case %(code)s: you still owe "
            "the buyer %(amount)s. The marketplace has been told, and the buyer may go to 12315 or "
            "to a court of law."
        ),
    ),
    "execution_reversed": Words(
        N_("Case %(code)s: the refund is taken back"),
        N_(
            "The new ruling in case %(code)s orders no refund of %(amount)s any more. What was "
            "paid for it goes back to where it came from, and an item that was sent back goes to "
            "the buyer again; of that you are told apart."
        ),
    ),
    "give_back_due_seller": Words(
        N_("Case %(code)s: please send the item to the buyer"),
        N_(
            "The ruling in case %(code)s was reversed, and you have the item. Send it to the buyer "
            "by %(ends)s and enter the tracking number on the page of the case: then what was paid "
            "of the %(amount)s goes back to you. If you keep the item, the refund stands."
        ),
        act_by="ends",
    ),
    "give_back_due_buyer": Words(
        N_("Case %(code)s: the seller sends the item to you again"),
        N_(
            "The ruling in case %(code)s was reversed, so the item that you sent back comes to you "
            "again. The seller has until %(ends)s to send it. Until it is on its way nothing is "
            "taken back from you; if the seller keeps it, the refund of %(amount)s stands."
        ),
    ),
    "item_given_back": Words(
        N_("Case %(code)s: the item is on its way to you again"),
        N_(
            "The seller has sent you the item of case %(code)s. Please confirm on the page of the "
            "case when you have it; without a word from you it counts as received on %(ends)s."
        ),
        act_by="ends",
    ),
    "item_got_back": Words(
        N_("Case %(code)s: the buyer has the item"),
        N_("The item of case %(code)s counts as received by the buyer. Nothing is left to send."),
    ),
    "item_kept_seller": Words(
        N_("Case %(code)s: the refund stands, for you keep the item"),
        N_(
            "The item of case %(code)s was not sent to the buyer, so it is yours and the refund of "
            "%(amount)s stands. It counts on no record. What of it is still to be paid stands on "
            "the page of the case."
        ),
    ),
    "item_kept_buyer": Words(
        N_("Case %(code)s: the seller keeps it; the refund stands"),
        N_(
            "The seller did not send you the item of case %(code)s again. So it is the seller's, "
            "and the refund of %(amount)s stands: you keep what was paid, and get what was not."
        ),
    ),
    "payment_reversed": Words(
        N_("Case %(code)s: the payment was taken back"),
        N_("The marketplace has returned the %(amount)s that were paid in case %(code)s."),
    ),
    "reversal_refused_buyer": Words(
        N_("Case %(code)s: you have %(amount)s to give back"),
        N_(
            "The ruling in case %(code)s was reversed, but the marketplace could not take the "
            "%(amount)s back from you. You owe them to the seller, who may go to a court of law."
        ),
    ),
    "reversal_refused_seller": Words(
        N_("Case %(code)s: the money could not be returned"),
        N_(
            "The ruling in case %(code)s was reversed, but the marketplace could not take "
            "%(amount)s back from the buyer, who owes them to you. The court can reach no more."
        ),
    ),
    "payment_unanswered": Words(
        N_("Case %(code)s: the marketplace does not answer"),
        N_(
            "The marketplace has not said what became of an order to pay %(amount)s in case "
            "%(code)s. It is asked again under the same id; please see to the connection."
        ),
    ),
    "seller_restricted": Words(
        N_("You cannot join campaigns for now"),
        N_(
            "With %(n)s dispute refunds this month you may not join campaigns of the marketplace "
            "until %(ends)s. Each one stands on the page linked here; a ruling that is reversed on "
            "appeal no longer counts."
        ),
    ),
    "restriction_lifted": Words(
        N_("You can join campaigns again"),
        N_("The restriction is lifted: you may join campaigns of the marketplace again."),
    ),
}
