"""Terms as older versions of the policy wrote them, said in the terms of today.

A case keeps what it was filed under. Before there were certificates a version had one
``threshold``: whatever reached it was a verdict, however many ballots stood against it, all
jurors were called at once, and no panel closed for being sure. That is what such a version
goes on meaning: its threshold is the fallback, no certificate is ever used (``alpha`` 0),
and its rulings are labelled as not certified.
"""

from collections.abc import Mapping
from typing import Any

OLD = "threshold"
NOBODY_MINDS = 1000  # more ballots than any panel has
BEFORE_CERTIFICATES = {
    "alpha": 0.0,
    "fallback_dissent": NOBODY_MINDS,
    "sure_posterior": 1.0,
    "wave_margin": NOBODY_MINDS,
}


def of_base(terms: Mapping[str, Any]) -> dict[str, Any]:
    """The base terms of a version, as one of today would write them.

    >>> of_base({"seats": 5, "threshold": 0.95})["fallback_posterior"]
    0.95
    """
    return (BEFORE_CERTIFICATES if OLD in terms else {}) | of_band(terms)


def of_band(terms: Mapping[str, Any]) -> dict[str, Any]:
    """The terms in which a band differs."""
    return {"fallback_posterior" if name == OLD else name: terms[name] for name in terms}
