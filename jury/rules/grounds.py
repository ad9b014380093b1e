"""The coded grounds on which staff uphold, override or decide; the parties read them."""

from collections.abc import Mapping

from .errors import N_
from .words import Decision

SENTENCES: Mapping[str, str] = {
    "evidence_supports": N_("The evidence supports this side"),
    "burden_not_met": N_("The other side does not prove what it says"),
    "panel_reasons_hold": N_("The reasons of the panel's majority hold"),
    "panel_divided": N_("The panel was divided; the stronger reasons are on this side"),
    "panel_missed_exhibit": N_("The panel passed over an exhibit or a date"),
    "panel_misread": N_("The panel misread what a statement or an exhibit says"),
    "against_policy": N_("The panel's lean goes against the marketplace's rules"),
    "new_fact": N_("A fact that the jurors could not see decides it"),
    "rules_decide": N_("The marketplace's rules decide it"),
}
FITTING: Mapping[Decision, tuple[str, ...]] = {
    Decision.UPHOLD: (
        "evidence_supports",
        "panel_reasons_hold",
        "panel_divided",
        "burden_not_met",
        "rules_decide",
    ),
    Decision.OVERRIDE: (
        "evidence_supports",
        "panel_missed_exhibit",
        "panel_misread",
        "burden_not_met",
        "against_policy",
        "new_fact",
    ),
    Decision.DECIDE: ("evidence_supports", "burden_not_met", "new_fact", "rules_decide"),
}


def codes(decision: Decision) -> tuple[str, ...]:
    """The grounds that fit the decision, in the order they are offered."""
    return FITTING[decision]


def fit(decision: Decision, code: str) -> bool:
    """Whether the ground is one of those for the decision."""
    return code in FITTING[decision]
