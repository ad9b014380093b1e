"""Truths about background work that needs more than a database."""

from datetime import timedelta
from io import BytesIO
from types import SimpleNamespace

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from jury import jobs
from jury.court import forgetting, hearing, refitting
from jury.outside.pictures import Vault
from jury.rules.policy import Policy
from jury.rules.words import Side
from jury.store.alarms import DriftAlarm
from jury.store.cases import Exhibit, PolicyVersion
from jury.store.notices import Notice
from jury.store.outcomes import ErrorCertificate, Fit
from tests.certificate_makers import answer, certifying_policy, make_closed
from tests.factories import T0, make_case, make_person, make_policy_review


@pytest.fixture
def vault(tmp_path):
    return Vault(tmp_path / "exhibits")


@pytest.fixture
def cases(engine, vault):
    """Two cases that ended, a picture each; only the first has lost its texts."""
    with Session(engine) as session:
        ended = []
        for _ in range(2):
            case = make_case(session)
            exhibit = Exhibit(
                case=case, side=Side.BUYER, number=1, file=vault.keep(BytesIO(b"pixels")),
                media_type="image/png", width=4, height=3, sha256="0" * 64, brought_at=T0,
            )  # fmt: skip
            session.add(exhibit)
            hearing.withdraw(session, case, Side.BUYER, T0)
            ended.append(case.id)
        erased = session.get_one(type(case), ended[0])
        forgetting.forget(session, erased, None, T0 + timedelta(days=365))
        session.commit()
        return ended


def test_files_of_erased_pictures_are_removed_and_no_others(engine, vault, tmp_path, cases):
    context = SimpleNamespace(
        additional_context={"engine": engine, "settings": SimpleNamespace(instance_dir=tmp_path)}
    )
    assert len(list(vault.folder.iterdir())) == 2
    for _ in range(2):  # a second run finds nothing to do
        jobs.remove_pictures.func(context)

    with Session(engine) as session:
        left = [exhibit.file for exhibit in session.query(Exhibit) if exhibit.file]
    assert [path.name for path in vault.folder.iterdir()] == left


def test_the_worker_tells_the_admins_of_what_nobody_may_take_and_only_once(engine):
    with Session(engine) as session:
        admin = make_person(session, is_admin=True).id
        make_policy_review(session)
        session.commit()
    context = SimpleNamespace(additional_context={"engine": engine})
    for _ in range(2):
        jobs.warn_of_stranded.func(context, 0)

    with Session(engine) as session:
        told = select(Notice.person_id).where(Notice.kind == "nobody_free")
        assert session.scalars(told).all() == [admin]


def context_of(engine):
    return SimpleNamespace(additional_context={"engine": engine})


def test_the_fit_asked_for_is_made_and_the_court_measured_by_it(engine):
    with Session(engine) as session:
        answer(session, make_closed(session, certifying_policy(session)))
        run_id = refitting.ask(session, make_person(session, is_admin=True), T0).id
        session.commit()
    jobs.refit.func(context_of(engine))

    with Session(engine) as session:
        run = refitting.newest(session)
        newest = session.query(Fit).order_by(Fit.id.desc()).first()
        assert (run.id, run.stage, run.fit_id) == (run_id, "done", newest.id)
        assert session.query(ErrorCertificate).one().audited == 1


def test_a_fit_that_fails_says_so_and_another_may_be_asked_for(engine):
    with Session(engine) as session:
        answer(session, make_closed(session, certifying_policy(session)))
        absurd = Policy().terms() | {"delta": 0.0}  # no law of today would adopt it
        session.add(PolicyVersion(terms=absurd, bands=[], starts_at=T0, reason="for a test"))
        session.commit()
        before = session.query(Fit).count()
    with pytest.raises(ValueError, match="alpha and delta"):
        jobs.refit.func(context_of(engine))

    with Session(engine) as session:
        assert refitting.newest(session).stage == "failed"
        assert session.query(Fit).count() == before
        assert refitting.ask(session, make_person(session, is_admin=True), T0)


def test_audits_that_speak_against_the_court_raise_the_alarm_by_the_job(engine):
    with Session(engine) as session:
        policy = certifying_policy(session, alpha=0.05, delta=0.1)
        for _ in range(2):
            answer(session, make_closed(session, policy), Side.SELLER)
        session.commit()
    jobs.assure.func(context_of(engine))

    with Session(engine) as session:
        assert session.query(DriftAlarm).one().n_wrong == 2
