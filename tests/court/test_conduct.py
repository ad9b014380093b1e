"""Truths about suspending a juror, and the way back."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from jury.court import rolling
from jury.court.conduct import (
    AlreadySuspended,
    NotSuspended,
    OwnCase,
    ReasonMissing,
    WayBackMissing,
    reinstate,
    suspend,
)
from jury.rules.words import Answer
from jury.store.cases import Deadline
from jury.store.ledger import Entry
from jury.store.notices import Notice
from jury.store.panels import DrawStep, Summons
from tests.factories import T0, make_juror, make_panel, make_person, seated, vote

REASON = "Thirty ballots in a row within ten seconds each."
WAY_BACK = "Pass the quiz again after four weeks."


@pytest.fixture
def admin(session):
    return make_person(session, is_admin=True)


@pytest.fixture
def panel(session):
    return make_panel(session)


def notices(session, juror):
    return session.scalars(
        select(Notice).where(Notice.person_id == juror.person_id).order_by(Notice.owed_at)
    ).all()


def test_a_suspended_juror_is_told_the_reason_and_the_way_back(session, admin):
    juror = make_juror(session)

    suspend(session, juror, f"  {REASON} ", WAY_BACK, admin, T0)

    assert (juror.suspended_at, juror.suspended_reason) == (T0, REASON)
    assert (juror.way_back, juror.suspended_by) == (WAY_BACK, admin.id)
    told = notices(session, juror)[-1]
    assert (told.kind, told.path) == ("suspended", "/bench/me")
    assert told.facts == {"reason": REASON, "way_back": WAY_BACK}
    entry = session.scalar(select(Entry).where(Entry.act == "juror_suspended"))
    assert entry.actor == f"person:{admin.id}"
    assert str(juror.person_id) in entry.body
    assert REASON not in entry.body


def test_a_suspended_juror_stands_on_no_new_roll_and_a_reinstated_one_does(session, admin):
    juror = make_juror(session)
    suspend(session, juror, REASON, WAY_BACK, admin, T0)
    assert rolling.freeze_roll(session, T0).n == 0

    reinstate(session, juror, "The quiz is passed.", admin, T0 + timedelta(days=30))

    assert juror.suspended_at is juror.suspended_reason is juror.way_back is None
    assert rolling.freeze_roll(session, T0).n == 1
    assert notices(session, juror)[-1].kind == "reinstated"


def test_an_open_seat_goes_to_the_next_of_the_draw_and_a_vote_cast_stays(session, admin, panel):
    waiting, voted = seated(session, panel)[:2]
    vote(session, voted)

    suspend(session, waiting.juror, REASON, WAY_BACK, admin, T0)
    suspend(session, voted.juror, REASON, WAY_BACK, admin, T0)

    assert waiting.answer is Answer.RELEASED
    assert voted.answer is Answer.VOTED
    assert voted.ballot
    seats = seated(session, panel)
    assert len(seats) == panel.seats
    assert waiting.juror_id not in {summons.juror_id for summons in seats}
    due = select(func.count()).where(Deadline.subject == waiting.id, Deadline.done_at.is_(None))
    assert session.scalar(due) == 0


def test_the_draw_passes_over_a_suspended_juror(session, admin, panel):
    called = {summons.juror_id for summons in seated(session, panel)}
    spare = [
        juror
        for juror in rolling.lines_of(session, panel.hearing.draw.epoch)
        if juror.juror_id not in called
    ]
    for line in spare[:-1]:
        suspend(session, line.juror, REASON, WAY_BACK, admin, T0)

    suspend(session, seated(session, panel)[0].juror, REASON, WAY_BACK, admin, T0)

    assert {s.juror_id for s in seated(session, panel)} - called == {spare[-1].juror_id}
    skipped = session.scalars(select(DrawStep.code).where(DrawStep.outcome == "skipped")).all()
    assert set(skipped) <= {"suspended"}


def test_an_admin_who_is_a_party_moves_no_panel_of_their_own(session, admin, panel):
    panel.hearing.case.order.seller.person = admin
    sitting = seated(session, panel)[0]

    suspend(session, sitting.juror, REASON, WAY_BACK, admin, T0)

    assert sitting.juror.suspended_at == T0
    assert session.get_one(Summons, sitting.id).answer is Answer.AWAITED


@pytest.mark.parametrize(
    ("reason", "way_back", "refusal"),
    [
        ("too short", WAY_BACK, ReasonMissing),
        ("x" * 601, WAY_BACK, ReasonMissing),
        (REASON, "   none    ", WayBackMissing),
    ],
)
def test_nobody_is_suspended_without_a_reason_and_a_way_back(
    session, admin, reason, way_back, refusal
):
    juror = make_juror(session)

    with pytest.raises(refusal):
        suspend(session, juror, reason, way_back, admin, T0)
    assert juror.suspended_at is None


def test_a_second_admin_changes_nothing_and_the_first_reason_stands(session, admin):
    juror = make_juror(session)
    suspend(session, juror, REASON, WAY_BACK, admin, T0)

    with pytest.raises(AlreadySuspended):
        suspend(session, juror, "Another reason altogether.", WAY_BACK, admin, T0)
    assert juror.suspended_reason == REASON


def test_only_a_suspended_juror_is_reinstated_and_with_a_reason(session, admin):
    juror = make_juror(session)
    with pytest.raises(NotSuspended):
        reinstate(session, juror, REASON, admin, T0)

    suspend(session, juror, REASON, WAY_BACK, admin, T0)
    with pytest.raises(ReasonMissing):
        reinstate(session, juror, "", admin, T0)
    assert juror.suspended_at == T0


def test_an_admin_neither_suspends_nor_reinstates_themself(session):
    juror = make_juror(session)

    with pytest.raises(OwnCase):
        suspend(session, juror, REASON, WAY_BACK, juror.person, T0)
    juror.suspended_at, juror.suspended_reason = T0, REASON
    with pytest.raises(OwnCase):
        reinstate(session, juror, REASON, juror.person, T0)
