"""Settling: at any time before the ruling, once, with nothing left to do and nothing on record."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from jury.court import deciding, hearing, releasing, reviewing, settling, voting
from jury.rules.phases import Phase
from jury.rules.words import Answer, Due, Remedy, Side
from jury.store.cases import Deadline
from jury.store.events import Event
from jury.store.ledger import Entry
from jury.store.notices import Notice
from jury.store.outcomes import Outcome, Review, Ruling
from jury.store.settlements import Settlement
from tests.factories import (
    T0,
    make_case,
    make_escalation,
    make_order,
    make_panel,
    make_policy,
    make_released,
    make_staff,
    seated,
    tick,
    vote,
)

HOUR, BREATH = timedelta(hours=1), timedelta(microseconds=1)
LATER = T0 + 50 * HOUR


@pytest.fixture
def case(session):
    make_policy(session)
    return make_case(session)


def settle(session, case, remedy=Remedy.REFUND, side=Side.SELLER, now=T0):
    return settling.settle(session, case, side, remedy, now)


def answering(session, case):
    hearing.save_statement(session, case, Side.BUYER, {"story": "A"}, None, None, T0)
    hearing.hand_in(session, case, Side.BUYER, None, T0)


def open_deadlines(session, case):
    rows = select(Deadline).where(Deadline.case_id == case.id, Deadline.done_at.is_(None))
    return {row.kind: row.due_at for row in session.scalars(rows)}


# Of a settled case only its payment and the end of its texts still fall due.
AFTERWARDS = {Due.PAYMENT_OVERDUE, Due.COMPLY_ENDS, Due.TEXTS_EXPIRE}


def acts(session, case):
    return list(session.scalars(select(Entry.act).where(Entry.case_id == case.id)))


def kinds_told(session, person):
    return [n.kind for n in session.scalars(select(Notice).where(Notice.person_id == person.id))]


def test_the_seller_settles_in_full_and_both_are_told(session, case):
    made = settle(session, case)
    assert (case.phase, case.ended_at) == (Phase.SETTLED, T0)
    assert (made.by, made.remedy, made.amount_minor) == (Side.SELLER, Remedy.REFUND, 12_900)
    assert set(open_deadlines(session, case)) <= AFTERWARDS
    for side in Side:
        assert "case_settled" in kinds_told(session, case.person_on(side))
    event = session.scalars(select(Event).where(Event.kind == "case.settled")).one()
    assert event.facts["amount_minor"] == 12_900 and event.facts["case"] == case.code


@pytest.mark.parametrize("phase", ["evidence", "answering", "redacting", "hearing", "paused"])
def test_in_every_phase_before_the_ruling(session, phase):
    if phase in ("hearing", "paused"):
        panel = make_panel(session)
        case = panel.hearing.case
        if phase == "paused":
            releasing.report_leak(session, seated(session, panel)[0], "A name", T0)
    else:
        make_policy(session)
        case = make_released(session) if phase == "redacting" else make_case(session)
        if phase == "answering":
            answering(session, case)
    assert case.phase == phase
    settle(session, case, now=T0 + HOUR)
    assert case.phase is Phase.SETTLED and set(open_deadlines(session, case)) <= AFTERWARDS
    assert session.scalar(select(Ruling)) is None


def test_an_item_of_low_value_may_stay_with_the_buyer(session):
    make_policy(session, low_value_minor=2_000)
    case = make_case(session, order=make_order(session, amount_minor=2_000))
    made = settle(session, case, Remedy.REFUND_WITHOUT_RETURN)
    assert (made.remedy, made.amount_minor) == (Remedy.REFUND_WITHOUT_RETURN, 2_000)


@pytest.mark.parametrize("remedy", [Remedy.NO_REFUND, Remedy.REFUND_WITHOUT_RETURN])
def test_what_is_not_on_offer_settles_nothing(session, case, remedy):
    with pytest.raises(settling.NotOnOffer):
        settle(session, case, remedy)
    assert case.phase is Phase.EVIDENCE


def test_the_buyer_cannot_settle_and_is_offered_nothing(session, case):
    assert settling.offers(session, case, Side.BUYER) == []
    with pytest.raises(settling.NotTheSeller):
        settle(session, case, side=Side.BUYER)


def test_a_second_click_changes_nothing(session, case):
    made = settle(session, case)
    assert settle(session, case, now=T0 + HOUR) is made
    assert acts(session, case).count("seller_settled") == 1


def test_a_panel_ends_without_an_outcome_and_its_ballots_stay(session):
    panel = make_panel(session)
    case, (first, *others) = panel.hearing.case, seated(session, panel)
    ballot = vote(session, first)
    settle(session, case, now=T0 + HOUR)

    assert panel.closed_at == panel.hearing.closed_at == T0 + HOUR
    assert session.get(Outcome, panel.id) is None
    assert first.answer is Answer.VOTED and first.ballot is ballot
    assert {summons.answer for summons in others} == {Answer.RELEASED}
    assert all("parties_settled" in kinds_told(session, s.juror.person) for s in (first, *others))
    with pytest.raises(voting.PanelClosed):
        vote(session, others[0], now=T0 + HOUR)
    assert deciding.recompute(session, case).agrees


def test_those_who_stepped_aside_before_hear_nothing_more(session):
    panel = make_panel(session)
    summons = seated(session, panel)[0]
    voting.recuse(session, summons, "no_time", T0)
    settle(session, panel.hearing.case)
    assert "parties_settled" not in kinds_told(session, summons.juror.person)


def test_a_review_on_the_desk_is_overtaken_and_its_claim_let_go(session):
    review, agent = make_escalation(session), make_staff(session)
    reviewing.claim(session, review, agent, LATER)
    settle(session, review.case, now=LATER)
    assert (review.overtaken_at, review.claimed_by, review.decided_at) == (LATER, None, None)
    assert Due.CLAIM_EXPIRES not in open_deadlines(session, review.case)
    assert "review_overtaken" in acts(session, review.case)
    with pytest.raises(Exception, match="moved on"):
        reviewing.claim(session, review, agent, LATER)


def test_after_the_ruling_it_is_too_late_and_an_appeal_does_not_bring_it_back(session):
    panel = make_panel(session)
    for summons in seated(session, panel):
        vote(session, summons)
    case = panel.hearing.case
    deciding.close_panel(session, case, panel, T0 + 48 * HOUR)
    assert case.phase is Phase.RULED
    for phase in (Phase.RULED, Phase.ESCALATED):
        case.phase = phase
        session.flush()
        assert settling.offers(session, case, Side.SELLER) == []
        with pytest.raises(settling.TooLateToSettle):
            settle(session, case, now=LATER)


def test_the_respondent_agrees_in_the_last_microsecond_and_not_at_the_deadline(session, case):
    answering(session, case)
    ends_at = open_deadlines(session, case)[Due.ANSWER_ENDS]
    with pytest.raises(settling.AgreementOver):
        settling.agree(session, case, Side.SELLER, ends_at)
    settling.agree(session, case, Side.SELLER, ends_at - BREATH)
    assert case.phase is Phase.SETTLED


def test_a_seller_too_late_to_agree_can_still_settle(session, case):
    answering(session, case)
    tick(session, T0 + 72 * HOUR)
    with pytest.raises(settling.AgreementOver):
        settling.agree(session, case, Side.SELLER, T0 + 72 * HOUR)
    settle(session, case, now=T0 + 72 * HOUR)
    assert case.phase is Phase.SETTLED


def test_a_buyer_who_agrees_with_the_seller_gets_nothing_and_that_is_kept(session):
    make_policy(session)
    case = make_case(session, side=Side.SELLER, asks=Remedy.NO_REFUND)
    made = settling.agree(session, case, Side.BUYER, T0)
    assert (made.by, made.remedy, made.amount_minor) == (Side.BUYER, Remedy.NO_REFUND, 0)
    assert session.get(Settlement, case.id) is made


def test_agreeing_again_changes_nothing(session, case):
    made = settling.agree(session, case, Side.SELLER, T0)
    assert settling.agree(session, case, Side.SELLER, T0 + HOUR) is made


def test_nothing_of_a_settled_case_falls_due(session):
    panel = make_panel(session)
    case = panel.hearing.case
    settle(session, case)
    assert tick(session, T0 + 100 * HOUR).failed == 0
    assert case.phase is Phase.SETTLED and session.scalar(select(Review)) is None
