"""Truths about which cases a reader of the office is kept from."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from jury.court import deciding, reviewing
from jury.rules.words import Body, Decision, Side, Task
from jury.store import office_cases, office_jurors, office_ledger, office_queries, staff_measures
from jury.store.outcomes import Review
from tests.factories import T0, make_panel, make_person, make_staff, seated, vote

LATER = T0 + timedelta(hours=1)


@pytest.fixture
def panel(session):
    return make_panel(session)


@pytest.fixture
def reader(session):
    return make_person(session, is_admin=True)


def close(session, panel, *choices):
    voters = seated(session, panel)
    for summons, choice in zip(voters, choices, strict=False):
        vote(session, summons, choice)
    deciding.close_panel(session, panel.hearing.case, panel, LATER)
    return voters


def read_of(session, reader, panel, juror):
    case = panel.hearing.case
    ballots = office_ledger.shown(session, reader, "ballot_cast", case, 10, 0)
    n_ballots = office_ledger.n_shown(session, reader, "ballot_cast", case)
    n_heard = office_jurors.n_heard(session, reader, juror)
    assert len(ballots) == n_ballots
    assert len(office_jurors.heard(session, reader, juror, 10)) == n_heard
    return n_ballots, n_heard


def test_a_party_and_a_juror_of_the_case_do_not_read_who_judged_it(session, panel, reader):
    voters = close(session, panel, "buyer", "buyer", "buyer")
    juror = voters[0].juror
    assert read_of(session, reader, panel, juror) == (3, 1)
    for side in Side:
        account = panel.hearing.case.order.account_of(side)
        account.person, before = reader, account.person
        assert read_of(session, reader, panel, juror) == (0, 0)
        account.person = before
    assert read_of(session, voters[1].juror.person, panel, juror) == (0, 0)
    assert office_ledger.n_shown(session, reader, "policy_set", None) == office_ledger.n_shown(
        session, voters[1].juror.person, "policy_set", None
    )


def figures_for(session, reader, juror):
    """Every figure of the office that a case adds to, as the reader gets it."""
    queries = office_queries
    return (
        queries.ruled(session, reader, T0)[Body.CROWD],
        queries.escalated(session, reader, T0).n_closed,
        queries.median_time_to_ruling(session, reader, T0),
        queries.audits(session, reader).n,
        queries.late_reviews(session, reader, T0 + timedelta(days=90)),
        queries.machine(session, reader, T0 + timedelta(days=90)).overdue,
        len(queries.overdue(session, reader, T0 + timedelta(days=90))),
        sum(agent.decided for agent in staff_measures.agents(session, reader, T0)),
        office_cases.n_listed(session, reader, office_cases.Wanted()),
        len(office_cases.listed(session, reader, office_cases.Wanted(), 10, 0)),
        office_jurors.figures(session, reader, juror)[0].votes,
    )


def test_no_figure_counts_a_case_of_the_reader_s_own(session, panel, reader):
    voters = close(session, panel, *["buyer"] * 5)
    case, juror, agent = panel.hearing.case, voters[0].juror, make_staff(session)
    audit = reviewing.open_review(session, case, panel.hearing, Task.AUDIT, None, LATER)
    audit.view_side, audit.viewed_at, audit.viewed_by = Side.BUYER, LATER, agent.id
    audit.decision, audit.side = Decision.UPHOLD, Side.BUYER
    audit.decided_by, audit.decided_at = agent.id, LATER
    session.flush()
    reviewing.open_review(session, case, panel.hearing, Task.GOLD, None, LATER)
    assert all(figures_for(session, reader, juror))

    case.order.account_of(Side.SELLER).person = reader
    session.flush()
    assert not any(figures_for(session, reader, juror))
    assert not any(figures_for(session, voters[1].juror.person, juror))


def test_staff_do_not_read_of_the_panel_before_they_have_looked_themselves(session, panel):
    voters = close(session, panel, "buyer", "seller")
    agent = make_staff(session, is_admin=True)
    review = session.scalars(select(Review)).one()
    assert read_of(session, agent, panel, voters[0].juror) == (0, 0)

    looked = {"view_side": Side.BUYER, "viewed_at": LATER, "viewed_by": make_staff(session).id}
    session.execute(update(Review).where(Review.id == review.id).values(looked))
    assert read_of(session, agent, panel, voters[0].juror) == (0, 0)
    session.execute(update(Review).values(viewed_by=agent.id))
    assert read_of(session, agent, panel, voters[0].juror) == (2, 1)
