"""The stopping rule: what decides at which ballots a panel closes, and so what its score means.

Audits of panels that closed by one rule say nothing certain of panels that close by another:
a changed rule starts a new sample.
"""

import hashlib
import json

from .policy import Policy

VERSION = 1  # of what the code makes of the terms
TERMS = (
    *("seats", "quorum", "unclear_share", "sure_posterior", "voting_hours", "summons_hours"),
    *("wave_margin", "wave_seats", "wave_hours", "newcomer_share", "stratum_share"),
)


def fingerprint(terms: Policy) -> str:
    """What a panel's stopping rule is known by: equal for equal terms that bear on it.

    >>> fingerprint(Policy()) == fingerprint(Policy(appeal_days=3))
    True
    >>> fingerprint(Policy()) == fingerprint(Policy(quorum=10))
    False
    """
    plain = json.dumps([VERSION, *(float(getattr(terms, name)) for name in TERMS)])
    return hashlib.sha256(plain.encode()).hexdigest()[:16]
