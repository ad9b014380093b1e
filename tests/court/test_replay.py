"""Truths about recorded votes put through the court."""

import numpy as np
import pytest
from sqlalchemy import func, select

from jury.court import deciding, recorded, replay
from jury.court.recorded import (
    DuplicateVote,
    NoVotes,
    TooManyClasses,
    TruthMissing,
    TruthToldTwice,
    UnknownLabel,
    WrongField,
    WrongHeader,
)
from jury.store.cases import Case
from jury.store.outcomes import Fit, Gold, Outcome, Ruling
from jury.store.panels import Ballot, DrawStep, Epoch, Panel, Summons

VOTES = ["task,worker,label", "a,w1,yes", "a,w2,no", "b,w1,no"]
TRUTH = ["task,label", "a,yes", "b,no"]


def crowd(n_cases=30, n_workers=9, right=0.8, seed=3):
    """Made-up votes of jurors who are right so often, and the truth, as lines of CSV."""
    rng = np.random.default_rng(seed)
    truth = rng.integers(2, size=n_cases)
    votes = ["task,worker,label"]
    for n, true in enumerate(truth):
        is_right = rng.random(n_workers) < right
        votes += [f"t{n},w{w},{true if r else 1 - true}" for w, r in enumerate(is_right)]
    return votes, ["task,label", *(f"t{n},{true}" for n, true in enumerate(truth))]


def test_labels_in_their_order_are_the_two_sides_and_tasks_keep_the_files_order():
    read = recorded.read(VOTES, TRUTH)

    assert [(case.task, case.votes, case.truth) for case in read] == [
        ("a", {"w1": 1, "w2": 0}, 1),
        ("b", {"w1": 0}, 0),
    ]
    assert [case.majority for case in read] == [0.5, 1.0]


@pytest.mark.parametrize(
    ("votes", "truth", "refusal", "line"),
    [
        (["worker,task,label", "w,t,1"], TRUTH, WrongHeader, "Line 1 of the votes"),
        ([], TRUTH, WrongHeader, "Line 1 of the votes"),
        (VOTES, ["task;label"], WrongHeader, "Line 1 of the truth"),
        ([*VOTES, "b,w2"], TRUTH, WrongField, "Line 5 of the votes"),
        ([*VOTES, "b,w2,"], TRUTH, WrongField, "Line 5 of the votes"),
        ([*VOTES, "b,w2,perhaps"], TRUTH, TooManyClasses, "Line 5 of the votes"),
        ([*VOTES, "b,w1,no"], TRUTH, DuplicateVote, "Line 5 of the votes"),
        (VOTES, ["task,label", "a,yes"], TruthMissing, "Line 4 of the votes"),
        (VOTES, [*TRUTH, "c,perhaps"], UnknownLabel, "Line 4 of the truth"),
        (VOTES, [*TRUTH, "a,no"], TruthToldTwice, "Line 4 of the truth"),
        (VOTES[:1], TRUTH, NoVotes, "no votes"),
    ],
)
def test_what_cannot_be_meant_is_refused_by_its_line(session, votes, truth, refusal, line):
    with pytest.raises(refusal, match=line):
        replay.run(session, votes, truth)
    assert session.scalar(select(func.count()).select_from(Case)) == 0


def test_each_recorded_vote_becomes_a_ballot_of_the_court(session):
    votes, truth = crowd(n_cases=12)
    report = replay.run(session, votes, truth, gold_share=0.25, seed=1)

    n_gold = session.scalar(select(func.count()).select_from(Gold))
    assert (report.cases, n_gold) == (9, 3)
    assert report.ballots == 9 * 9
    assert session.scalar(select(func.count()).select_from(Ballot)) == 12 * 9
    assert session.scalar(select(func.count()).select_from(Outcome)) == 9
    assert session.scalar(select(func.count()).select_from(Ruling)) == 12  # gold was ruled before
    assert {panel.seats for panel in session.scalars(select(Panel))} == {9}


def test_a_panel_is_drawn_from_its_recorded_voters_and_can_be_recomputed(session):
    votes, truth = crowd(n_cases=3)
    replay.run(session, votes, truth, gold_share=0)

    assert [epoch.n for epoch in session.scalars(select(Epoch))] == [9, 9, 9]
    assert session.scalar(select(func.count()).where(DrawStep.outcome == "called")) == 27
    for case in session.scalars(select(Case)):
        assert deciding.recompute(session, case).agrees


def test_a_panel_knows_only_what_came_before(session):
    votes, truth = crowd(n_cases=30)
    replay.run(session, votes, truth, gold_share=0)

    fits = {fit.id: fit for fit in session.scalars(select(Fit).order_by(Fit.id))}
    assert [fit.n_cases for fit in fits.values()] == [0, 25]
    for panel in session.scalars(select(Panel)):
        assert fits[panel.fit_id].made_at <= panel.opened_at


def test_what_is_reported_is_what_the_court_decided(session):
    votes, truth = crowd(n_cases=30, right=0.75)
    report = replay.run(session, votes, truth, gold_share=0.1)

    outcomes = session.scalars(select(Outcome)).all()
    decided = [outcome for outcome in outcomes if outcome.side]
    assert report.decided_share == len(decided) / len(outcomes)
    assert sum(report.escalated.values()) == len(outcomes) - len(decided)
    assert report.decided_accuracy >= report.majority_accuracy
    assert report.plain()["cases"] == len(outcomes) == 27


def test_the_same_seed_gives_the_same_report(session):
    votes, truth = crowd(n_cases=10)
    nested = session.begin_nested()
    first = replay.run(session, votes, truth, gold_share=0.2, seed=5)
    nested.rollback()
    session.expire_all()

    assert replay.run(session, votes, truth, gold_share=0.2, seed=5) == first


def test_the_caller_hears_of_every_case(session):
    votes, truth = crowd(n_cases=6)
    told = []
    replay.run(session, votes, truth, 0.34, 0, lambda done, of: told.append((done, of)))

    assert told == [(n, 6) for n in range(1, 7)]
    assert session.scalar(select(func.count()).select_from(Summons)) == 6 * 9
