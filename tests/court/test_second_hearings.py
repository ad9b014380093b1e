"""Truths about a case heard again: its panel, its staff, its ruling and what it teaches."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from jury.court import (
    auditing,
    claiming,
    deciding,
    executing,
    fitting,
    recomputing,
    releasing,
    reviewing,
)
from jury.court.certifying import certificate
from jury.rules.appeal import Ground
from jury.rules.execution import Step
from jury.rules.phases import Phase
from jury.rules.words import Body, Side, Task, Why
from jury.store import desk_queue, juror_queries
from jury.store.events import Event
from jury.store.executions import steps_of
from jury.store.known_truth import known_truths
from jury.store.notices import Notice
from jury.store.outcomes import Outcome, Review
from jury.store.panels import Draw, LeakReport
from jury.store.people import Juror
from tests.appeal_makers import (
    RULED_AT,
    answer,
    appeal,
    decide_as_staff,
    heard_again,
    in_force,
    make_ruled,
    ruled_again,
)
from tests.factories import make_policy, make_staff, seated, tick, vote
from tests.money_makers import book_of, is_square

LATER = RULED_AT + timedelta(days=1)


@pytest.fixture
def case(session):
    return make_ruled(session)


def taken(session, case):
    """Each step of carrying out, with the ruling it belongs to."""
    return [(each.step, each.ruling_id) for each in steps_of(session, case)]


def senior(session):
    return make_staff(session, is_senior=True)


def test_the_second_panel_is_twice_and_one_and_shares_nobody_with_the_first(session):
    policy = make_policy(session, max_open_summonses=9)
    case = make_ruled(session, policy=policy, n_jurors=80)
    first = {s.juror_id for s in case.hearings[0].panel.summonses}
    appeal(session, case)
    panel = heard_again(session, case)

    second = {s.juror_id for s in seated(session, panel)}
    assert (len(first), len(second), panel.seats, panel.quorum) == (17, 35, 35, 18)
    assert not first & second


def test_the_second_panel_decides_by_its_own_quorum(session, case):
    appeal(session, case)
    panel = heard_again(session, case)
    assert (panel.seats, panel.quorum) == (11, 6)
    for summons in seated(session, panel)[:5]:
        vote(session, summons, "seller", RULED_AT)
    assert panel.terms.quorum == 6

    deciding.close_panel(session, case, panel, LATER)
    outcome = session.get_one(Outcome, panel.id)
    assert (outcome.side, outcome.why) == (None, Why.QUORUM)


def test_the_second_panel_does_not_close_before_its_own_quorum(session, case):
    appeal(session, case)
    panel = heard_again(session, case)
    for summons in seated(session, panel)[:5]:
        vote(session, summons, "seller", RULED_AT)
    tick(session, RULED_AT)
    assert panel.closed_at is None

    for summons in seated(session, panel)[5:]:
        vote(session, summons, "seller", RULED_AT)
    tick(session, RULED_AT)
    assert panel.closed_at == RULED_AT


def test_both_hearings_can_be_recomputed_and_certified_apart(session, case):
    appeal(session, case)
    ruled_again(session, case, Side.SELLER)

    again = recomputing.recompute(session, case)
    assert again.agrees and [what for what, *_ in again.found].count("seats") == 2
    proofs = [certificate(session, hearing) for hearing in case.hearings]
    draws = [session.get_one(Draw, hearing.id) for hearing in case.hearings]
    assert [proof["commit"] for proof in proofs] == [draw.commitment for draw in draws]
    assert draws[0].seed != draws[1].seed


def test_a_paused_second_hearing_goes_on_with_its_own_panel(session, case):
    case.hearings[0].panel.paused_at = RULED_AT  # given up while it was paused
    appeal(session, case)
    panel = heard_again(session, case)
    releasing.report_leak(session, seated(session, panel)[0], "a name", RULED_AT)
    assert case.phase is Phase.PAUSED
    releasing.release(session, case, make_staff(session), RULED_AT + timedelta(hours=2))

    assert panel.paused_at is None and case.phase is Phase.HEARING
    assert session.scalars(select(LeakReport)).one().resolved_at


def test_a_reversal_undoes_the_first_ruling_and_is_told_to_everybody(session, case):
    first = in_force(session, case)
    appeal(session, case)
    ruled_again(session, case, Side.SELLER)

    suspended = [(Step.REFUND_DUE, first.id), (Step.SUSPENDED, first.id)]
    assert taken(session, case) == [*suspended, (Step.REVERSED, first.id)]
    assert is_square(session, case) and executing.is_done(session, case)
    told = session.scalars(select(Notice).where(Notice.kind == "case_reversed")).all()
    assert {n.person_id for n in told} == {case.person_on(side).id for side in Side}
    event = session.scalars(select(Event).where(Event.kind == "case.reversed")).one()
    assert event.facts["side"] == "seller"
    jurors = select(Notice.person_id).where(Notice.kind == "case_decided_again")
    voted = {s.juror_id for s in case.hearings[0].panel.summonses}
    assert set(session.scalars(jurors)) == voted


def test_a_reversal_begins_what_the_new_ruling_orders(session):
    case = make_ruled(session, winner=Side.SELLER)
    appeal(session, case, Side.BUYER)
    second = ruled_again(session, case, Side.BUYER)

    assert taken(session, case) == [(Step.REFUND_DUE, second.id)]
    assert book_of(session, case)["buyer"] == second.amount_minor


def test_the_same_ruling_again_resumes_and_reverses_nothing(session, case):
    first = in_force(session, case)
    appeal(session, case)
    second = ruled_again(session, case, Side.BUYER)

    steps = [Step.REFUND_DUE, Step.SUSPENDED, Step.RESUMED]
    assert second is not first and taken(session, case) == [(step, first.id) for step in steps]
    assert book_of(session, case)["buyer"] == second.amount_minor
    kinds = set(session.scalars(select(Notice.kind)))
    assert not kinds & {"case_reversed", "case_decided_again"}
    assert session.scalars(select(Event).where(Event.kind == "case.reversed")).all() == []


def test_a_juror_of_the_first_panel_reads_what_finally_became_of_it(session, case):
    appeal(session, case)
    ruled_again(session, case, Side.SELLER)
    first, second = case.hearings[0].panel, case.hearings[1].panel

    after = juror_queries.what_became(session, seated(session, first)[0])
    assert (after.ruling.side, after.first.side) == (Side.SELLER, Side.BUYER)
    after = juror_queries.what_became(session, seated(session, second)[0])
    assert (after.ruling.side, after.first) == (Side.SELLER, None)


def shown(session, agent):
    """What the agent finds on the desk."""
    every = desk_queue.views(agent, RULED_AT)["all"]
    return [row.review for row in desk_queue.queue(session, agent, every, 0, 9)]


def test_an_appeal_is_decided_only_by_a_senior_who_had_no_part(session):
    policy = make_policy(session, seats=5, quorum=3, appeal_staff_max_minor=99_999)
    case = make_ruled(session, policy=policy)
    auditor = senior(session)
    audit = Review(
        case=case, hearing=case.hearings[0], task=Task.AUDIT, opened_at=RULED_AT, due_at=LATER
    )
    session.add(audit)
    claiming.claim(session, audit, auditor, RULED_AT)
    reviewing.record_view(session, audit, Side.BUYER, "So it seems.", auditor, RULED_AT)
    appeal(session, case)
    answer(session, case)
    review = session.scalars(select(Review).where(Review.task == Task.ESCALATION)).one()

    for agent in (make_staff(session), auditor):
        with pytest.raises(claiming.FreshSeniorNeeded):
            claiming.claim(session, review, agent, RULED_AT)
        assert review not in shown(session, agent)
        assert desk_queue.next_review(session, agent, RULED_AT) is not review
    other = senior(session)
    assert review in shown(session, other)
    ruling = decide_as_staff(session, case, other, Side.SELLER)
    assert (ruling.side, ruling.body, ruling.hearing_id) == (
        Side.SELLER, Body.STAFF, case.last_hearing.id,
    )  # fmt: skip


def test_an_unsure_second_panel_goes_to_a_senior_too(session, case):
    appeal(session, case)
    panel = heard_again(session, case)
    deciding.close_panel(session, case, panel, LATER)
    review = session.scalars(select(Review)).one()

    assert review.is_appeal and review.why is Why.QUORUM
    with pytest.raises(claiming.FreshSeniorNeeded):
        claiming.claim(session, review, make_staff(session), LATER)
    claiming.claim(session, review, senior(session), LATER)


def test_a_roll_used_up_meanwhile_sends_the_second_hearing_to_staff(session, case):
    appeal(session, case)
    first = {s.juror_id for s in case.hearings[0].panel.summonses}
    for juror in session.scalars(select(Juror).where(Juror.person_id.not_in(first))):
        juror.on_duty = False
    answer(session, case)
    releasing.release(session, case, make_staff(session), RULED_AT)

    review = session.scalars(select(Review)).one()
    assert (review.why, review.is_appeal) == (Why.ROLL_TOO_THIN, True)


def escalated_after(session, case, ground, evidence):
    """A first panel for the buyer; then a senior says seller, with or without new evidence."""
    appeal(session, case, ground=ground, evidence=evidence)
    panel = heard_again(session, case)
    deciding.close_panel(session, case, panel, RULED_AT)
    decide_as_staff(session, case, senior(session), Side.SELLER)
    return panel


def right_votes(session, panel):
    juror = seated(session, panel)[0].juror
    known = juror_queries.known_truth_record(session, juror)
    return sum(known.n(side) for side in Side)


def test_what_new_evidence_told_is_no_truth_for_the_panel_that_never_saw_it(session, case):
    escalated_after(session, case, Ground.NEW_EVIDENCE, "A slip.")

    known = fitting.truths_before(session, LATER)
    assert {seen: truth.side for seen, truth in known.items()} == {(case.id, 2): Side.SELLER}
    assert right_votes(session, case.hearings[0].panel) == 0


def test_without_new_evidence_the_later_truth_holds_for_the_first_panel_too(session, case):
    escalated_after(session, case, Ground.NO_NOTICE, "")

    known = fitting.truths_before(session, LATER)
    assert {seen: truth.side for seen, truth in known.items()} == {(case.id, 1): Side.SELLER}
    assert right_votes(session, case.hearings[0].panel) == 1


def test_each_hearing_teaches_by_its_own_truth(session):
    policy = make_policy(session, seats=5, quorum=3, audit_share=1.0)
    case = make_ruled(session, policy=policy)
    appeal(session, case)
    ruled_again(session, case, Side.SELLER)

    audits = session.scalars(select(Review).where(Review.task == Task.AUDIT)).all()
    assert {audit.hearing_id for audit in audits} == {hearing.id for hearing in case.hearings}
    for audit in audits:
        agent = make_staff(session)
        side = Side.BUYER if audit.hearing.instance == 1 else Side.SELLER
        reviewing.claim(session, audit, agent, LATER)
        reviewing.record_view(session, audit, side, "So it is.", agent, LATER)
        text = "The evidence of that hearing shows it."
        reviewing.decide(
            session, audit, reviewing.decision_for(side, side), side,
            "evidence_supports", text, agent, LATER,
        )  # fmt: skip
    truth = known_truths()
    found = session.execute(select(truth.c.evidence, truth.c.side)).all()
    assert sorted(found) == [(1, Side.BUYER), (2, Side.SELLER)]
    fit = fitting.refit(session, LATER + timedelta(hours=1))
    assert (fit.n_cases, fit.n_truths) == (2, 2)


def test_evidence_no_juror_may_see_makes_no_gold_case(session):
    policy = make_policy(session, seats=5, quorum=3, appeal_staff_max_minor=99_999)
    case = make_ruled(session, policy=policy)
    appeal(session, case)
    answer(session, case)
    decide_as_staff(session, case, senior(session), Side.SELLER)

    with pytest.raises(auditing.NotReleased):
        auditing.propose_gold(session, case, Side.SELLER, "Look.", make_staff(session), LATER)
