"""Truths about the draw and the seats of a panel."""

import importlib.util
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from jury.court import empanelling, rolling, voting
from jury.rules.phases import Phase
from jury.rules.words import Answer, Body, Due, Side, Stratum, Why
from jury.store.cases import Deadline
from jury.store.ledger import Entry
from jury.store.notices import Notice
from jury.store.outcomes import Outcome, Review
from jury.store.panels import DrawStep, RollSlot, Summons
from jury.store.people import Juror
from tests.factories import (
    T0,
    draw_of,
    make_account,
    make_gold,
    make_juror,
    make_jurors,
    make_order,
    make_panel,
    make_person,
    make_policy,
    make_released,
    seated,
    vote,
)

FILE = Path(__file__).parents[2] / "docs" / "verify" / "verify_panel.py"
spec = importlib.util.spec_from_file_location("verify_panel", FILE)
verifier = importlib.util.module_from_spec(spec)
spec.loader.exec_module(verifier)


def skipped(session, panel):
    """Who was passed over by the panel's draw, and why."""
    draw = draw_of(session, panel)
    found = (
        select(RollSlot.juror_id, DrawStep.code)
        .join(DrawStep, DrawStep.slot == RollSlot.slot)
        .where(DrawStep.draw_id == draw.hearing_id, RollSlot.epoch_id == draw.epoch_id)
        .where(DrawStep.code.is_not(None))
    )
    return dict(session.execute(found).all())


def test_a_panel_has_each_seat_filled_once_and_every_juror_told(session):
    panel = make_panel(session)

    called = seated(session, panel)
    assert [summons.seat for summons in called] == [1, 2, 3, 4, 5]
    assert len({summons.juror_id for summons in called}) == 5
    assert all(summons.lapses_at == T0 + timedelta(hours=24) for summons in called)
    told = session.scalars(select(Notice).where(Notice.kind == "summoned")).all()
    assert {n.path for n in told} == {f"/bench/{summons.id}" for summons in called}
    assert all("code" not in n.facts and n.case_id is None for n in told)


def test_a_summons_never_outlasts_its_panel_and_its_juror_is_reminded_before(session):
    make_policy(session, seats=5, quorum=3, voting_hours=30, summons_hours=24)
    panel = make_panel(session, policy=True)
    first = seated(session, panel)[0]
    voting.recuse(session, first, "no_time", T0 + timedelta(hours=20))

    late = next(s for s in seated(session, panel) if s.called_at > T0)
    assert late.lapses_at == panel.closes_at == T0 + timedelta(hours=30)
    due = select(Deadline.kind, Deadline.due_at).where(Deadline.subject == late.id)
    assert dict(session.execute(due).all()) == {
        Due.SUMMONS_LAPSES: T0 + timedelta(hours=30),
        Due.SUMMONS_REMINDER: T0 + timedelta(hours=26),
    }


def test_the_database_refuses_a_seat_that_is_held(session):
    panel = make_panel(session)
    held = seated(session, panel)[0]
    other = Summons(
        panel_id=panel.id,
        juror_id=make_juror(session).person_id,
        seat=held.seat,
        left=Side.BUYER,
        called_at=T0,
        lapses_at=T0,
    )

    with pytest.raises(IntegrityError, match="uq_summons_live_seat"), session.begin_nested():
        session.add(other)
        session.flush()


def unfit_jurors(session, order):
    """One juror for each reason of the law, and the reason."""
    parties = [order.buyer.person, order.seller.person]
    traded = make_juror(session)
    make_order(session, buyer=traded.account, seller=order.seller)
    shopkeeper = make_juror(session)
    make_order(session, seller=shopkeeper.account, shop=order.shop)
    related = make_juror(session)
    related.account.cluster = order.buyer.cluster = "one kitchen table"
    off, away, foreign = make_juror(session), make_juror(session), make_juror(session)
    off.on_duty = False
    away.suspended_at, away.suspended_reason = T0, "for a test"
    foreign.languages = ["zh"]
    agent, office = make_juror(session), make_juror(session)
    agent.person.is_staff = office.person.is_admin = True
    return {
        make_juror(session, person=parties[0], account=order.buyer).person_id: "party",
        traded.person_id: "traded",
        shopkeeper.person_id: "same_shop",
        related.person_id: "related",
        off.person_id: "off_duty",
        agent.person_id: "off_duty",
        office.person_id: "off_duty",
        away.person_id: "suspended",
        foreign.person_id: "language",
    }


def test_each_juror_the_law_keeps_off_the_bench_is_passed_over_and_the_record_says_why(session):
    make_policy(session, seats=3, quorum=2, stratum_share=0.0, newcomer_share=1.0)
    order = make_order(session)
    unfit = unfit_jurors(session, order)
    jurors = list(session.scalars(select(Juror)))  # too few others: all must come up
    rolling.freeze(session, [*jurors, make_juror(session)], T0)
    case = make_released(session, order=order)

    panel = empanelling.open_hearing(session, case, T0)

    assert skipped(session, panel) == unfit
    made = empanelling.certificate(session, panel.hearing)
    assert {s["code"] for s in made["steps"] if s["outcome"] == "skipped"} == {"unfit"}
    assert verifier.faults(made, made["digest"]) == []


