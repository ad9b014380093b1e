"""Courts from before there were certificates go on as they were; new ones open as today."""

import pytest
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from jury.court import deciding, policies
from jury.rules.policy import Policy
from jury.rules.words import Side
from jury.store import migrating
from jury.store.cases import PolicyVersion
from jury.store.outcomes import Outcome
from jury.store.panels import Panel
from tests.factories import T0, make_panel, make_policy, seated, vote


@pytest.fixture
def engine(fresh_urls):
    engine = create_engine(fresh_urls.app, poolclass=NullPool)
    yield engine
    engine.dispose()


def go_back_and_forth(fresh_urls):
    role = migrating.role_of(fresh_urls.app)
    migrating.downgrade(fresh_urls.owner, role, "0014")
    before = create_engine(fresh_urls.owner, poolclass=NullPool)
    with before.connect() as connection:
        terms = connection.scalars(select(PolicyVersion.__table__.c.terms)).all()
    before.dispose()
    migrating.upgrade(fresh_urls.owner, role)
    return terms


def test_a_court_that_never_heard_a_case_opens_with_todays_terms(fresh_urls, engine):
    (before,) = go_back_and_forth(fresh_urls)
    assert before["threshold"] == 0.99 and "alpha" not in before
    with Session(engine) as session:
        assert policies.current(session, T0).policy == Policy()


def test_a_court_at_work_keeps_its_terms_and_its_verdicts(fresh_urls, engine):
    with Session(engine) as session:
        make_policy(session, seats=5, quorum=3, fallback_posterior=0.95)
        panel = make_panel(session, policy=True)
        for summons in seated(session, panel):
            vote(session, summons)
        deciding.close_panel(session, panel.hearing.case, panel, T0)
        panel_id = panel.id
        session.commit()
    terms = go_back_and_forth(fresh_urls)
    assert {"threshold", "seats"} <= terms[-1].keys()
    assert not {"wave_margin", "sure_posterior", "alpha"} & terms[-1].keys()

    with Session(engine) as session:
        panel = session.get_one(Panel, panel_id)
        policy = panel.hearing.case.policy
        assert (policy.alpha, policy.fallback_posterior, policy.sure_posterior) == (0, 0.95, 1)
        assert (panel.n_open, panel.stopping, panel.certificate) == (5, None, None)
        assert session.get_one(Outcome, panel_id).side is Side.BUYER
        lines = deciding.recompute(session, panel.hearing.case).found
        assert ("verdict", True, "buyer") in lines
