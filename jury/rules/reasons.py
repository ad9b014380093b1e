"""The reasons a juror may tick beside a choice: coded, so that they can be counted and shown."""

from collections.abc import Iterable, Mapping

from .errors import N_
from .words import Choice

SENTENCES: Mapping[Choice, Mapping[str, str]] = {
    Choice.BUYER: {
        "not_as_described": N_("The item is not what was described"),
        "not_genuine": N_("The item is not genuine"),
        "damage_before_delivery": N_("It was damaged or spoilt before it reached the buyer"),
        "not_delivered": N_("It did not arrive, came incomplete or came too late"),
        "promise_not_kept": N_("The seller did not keep a promise"),
        "evidence_missing_from_seller": N_("The seller does not prove what they say"),
        "buyer_evidence_stronger": N_("The buyer's evidence is stronger"),
    },
    Choice.SELLER: {
        "item_as_described": N_("The item is what was described or ordered"),
        "disclosed_before_sale": N_("The buyer was told before the sale"),
        "buyer_caused_it": N_("The buyer used, changed or damaged the item"),
        "return_not_as_sent": N_("What was sent back is not what was sold, or not as it was"),
        "claimed_too_late": N_("The buyer checked or complained too late"),
        "evidence_missing_from_buyer": N_("The buyer does not prove what they say"),
        "seller_evidence_stronger": N_("The seller's evidence is stronger"),
    },
    Choice.CANNOT_JUDGE: {
        "evidence_insufficient": N_("There is too little evidence on both sides"),
        "evidence_contradictory": N_("The evidence contradicts itself"),
        "outside_my_knowledge": N_("It takes knowledge I do not have"),
        "language": N_("I do not understand the language well enough"),
        "too_much_hidden": N_("Too much of the texts or pictures is covered"),
    },
}


def codes(choice: Choice) -> tuple[str, ...]:
    """The codes that fit the choice, in the order they are offered."""
    return tuple(SENTENCES[choice])


def fit(choice: Choice, ticked: Iterable[str]) -> bool:
    """Whether every code ticked belongs to the choice."""
    return set(ticked) <= SENTENCES[choice].keys()
