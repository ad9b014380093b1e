"""Measuring: what the audits of one stopping rule prove, and what a looser one would bring."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from jury.reliability.certify import Threshold, certify
from jury.rules.policy import Policy
from jury.rules.stopping import Rule, looser, rounded_up, rule_of
from jury.store import audited
from jury.store.audited import Audited, Closed, Heard

EDGE = 1e-6  # below a posterior that a policy can hold, and above the next
OTHER_ALPHAS = (0.01, 0.02, 0.05, 0.10, 0.15, 0.20)


@dataclass(frozen=True)
class Measured:
    """All panels of one stopping rule, those of them audited, and what follows."""

    known: list[Audited]
    closed: list[Closed]
    delta: float
    found: Threshold

    @property
    def n_decided(self) -> int:
        return sum(each.score >= self._least for each in self.able)

    @property
    def n_wrong(self) -> int:
        return sum(each.score >= self._least and not each.is_right for each in self.able)

    @property
    def able(self) -> list[Audited]:
        """Those that some threshold would let rule."""
        return [each for each in self.known if each.score > 0]

    def too_soon(self, closing: float) -> int:
        """How many panels were sure enough to close, but not to rule."""
        return sum(closing <= each.score < self._least for each in self.closed)

    @property
    def _least(self) -> float:
        return self.found.threshold or 0.0

    def at_others(self) -> list[dict[str, Any]]:
        """What would be certified at other alphas."""
        every = [
            (alpha, _certify(self.known, self.closed, alpha, self.delta)) for alpha in OTHER_ALPHAS
        ]
        return [{"alpha": a, "threshold": t.threshold, "coverage": t.decided} for a, t in every]


def measure(session: Session, rule: Rule, alpha: float, delta: float) -> Measured:
    """What the audits of panels that closed by the rule prove, or would have closed by it."""
    known, heard = audited.known(session, rule), audited.heard(session, rule)
    return _measured(known, heard, rule, alpha, delta)


def _measured(
    known: list[Heard], heard: list[Heard], rule: Rule, alpha: float, delta: float
) -> Measured:
    sample, closed = audited.sample(known, rule), audited.closed(heard, rule)
    return Measured(sample, closed, delta, _certify(sample, closed, alpha, delta))


def _certify(known: list[Audited], closed: list[Closed], alpha: float, delta: float) -> Threshold:
    able = [each for each in known if each.score > 0]
    scores = np.array([each.score for each in able])
    right: NDArray[np.bool_] = np.array([each.is_right for each in able], dtype=bool)
    every = np.array([each.score for each in closed])
    return certify(scores, right, alpha, delta, population=every)


def offer(session: Session, terms: Policy, threshold: float) -> dict[str, Any] | None:
    """What closing panels from the certified ``threshold`` on would save, and would certify.

    Under terms that differ in nothing else, by the audits that serve them as
    well. None where nothing looser could be certified at once, or would save nothing.
    """
    tried: dict[float, Measured] = {}
    loosest = rule_of(replace(terms, sure_posterior=rounded_up(threshold) - EDGE))
    known, heard = audited.known(session, loosest), audited.heard(session, loosest)

    def certified(closing: float) -> float | None:
        rule = rule_of(replace(terms, sure_posterior=closing))
        then = tried[closing] = _measured(known, heard, rule, terms.alpha, terms.delta)
        found = then.found.threshold
        return found if found is None or then.too_soon(closing) else min(found, closing)

    closing = looser(threshold, terms.sure_posterior, certified)
    told = None if closing is None else _told(closing, tried[closing])
    return told if told and told["ballots"] < told["ballots_now"] else None


def _told(closing: float, then: Measured) -> dict[str, Any]:
    return {
        "closing": closing,
        "threshold": then.found.threshold,
        "audited": len(then.known),
        "decided": then.n_decided,
        "wrong": then.n_wrong,
        "panels": len(then.closed),
        "ballots": sum(each.ballots for each in then.closed),
        "ballots_now": sum(each.of for each in then.closed),
    }
