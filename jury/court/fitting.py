"""Fitting: what is known of the jurors, learnt from closed panels and known truths."""

import hashlib
import json
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Select, and_, func, insert, or_, select
from sqlalchemy.orm import Session

from jury.reliability import dawid_skene
from jury.reliability.early import vote_range
from jury.reliability.evidence import (
    accuracies,
    community_accuracy,
    held_out,
    pooled,
    vote_weights,
)
from jury.reliability.temper import ESCALATED_WEIGHT, PANEL_CORRELATION, Learnt, Temper, learnt
from jury.rules.words import Choice, Side, Task
from jury.store.known_truth import evidence_seen, side_told
from jury.store.ledger import Entry
from jury.store.outcomes import Fit, FitJuror, Gold, Outcome, Review
from jury.store.panels import Ballot, Hearing, Panel, Summons

from .record import CLOCK, record

LOCK = 9_000_003  # of the fits: one is made after the other
Tell = Callable[[str], None]
SIDES = (Side.BUYER, Side.SELLER)  # class 0 and class 1
CLASS = {side.value: n for n, side in enumerate(SIDES)}
Rows = NDArray[np.float64]
Seen = tuple[UUID, int]  # a case, and the hearing whose evidence is the newest that was seen


@dataclass(frozen=True)
class Truth:
    """The right side of a case, and how much it says of cases in general."""

    side: Side
    weight: float


def newest_fit(session: Session, now: datetime) -> Fit:
    """The newest fit; a court that has made none starts from the community it expects."""
    newest = session.scalar(select(Fit).order_by(Fit.id.desc()).limit(1))
    return newest or refit(session, now)


def refit(session: Session, now: datetime, tell: Tell = lambda stage: None) -> Fit:
    """Fit everything known by ``now``: closed panels, gold ballots, and the truths.

    One at a time. ``tell`` hears how far it has come.

    Gold, blind audits and staff decisions are truth. A case the crowd ruled by
    itself enters only as ballots without a truth; else the court would grade itself.
    """
    session.execute(select(func.pg_advisory_xact_lock(LOCK)))
    history = _History(session, now)
    tell("fitting")
    known, weights, truth = history.truths()
    fitted = dawid_skene.fit(
        history.votes,
        len(SIDES),
        n_cases=len(history.panels),
        n_jurors=len(history.jurors),
        gold=(known, truth),
    )
    exponent = Temper(PANEL_CORRELATION).exponent(history.seats[known])[:, None]
    summed = np.log(fitted.prior) + exponent * held_out(history.votes, fitted, known)
    scale = learnt(summed, truth, weights)
    tell("keeping")
    fit = Fit(
        made_at=now,
        n_cases=len(history.panels),
        n_ballots=len(history.votes[0]),
        n_truths=len(known),
        model=_model(fitted, scale),
    )
    session.add(fit)
    session.flush()
    _keep_jurors(session, fit, history.jurors, fitted)
    record(session, "refitted", now, CLOCK, **_told(session, fit))
    session.flush()
    return fit


def _told(session: Session, fit: Fit) -> dict[str, Any]:
    """What the ledger keeps of a fit: its numbers by a hash, so that none can change unseen.

    A panel recomputed from altered numbers would agree with itself.
    """
    counts = {"cases": fit.n_cases, "ballots": fit.n_ballots, "truths": fit.n_truths}
    return {"fit": fit.id, **counts, "sha256": digest(session, fit)}


def digest(session: Session, fit: Fit) -> str:
    """The hash of a fit's numbers as they are kept, its model and then each juror's row."""
    model = session.scalar(select(Fit.model).where(Fit.id == fit.id))
    exact = hashlib.sha256(json.dumps(model, sort_keys=True).encode())
    numbers = (FitJuror.right_for_buyer, FitJuror.right_for_seller, FitJuror.accuracy)
    known = select(FitJuror.juror_id, *numbers, FitJuror.n_buyer, FitJuror.n_seller)
    of_fit = known.where(FitJuror.fit_id == fit.id).order_by(FitJuror.juror_id)
    for juror_id, *row in session.execute(of_fit):
        exact.update(json.dumps([str(juror_id), *row]).encode())
    return exact.hexdigest()


def holds(session: Session, fit: Fit) -> bool | None:
    """Whether a fit is as the ledger says; None where an older court's entry does not tell."""
    entries = select(Entry.body).where(Entry.act == "refitted", Entry.at == fit.made_at)
    bodies = [json.loads(body) for body in session.scalars(entries)]
    said = [body for body in bodies if body.get("fit") == fit.id]
    if said and not any("sha256" in body for body in said):
        return None
    return _told(session, fit) in said


class _History:
    """Every ballot for a side on a closed or gold panel, as numbered panels and jurors."""

    def __init__(self, session: Session, now: datetime) -> None:
        self.session, self.now = session, now
        rows = session.execute(_ballots_before(now)).all()
        self.seen: dict[UUID, Seen] = {row[0]: (row[1], row[5]) for row in rows}
        self.panels = {panel_id: n for n, panel_id in enumerate(self.seen)}
        self.jurors = {juror: n for n, juror in enumerate(dict.fromkeys(row[3] for row in rows))}
        self.votes = (
            np.array([self.panels[row[0]] for row in rows], dtype=np.int64),
            np.array([self.jurors[row[3]] for row in rows], dtype=np.int64),
            np.array([CLASS[row[4].value] for row in rows], dtype=np.int64),
        )
        sizes = {row[0]: row[2] for row in rows}  # None on a gold panel
        counted = np.bincount(self.votes[0], minlength=len(self.panels))
        given = [sizes[panel_id] or counted[n] for panel_id, n in self.panels.items()]
        self.seats = np.maximum(np.array(given, dtype=np.int64), 1)

    def truths(self) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.int64]]:
        """The panels whose truth is known, with weight and class."""
        known = truths_before(self.session, self.now)
        found = [
            (n, known[self.seen[panel_id]])
            for panel_id, n in self.panels.items()
            if self.seen[panel_id] in known
        ]
        return (
            np.array([n for n, _ in found], dtype=np.int64),
            np.array([truth.weight for _, truth in found], dtype=np.float64),
            np.array([CLASS[truth.side] for _, truth in found], dtype=np.int64),
        )


