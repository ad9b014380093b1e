"""Truths about what the court learns of its jurors, and from which cases."""

from datetime import timedelta

import numpy as np
import pytest
from sqlalchemy import select, update

from jury.court import auditing, deciding, fitting, weighing
from jury.reliability.early import vote_range
from jury.reliability.evidence import pooled
from jury.reliability.temper import Temper
from jury.rules.words import Decision, Side, Task, Why
from jury.store.outcomes import Fit, FitJuror, Review
from jury.store.panels import Panel, Summons
from tests.factories import (
    T0,
    make_gold,
    make_panel,
    make_policy,
    make_staff,
    seated,
    vote,
)

LATER = T0 + timedelta(hours=1)
AFTER = T0 + timedelta(hours=2)


def heard(session, choices, **named):
    """A panel that voted so and closed: b, s or c a seat."""
    words = {"b": "buyer", "s": "seller", "c": "cannot_judge"}
    panel = make_panel(session, **named)
    for summons, choice in zip(seated(session, panel), choices, strict=False):
        vote(session, summons, words[choice])
    deciding.close_panel(session, panel.hearing.case, panel, LATER)
    return panel


def decided(session, case, side, task=Task.ESCALATION):
    """Staff's decision on the case, as the desk leaves it."""
    agent = make_staff(session)
    review = session.scalar(select(Review).where(Review.case_id == case.id, Review.task == task))
    if review is None:
        review = Review(case_id=case.id, task=task, opened_at=LATER, due_at=AFTER)
        session.add(review)
    review.view_side, review.viewed_at, review.viewed_by = side, LATER, agent.id
    review.decision, review.side = Decision.DECIDE, side
    review.decided_by, review.decided_at = agent.id, LATER
    session.flush()


def test_a_court_that_has_seen_nothing_starts_from_the_community_it_expects(session):
    fit = fitting.newest_fit(session, T0)

    assert (fit.n_cases, fit.n_ballots, fit.n_truths) == (0, 0, 0)
    assert np.allclose(fit.model["community"], [[0.7, 0.3], [0.3, 0.7]])
    assert fitting.newest_fit(session, AFTER) is fit


def test_a_case_the_crowd_ruled_is_no_truth(session):
    panel = heard(session, "bbbbb")
    fit = fitting.refit(session, AFTER)

    assert panel.hearing.case.rulings
    assert (fit.n_cases, fit.n_ballots, fit.n_truths) == (1, 5, 0)


def test_gold_audits_and_staff_decisions_are_truth(session):
    escalated, audited = heard(session, "bbbss"), heard(session, "bbbbb")
    make_policy(session, seats=5, quorum=3, gold_share=0.5)
    gold = make_gold(session, side=Side.SELLER)
    make_panel(session, policy=True)
    vote(session, session.scalars(select(Summons).join(Panel).where(Panel.is_gold)).first())
    decided(session, escalated.hearing.case, Side.SELLER)
    decided(session, audited.hearing.case, Side.BUYER, Task.AUDIT)

    known = fitting.truths_before(session, AFTER)
    fit = fitting.refit(session, AFTER)

    assert known[escalated.hearing.case.id, 1] == fitting.Truth(Side.SELLER, 0.25)
    assert known[audited.hearing.case.id, 1] == fitting.Truth(Side.BUYER, 1.0)
    assert known[gold.case_id, 1] == fitting.Truth(Side.SELLER, 1.0)
    assert (fit.n_cases, fit.n_truths) == (3, 3)


def test_a_juror_is_known_for_each_side_apart_and_is_drawn_to_the_community(session):
    panel = heard(session, "bbbss")
    decided(session, panel.hearing.case, Side.BUYER)
    fit = fitting.refit(session, AFTER)

    voters = {s.juror_id: s.ballot.choice.value for s in panel.summonses if s.ballot}
    known = session.scalars(select(FitJuror).where(FitJuror.fit_id == fit.id)).all()
    assert {row.juror_id for row in known} == voters.keys()
    for row in known:
        assert (row.n_buyer, row.n_seller) == (1.0, 0.0)
        assert row.right_for_seller == fit.model["community"][1][1]
        community = fit.model["community"][0][0]
        assert (row.right_for_buyer > community) == (voters[row.juror_id] == "buyer")


def test_cannot_judge_is_no_vote(session):
    heard(session, "cbbbb")

    assert fitting.refit(session, AFTER).n_ballots == 4


def test_a_fit_knows_only_what_was_over_before_it(session):
    panel = heard(session, "bbbss")
    decided(session, panel.hearing.case, Side.BUYER)
    make_panel(session)  # still voting

    assert fitting.refit(session, LATER).n_cases == 0  # closed at that very moment
    assert fitting.refit(session, AFTER).n_cases == 1


