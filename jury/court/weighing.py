"""Weighing: a panel's ballots as counted, and as its frozen fit of the jurors weighs them."""

from dataclasses import dataclass

import numpy as np
from sqlalchemy import Select, and_, select
from sqlalchemy.orm import Session

from jury.reliability.panel import log_posterior
from jury.rules import decide as law
from jury.rules.decide import Tally
from jury.rules.words import Answer, Choice
from jury.store.outcomes import Fit, FitJuror
from jury.store.panels import Ballot, Panel, Summons

from . import fitting


@dataclass(frozen=True)
class Weighed:
    """A panel's ballots: as counted, and as weighed by the panel's own fit.

    ``log_odds`` is log p(buyer) − log p(seller); the two distances are how far
    one more ballot could move it either way, 0 where every ballot would move it the other way.
    """

    tally: Tally
    log_odds: float
    towards_buyer: float
    towards_seller: float

    @property
    def posterior_buyer(self) -> float:
        return law.probability(self.log_odds)


def weigh(session: Session, panel: Panel, first: int | None = None) -> Weighed:
    """The panel's ballots under the fit it was drawn with; of a closed one, ``first`` so many.

    Seats that no wave has opened yet are open as those whose jurors have not answered.
    A "cannot judge" is no vote, and the seat it called is not one of the
    seats the panel was drawn with, which law and numbers count by.
    """
    fit = session.get_one(Fit, panel.fit_id)
    every = session.execute(_cast_or_awaited(panel)).all()
    told, classes, awaited, unable = [], [], 0, 0
    for answer, choice, *known in every[:first]:
        if answer is Answer.AWAITED:
            awaited += 1
        elif choice is Choice.CANNOT_JUDGE:
            unable += 1
        else:
            told.append(fitting.vote_weight(fit, *known))
            classes.append(fitting.CLASS[choice.value])
    grown = sum(row.choice is Choice.CANNOT_JUDGE for row in every)
    seats, uncalled = panel.seats - grown, panel.seats - panel.n_open
    weighing = fitting.temper_of(fit)
    buyer, seller = log_posterior(
        np.array(told), np.array(classes, dtype=np.int64), fit.model["prior"], weighing, seats
    )
    reach, factor = fit.model["reach"], weighing.scale * float(weighing.exponent(seats))
    n_seller = sum(classes)
    return Weighed(
        Tally(len(classes) - n_seller, n_seller, unable, awaited + uncalled, seats),
        float(buyer - seller),
        max(reach["towards_buyer"], 0.0) * factor,
        max(reach["towards_seller"], 0.0) * factor,
    )


def _cast_or_awaited(panel: Panel) -> Select[Answer, Choice, float, float, float | None]:
    of_juror = and_(FitJuror.fit_id == panel.fit_id, FitJuror.juror_id == Summons.juror_id)
    return (
        select(
            Summons.answer,
            Ballot.choice,
            FitJuror.right_for_buyer,
            FitJuror.right_for_seller,
            FitJuror.accuracy,
        )
        .outerjoin(Ballot, Ballot.summons_id == Summons.id)
        .outerjoin(FitJuror, of_juror)
        .where(Summons.panel_id == panel.id)
        .where(Summons.answer.in_([Answer.AWAITED, Answer.VOTED]))
        .order_by(Ballot.id)
    )
