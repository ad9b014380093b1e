"""The demo town opens whole, by the real court, and does not run dry."""

import fcntl
import os
import random
import re
import stat
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import psycopg
import pytest
from PIL import Image
from sqlalchemy import create_engine, func, select
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from jury.court import deciding, policies, refunding, signing, standings
from jury.court.acts import ACTS
from jury.court.due import tick
from jury.court.record import leaf_hash
from jury.demo import live, sign_in, town
from jury.outside.scratch import in_database, scratch
from jury.redaction.pictures import clean
from jury.rules.asking import Asked
from jury.rules.phases import Phase
from jury.rules.seconding import Proposed
from jury.rules.words import Answer, CallState, Decision, Side
from jury.store.calls import Call
from jury.store.cases import Case, Passage
from jury.store.desk import Proposal
from jury.store.ledger import Entry
from jury.store.orders import Order
from jury.store.outcomes import Gold, GoldDispute, Review, Ruling
from jury.store.panels import Ballot, BallotText, Summons
from jury.store.people import Juror, MarketAccount, Person
from jury.store.questions import Question

NOW = datetime(2026, 11, 23, 4, tzinfo=UTC)
SHOWN = set(Phase)


@contextmanager
def seeded(seed):
    """The chance of ids, nonces and passwords, the same in every run: a town is a drawn one."""
    chance = random.Random(seed)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "urandom", chance.randbytes)
        patch.setattr(random, "_urandom", chance.randbytes)
        yield


@pytest.fixture(autouse=True)
def chance(request):
    with seeded(request.node.name):
        yield


@pytest.fixture(scope="session")
def opened(server):
    """Where the run's town lies, opened by whichever worker comes first: it takes a while."""
    folder = Path(os.environ["JURY_TEST_RUN_DIR"]) / "town"
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with psycopg.connect(server.owner_url, autocommit=True) as connection:
            known = "SELECT 1 FROM pg_database WHERE datname = 'jury_town'"
            if not connection.execute(known).fetchone():
                _open(server, folder)
                connection.execute("CREATE DATABASE jury_town TEMPLATE jury_unpeopled")
                connection.execute("DROP DATABASE jury_unpeopled")
    return folder


def _open(server, folder):
    with psycopg.connect(server.owner_url, autocommit=True) as connection:
        connection.execute("CREATE DATABASE jury_unpeopled TEMPLATE jury_template")
    engine = create_engine(in_database(server.app_url, "jury_unpeopled"), poolclass=NullPool)
    with Session(engine) as session, seeded("the town"):
        made = town.open_town(session, folder, NOW)
        session.commit()
    sign_in.write(folder / "sign-in.txt", made.doors)


@pytest.fixture
def engine(server, opened):
    """The test's own copy of the town."""
    name = f"jury_town_{os.getpid()}"
    with scratch(server.owner_url, server.app_url, name, template="jury_town") as urls:
        engine = create_engine(urls.app, poolclass=NullPool)
        yield engine
        engine.dispose()


@pytest.fixture
def doors(opened):
    """Who may sign in: e-mail and password by what they are."""
    lines = (opened / "sign-in.txt").read_text().splitlines()[2:]
    cells = [re.split(r" {2,}", line) for line in lines]
    return {who: (email, password) for who, email, password, _ in cells}


@pytest.fixture
def session(engine):
    with Session(engine) as session:
        yield session


def phases(session):
    counted = select(Case.phase, func.count()).where(~Case.is_archived).group_by(Case.phase)
    return dict(session.execute(counted).all())


def test_every_phase_is_to_be_seen(session):
    assert set(phases(session)) == SHOWN


def test_an_appeal_waits_for_the_buyer_who_signs_in_and_one_has_reversed(session, doors):
    appealed = session.scalars(select(Case).where(Case.phase == Phase.APPEALED)).one()
    assert appealed.person_on(Side.BUYER).email == doors["buyer 中文"][0]
    replaced = select(Ruling).where(Ruling.replaced_at.is_not(None))
    reversed_ = session.scalars(replaced).one().case
    assert {ruling.side for ruling in reversed_.rulings} == set(Side)