def test_a_juror_over_load_or_who_sat_for_this_seller_lately_is_passed_over(session):
    make_policy(session, seats=2, quorum=2, stratum_share=0.0, max_open_summonses=1)
    jurors = make_jurors(session, 2)
    rolling.freeze(session, jurors, T0)
    seller = make_account(session, make_person(session))
    first = make_released(session, order=make_order(session, seller=seller))
    sat = empanelling.open_hearing(session, first, T0)
    for summons in seated(session, sat)[:1]:
        vote(session, summons)
    rolling.freeze(session, [*jurors, *make_jurors(session, 2)], T0)
    again = make_released(session, order=make_order(session, seller=seller))

    panel = empanelling.open_hearing(session, again, T0 + timedelta(days=1))

    assert set(skipped(session, panel).values()) <= {"sat_before", "load"}
    assert not {s.juror_id for s in seated(session, panel)} & {j.person_id for j in jurors}


def test_a_panel_has_both_sides_of_the_market_where_the_roll_can_bear_it(session):
    make_policy(session, seats=9, quorum=5)
    buyers = make_jurors(session, 40, stratum=Stratum.BUYS)
    rolling.freeze(session, buyers + make_jurors(session, 9, stratum=Stratum.SELLS), T0)
    panel = empanelling.open_hearing(session, make_released(session), T0)

    strata = [summons.juror.stratum for summons in seated(session, panel)]
    assert strata.count(Stratum.SELLS) >= 3
    assert draw_of(session, panel).quotas_hold


def test_a_roll_of_newcomers_sits_without_quotas_and_says_so(session):
    make_policy(session, seats=5, quorum=3)
    rolling.freeze(session, make_jurors(session, 20, n_ballots=0), T0)
    panel = empanelling.open_hearing(session, make_released(session), T0)

    assert len(seated(session, panel)) == 5
    assert not draw_of(session, panel).quotas_hold


def test_a_recusal_calls_the_next_of_the_same_draw_and_nobody_else_moves(session):
    panel = make_panel(session)
    before = {s.seat: s.juror_id for s in seated(session, panel)}
    at = draw_of(session, panel).next_counter
    gone = seated(session, panel)[2]

    voting.recuse(session, gone, "knows_party", T0)

    after = {s.seat: s.juror_id for s in seated(session, panel)}
    assert gone.answer is Answer.RECUSED
    assert {seat for seat in after if after[seat] != before[seat]} == {gone.seat}
    assert next(s for s in seated(session, panel) if s.seat == gone.seat).counter >= at


def test_a_roll_too_thin_for_any_quorum_sends_the_case_to_staff(session):
    make_policy(session, seats=5, quorum=3)
    panel = make_panel(session, policy=True, n_jurors=2)

    case = panel.hearing.case
    assert case.phase is Phase.ESCALATED
    assert session.get_one(Outcome, panel.id).why is Why.ROLL_TOO_THIN
    assert session.scalars(select(Review.why)).one() is Why.ROLL_TOO_THIN
    assert not seated(session, panel)  # those called were let go


def test_a_roll_without_anybody_sends_the_case_to_staff(session):
    make_policy(session)
    rolling.freeze(session, [], T0)
    panel = empanelling.open_hearing(session, make_released(session), T0)

    assert session.get_one(Outcome, panel.id).why is Why.ROLL_TOO_THIN


def test_a_panel_that_can_still_reach_quorum_sits_with_a_seat_empty(session):
    make_policy(session, seats=5, quorum=3)
    panel = make_panel(session, policy=True, n_jurors=4)

    assert panel.hearing.case.phase is Phase.HEARING
    assert len(seated(session, panel)) == 4


def test_gold_summonses_come_at_the_policys_share_and_look_like_any_other(session):
    make_policy(session, seats=5, quorum=3, gold_share=0.5, max_open_summonses=50)
    gold = [make_gold(session) for _ in range(4)]
    rolling.freeze(session, make_jurors(session, 40), T0)
    panels = [empanelling.open_hearing(session, make_released(session), T0) for _ in range(8)]

    every = session.scalars(select(Summons)).all()
    golden = [summons for summons in every if summons.panel.is_gold]
    real = [summons for summons in every if not summons.panel.is_gold]
    assert len(real) == 5 * len(panels)
    assert 0.3 < len(golden) / len(every) < 0.6
    assert {s.case.id for s in golden} <= {g.case_id for g in gold}
    assert {s.lapses_at - s.called_at for s in golden} == {s.lapses_at - s.called_at for s in real}
    assert len({(s.juror_id, s.case.id) for s in golden}) == len(golden)
    at = {(s.juror_id, s.called_at) for s in real}
    both = sum((s.juror_id, s.called_at) in at for s in golden)
    assert both < len(golden)  # a summons alone may be gold just as well


def test_no_gold_is_served_where_the_policy_wants_none(session):
    make_gold(session)
    make_policy(session, seats=5, quorum=3, gold_share=0.0)
    panel = make_panel(session, policy=True)

    assert all(not s.panel.is_gold for s in session.scalars(select(Summons)))
    assert panel.hearing.body is Body.CROWD


def test_ids_are_no_part_of_what_a_summons_entry_tells(session):
    panel = make_panel(session)
    bodies = session.scalars(select(Entry.body).where(Entry.act == "jurors_called")).all()

    jurors: set[UUID] = {summons.juror_id for summons in seated(session, panel)}
    assert not any(str(juror) in body for juror in jurors for body in bodies)


def test_the_certificate_of_a_real_panel_passes_the_verifier_that_knows_no_code_of_ours(session):
    panel = make_panel(session)
    voting.recuse(session, seated(session, panel)[1], "knows_party", T0)
    made = empanelling.certificate(session, panel.hearing)

    assert verifier.faults(made, made["digest"]) == []
    made["steps"][0]["alias"] = "0" * 64
    assert verifier.faults(made)
    assert str(seated(session, panel)[0].juror_id) not in str(made)
