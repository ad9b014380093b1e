"""Truths about gold summonses: they come and go as those beside which they went out."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from jury.court import deciding, releasing
from jury.rules.words import Answer
from jury.store.ledger import Entry
from jury.store.panels import Panel, Summons
from tests.factories import T0, make_gold, make_panel, make_policy, make_staff, tick, vote

HOUR = timedelta(hours=1)


@pytest.fixture
def panel(session):
    """A panel of five whose time is over with its summonses, and gold beside it."""
    terms = {"voting_hours": 24, "gold_share": 0.5, "max_open_summonses": 50}
    make_policy(session, seats=5, quorum=3, **terms)
    make_gold(session)
    return make_panel(session, policy=True, n_jurors=20)


@pytest.fixture
def golden(session, panel):
    found = session.scalars(select(Summons).join(Panel).where(Panel.is_gold)).all()
    assert found
    return found


def test_a_gold_summons_names_the_draw_beside_which_it_went_out(panel, golden):
    assert {summons.beside_id for summons in golden} == {panel.hearing_id}
    assert all(summons.lapses_at == panel.closes_at for summons in golden)


def test_when_a_panel_closes_early_its_gold_summonses_end_with_it(session, panel, golden):
    voted, *late = golden
    vote(session, voted, now=T0 + HOUR)
    deciding.close_panel(session, panel.hearing.case, panel, T0 + 2 * HOUR)
    tick(session, T0 + 2 * HOUR)

    assert voted.answer is Answer.VOTED
    assert {s.answer for s in late} <= {Answer.RELEASED}
    entries = session.scalars(select(Entry.act).where(Entry.act == "summons_released")).all()
    assert len(entries) == len(late)


def test_at_the_end_of_its_panel_a_gold_summons_is_released_like_the_others(session, panel, golden):
    tick(session, panel.closes_at)
    tick(session, panel.closes_at)

    answers = set(session.scalars(select(Summons.answer)))
    assert panel.closed_at and answers == {Answer.RELEASED}


def test_while_the_clock_is_late_with_the_panel_its_gold_does_not_lapse(session, panel, golden):
    panel.closes_at += HOUR
    for summons in golden:
        summons.lapses_at = panel.closes_at
    session.flush()
    tick(session, T0 + 24 * HOUR)
    assert {s.answer for s in golden} == {Answer.AWAITED}


def test_gold_with_a_report_that_waits_stands_still_though_its_panel_closed(session, panel, golden):
    told = golden[0]
    releasing.report_leak(session, told, "A name.", T0 + HOUR)
    deciding.close_panel(session, panel.hearing.case, panel, T0 + 2 * HOUR)
    tick(session, T0 + 2 * HOUR)
    assert told.answer is Answer.AWAITED

    releasing.answer_reports(session, told.case, make_staff(session), T0 + 3 * HOUR)
    tick(session, told.lapses_at)
    assert told.answer is Answer.RELEASED


def test_a_gold_summons_of_a_panel_that_lasts_longer_lapses_at_its_own_time(session, panel, golden):
    panel.closes_at += 24 * HOUR
    session.flush()
    tick(session, golden[0].lapses_at)
    assert golden[0].answer is Answer.LAPSED
