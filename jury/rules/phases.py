"""The life of a case: its phases, and the steps the law allows between them."""

from enum import StrEnum

from .errors import N_, Conflict


class Phase(StrEnum):
    """Where a case stands. No phase is ever implied by a timestamp."""

    EVIDENCE = "evidence"  # filed: both sides bring statements and exhibits
    ANSWERING = "answering"  # the claimant has handed in; the respondent's day runs
    REDACTING = "redacting"  # evidence is in; identity is taken out, staff release it
    HEARING = "hearing"  # a panel is voting
    PAUSED = "paused"  # a juror saw personal data; redaction is under way again
    ESCALATED = "escalated"  # staff decide
    RULED = "ruled"  # a ruling is in force; it may be appealed
    APPEALED = "appealed"  # a second hearing was granted
    EXECUTING = "executing"  # the appeal window is over; the remedy is carried out
    CLOSED = "closed"
    SETTLED = "settled"
    WITHDRAWN = "withdrawn"


_BEFORE_RULING = {Phase.ESCALATED, Phase.SETTLED, Phase.WITHDRAWN}

NEXT: dict[Phase, set[Phase]] = {
    Phase.EVIDENCE: {Phase.ANSWERING, Phase.REDACTING} | _BEFORE_RULING,
    Phase.ANSWERING: {Phase.REDACTING} | _BEFORE_RULING,
    Phase.REDACTING: {Phase.HEARING} | _BEFORE_RULING,
    Phase.HEARING: {Phase.RULED, Phase.PAUSED} | _BEFORE_RULING,
    Phase.PAUSED: {Phase.HEARING} | _BEFORE_RULING,
    Phase.ESCALATED: {Phase.RULED, Phase.SETTLED, Phase.WITHDRAWN},
    Phase.RULED: {Phase.APPEALED, Phase.EXECUTING, Phase.CLOSED},
    Phase.APPEALED: {Phase.REDACTING, Phase.HEARING, Phase.ESCALATED, Phase.RULED},
    Phase.EXECUTING: {Phase.APPEALED, Phase.CLOSED},
    Phase.CLOSED: set(),
    Phase.SETTLED: set(),
    Phase.WITHDRAWN: set(),
}

ENDED = frozenset(phase for phase, following in NEXT.items() if not following)
WITH_PARTIES = frozenset({Phase.EVIDENCE, Phase.ANSWERING})


class WrongPhase(Conflict):
    sentence = N_(
        "This case has moved on in the meantime, so nothing was changed. "
        "Please reload the page to see where it stands."
    )


def move(phase: Phase, to: Phase) -> Phase:
    """The new phase, if the law allows the step; WrongPhase if it does not."""
    if to not in NEXT[phase]:
        raise WrongPhase(phase=phase, to=to)
    return to
