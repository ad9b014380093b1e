"""Truths about closing a panel: verdicts, escalations, early closing and recomputing."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from jury.court import deciding, fitting, weighing
from jury.rules.phases import Phase
from jury.rules.words import Answer, Body, Side, Task, Why
from jury.store.cases import Deadline
from jury.store.ledger import Entry
from jury.store.notices import Notice
from jury.store.outcomes import FitJuror, Outcome, Review, Ruling
from jury.store.panels import LeakReport
from tests.factories import T0, make_panel, make_policy, seated, tick, vote

LATER = T0 + timedelta(hours=1)


@pytest.fixture
def panel(session):
    return make_panel(session)


def cast(session, panel, choices, now=T0):
    """The panel's jurors vote in the order of their seats: b, s or c (cannot judge)."""
    words = {"b": "buyer", "s": "seller", "c": "cannot_judge"}
    for summons, choice in zip(seated(session, panel), choices, strict=False):
        vote(session, summons, words[choice], now, text=f"Call 13800138000 about {choice}.")


def closed(session, panel, now=LATER):
    return deciding.close_panel(session, panel.hearing.case, panel, now)


def test_a_clear_panel_rules_by_itself(session, panel):
    cast(session, panel, "bbbbb")
    outcome = closed(session, panel)

    case = panel.hearing.case
    ruling = session.scalars(select(Ruling)).one()
    assert (outcome.side, outcome.why) == (Side.BUYER, None)
    assert outcome.posterior_buyer >= 0.95
    assert (case.phase, ruling.side, ruling.body) == (Phase.RULED, Side.BUYER, Body.CROWD)
    assert ruling.amount_minor == case.order.amount_minor


@pytest.mark.parametrize(
    ("choices", "why"),
    [
        ("bb", Why.QUORUM),
        ("bbss", Why.AGAINST_RAW),
        ("bbbss", Why.BORDERLINE),
        ("ccb", Why.UNCLEAR),
    ],
)
def test_an_unsure_panel_goes_to_staff_with_the_reason(session, panel, choices, why):
    cast(session, panel, choices)
    outcome = closed(session, panel)

    review = session.scalars(select(Review)).one()
    assert (outcome.side, outcome.why) == (None, why)
    assert (review.task, review.why) == (Task.ESCALATION, why)
    assert panel.hearing.case.phase is Phase.ESCALATED
    assert session.scalars(select(Ruling)).all() == []


def test_a_leak_nobody_has_looked_at_keeps_a_panel_from_ruling(session, panel):
    cast(session, panel, "bbbbb")
    session.add(LeakReport(summons_id=seated(session, panel)[0].id, made_at=T0))

    assert closed(session, panel).why is Why.LEAK


def test_closing_twice_is_closing_once(session, panel):
    cast(session, panel, "bbbbb")

    assert closed(session, panel) is closed(session, panel, LATER + timedelta(hours=1))
    assert len(session.scalars(select(Entry).where(Entry.act == "panel_closed")).all()) == 1


def test_the_clock_closes_a_panel_when_its_time_is_over_and_not_before(session, panel):
    cast(session, panel, "bbs")
    tick(session, panel.closes_at - timedelta(microseconds=1))
    assert panel.closed_at is None

    tick(session, panel.closes_at)
    assert panel.closed_at == panel.closes_at
    assert all(s.answer is not Answer.AWAITED for s in panel.summonses)


def vote_until_closed(session, panel, choice="buyer"):
    """The panel's jurors vote alike, and the clock looks after each; how many votes it took."""
    for n, summons in enumerate(seated(session, panel), start=1):
        vote(session, summons, choice, now=T0)
        before = weighing.weigh(session, panel)
        tick(session, T0)
        if panel.closed_at:
            return n, before
    raise AssertionError("it never closed")


def test_a_panel_closes_early_once_it_is_sure_and_has_the_quorum(session):
    make_policy(session, seats=9, quorum=3, sure_posterior=0.95)
    panel = make_panel(session, policy=True, n_jurors=30)
    n, before = vote_until_closed(session, panel)

    outcome = session.get_one(Outcome, panel.id)
    assert outcome.closed_early and outcome.side is Side.BUYER
    assert 3 <= n < 9
    assert before.posterior_buyer >= 0.95
    assert deciding.recompute(session, panel.hearing.case).agrees


