"""Truths about recomputing: what an owner of the database altered is found out."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import create_engine, delete, select, text, update

from jury.court import deciding, fitting, reviewing, witnessing
from jury.rules.words import Decision, Side, Why
from jury.store.ledger import Entry
from jury.store.outcomes import Fit, FitJuror, Outcome, Review, Ruling
from jury.store.panels import Ballot, Draw, DrawStep, RollSlot, Summons
from tests.factories import T0, make_escalation, make_panel, make_staff, seated, vote


@pytest.fixture
def connection(worker_urls):
    """The owner's connection, whom neither grant nor trigger stops: all is rolled back."""
    engine = create_engine(worker_urls.owner)
    with engine.connect() as connection:
        transaction = connection.begin()
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        yield connection
        transaction.rollback()
    engine.dispose()


@pytest.fixture
def case(session):
    """A case whose panel of five was unanimous."""
    panel = make_panel(session)
    for summons in seated(session, panel):
        vote(session, summons)
    deciding.close_panel(session, panel.hearing.case, panel, T0 + timedelta(hours=1))
    return panel.hearing.case


def different(session, case):
    session.expire_all()
    return {what for what, is_same, _ in deciding.recompute(session, case).found if not is_same}


def test_an_unaltered_record_agrees(session, case):
    assert different(session, case) == set()


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (update(Outcome).values(posterior_buyer=0.951), "posterior"),
        (update(Outcome).values(posterior_buyer=0.951), "outcomes said"),
        (update(Outcome).values(n_seller=3), "ballots"),
        (text("UPDATE fit SET model = jsonb_set(model, '{scale}', '2')"), "posterior"),
        (text("UPDATE fit SET model = jsonb_set(model, '{bias}', '[0.5, 0]')"), "posterior"),
        (text("UPDATE fit SET model = jsonb_set(model, '{reach,towards_buyer}', '9')"), "fit"),
        (update(Fit).values(n_truths=5), "fit"),
        (text("DELETE FROM entry WHERE act = 'refitted'"), "fit"),
        (update(DrawStep).where(DrawStep.counter == 1).values(slot=99), "counts"),
        (text("UPDATE panel SET seats = 6"), "posterior"),
        (update(Outcome).values(side=None, why=Why.BORDERLINE), "verdict"),
        (update(Outcome).values(side=None, why=Why.LEAK), "verdict"),
        (update(Outcome).values(side=None, why=Why.ROLL_TOO_THIN), "outcomes said"),
        (update(Outcome).values(closed_early=True), "outcomes said"),
        (update(Outcome).values(n_cannot_judge=1), "outcomes said"),
        (update(Outcome).values(path=[[5, "buyer", 0.5]]), "path"),
        (update(Outcome).values(path=[]), "path"),
        (update(Outcome).values(path=[[5, "buyer", 0.5]]), "outcomes said"),
        (update(Outcome).values(path=None), "outcomes said"),
        (update(Outcome).values(score=None), "outcomes said"),
        (delete(Outcome), "outcomes said"),
        (update(Draw).values(r_claimant="00" * 16), "draws said"),
        (text("UPDATE panel SET stopping = 'another'"), "draws said"),
        (text("UPDATE panel SET sure_posterior = 0.6"), "draws said"),
        (text("UPDATE panel SET sure_posterior = NULL, family = NULL"), "path"),
        (update(RollSlot).where(RollSlot.slot == 0).values(alias="00" * 32), "roll"),
        (update(Ruling).values(side="seller"), "ruling"),
        (update(Ruling).values(amount_minor=1), "rulings said"),
        (update(Ballot).values(text_hash="00" * 32), "ballots said"),
        (delete(Ballot), "ballots"),
        (update(Summons).where(Summons.seat == 1).values(seat=9), "summonses said"),
        (update(Entry).values(body="{}"), "chain"),
        (update(Entry).values(actor="clock"), "chain"),
        (text("DELETE FROM entry WHERE act = 'panel_closed'"), "chain"),
    ],
)
def test_a_record_that_was_altered_is_found_out(session, case, change, line):
    session.execute(change.execution_options(synchronize_session=False))

    assert line in different(session, case)


@pytest.mark.parametrize(
    "change",
    [
        update(FitJuror).values(accuracy=0.99),
        update(FitJuror).values(right_for_seller=0.99),
        text("UPDATE fit SET model = jsonb_set(model, '{bias}', '[3, 0]')"),
        text("UPDATE fit SET model = model - 'accuracy'"),
        delete(FitJuror),
    ],
)
def test_numbers_altered_while_a_panel_votes_are_found_out_though_it_was_weighed_by_them(
    session, case, change
):
    fitting.refit(session, T0 + timedelta(hours=2))
    panel = make_panel(session, T0 + timedelta(hours=3))
    assert different(session, case) == set()
    session.execute(change.execution_options(synchronize_session=False))
    session.expire_all()
    deciding.close_panel(session, panel.hearing.case, panel, T0 + timedelta(hours=4))

    assert different(session, panel.hearing.case) == {"fit"}


def test_a_fit_of_an_older_court_of_which_the_ledger_keeps_no_numbers_is_not_held_against_it(
    session, case
):
    fit = session.scalars(select(Fit)).one()
    assert fitting.holds(session, fit) is True
    entry = session.scalars(select(Entry).where(Entry.act == "refitted")).one()
    told = json.loads(entry.body)
    del told["sha256"]
    session.execute(update(Entry).where(Entry.id == entry.id).values(body=json.dumps(told)))

    assert fitting.holds(session, fit) is None
    assert "fit" not in {what for what, *_ in deciding.recompute(session, case).found}


def test_a_decision_of_staff_is_held_against_its_entry(session):
    review, agent, now = make_escalation(session), make_staff(session), T0 + timedelta(hours=49)
    reviewing.claim(session, review, agent, now)
    reviewing.record_view(session, review, Side.BUYER, "The dates.", agent, now)
    words = "The seller never answered the question of the dates."
    reviewing.decide(
        session, review, Decision.UPHOLD, Side.BUYER, "evidence_supports", words, agent, now
    )
    assert "reviews said" not in different(session, review.case)

    session.execute(update(Review).values(code="other"))

    assert "reviews said" in different(session, review.case)
    assert "views said" not in different(session, review.case)

    session.execute(update(Review).values(view_side=Side.SELLER))

    assert "views said" in different(session, review.case)


def test_while_a_panel_is_open_nothing_is_told_of_how_many_voted(session):
    panel = make_panel(session)
    before = deciding.recompute(session, panel.hearing.case).lines()
    vote(session, seated(session, panel)[0])

    after = deciding.recompute(session, panel.hearing.case).lines()
    assert set(after) - set(before) <= {"same  ballots said"}


def test_a_broken_chain_is_found_where_it_breaks(session, case):
    chain = list(session.scalars(select(Entry).where(Entry.case_id == case.id).order_by(Entry.id)))
    breaks = witnessing.chain_breaks
    assert breaks(chain, case) == []

    assert breaks([chain[0], *chain[2:]], case) == [chain[2]]
    assert breaks(chain[:-1], case) == [chain[-2]]
    session.expunge(chain[3])
    chain[3].body = chain[3].body.replace("buyer", "seller") + " "
    assert chain[3] in breaks(chain, case)
