"""How a panel of the archive closed: by the rule that panels of today close by."""

from dataclasses import replace

import numpy as np

from jury.court import fitting
from jury.reliability.panel import log_posterior
from jury.rules import decide as law
from jury.rules.decide import Tally, probability
from jury.rules.policy import Policy
from jury.rules.stopping import Look
from jury.rules.words import Choice, Side
from jury.store.outcomes import Fit

from .ballots import SEATS, ArchivedCase


def until_sure(case: ArchivedCase, fit: Fit, terms: Policy) -> ArchivedCase:
    """The case with those calls alone that came before its panel was sure."""
    for n in range(len(case.calls)):
        cut = replace(case, calls=case.calls[: n + 1])
        if case.calls[n].choice and score(cut, fit, terms) >= terms.sure_posterior:
            return cut
    return case


def path(case: ArchivedCase, fit: Fit, terms: Policy) -> list[Look]:
    """What the law saw of the panel after each ballot from its quorum on, or else at its end."""
    cuts = [
        replace(case, calls=case.calls[: n + 1]) for n, call in enumerate(case.calls) if call.choice
    ]
    seen = [law.look_at(tally(cut), posterior(cut, fit), terms) for cut in cuts]
    return [look for look in seen if look.ballots >= terms.quorum] or seen[-1:]


def score(case: ArchivedCase, fit: Fit, terms: Policy) -> float:
    """How sure the panel was, as the law counts it."""
    return law.score(tally(case), posterior(case, fit), terms)


def tally(case: ArchivedCase) -> Tally:
    n_unable = sum(call.choice is Choice.CANNOT_JUDGE for call in case.calls)
    return Tally(case.votes_for(Side.BUYER), case.votes_for(Side.SELLER), n_unable, 0, SEATS)


def posterior(case: ArchivedCase, fit: Fit) -> float:
    """That the buyer is right, as the community was known then: each juror like any other."""
    classes = [0] * case.votes_for(Side.BUYER) + [1] * case.votes_for(Side.SELLER)
    told = np.array([fitting.vote_weight(fit, None, None, None)] * len(classes))
    temper, prior = fitting.temper_of(fit), fit.model["prior"]
    buyer, seller = log_posterior(told, np.array(classes), prior, temper, SEATS)
    return probability(float(buyer - seller))