def test_a_panel_that_could_never_rule_does_not_wait_for_its_last_jurors(session):
    make_policy(session, seats=9, quorum=7)
    panel = make_panel(session, policy=True, n_jurors=30)
    cast(session, panel, "bbbsss")
    deciding.look(session, panel.hearing.case, None, T0)

    outcome = session.get_one(Outcome, panel.id)
    assert (outcome.why, outcome.closed_early) == (Why.QUORUM, True)


def test_the_last_vote_closes_the_panel(session, panel):
    cast(session, panel, "bsbsb")
    tick(session, T0)

    assert panel.closed_at == T0


def test_those_who_voted_are_told_of_the_ruling_and_others_are_not(session):
    make_policy(session, seats=7, quorum=4)
    panel = make_panel(session, policy=True, n_jurors=14)
    cast(session, panel, "bbbbbb")
    closed(session, panel)

    voters = {s.juror_id for s in panel.summonses if s.answer is Answer.VOTED}
    told = session.scalars(select(Notice).where(Notice.kind == "case_decided"))
    assert {notice.person_id for notice in told} == voters
    ruled = session.scalars(select(Notice).where(Notice.kind == "ruled"))
    case = panel.hearing.case
    assert {n.person_id for n in ruled} == {case.person_on(side).id for side in Side}


def test_after_the_close_nothing_of_the_panel_falls_due(session, panel):
    cast(session, panel, "bbbbb")
    closed(session, panel)

    left = session.scalars(select(Deadline.kind).where(Deadline.done_at.is_(None))).all()
    assert set(left) == {"appeal_window_ends", "comply_reminder", "comply_ends"}


def test_what_jurors_wrote_is_redacted_when_others_may_read_it(session, panel):
    cast(session, panel, "bbbb")
    words = [s.ballot.words for s in panel.summonses if s.ballot]
    assert all(w.redacted == "" for w in words)
    closed(session, panel)

    assert all("13800138000" not in w.redacted and "about b" in w.redacted for w in words)


def test_a_reliable_juror_weighs_more_and_the_count_can_stand_against_the_weights(session, panel):
    fit = fitting.newest_fit(session, T0)
    jurors = [s.juror_id for s in seated(session, panel)]
    for n, juror_id in enumerate(jurors):
        right = 0.97 if n < 2 else 0.52
        session.add(
            FitJuror(
                fit_id=fit.id,
                juror_id=juror_id,
                right_for_buyer=right,
                right_for_seller=right,
                n_buyer=50,
                n_seller=50,
                accuracy=right,
            )
        )
    cast(session, panel, "bbsss")
    outcome = closed(session, panel)

    assert outcome.posterior_buyer > 0.9
    assert (outcome.side, outcome.why) == (None, Why.AGAINST_RAW)


def test_a_later_fit_changes_no_verdict(session, panel):
    cast(session, panel, "bbbbb")
    outcome = closed(session, panel)
    kept = (outcome.fit_id, outcome.posterior_buyer)
    fitting.refit(session, LATER + timedelta(hours=1))

    session.expire_all()
    assert (outcome.fit_id, outcome.posterior_buyer) == kept
    assert deciding.recompute(session, panel.hearing.case).agrees


def test_a_case_is_recomputed_seat_for_seat_and_to_the_last_digit(session, panel):
    cast(session, panel, "cb")
    tick(session, T0 + timedelta(hours=24))  # the others lapse, and more are called
    for summons in seated(session, panel):
        if summons.answer is Answer.AWAITED:
            vote(session, summons, now=T0 + timedelta(hours=25))
    closed(session, panel, T0 + timedelta(hours=26))

    again = deciding.recompute(session, panel.hearing.case)
    assert again.agrees, again.lines()
    assert again.lines()[-1].endswith("agrees with the record.")


def test_a_final_ruling_that_orders_nothing_closes_the_case_when_nobody_appeals(session, panel):
    cast(session, panel, "sssss")
    closed(session, panel)
    case = panel.hearing.case
    ends = session.scalars(select(Ruling.appeal_ends_at)).one()

    tick(session, ends - timedelta(microseconds=1))
    assert case.phase is Phase.RULED
    tick(session, ends)
    assert (case.phase, case.ended_at) == (Phase.CLOSED, ends)
