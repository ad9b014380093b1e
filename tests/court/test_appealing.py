"""Truths about appeals: who may make one, when, on what ground, and what follows."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from jury.court import appealing, complying, enforcing, hearing
from jury.court.exhibits import TooManyExhibits
from jury.rules.appeal import Ground
from jury.rules.execution import Step
from jury.rules.phases import Phase
from jury.rules.words import Body, Due, Side
from jury.store.appeals import Appeal
from jury.store.cases import Deadline
from jury.store.events import Event
from jury.store.executions import steps_of
from jury.store.ledger import Entry
from jury.store.notices import Notice
from jury.store.panels import Panel
from tests.appeal_makers import (
    RULED_AT,
    WORDS,
    add_picture,
    answer,
    appeal,
    draft,
    heard_again,
    in_force,
    make_ruled,
    ruled_again,
)
from tests.factories import make_gold, make_policy, make_released, tick
from tests.money_makers import reply

ENDS = RULED_AT + timedelta(days=7)
A_MOMENT = timedelta(microseconds=1)


@pytest.fixture
def case(session):
    return make_ruled(session)


def kinds_told(session, case, side):
    told = select(Notice.kind).where(Notice.person_id == case.person_on(side).id)
    return set(session.scalars(told))


def test_an_appeal_stops_the_ruling_and_tells_everybody(session, case):
    made = appeal(session, case)

    left = select(Deadline.kind, Deadline.due_at).where(Deadline.done_at.is_(None))
    assert case.phase is Phase.APPEALED
    assert session.execute(left).all() == [(Due.APPEAL_ANSWER_ENDS, RULED_AT + timedelta(days=1))]
    assert (made.ground, made.ruling_id) == (Ground.NEW_EVIDENCE, in_force(session, case).id)
    assert "appeal_kept" in kinds_told(session, case, Side.SELLER)
    assert "appealed" in kinds_told(session, case, Side.BUYER)
    event = session.scalars(select(Event).where(Event.kind == "case.appealed")).one()
    assert (event.subject, event.facts["side"]) == (case.order.ref, "seller")
    entry = session.scalars(select(Entry).where(Entry.act == "appealed")).one()
    assert WORDS not in entry.body and '"ground":"new_evidence"' in entry.body


def test_what_is_carried_out_by_then_is_suspended_in_the_same_act(session, case):
    appeal(session, case)

    last = steps_of(session, case)[-1]
    assert (last.step, last.at) == (Step.SUSPENDED, RULED_AT)
    ours = select(Deadline.done_at).where(Deadline.kind == Due.COMPLY_ENDS)
    assert session.scalar(ours) == RULED_AT
    with pytest.raises(complying.NotDueNow):
        complying.pay_now(session, case, Side.SELLER, RULED_AT)


def test_after_the_refund_was_paid_an_appeal_finds_nothing_to_hold_up(session, case):
    """What is undone then is the business of the next ruling."""
    complying.pay_now(session, case, Side.SELLER, RULED_AT)
    reply(session, case, True, RULED_AT)
    appeal(session, case)

    assert case.phase is Phase.APPEALED and steps_of(session, case)[-1].step is Step.PAID


def test_an_appeal_in_the_last_microsecond_counts_and_at_the_deadline_does_not(session, case):
    draft(session, case)
    with pytest.raises(appealing.AppealClosed):
        appealing.appeal(session, case, Side.SELLER, None, ENDS)
    assert case.phase is Phase.RULED

    appealing.appeal(session, case, Side.SELLER, None, ENDS - A_MOMENT)
    assert case.phase is Phase.APPEALED


def test_after_the_window_has_ended_the_draft_is_kept_and_has_no_effect(session, case):
    draft(session, case)
    tick(session, ENDS)

    with pytest.raises(appealing.AppealClosed):
        appealing.appeal(session, case, Side.SELLER, None, ENDS)
    assert [p.raw for p in case.passages if p.kind == "appeal"] == [WORDS]
    assert case.phase is Phase.EXECUTING  # the refund is still to be paid


@pytest.mark.parametrize("phase", [Phase.ESCALATED, Phase.REDACTING])
def test_without_a_ruling_there_is_nothing_to_appeal(session, phase):
    make_policy(session)
    case = make_released(session)
    case.phase = phase

    with pytest.raises(appealing.NothingToAppeal):
        draft(session, case)


def test_an_archived_case_cannot_be_appealed(session, case):
    case.is_archived = True
    with pytest.raises(appealing.NothingToAppeal):
        appeal(session, case)


@pytest.mark.parametrize(
    ("drafted", "refusal"),
    [
        ({"ground": None}, appealing.GroundMissing),
        ({"words": "I disagree"}, appealing.WordsMissing),
        ({"evidence": ""}, appealing.EvidenceMissing),
    ],
)
def test_an_appeal_without_its_ground_is_refused_and_the_draft_kept(
    session, case, drafted, refusal
):
    with pytest.raises(refusal):
        appeal(session, case, **drafted)

    assert case.phase is Phase.RULED
    assert case.statement_of(Side.SELLER, 2).handed_in_at is None


def test_a_new_picture_is_new_evidence_too(session, case):
    add_picture(session, case, Side.SELLER)
    appeal(session, case, evidence="")

    assert case.phase is Phase.APPEALED


@pytest.mark.parametrize("ground", [g for g in Ground if not g.needs_evidence])
def test_a_procedural_ground_needs_words_and_no_evidence(session, case, ground):
    appeal(session, case, ground=ground, evidence="")

    assert case.phase is Phase.APPEALED


def test_what_lay_before_the_first_panel_is_never_new(session, case):
    assert [p for p in case.passages if p.side is Side.SELLER]
    with pytest.raises(appealing.EvidenceMissing):
        appeal(session, case, evidence="")


def test_a_draft_saved_in_another_tab_is_not_overwritten(session, case):
    draft(session, case)
    with pytest.raises(hearing.ChangedElsewhere):
        appealing.save(session, case, Side.SELLER, None, "", "", RULED_AT, seen="")


def test_a_side_appeals_once_and_nobody_twice(session, case):
    appeal(session, case)
    with pytest.raises(appealing.AlreadyAppealed):
        appealing.appeal(session, case, Side.SELLER, None, RULED_AT)

    session.add(Appeal(case_id=case.id, side=Side.SELLER))
    with pytest.raises(IntegrityError):
        session.flush()


def test_a_third_appeal_is_refused_and_the_last_ruling_is_final_at_once(session):
    case = make_ruled(session, n_jurors=70)
    appeal(session, case, Side.SELLER)
    second = ruled_again(session, case, Side.SELLER)
    with pytest.raises(appealing.AlreadyAppealed):
        appeal(session, case, Side.SELLER, second.made_at)
    appeal(session, case, Side.BUYER, second.made_at, evidence="A film of the unpacking.")
    at = second.made_at + timedelta(hours=1)
    panel = heard_again(session, case, at)
    assert (panel.seats, panel.quorum) == (23, 12)
    enforcing.rule(session, case, panel.hearing, Side.BUYER, Body.CROWD, at)

    last = in_force(session, case)
    assert (last.appeal_ends_at, case.phase) == (last.made_at, Phase.EXECUTING)
    assert "ruled_finally" in kinds_told(session, case, Side.BUYER)
    for side in Side:
        with pytest.raises(appealing.AlreadyAppealed):
            appeal(session, case, side, last.made_at)


def test_both_parties_appeal_and_are_heard_together(session, case):
    first = appeal(session, case, Side.SELLER)
    second = appeal(session, case, Side.BUYER, ground=Ground.NO_NOTICE, evidence="")

    assert first.hearing_id == second.hearing_id and first.ruling_id == second.ruling_id
    assert case.phase is Phase.REDACTING
    assert "appealed_too" in kinds_told(session, case, Side.SELLER)
    assert len(case.hearings) == 2
    ruling = ruled_again(session, case, Side.SELLER)
    assert ruling.appeal_ends_at == ruling.made_at and case.phase is Phase.CLOSED


def test_whoever_answered_can_still_appeal_the_next_ruling(session, case):
    appeal(session, case, Side.SELLER)
    answer(session, case, Side.BUYER)
    with pytest.raises(appealing.NothingToAppeal):
        draft(session, case, Side.BUYER)
    ruling = ruled_again(session, case, Side.SELLER)

    assert ruling.appeal_ends_at == ruling.made_at + timedelta(days=7)
    assert "ruled_unless_appealed" in kinds_told(session, case, Side.SELLER)
    appeal(session, case, Side.BUYER, ruling.made_at)
    assert case.phase is Phase.APPEALED


def test_a_draft_is_its_authors_alone_and_what_is_handed_in_is_evidence(session, case):
    draft(session, case, Side.SELLER)
    assert [p for p in case.passages if p.kind == "later"] and not case.evidence[2:]
    appealing.appeal(session, case, Side.SELLER, None, RULED_AT)

    assert [p.kind for p in case.evidence if p.instance == 2] == ["later"]


def test_a_gold_case_that_is_appealed_measures_nobody_any_more(session):
    gold = make_gold(session, side=Side.SELLER)
    case = gold.case
    case.phase, case.ended_at = Phase.ESCALATED, None
    enforcing.rule(session, case, case.hearings[0], Side.BUYER, Body.CROWD, RULED_AT)
    appeal(session, case)

    assert gold.state == "voided"
    panel = select(Panel).where(Panel.is_gold)
    assert session.scalars(panel).one().closed_at == RULED_AT


def test_a_case_under_appeal_can_no_longer_be_withdrawn(session, case):
    appeal(session, case)
    answer(session, case)
    assert case.phase is Phase.REDACTING and not hearing.may_withdraw(case, Side.BUYER)
    with pytest.raises(hearing.TooLate):
        hearing.withdraw(session, case, Side.BUYER, RULED_AT)


def test_pictures_are_counted_anew_for_a_later_hearing(session, case):
    for name in "abcdefghi":
        add_picture(session, case, Side.SELLER, name=name)
    with pytest.raises(TooManyExhibits):
        add_picture(session, case, Side.SELLER, name="j")
