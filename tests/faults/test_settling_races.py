"""A settlement, the last ballot and the closing moment at once: exactly one wins."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from jury.court import deciding, opening, settling
from jury.court.acts import ACTS
from jury.court.due import tick
from jury.rules.phases import Phase
from jury.rules.words import Answer, Remedy, Side
from jury.store.cases import Case
from jury.store.ledger import Entry
from jury.store.notices import Notice
from jury.store.outcomes import Outcome, Ruling
from jury.store.panels import Ballot, Panel, Summons
from jury.store.settlements import Settlement
from tests.factories import T0, make_panel, make_policy, seated, vote
from tests.faults.test_desk_races import race
from tests.refund_makers import DAY, make_applied

pytestmark = pytest.mark.faults
CLOSES = T0 + timedelta(hours=48)
BEFORE = CLOSES - timedelta(microseconds=1)


@pytest.fixture
def case_id(engine):
    """A panel of five with all but one vote cast, enough for a verdict, for everyone to see."""
    with Session(engine) as session:
        make_policy(session, seats=5, quorum=3, fallback_posterior=0.55)
        panel = make_panel(session, policy=True)
        *voted, last = seated(session, panel)
        for summons in voted:
            vote(session, summons)
        last.lapses_at = CLOSES
        session.commit()
        return panel.hearing.case_id


def settles(case_id, now=BEFORE):
    def act(own):
        settling.settle(own, own.get_one(Case, case_id), Side.SELLER, Remedy.REFUND, now)

    return act


def chain_holds(session, case_id):
    of_case = select(Entry).where(Entry.case_id == case_id).order_by(Entry.id)
    last = ""
    for entry in session.scalars(of_case):
        assert entry.previous == last
        last = entry.leaf_hash
    return session.get_one(Case, case_id).last_leaf == last


@pytest.mark.parametrize("turn", range(5))
def test_a_settlement_and_the_closing_at_once_are_one_or_the_other(engine, case_id, turn):
    def closes(own):
        case = own.get_one(Case, case_id)
        panel = own.scalars(select(Panel).where(Panel.closes_at == CLOSES)).one()
        deciding.close_when_due(own, locked(own, case), None, panel.closes_at)

    race(engine, *[settles(case_id), closes][:: 1 - 2 * (turn % 2)])
    with Session(engine) as session:
        case = session.get_one(Case, case_id)
        settled = session.get(Settlement, case_id)
        n_ruled = session.scalar(select(func.count()).select_from(Ruling))
        n_outcomes = session.scalar(select(func.count()).select_from(Outcome))
        assert (settled is None) == (n_ruled == 1) == (n_outcomes == 1)
        assert case.phase is (Phase.SETTLED if settled else Phase.RULED)
        assert chain_holds(session, case_id)


def locked(own, case):
    own.refresh(case, with_for_update=True)
    return case


@pytest.mark.parametrize("turn", range(5))
def test_a_settlement_and_the_last_ballot_at_once_lose_no_ballot(engine, case_id, turn):
    def votes(own):
        waiting = select(Summons).where(Summons.answer == Answer.AWAITED)
        vote(own, own.scalars(waiting).one(), now=BEFORE)

    came_to = race(engine, *[settles(case_id), votes][:: 1 - 2 * (turn % 2)])
    with Session(engine) as session:
        n_ballots = session.scalar(select(func.count()).select_from(Ballot))
        assert (came_to, n_ballots) in [
            (["done", "done"], 5),
            (["PanelClosed", "done"], 4),
            (["NoResultFound", "done"], 4),  # the settlement was there before it looked
        ]
        assert session.get_one(Case, case_id).phase is Phase.SETTLED
        assert tick(session, CLOSES, ACTS).failed == 0
        assert session.scalar(select(Ruling)) is None and chain_holds(session, case_id)


def test_two_clicks_at_once_settle_once(engine, case_id):
    assert race(engine, *[settles(case_id)] * 4) == ["done"] * 4
    with Session(engine) as session:
        n = select(func.count()).where(Entry.act == "seller_settled")
        assert session.scalar(n) == 1


def test_several_workers_tell_of_each_opening_once(engine):
    with Session(engine) as session:
        make_policy(session)
        for _ in range(12):
            make_applied(session)
        session.commit()

    def tells(own):
        opening.tell_opened(own, T0 + 3 * DAY)

    race(engine, *[tells] * 4)
    with Session(engine) as session:
        opening.tell_opened(session, T0 + 3 * DAY)
        told = select(func.count()).where(Notice.kind.startswith("intervention_open"))
        assert session.scalar(told) == 24