def test_refunds_wait_to_be_open_and_to_be_refused_again(session):
    asked = select(Order).where(~select(Case.id).where(Case.order_id == Order.id).exists())
    found = [refunding.standing(session, order, NOW) for order in session.scalars(asked)]
    live_ones = [request for request in found if request.is_live]
    assert sorted((each.is_open(NOW), each.loops_at <= NOW) for each in live_ones) == [
        (False, False),
        (True, True),
    ]


def test_the_desk_has_a_question_out_a_call_to_make_and_a_case_for_a_second_person(session):
    question = session.scalars(select(Question)).one()
    assert question.state == Asked.OPEN and question.due_at > NOW
    assert session.scalars(select(Call)).one().state is CallState.OPEN
    assert session.scalar(select(func.count()).where(Proposal.state == Proposed.WAITING)) == 1


def test_no_juror_of_a_panel_repeats_another(session):
    said = select(Summons.panel_id, BallotText.text).join(Ballot, Ballot.summons_id == Summons.id)
    said = said.join(BallotText, BallotText.ballot_id == Ballot.id).where(BallotText.text != "")
    texts = session.execute(said).all()
    assert len(texts) == len(set(texts)) > 20


def test_one_seller_has_as_many_dispute_refunds_as_campaigns_allow(session, doors):
    owned = select(MarketAccount).join(Person, Person.id == MarketAccount.person_id)
    seller = session.scalars(owned.where(Person.email == doors["seller 中文"][0])).one()
    policy = policies.current(session, NOW).policy
    assert standings.n_refunds(session, seller, NOW, policy) == policy.campaign_refunds


def test_each_chain_of_entries_holds(session):
    for case in session.scalars(select(Case).where(~Case.is_archived)):
        previous = ""
        for entry in session.scalars(
            select(Entry).where(Entry.case_id == case.id).order_by(Entry.id)
        ):
            assert entry.previous == previous
            previous = leaf_hash(
                entry.at, entry.actor, entry.act, entry.case_id, entry.body, entry.previous
            )
            assert entry.leaf_hash == previous
        assert case.last_leaf == previous != ""


def test_every_verdict_of_a_panel_can_be_recomputed(session):
    ruled = select(Case).join(Ruling, Ruling.case_id == Case.id).where(~Case.is_archived)
    cases = session.scalars(ruled).all()
    assert len(cases) >= 8
    for case in cases:
        again = deciding.recompute(session, case)
        assert again.found and again.agrees, again.lines()


def test_nobody_sits_on_a_case_of_their_own(session):
    for summons in session.scalars(select(Summons)):
        parties = {summons.case.order.buyer.person_id, summons.case.order.seller.person_id}
        assert summons.juror_id not in parties


def test_staff_have_upheld_and_overridden_and_one_case_is_late(session):
    decisions = select(Review.decision).join(Case).where(~Case.is_archived)
    assert set(session.scalars(decisions)) == {*Decision, None}
    waiting = select(Review.due_at).where(Review.decided_at.is_(None))
    due = sorted(session.scalars(waiting))
    assert due[0] < NOW < due[-1]
    assert any(NOW < at <= NOW + timedelta(days=1) for at in due)


def test_the_desk_has_work_in_both_languages_and_the_town_leaves_it_to_those_who_sign_in(
    session, tmp_path
):
    waiting = select(Case.language, Review.due_at).join(Review)
    waiting = waiting.where(Review.decided_at.is_(None)).order_by(Review.due_at)
    before = session.execute(waiting).all()
    assert {language for language, _ in before} == {"zh", "en"}
    late, soon, *others = before
    assert late.language == soon.language == "en" and len(others) >= 2
    assert late.due_at <= NOW < soon.due_at <= NOW + timedelta(days=1)
    live.step(session, tmp_path, NOW + timedelta(minutes=1), picture=lambda *_: None)
    assert session.execute(waiting).all() == before


