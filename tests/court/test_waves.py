"""Truths about waves: who is called when, and what nobody can tell from it."""

import importlib.util
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from jury.court import deciding, empanelling, releasing, rolling, voting, weighing
from jury.court.deadlines import due_of
from jury.rules.words import Answer, Due, Side, Stratum
from jury.store import office_ledger
from jury.store.cases import Deadline
from jury.store.ledger import Entry
from jury.store.notices import Notice
from jury.store.outcomes import Outcome
from tests.appeal_makers import RULED_AT, appeal, heard_again, make_ruled
from tests.factories import (
    T0,
    make_jurors,
    make_panel,
    make_person,
    make_policy,
    make_released,
    make_staff,
    seated,
    tick,
    vote,
)

HOUR = timedelta(hours=1)
WAVES = {"seats": 9, "quorum": 4, "wave_margin": 1, "wave_seats": 2, "wave_hours": 8}

FILE = Path(__file__).parents[2] / "docs" / "verify" / "verify_panel.py"
spec = importlib.util.spec_from_file_location("verify_panel", FILE)
verifier = importlib.util.module_from_spec(spec)
spec.loader.exec_module(verifier)


@pytest.fixture
def panel(session):
    return make_panel(session, policy=make_policy(session, **WAVES), n_jurors=40)


def next_wave(session, panel):
    return due_of(session, panel.hearing.case, Due.NEXT_WAVE)


def test_the_first_wave_is_the_quorum_and_some_to_spare(session, panel):
    assert (len(seated(session, panel)), panel.n_open, panel.seats) == (5, 5, 9)
    assert next_wave(session, panel) == T0 + 8 * HOUR


def test_later_waves_follow_while_the_panel_is_open_and_take_all_in_the_end(session, panel):
    tick(session, T0 + 8 * HOUR - timedelta(microseconds=1))
    assert len(seated(session, panel)) == 5
    tick(session, T0 + 8 * HOUR)
    assert (len(seated(session, panel)), next_wave(session, panel)) == (7, T0 + 16 * HOUR)
    tick(session, T0 + 16 * HOUR)
    assert (len(seated(session, panel)), next_wave(session, panel)) == (9, None)


def test_a_wave_is_entered_in_the_ledger_and_shown_to_nobody_before_the_panel_closes(
    session, panel
):
    tick(session, T0 + 8 * HOUR)
    admin = make_person(session, is_admin=True)
    acts = select(Entry.act).where(Entry.case_id == panel.hearing.case_id)
    assert "wave_called" in session.scalars(acts).all()
    told = office_ledger.shown(session, admin, "wave_called", panel.hearing.case, 10, 0)
    assert told == []


def test_whoever_is_called_later_has_as_long_to_answer_as_the_first(session, panel):
    tick(session, T0 + 8 * HOUR)
    tick(session, T0 + 16 * HOUR)
    assert {s.lapses_at - s.called_at for s in seated(session, panel)} == {24 * HOUR}
    told = session.scalars(select(Notice).where(Notice.kind == "summoned")).all()
    assert {tuple(sorted(notice.facts)) for notice in told} == {("lapses_at",)}


def test_a_clear_case_is_closed_by_its_first_wave(session):
    policy = make_policy(session, **WAVES, sure_posterior=0.9, fallback_posterior=0.9)
    panel = make_panel(session, policy=policy, n_jurors=40)
    for summons in seated(session, panel):
        vote(session, summons)
        tick(session, T0)

    assert session.get_one(Outcome, panel.id).side is Side.BUYER
    assert len(panel.summonses) == 5
    tick(session, T0 + 8 * HOUR)
    assert len(panel.summonses) == 5


def test_when_all_have_answered_and_it_takes_more_the_next_wave_does_not_wait(session, panel):
    for summons, choice in zip(seated(session, panel), ("buyer", "seller") * 3, strict=False):
        vote(session, summons, choice)
    tick(session, T0)  # looks, and finds that more are needed
    tick(session, T0)

    assert (len(seated(session, panel)), panel.closed_at) == (7, None)


