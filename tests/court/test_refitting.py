"""Truths about fits asked for by hand: one at a time, and their progress can be seen."""

import pytest
from sqlalchemy import text

from jury.court import fitting, refitting
from jury.court.refitting import RefitUnderWay
from tests.factories import T0, make_person


@pytest.fixture
def admin(session):
    return make_person(session, is_admin=True)


def test_asking_owes_a_job_and_a_second_wish_is_refused(session, admin):
    run = refitting.ask(session, admin, T0)
    with pytest.raises(RefitUnderWay):
        refitting.ask(session, admin, T0)

    jobs = text("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'refit'")
    assert (session.scalar(jobs), run.stage, refitting.newest(session)) == (1, "waiting", run)


def test_the_worker_takes_up_the_run_that_waits_or_one_of_its_own(session, admin):
    run = refitting.ask(session, admin, T0)
    assert refitting.begin(session, T0) == run.id
    assert refitting.begin(session, T0) == run.id  # a killed worker left it
    refitting.end(session, run.id, None, T0)

    other = refitting.begin(session, T0)
    assert other != run.id
    assert refitting.newest(session).asked_by is None


def test_it_says_how_far_it_has_come_and_ends_with_its_fit(session, admin):
    run, stages = refitting.ask(session, admin, T0), []
    refitting.begin(session, T0)

    def tell(stage):
        refitting.reach(session, run.id, stage, T0)
        stages.append(run.stage)

    fit = fitting.refit(session, T0, tell)
    refitting.end(session, run.id, fit.id, T0)

    assert stages == ["fitting", "keeping"]
    assert (run.stage, run.fit_id, run.ended_at) == ("done", fit.id, T0)
    refitting.ask(session, admin, T0)  # now another may be asked for
