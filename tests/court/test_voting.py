"""Truths about ballots, lapses and jurors who step aside."""

from datetime import timedelta

import pytest
from sqlalchemy import event, func, select

from jury.court import empanelling
from jury.court.record import salted
from jury.court.voting import (
    AlreadyAnswered,
    CasePaused,
    PanelClosed,
    ReasonsDoNotFit,
    SummonsLapsed,
    TextTooLong,
    UnknownChoice,
    UnknownRecusal,
    cast_ballot,
    lapse,
    open_summons,
    recuse,
)
from jury.rules.phases import Phase
from jury.rules.words import Answer, Choice, Due
from jury.store.cases import Deadline
from jury.store.ledger import Entry
from jury.store.notices import Notice
from jury.store.panels import Ballot, Panel, Summons
from jury.store.people import Juror
from tests.factories import T0, make_gold, make_panel, make_policy, seated, tick, vote

MOMENT = timedelta(microseconds=1)


@pytest.fixture
def panel(session):
    return make_panel(session)


@pytest.fixture
def summons(session, panel):
    return seated(session, panel)[0]


def n_ballots(session):
    return session.scalar(select(func.count()).select_from(Ballot))


def test_a_ballot_is_kept_with_its_reasons_and_counts_for_the_juror(session, summons):
    ballot = cast_ballot(
        session, summons, "buyer", ["not_genuine", "not_as_described"], " Poor copy. ", T0
    )

    assert ballot.choice is Choice.BUYER
    assert ballot.reasons == ["not_as_described", "not_genuine"]
    assert ballot.words.text == "Poor copy."
    assert ballot.text_hash == salted("Poor copy.", ballot.words.salt)
    assert summons.answer is Answer.VOTED
    session.expire_all()
    assert session.get_one(Juror, summons.juror_id).n_ballots == 51


def test_the_entry_of_a_ballot_never_tells_what_it_says(session, summons):
    vote(session, summons, "seller", text="A clear word for the seller.")

    entry = session.scalars(select(Entry).where(Entry.act == "ballot_cast")).one()
    assert str(summons.id) in entry.body
    assert not any(word in entry.body for word in ("seller", "buyer", "clear", "choice"))


def test_the_same_ballot_again_is_the_same_ballot(session, summons):
    first = cast_ballot(session, summons, "buyer", ["not_genuine"], "Poor copy.", T0)
    after = T0 + timedelta(days=9)  # a retry may come late
    again = cast_ballot(session, summons, "buyer", ["not_genuine"], "Poor copy. ", after)

    assert again is first
    assert n_ballots(session) == 1
    assert session.scalar(select(func.count()).where(Entry.act == "ballot_cast")) == 1


@pytest.mark.parametrize(
    ("choice", "reasons", "text"),
    [
        ("seller", ["buyer_caused_it"], "Poor copy."),
        ("buyer", ["not_as_described"], "Poor copy."),
        ("buyer", ["not_genuine"], "A fine copy."),
    ],
)
def test_a_different_second_ballot_is_refused_and_the_first_stands(
    session, summons, choice, reasons, text
):
    first = cast_ballot(session, summons, "buyer", ["not_genuine"], "Poor copy.", T0)

    with pytest.raises(AlreadyAnswered):
        cast_ballot(session, summons, choice, reasons, text, T0)
    assert session.scalars(select(Ballot)).one() is first


def test_a_ballot_at_the_last_moment_counts_and_at_the_deadline_it_does_not(session, panel):
    early, late = seated(session, panel)[:2]

    with pytest.raises(SummonsLapsed):
        vote(session, late, now=late.lapses_at)
    assert late.answer is Answer.AWAITED

    vote(session, early, now=early.lapses_at - MOMENT)
    assert early.answer is Answer.VOTED


@pytest.mark.parametrize(
    ("choice", "reasons", "text", "refusal"),
    [
        ("both", ["not_genuine"], "", UnknownChoice),
        ("", [], "", UnknownChoice),
        ("buyer", ["buyer_caused_it"], "", ReasonsDoNotFit),
        ("buyer", ["nonsense"], "", ReasonsDoNotFit),
        ("buyer", [], "", ReasonsDoNotFit),
        ("buyer", ["not_genuine"], "x" * 1001, TextTooLong),
    ],
)
def test_a_ballot_that_makes_no_sense_leaves_no_trace(
    session, summons, choice, reasons, text, refusal
):
    with pytest.raises(refusal):
        cast_ballot(session, summons, choice, reasons, text, T0)
    assert summons.answer is Answer.AWAITED
    assert n_ballots(session) == 0


def test_nobody_votes_while_the_case_is_paused(session, panel, summons):
    panel.hearing.case.phase, panel.paused_at = Phase.PAUSED, T0

    with pytest.raises(CasePaused):
        vote(session, summons)


def test_nobody_votes_on_a_closed_panel(session, panel):
    first, second = seated(session, panel)[:2]
    second.lapses_at = panel.closes_at + timedelta(hours=1)

    with pytest.raises(PanelClosed):
        vote(session, second, now=panel.closes_at)
    tick(session, panel.closes_at)
    assert first.answer in (Answer.RELEASED, Answer.LAPSED)
    with pytest.raises(PanelClosed):
        vote(session, second)