def test_seats_no_wave_has_opened_count_as_votes_that_may_still_come(session, panel):
    for summons in seated(session, panel)[:4]:
        vote(session, summons)
    found = weighing.weigh(session, panel)

    assert (found.tally.open_seats, found.tally.seats) == (5, 9)
    deciding.look(session, panel.hearing.case, None, T0)
    assert panel.closed_at is None


def test_cannot_judge_calls_one_more_of_the_same_wave(session, panel):
    vote(session, seated(session, panel)[0], "cannot_judge")
    assert (panel.seats, panel.n_open, len(seated(session, panel))) == (10, 6, 6)


def test_whoever_steps_aside_is_replaced_within_the_wave(session, panel):
    voting.recuse(session, seated(session, panel)[1], "no_time", T0)
    assert sorted(s.seat for s in seated(session, panel)) == [1, 2, 3, 4, 5]


def test_the_draw_goes_on_by_its_own_counts_and_its_certificate_stays_sound(session, panel):
    voting.recuse(session, seated(session, panel)[1], "no_time", T0)
    tick(session, T0 + 8 * HOUR)
    tick(session, T0 + 16 * HOUR)

    called = sorted(panel.summonses, key=lambda s: (s.called_at, s.counter))
    assert [s.counter for s in called] == sorted(s.counter for s in called)
    made = empanelling.certificate(session, panel.hearing)
    assert verifier.faults(made, made["digest"]) == []
    assert deciding.recompute(session, panel.hearing.case).agrees


def test_the_quotas_hold_whichever_wave_is_the_last(session):
    make_policy(session, **WAVES | {"seats": 9, "quorum": 5})
    buyers = make_jurors(session, 60, stratum=Stratum.BUYS)
    rolling.freeze(session, buyers + make_jurors(session, 14, stratum=Stratum.SELLS), T0)
    panel = empanelling.open_hearing(session, make_released(session), T0)
    for at in (T0, T0 + 8 * HOUR, T0 + 16 * HOUR):
        tick(session, at)
        sellers = [s.juror.stratum for s in seated(session, panel)].count(Stratum.SELLS)
        assert sellers >= panel.n_open / 3


def test_a_roll_too_short_for_its_waves_is_asked_for_all_at_once(session):
    policy = make_policy(session, **WAVES | {"stratum_share": 0.0})
    panel = make_panel(session, policy=policy, n_jurors=4)

    assert (len(seated(session, panel)), panel.n_open) == (4, 9)
    for summons in seated(session, panel):
        vote(session, summons)
    tick(session, T0)
    assert panel.closed_at == T0  # nobody else can come


def test_no_wave_goes_out_while_the_hearing_is_paused(session, panel):
    case, summons = panel.hearing.case, seated(session, panel)[0]
    releasing.report_leak(session, summons, "A name.", T0 + HOUR)
    tick(session, T0 + 9 * HOUR)
    assert len(panel.summonses) == 5

    releasing.release(session, case, make_staff(session), T0 + 10 * HOUR)
    assert next_wave(session, panel) == T0 + 18 * HOUR


def test_a_closed_panel_calls_nobody(session, panel):
    deciding.close_panel(session, panel.hearing.case, panel, T0 + HOUR)
    empanelling.call_wave(session, panel.hearing.case, None, T0 + 8 * HOUR)

    assert {s.answer for s in panel.summonses} == {Answer.RELEASED}
    open_deadlines = select(Deadline.kind).where(Deadline.done_at.is_(None))
    assert Due.NEXT_WAVE not in session.scalars(open_deadlines).all()


def test_the_panel_of_an_appeal_comes_in_waves_of_its_own_quorum(session):
    terms = {"seats": 5, "quorum": 3, "fallback_posterior": 0.6, "max_open_summonses": 9}
    policy = make_policy(session, **WAVES | terms)
    panel = heard_again(session, _appealed(session, policy))

    assert (panel.seats, panel.quorum, panel.n_open) == (11, 6, 7)
    assert len(seated(session, panel)) == 7
    tick(session, RULED_AT + 8 * HOUR)
    assert len(seated(session, panel)) == 9


def _appealed(session, policy):
    case = make_ruled(session, policy=policy, n_jurors=60)
    appeal(session, case)
    return case
