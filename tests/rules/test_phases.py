"""Truths about the life of a case."""

import pytest

from jury.rules.errors import Conflict
from jury.rules.phases import ENDED, NEXT, WITH_PARTIES, Phase, WrongPhase, move


def reached_from(start):
    reached, open_ends = {start}, [start]
    while open_ends:
        new = NEXT[open_ends.pop()] - reached
        reached |= new
        open_ends += new
    return reached


def test_every_phase_has_its_line_in_the_law():
    assert set(NEXT) == set(Phase)


def test_every_phase_is_reached_from_filing():
    assert reached_from(Phase.EVIDENCE) == set(Phase)


@pytest.mark.parametrize("phase", Phase)
def test_every_case_can_end(phase):
    assert reached_from(phase) & ENDED


def test_an_ended_case_stays_ended():
    assert {Phase.CLOSED, Phase.SETTLED, Phase.WITHDRAWN} == ENDED
    assert not any(NEXT[phase] for phase in ENDED)


def test_no_phase_follows_itself_and_filing_follows_none():
    assert not any(phase in following for phase, following in NEXT.items())
    assert not any(Phase.EVIDENCE in following for following in NEXT.values())


def test_jurors_see_nothing_that_was_not_redacted():
    before_hearing = {phase for phase, following in NEXT.items() if Phase.HEARING in following}
    assert before_hearing == {Phase.REDACTING, Phase.PAUSED, Phase.APPEALED}


def test_a_ruling_comes_only_from_a_panel_or_from_staff():
    before_ruling = {phase for phase, following in NEXT.items() if Phase.RULED in following}
    assert before_ruling == {Phase.HEARING, Phase.ESCALATED, Phase.APPEALED}


@pytest.mark.parametrize("phase", sorted(WITH_PARTIES))
def test_the_parties_may_settle_or_withdraw_while_the_case_is_with_them(phase):
    assert {Phase.SETTLED, Phase.WITHDRAWN} <= NEXT[phase]


@pytest.mark.parametrize("phase", [phase for phase in Phase if Phase.RULED in reached_from(phase)])
def test_a_case_can_be_settled_at_any_time_before_the_ruling(phase):
    after_ruling = {Phase.RULED, Phase.APPEALED, Phase.EXECUTING}
    assert phase in after_ruling or Phase.SETTLED in NEXT[phase]


@pytest.mark.parametrize("phase", Phase)
def test_a_step_the_law_does_not_know_is_refused(phase):
    for to in Phase:
        if to in NEXT[phase]:
            assert move(phase, to) is to
        else:
            with pytest.raises(WrongPhase, match="moved on") as refused:
                move(phase, to)
            assert isinstance(refused.value, Conflict)
            assert refused.value.facts == {"phase": phase, "to": to}
