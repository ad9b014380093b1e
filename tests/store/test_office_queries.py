"""Truths about the figures of the office, and about what they keep quiet."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from jury.court import auditing, deciding, enforcing, releasing, reviewing
from jury.rules.phases import Phase
from jury.rules.words import Body, Choice, Decision, Side, Task, Why
from jury.store import juror_queries, known_truth, office_cases, office_jurors, office_ledger
from jury.store import office_queries as queries
from jury.store.outcomes import Review
from jury.store.panels import Hearing, Summons
from tests.factories import (
    T0,
    make_gold,
    make_juror,
    make_jurors,
    make_panel,
    make_person,
    make_policy,
    make_staff,
    seated,
    vote,
)

LATER = T0 + timedelta(hours=1)


@pytest.fixture
def panel(session):
    return make_panel(session)


@pytest.fixture
def reader(session):
    return make_person(session, is_admin=True)


def close(session, panel, *choices):
    """Let the seated jurors vote so, in order of their seats, and close the panel."""
    voters = seated(session, panel)
    for summons, choice in zip(voters, choices, strict=False):
        vote(session, summons, choice)
    deciding.close_panel(session, panel.hearing.case, panel, LATER)
    return voters


def review_by_staff(session, hearing, side, task, agent=None, decision=Decision.DECIDE, **named):
    """A decided review, as the desk would leave it."""
    agent = agent or make_staff(session)
    waiting = select(Review).where(Review.case_id == hearing.case_id, Review.task == task)
    review = session.scalar(waiting) or reviewing.open_review(
        session, hearing.case, hearing, task, None, LATER
    )
    row = {
        "view_side": side,
        "viewed_at": LATER,
        "viewed_by": agent.id,
        "decision": decision,
        "side": side,
        "decided_by": agent.id,
        "decided_at": LATER + timedelta(hours=2),
    }
    session.execute(update(Review).where(Review.id == review.id).values(row | named))
    session.expire_all()
    return review


def figures_of(session, reader, juror):
    return next(f for f in office_jurors.figures(session, reader) if f.juror_id == juror.person_id)


def gold_vote(session, juror, truth, choice):
    gold = make_gold(session, side=truth)
    panel = (
        session.scalars(
            select(Hearing).where(Hearing.case_id == gold.case_id, Hearing.instance == 0)
        )
        .one()
        .panel
    )
    panel.seats += 1
    summons = Summons(
        panel_id=panel.id,
        juror_id=juror.person_id,
        seat=panel.seats,
        left=Side.BUYER,
        called_at=T0,
        opened_at=T0 - timedelta(seconds=40),
        lapses_at=T0 + timedelta(days=1),
    )
    session.add(summons)
    session.flush()
    vote(session, summons, choice)
    return gold


def test_accuracy_counts_each_side_apart_and_a_cannot_judge_for_neither(session, reader):
    make_policy(session)
    juror = make_juror(session)
    for truth, choice in [
        (Side.BUYER, "buyer"),
        (Side.BUYER, "seller"),
        (Side.SELLER, "seller"),
        (Side.SELLER, "cannot_judge"),
    ]:
        gold_vote(session, juror, truth, choice)

    found = figures_of(session, reader, juror)

    assert (found.right_buyer, found.n_buyer) == (1, 2)
    assert (found.right_seller, found.n_seller) == (1, 1)
    assert (found.votes, found.cannot_judge, found.unable) == (4, 1, 0.25)
    assert found.accuracy() == pytest.approx(2 / 3)
    assert found.bias == pytest.approx(1 / 3 - 2 / 3)
    assert found.seconds == 40


def test_the_juror_reads_the_same_figures_as_the_office(session, reader):
    make_policy(session)
    juror = make_juror(session)
    gold_vote(session, juror, Side.BUYER, "buyer")
    gold_vote(session, juror, Side.SELLER, "buyer")

    own, found = (
        juror_queries.known_truth_record(session, juror),
        figures_of(session, reader, juror),
    )

    for side in Side:
        assert (own.right(side), own.n(side)) == (found.right_when(side), found.n(side))
    assert found.accuracy(Side.SELLER) == 0


def test_a_voided_gold_case_is_no_truth(session, reader):
    make_policy(session)
    juror = make_juror(session)
    gold = gold_vote(session, juror, Side.SELLER, "buyer")
    auditing.void_gold(session, gold, "Unfair.", make_staff(session), LATER)

    assert figures_of(session, reader, juror).n_known == 0


def test_a_case_the_crowd_ruled_is_no_truth_but_an_audit_of_it_is(session, panel, reader):
    voters = close(session, panel, "buyer", "buyer", "buyer", "buyer", "seller")
    enforced = panel.hearing.case.phase
    assert figures_of(session, reader, voters[0].juror).n_known == 0

    review_by_staff(session, panel.hearing, Side.SELLER, Task.AUDIT)

    assert figures_of(session, reader, voters[0].juror).accuracy(Side.SELLER) == 0
    assert figures_of(session, reader, voters[4].juror).accuracy(Side.SELLER) == 1
    assert enforced in (Phase.RULED, Phase.ESCALATED)


def test_a_case_both_escalated_and_gold_is_counted_once_and_gold_speaks(session, panel, reader):
    voters = close(session, panel, "buyer", "seller")
    case = panel.hearing.case
    review = review_by_staff(session, panel.hearing, Side.SELLER, Task.ESCALATION)
    enforcing.rule(session, case, panel.hearing, Side.SELLER, Body.STAFF, LATER, review)
    gold = auditing.propose_gold(
        session, case, Side.BUYER, "Look again.", make_staff(session), LATER
    )
    auditing.second_gold(session, gold, Side.BUYER, make_staff(session), LATER)

    truth = known_truth.known_truths()
    assert session.execute(select(truth.c.side, truth.c.source)).all() == [("buyer", "gold")]
    assert figures_of(session, reader, voters[0].juror).n_known == 1
    assert figures_of(session, reader, voters[0].juror).agreement == 0


def test_nothing_tells_of_an_open_panel(session, panel, reader):
    voted = seated(session, panel)[0]
    before = office_jurors.figures(session, reader)
    n_before = office_ledger.n_shown(session, reader, "", panel.hearing.case)

    vote(session, voted)
    vote(session, seated(session, panel)[1], "cannot_judge")

    assert office_jurors.figures(session, reader) == before
    assert office_jurors.heard(session, reader, voted.juror, 10) == []
    assert office_ledger.n_shown(session, reader, "", panel.hearing.case) == n_before
    assert office_cases.panel_is_open(session, panel.hearing.case)
    (file,) = office_cases.hearings(session, panel.hearing.case)
    assert file.is_open
    assert (file.outcome, file.steps, file.sat) == (None, [], [])


def test_who_reported_a_leak_on_an_open_panel_is_not_told(session, panel, reader):
    releasing.report_leak(session, seated(session, panel)[0], "", T0)
    assert office_ledger.n_shown(session, reader, "leak_reported", panel.hearing.case) == 0


def test_all_of_it_is_told_once_the_panel_has_closed(session, panel, reader):
    voters = close(session, panel, "buyer", "buyer", "cannot_judge")

    shown = office_ledger.shown(session, reader, "ballot_cast", panel.hearing.case, 10, 0)
    assert len(shown) == 3
    (row,) = office_jurors.heard(session, reader, voters[0].juror, 10)
    assert row.choice is Choice.BUYER
    (file,) = office_cases.hearings(session, panel.hearing.case)
    assert [s.choice for s in file.sat].count(Choice.BUYER) == 2
    assert {step.outcome for step in file.steps} >= {"called"}
    assert all(step.alias for step in file.steps if step.slot is not None)


def test_a_rerun_of_the_figures_takes_one_query_however_many_jurors(session, panel, reader):
    close(session, panel, "buyer", "seller")
    make_jurors(session, 20)
    statements = []

    from sqlalchemy import event

    def note(conn, cursor, statement, *rest):
        statements.append(statement)

    event.listen(session.connection(), "before_cursor_execute", note)
    found = office_jurors.figures(session, reader)
    event.remove(session.connection(), "before_cursor_execute", note)

    assert len(found) == 30
    assert len(statements) == 1


def test_the_week_is_counted_by_who_ruled_and_why_panels_gave_up(session, panel, reader):
    close(session, panel, "buyer", "seller")
    case = panel.hearing.case
    review = review_by_staff(session, panel.hearing, Side.BUYER, Task.ESCALATION)
    enforcing.rule(session, case, panel.hearing, Side.BUYER, Body.STAFF, LATER, review)

    assert queries.ruled(session, reader, T0) == {Body.CROWD: 0, Body.STAFF: 1}
    assert queries.ruled(session, reader, LATER + timedelta(seconds=1))[Body.STAFF] == 0
    found = queries.escalated(session, reader, T0)
    assert (found.n_closed, found.n, found.share) == (1, 1, 1.0)
    assert found.why == {Why.QUORUM: 1}
    assert queries.median_time_to_ruling(session, reader, T0) == timedelta(hours=1)
    assert (
        office_cases.n_listed(session, reader, office_cases.Wanted(why=Why.QUORUM, since=T0)) == 1
    )
    assert office_cases.n_listed(session, reader, office_cases.Wanted(ruled_by=Body.CROWD)) == 0


def test_a_review_is_late_from_its_due_moment_on(session, panel, reader):
    close(session, panel, "buyer", "seller")
    due = session.scalar(select(Review.due_at))

    assert queries.late_reviews(session, reader, due) == 0
    late = due + timedelta(seconds=1)
    assert queries.late_reviews(session, reader, late) == 1
    assert office_cases.n_listed(session, reader, office_cases.Wanted(is_late_at=late)) == 1


def test_audits_are_counted_with_those_that_found_the_panel_wrong(session, panel, reader):
    close(session, panel, "buyer", "buyer", "buyer", "buyer", "buyer")
    assert queries.audits(session, reader) == queries.Audits(0, 0)

    review_by_staff(session, panel.hearing, Side.SELLER, Task.AUDIT, decision=Decision.OVERRIDE)

    assert queries.audits(session, reader) == queries.Audits(1, 1)


def test_jurors_are_needed_for_two_panels_or_for_the_cases_on_their_way():
    assert queries.Duty("zh", 0, cases=1).needed(seats=17, most_open=5) == 34
    assert queries.Duty("zh", 0, cases=11).needed(seats=17, most_open=5) == 38


def test_on_duty_are_those_whom_a_roll_would_hold(session):
    make_juror(session, languages=["zh"])
    make_juror(session, on_duty=False)
    make_juror(session, suspended_at=T0, suspended_reason="For a test.")
    make_juror(session, person=make_person(session, left_at=T0))

    assert queries.on_duty(session) == 1
    assert [(d.language, d.on_duty) for d in queries.duty(session)] == [("zh", 1), ("en", 0)]