def test_a_voided_gold_case_drops_out_with_its_ballots(session):
    make_policy(session, seats=5, quorum=3, gold_share=0.5)
    gold = make_gold(session)
    make_panel(session, policy=True)
    vote(session, session.scalars(select(Summons).join(Panel).where(Panel.is_gold)).first())
    assert fitting.refit(session, AFTER).n_ballots == 1

    auditing.void_gold(session, gold, "It was wrong.", make_staff(session), AFTER)
    assert fitting.refit(session, AFTER).n_ballots == 0


def test_a_panel_keeps_the_fit_it_was_drawn_with(session):
    panel = make_panel(session)
    before = panel.fit_id
    fitting.refit(session, T0)
    for summons in seated(session, panel):
        vote(session, summons)

    assert deciding.close_panel(session, panel.hearing.case, panel, LATER).fit_id == before


def test_floats_of_a_fit_come_back_exactly(session):
    panel = heard(session, "bbbss")
    decided(session, panel.hearing.case, Side.BUYER)
    fit = fitting.refit(session, AFTER)
    kept = (fit.model["correlation"], fit.model["reach"]["towards_buyer"])
    session.expire_all()

    assert (fit.model["correlation"], fit.model["reach"]["towards_buyer"]) == kept


def test_a_fit_made_before_jurors_had_an_accuracy_weighs_as_it_did(session):
    panel = heard(session, "bbbss")
    fit = session.get_one(Fit, panel.fit_id)
    older = Fit(
        model={k: v for k, v in fit.model.items() if k not in ("accuracy", "scale", "bias")}
    )
    assert np.exp(fitting.vote_weight(older, 0.8, 0.9, None)).tolist() == [
        [pytest.approx(0.8), pytest.approx(0.2)],
        [pytest.approx(0.1), pytest.approx(0.9)],
    ]
    assert fitting.temper_of(older) == Temper(fit.model["correlation"])
    stranger = fitting.vote_weight(fit, None, None, None)
    assert fitting.vote_weight(fit, 0.7, 0.7, 0.7) == pytest.approx(stranger)


def test_what_known_truths_say_of_the_crowd_is_in_the_fit(session):
    panels = [heard(session, "bbbbs") for _ in range(3)]
    without = fitting.refit(session, AFTER)
    assert (without.model["scale"], without.model["bias"]) == (1.0, [0.0, 0.0])

    for panel in panels:
        decided(session, panel.hearing.case, Side.SELLER, Task.AUDIT)
    fit = fitting.refit(session, AFTER)
    temper = fitting.temper_of(fit)
    assert temper.scale != 1.0
    assert temper.bias[0] != temper.bias[1]


def test_a_panel_closes_also_where_every_vote_speaks_for_the_seller(session):
    """A crowd that says "buyer" of nearly all cases, of which most are the seller's."""
    panel = make_panel(session)
    rows = np.array([[0.95, 0.05], [0.86, 0.14]])
    reach = vote_range(pooled(rows, 0.4)[None], factor=1.0)
    assert reach.min() > 0
    told = {"towards_buyer": -float(reach.min()), "towards_seller": float(reach.max())}
    known = {"community": rows.tolist(), "accuracy": 0.4, "reach": told}
    model = session.get_one(Fit, panel.fit_id).model | known
    fit = Fit(made_at=T0, n_cases=0, n_ballots=0, n_truths=0, model=model)
    session.add(fit)
    session.flush()
    panel.fit_id = fit.id
    for summons in seated(session, panel)[:3]:
        vote(session, summons)
    found = weighing.weigh(session, panel)

    assert (found.log_odds < 0, found.towards_buyer, found.towards_seller > 0) == (True, 0, True)
    deciding.look(session, panel.hearing.case, None, T0)
    assert panel.closed_at == T0  # the buyer has the quorum, and can never be in the right


def test_no_juror_of_the_fit_can_move_a_panel_further_than_its_reach(session):
    for choices in ("bbbbs", "sssbb", "bbbss"):
        panel = heard(session, choices)
        if panel.hearing.case.phase.value == "escalated":
            decided(session, panel.hearing.case, Side.BUYER)
    fit = fitting.refit(session, AFTER)
    reach = fit.model["reach"]

    for row in session.scalars(select(FitJuror).where(FitJuror.fit_id == fit.id)):
        known = (row.right_for_buyer, row.right_for_seller, row.accuracy)
        table = fitting.vote_weight(fit, *known)
        odds = table[0] - table[1]
        assert -reach["towards_seller"] - 1e-12 <= odds.min()
        assert odds.max() <= reach["towards_buyer"] + 1e-12


@pytest.mark.parametrize("late", [True, False])
def test_a_decision_counts_from_when_it_was_made(session, late):
    panel = heard(session, "bbbss")
    decided(session, panel.hearing.case, Side.BUYER)
    if late:
        session.execute(update(Review).values(decided_at=AFTER))

    assert fitting.refit(session, AFTER).n_truths == (0 if late else 1)
    assert session.scalars(select(Review.why)).one() is Why.BORDERLINE