def test_cannot_judge_keeps_its_seat_and_calls_one_more(session, panel, summons):
    vote(session, summons, "cannot_judge")

    now_seated = seated(session, panel)
    assert panel.seats == 6
    assert [s.seat for s in now_seated] == [1, 2, 3, 4, 5, 6]
    assert now_seated[0].answer is Answer.VOTED


def test_a_lapse_frees_the_seat_for_the_next_of_the_draw(session, panel, summons):
    vote(session, seated(session, panel)[1])
    ticked = tick(session, T0 + timedelta(hours=24))

    session.expire_all()
    assert ticked.failed == 0
    assert summons.answer is Answer.LAPSED
    assert [s.seat for s in seated(session, panel)] == [1, 2, 3, 4, 5]
    assert session.scalar(select(func.count()).where(Notice.kind == "summons_lapsed")) == 4


def test_nobody_lapses_before_their_time_or_twice(session, panel, summons):
    case = panel.hearing.case
    lapse(session, case, summons.id, summons.lapses_at - MOMENT)
    assert summons.answer is Answer.AWAITED

    lapse(session, case, summons.id, summons.lapses_at)
    lapse(session, case, summons.id, summons.lapses_at)
    assert session.scalar(select(func.count()).where(Entry.act == "summons_lapsed")) == 1


def test_nobody_lapses_because_the_panel_ends(session, panel, summons):
    summons.lapses_at = panel.closes_at
    lapse(session, panel.hearing.case, summons.id, panel.closes_at)

    assert summons.answer is Answer.AWAITED  # closing lets them go


def test_only_a_juror_who_has_not_answered_is_reminded_and_only_once(session, panel, summons):
    for other in seated(session, panel)[3:]:
        vote(session, other)
    for hours in (20, 21):
        tick(session, T0 + timedelta(hours=hours))

    reminded = session.scalars(select(Notice.person_id).where(Notice.kind == "reminded")).all()
    assert sorted(reminded) == sorted(s.juror_id for s in seated(session, panel)[:3])


def test_stepping_aside_twice_is_stepping_aside_once(session, panel, summons):
    recuse(session, summons, "knows_party", T0)
    recuse(session, summons, "knows_party", T0)

    assert session.scalar(select(func.count()).where(Entry.act == "recused")) == 1
    with pytest.raises(AlreadyAnswered):
        vote(session, summons)


def test_a_juror_who_voted_cannot_step_aside_and_one_who_does_says_why(session, panel):
    voted, silent = seated(session, panel)[:2]
    vote(session, voted)

    with pytest.raises(AlreadyAnswered):
        recuse(session, voted, "knows_party", T0)
    with pytest.raises(UnknownRecusal):
        recuse(session, silent, "", T0)


def test_a_seat_given_up_during_a_pause_is_filled_when_the_panel_goes_on(session, panel, summons):
    case = panel.hearing.case
    case.phase, panel.paused_at = Phase.PAUSED, T0
    recuse(session, summons, "knows_party", T0)
    assert len(seated(session, panel)) == 4

    case.phase, panel.paused_at = Phase.HEARING, None
    empanelling.fill_seats(session, case, panel, T0)
    assert len(seated(session, panel)) == 5


def test_the_first_look_is_recorded_and_later_ones_are_not(session, summons):
    open_summons(session, summons, T0)
    open_summons(session, summons, T0 + timedelta(hours=1))

    assert summons.opened_at == T0
    assert session.scalar(select(func.count()).where(Entry.act == "summons_opened")) == 1


def test_the_clock_looks_at_a_panel_once_its_quorum_has_voted(session, panel):
    asked = select(Deadline.due_at).where(Deadline.kind == Due.PANEL_LOOK)
    for n, juror in enumerate(seated(session, panel)[:3]):
        vote(session, juror, now=T0 + timedelta(minutes=n))
        is_asked = session.scalars(asked).all()
        assert is_asked == ([T0 + timedelta(minutes=2)] if n == 2 else [])


def test_a_ballot_on_a_gold_case_is_recorded_like_any_other(session):
    make_policy(session, seats=5, quorum=3, gold_share=0.5)
    make_gold(session)
    panel = make_panel(session, policy=True)
    golden = session.scalars(select(Summons).join(Panel).where(Panel.is_gold)).first()
    vote(session, golden)
    vote(session, seated(session, panel)[0])

    bodies = session.scalars(select(Entry.body).where(Entry.act == "ballot_cast")).all()
    keys = [sorted(part.split('"')[1] for part in body.split(",")) for body in bodies]
    assert keys[0] == keys[1] == ["summons", "text_hash"]
    assert not session.scalar(
        select(func.count()).where(
            Deadline.case_id == golden.case.id, Deadline.kind == Due.PANEL_LOOK
        )
    )


def test_stepping_aside_from_a_gold_case_calls_nobody(session):
    make_policy(session, seats=5, quorum=3, gold_share=0.5)
    make_gold(session)
    make_panel(session, policy=True)
    golden = session.scalars(select(Summons).join(Panel).where(Panel.is_gold)).first()
    before = session.scalar(select(func.count()).select_from(Summons))
    recuse(session, golden, "knows_trade", T0)

    assert golden.answer is Answer.RECUSED
    assert session.scalar(select(func.count()).select_from(Summons)) == before


def test_a_vote_takes_few_round_trips(session, summons, worker_engine):
    said = []
    event.listen(worker_engine, "before_cursor_execute", lambda *a: said.append(a[2]))
    vote(session, summons, text="A word.")

    assert len([line for line in said if not line.startswith("SAVEPOINT")]) == 2
