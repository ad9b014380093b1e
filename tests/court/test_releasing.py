"""Nothing reaches jurors unreleased; a leak stops everything until staff have looked."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from jury.court import calling, deciding, exhibits, redacting, releasing, voting
from jury.rules.leaks import MOST_STOPS
from jury.rules.phases import Phase
from jury.rules.words import Answer, Due, Side, Task, Why
from jury.store import desk_queries
from jury.store.cases import Deadline
from jury.store.outcomes import Review
from jury.store.panels import LeakReport
from tests.factories import (
    T0,
    call_to_gold,
    make_gold,
    make_jurors,
    make_order,
    make_panel,
    make_policy,
    make_released,
    make_staff,
    seated,
    tick,
    vote,
)

HOUR = timedelta(hours=1)


@pytest.fixture
def case(session):
    make_policy(session, seats=3, quorum=2)
    make_jurors(session, 8)
    return make_released(session)


def due(session, case, kind, subject=None):
    row = select(Deadline).where(Deadline.case_id == case.id, Deadline.kind == kind)
    if subject:
        row = row.where(Deadline.subject == subject)
    return session.scalars(row).one()


def test_release_calls_the_panel_and_frees_the_texts(session, case):
    assert not any(p.released_at for p in case.passages)
    releasing.release(session, case, make_staff(session), T0)
    assert case.phase is Phase.HEARING
    assert all(p.released_at == T0 for p in case.passages)
    assert len(seated(session, case.hearings[0].panel)) == 3


def test_an_undecided_picture_holds_everything_back(session, case):
    picture = exhibits.cleaned("0" * 32, "image/png", 6, 4, b"pixels")
    case.phase = Phase.EVIDENCE
    session.flush()
    exhibit = exhibits.add_exhibit(session, case, Side.BUYER, picture, "It", T0)
    case.phase = Phase.REDACTING
    session.flush()
    agent = make_staff(session)
    with pytest.raises(releasing.ExhibitsUndecided, match="1 are undecided"):
        releasing.release(session, case, agent, T0)
    exhibits.withhold(session, exhibit, agent, T0)
    releasing.release(session, case, agent, T0)
    assert case.phase is Phase.HEARING


def test_a_party_does_not_release_its_own_case(session, case):
    agent = case.person_on(Side.SELLER)
    agent.is_staff = True
    with pytest.raises(releasing.AgentIsParty):
        releasing.release(session, case, agent, T0)


def test_a_case_is_released_once(session, case):
    agent = make_staff(session)
    releasing.release(session, case, agent, T0)
    with pytest.raises(releasing.NotReleasable):
        releasing.release(session, case, agent, T0)


def test_a_case_that_policy_keeps_from_the_crowd_goes_to_the_desk(session):
    make_policy(session, crowd_max_minor=1)
    case = make_released(session, order=make_order(session))
    releasing.release(session, case, make_staff(session), T0)
    review = session.scalars(select(Review)).one()
    assert case.phase is Phase.ESCALATED
    assert (review.task, review.why) == (Task.ESCALATION, Why.POLICY)


def test_a_leak_stops_the_votes_the_clocks_and_the_reading(session):
    panel = make_panel(session)
    case, (first, *_others) = panel.hearing.case, seated(session, panel)
    releasing.report_leak(session, first, "A name at the bottom", T0 + HOUR)
    assert (case.phase, panel.paused_at) == (Phase.PAUSED, T0 + HOUR)
    assert not any(p.released_at for p in case.passages)
    assert due(session, case, Due.PANEL_CLOSES).done_at
    assert due(session, case, Due.SUMMONS_LAPSES, first.id).done_at
    with pytest.raises(Exception, match="paused"):
        voting.cast_ballot(session, first, "buyer", ["not_as_described"], "", T0 + HOUR)


def test_time_lost_to_a_leak_is_given_back(session):
    panel = make_panel(session)
    case, (first, *_others) = panel.hearing.case, seated(session, panel)
    closes, lapses = panel.closes_at, first.lapses_at
    releasing.report_leak(session, first, "", T0 + HOUR)
    releasing.release(session, case, make_staff(session), T0 + 6 * HOUR)
    assert (case.phase, panel.paused_at) == (Phase.HEARING, None)
    assert (panel.closes_at, first.lapses_at) == (closes + 5 * HOUR, lapses + 5 * HOUR)
    assert due(session, case, Due.PANEL_CLOSES).due_at == panel.closes_at
    again = due(session, case, Due.SUMMONS_LAPSES, first.id)
    assert again.due_at == first.lapses_at and again.done_at is None
    assert session.scalars(select(LeakReport)).one().resolved_at == T0 + 6 * HOUR


def test_a_seat_given_up_during_the_pause_is_called_afterwards(session):
    panel = make_panel(session)
    case, (first, second, *_others) = panel.hearing.case, seated(session, panel)
    releasing.report_leak(session, first, "", T0)
    second.answer, second.answered_at = Answer.RECUSED, T0
    session.flush()
    releasing.release(session, case, make_staff(session), T0 + HOUR)
    assert len(seated(session, panel)) == panel.seats


def test_after_the_close_there_is_nothing_to_report(session):
    panel = make_panel(session)
    first = seated(session, panel)[0]
    panel.closed_at = T0
    session.flush()
    with pytest.raises(releasing.NothingToReport):
        releasing.report_leak(session, first, "", T0)


def test_whoever_reports_a_gold_case_finds_it_standing_still_like_any_other(session):
    make_policy(session)
    gold = make_gold(session)
    told, silent = (call_to_gold(session, gold, juror) for juror in make_jurors(session, 2))
    calling.set_summons_deadlines(session, gold.case, [told, silent], T0)
    releasing.report_leak(session, told, "A name.", T0 + HOUR)

    with pytest.raises(voting.CasePaused):
        vote(session, told, now=T0 + 2 * HOUR)
    vote(session, silent, now=T0 + 2 * HOUR)
    tick(session, T0 + 25 * HOUR)
    assert told.answer is Answer.AWAITED

    releasing.answer_reports(session, gold.case, make_staff(session), T0 + 26 * HOUR)
    assert told.lapses_at == T0 + 49 * HOUR
    vote(session, told, now=T0 + 48 * HOUR)
    assert told.answer is Answer.VOTED


@pytest.fixture
def summons(session, case):
    """A juror of a case that staff have released."""
    releasing.release(session, case, make_staff(session), T0)
    return seated(session, case.hearings[0].panel)[0]


def released_again(session, summons, changed, now):
    if changed:
        said = next(text for text in summons.case.passages if text.side is Side.BUYER)
        redacting.cover_words(session, said, "buyer", make_staff(session), now)
    releasing.release(session, summons.case, make_staff(session), now)


def test_whoever_was_found_mistaken_reports_again_without_stopping_the_case(session, summons):
    releasing.report_leak(session, summons, "A name.", T0 + HOUR)
    released_again(session, summons, changed=False, now=T0 + 2 * HOUR)

    report = releasing.report_leak(session, summons, "A name!", T0 + 3 * HOUR)
    assert (report.stops_case, summons.case.phase) == (False, Phase.HEARING)
    assert list(desk_queries.for_release(session)) == [summons.case]
    vote(session, summons, now=T0 + 4 * HOUR)
    for other in seated(session, summons.panel)[1:]:
        vote(session, other, now=T0 + 4 * HOUR)
    outcome = deciding.close_panel(session, summons.case, summons.panel, T0 + 5 * HOUR)
    assert outcome.why is not Why.LEAK  # what did not stop the case does not decide it either


def test_whoever_was_right_stops_the_case_again_but_only_so_often(session, summons):
    for n in range(MOST_STOPS):
        report = releasing.report_leak(session, summons, "A name.", T0 + (2 * n + 1) * HOUR)
        assert report.stops_case
        released_again(session, summons, changed=n == 0, now=T0 + (2 * n + 2) * HOUR)
        report.was_founded = True

    late = releasing.report_leak(session, summons, "A name.", T0 + 9 * HOUR)
    assert (late.stops_case, summons.case.phase) == (False, Phase.HEARING)


def test_another_juror_stops_the_case_all_the_same(session, summons):
    releasing.report_leak(session, summons, "A name.", T0 + HOUR)
    released_again(session, summons, changed=False, now=T0 + 2 * HOUR)

    other = seated(session, summons.panel)[1]
    assert releasing.report_leak(session, other, "", T0 + 3 * HOUR).stops_case
    assert summons.case.phase is Phase.PAUSED


def test_a_release_that_changed_what_jurors_read_proves_the_report_right(session, summons):
    first = releasing.report_leak(session, summons, "The word buyer.", T0 + HOUR)
    released_again(session, summons, changed=True, now=T0 + 2 * HOUR)
    assert first.was_founded

    again = releasing.report_leak(session, summons, "The word says.", T0 + 3 * HOUR)
    released_again(session, summons, changed=False, now=T0 + 4 * HOUR)
    assert (again.stops_case, again.was_founded) == (True, False)


def test_staff_stop_a_hearing_in_which_they_find_what_was_reported(session, summons):
    releasing.report_leak(session, summons, "A name.", T0 + HOUR)
    released_again(session, summons, changed=False, now=T0 + 2 * HOUR)
    releasing.report_leak(session, summons, "There.", T0 + 3 * HOUR)

    releasing.stop(session, summons.case, make_staff(session), T0 + 4 * HOUR)
    assert (summons.case.phase, summons.panel.paused_at) == (Phase.PAUSED, T0 + 4 * HOUR)
    released_again(session, summons, changed=True, now=T0 + 5 * HOUR)
    assert desk_queries.open_reports(session) == {}


def test_staff_who_find_nothing_answer_while_the_hearing_goes_on(session, summons):
    releasing.report_leak(session, summons, "A name.", T0 + HOUR)
    released_again(session, summons, changed=False, now=T0 + 2 * HOUR)
    report = releasing.report_leak(session, summons, "There.", T0 + 3 * HOUR)

    releasing.answer_reports(session, summons.case, make_staff(session), T0 + 4 * HOUR)
    assert (report.was_founded, summons.case.phase) == (False, Phase.HEARING)
    assert not desk_queries.for_release(session)


def test_a_second_report_on_gold_stops_the_time_no_more_than_on_any_other(session):
    make_policy(session)
    gold = make_gold(session)
    told = call_to_gold(session, gold, make_jurors(session, 1)[0])
    releasing.report_leak(session, told, "A name.", T0 + HOUR)
    releasing.answer_reports(session, gold.case, make_staff(session), T0 + 2 * HOUR)

    assert not releasing.report_leak(session, told, "A name.", T0 + 3 * HOUR).stops_case
    vote(session, told, now=T0 + 4 * HOUR)
    assert told.answer is Answer.VOTED


def test_a_juror_may_step_aside_while_time_stands_still(session, case):
    releasing.release(session, case, make_staff(session), T0)
    summons = seated(session, case.hearings[0].panel)[0]
    releasing.report_leak(session, summons, "", T0 + HOUR)
    voting.recuse(session, summons, "no_time", T0 + 30 * HOUR)
    assert summons.answer is Answer.RECUSED