def _ballots_before(now: datetime) -> Select[UUID, UUID, int, UUID, Choice, int]:
    """(panel, case, seats the panel was drawn with, juror, choice, evidence seen).

    Seats are None on gold panels.
    """
    drawn_with = Panel.seats - Outcome.n_cannot_judge
    is_live_gold = Panel.is_gold & (Gold.state == "active") & (Ballot.cast_at < now)
    return (
        select(
            Panel.id,
            Hearing.case_id,
            drawn_with,
            Summons.juror_id,
            Ballot.choice,
            Hearing.evidence,
        )
        .select_from(Ballot)
        .join(Summons, Summons.id == Ballot.summons_id)
        .join(Panel, Panel.id == Summons.panel_id)
        .join(Hearing, Hearing.id == Panel.hearing_id)
        .outerjoin(Outcome, Outcome.panel_id == Panel.id)
        .outerjoin(Gold, Gold.case_id == Hearing.case_id)
        .where(
            Ballot.choice != Choice.CANNOT_JUDGE,
            or_(~Panel.is_gold & (Panel.closed_at < now), is_live_gold),
        )
        .order_by(Ballot.id)
    )


def truths_before(session: Session, now: datetime) -> dict[Seen, Truth]:
    """What is known to be right, by case and evidence: staff on escalations, audits, then gold.

    What staff found on new evidence is no truth for a panel that never saw it.
    """
    decided = (
        select(Review.case_id, evidence_seen(), side_told(), Review.task)
        .outerjoin(Hearing, Hearing.id == Review.hearing_id)
        .where(Review.decided_at < now, Review.task.in_([Task.ESCALATION, Task.AUDIT]))
    )
    found: dict[Seen, Truth] = {}
    for case_id, evidence, side, task in session.execute(decided.order_by(Review.decided_at)):
        if side is not None:
            weight = 1.0 if task is Task.AUDIT else ESCALATED_WEIGHT
            found[case_id, evidence] = Truth(side, weight)
    active = (
        select(Gold.case_id, Hearing.evidence, Gold.side)
        .join(Hearing, and_(Hearing.case_id == Gold.case_id, Hearing.instance == 0))
        .where(Gold.state == "active", Gold.second_at < now)
    )
    gold = {(case, evidence): Truth(side, 1.0) for case, evidence, side in session.execute(active)}
    return found | gold


def _model(fitted: dawid_skene.Fit, scale: Learnt) -> dict[str, object]:
    """What a fit knows beside the jurors; ``reach`` bounds what one more ballot may do."""
    accuracy = community_accuracy(fitted)
    stranger = pooled(fitted.believed.community, accuracy)
    reach = vote_range(np.concatenate([vote_weights(fitted), stranger[None]]), factor=1.0)
    return {
        "prior": fitted.prior.tolist(),
        "community": fitted.believed.community.tolist(),
        "strength": fitted.believed.strength.tolist(),
        "accuracy": accuracy,
        "correlation": PANEL_CORRELATION,
        "scale": scale.scale,
        "bias": scale.bias.tolist(),
        "reach": {
            "towards_buyer": float(-reach.min()),
            "towards_seller": float(reach.max()),
        },
    }


def _keep_jurors(
    session: Session, fit: Fit, jurors: Collection[UUID], fitted: dawid_skene.Fit
) -> None:
    seen, accuracy = fitted.counts.sum(axis=2), accuracies(fitted)
    rows = [
        {
            "fit_id": fit.id,
            "juror_id": juror_id,
            "right_for_buyer": float(fitted.confusion[n, 0, 0]),
            "right_for_seller": float(fitted.confusion[n, 1, 1]),
            "n_buyer": float(seen[n, 0]),
            "n_seller": float(seen[n, 1]),
            "accuracy": float(accuracy[n]),
        }
        for n, juror_id in enumerate(jurors)
    ]
    if rows:
        session.execute(insert(FitJuror), rows)


def temper_of(fit: Fit) -> Temper:
    """How far the fit believes a panel; an older one has no scale and no bias."""
    known = fit.model
    return Temper(known["correlation"], known.get("scale", 1.0), tuple(known.get("bias", ())))


def vote_weight(
    fit: Fit, right_for_buyer: float | None, right_for_seller: float | None, accuracy: float | None
) -> Rows:
    """What a ballot of a juror says as the fit knows them, ``vote_weights`` of one.

    One it does not know is taken for the community. An older fit has rows alone.
    """
    rows = np.array(fit.model["community"])
    if right_for_buyer is not None and right_for_seller is not None:
        rows = np.array(
            [[right_for_buyer, 1 - right_for_buyer], [1 - right_for_seller, right_for_seller]]
        )
    of_community = fit.model.get("accuracy")
    if of_community is None:
        return np.log(rows)
    return pooled(rows, of_community if accuracy is None else accuracy)