def test_gold_cases_serve_and_one_is_disputed(session):
    live_gold = select(Gold).join(Case).where(~Case.is_archived)
    states = [gold.state for gold in session.scalars(live_gold)]
    assert states.count("active") >= 8 and states.count("proposed") == 1
    assert {gold.side for gold in session.scalars(live_gold)} == set(Side)
    assert session.scalars(select(GoldDispute)).one().resolved_at is None


def test_the_jurors_who_sign_in_have_work_and_a_past(session, doors):
    for who in ("juror 中文", "juror English"):
        whose = select(Juror).join(Juror.person).where(Person.email == doors[who][0])
        juror = session.scalars(whose).one()
        awaited = select(func.count()).where(
            Summons.juror_id == juror.person_id,
            Summons.answer == Answer.AWAITED,
            Summons.lapses_at > NOW,
        )
        assert session.scalar(awaited) >= 1  # drawn by lot: four as a rule
        assert juror.n_ballots > 20


def test_the_archive_has_ballots_and_no_texts(session):
    archived = select(Case).where(Case.is_archived)
    cases = session.scalars(archived).all()
    assert len(cases) == 400
    assert all(case.texts_erased_at and case.phase is Phase.CLOSED for case in cases)
    assert not session.scalar(select(Passage.id).join(Case).where(Case.is_archived).limit(1))


def test_one_juror_is_suspended_with_a_way_back(session):
    suspended = session.scalars(select(Juror).where(Juror.suspended_at.is_not(None))).one()
    assert suspended.suspended_reason and suspended.way_back


def test_what_jurors_read_names_nobody(session):
    released = select(Passage).join(Case).where(Passage.released_at.is_not(None))
    for passage in session.scalars(released):
        for account in (passage.case.order.buyer, passage.case.order.seller):
            assert account.name not in passage.redacted
            assert account.phone not in passage.redacted


def test_a_town_is_opened_in_an_empty_database_only(session, tmp_path):
    with pytest.raises(town.NotEmpty):
        town.open_town(session, tmp_path, NOW)


def test_passwords_are_random_work_and_lie_in_a_file_of_their_owner(session, opened, doors):
    assert stat.S_IMODE((opened / "sign-in.txt").stat().st_mode) == 0o600
    assert len(doors) == len({password for _, password in doors.values()}) == 11
    for email, password in list(doors.values())[:2]:
        assert signing.sign_in(session, email, password, "", NOW, timedelta(hours=1))
    with_password = select(func.count()).where(Person.password_hash.is_not(None))
    assert session.scalar(with_password) == 11


def test_a_watched_town_votes_at_each_step_though_some_jurors_never_answer(session, tmp_path):
    """The slow and the silent stand first in the queue; they hold up nobody."""
    for step in range(3):
        done = live.step(session, tmp_path, NOW + timedelta(hours=step), pace=600.0, most_votes=3)
        assert sum("has voted" in line for line in done.lines) == 3


def test_a_week_later_every_phase_is_still_to_be_seen(session, tmp_path, doors):
    """Eleven hours at a time, which is coarser than the worker; the pictures are small."""
    assert town.is_demo(session)
    small = BytesIO()
    Image.new("RGB", (8, 8)).save(small, "PNG")
    for step in range(1, 17):
        now = NOW + timedelta(hours=11 * step)
        assert tick(session, now, ACTS).failed == 0
        live.step(session, tmp_path, now, picture=lambda *_: clean(small.getvalue()))
    assert set(phases(session)) == SHOWN
    waiting = select(Person.email).join(Summons, Summons.juror_id == Person.id)
    called = set(session.scalars(waiting.where(Summons.answer == Answer.AWAITED)))
    assert {doors["juror 中文"][0], doors["juror English"][0]} <= called
