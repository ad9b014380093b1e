"""What parties bring, in which order, and what happens when they do not."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from jury.court import acts, due, exhibits, hearing, settling
from jury.rules.phases import Phase
from jury.rules.words import Due, Remedy, Side
from jury.store.cases import Deadline, Passage, Statement
from jury.store.ledger import Entry
from jury.store.notices import Notice
from tests.factories import T0, make_case, make_policy

NONCE = "0123456789abcdef" * 2
HOUR = timedelta(hours=1)


@pytest.fixture
def case(session):
    make_policy(session)
    return make_case(session)


def write(session, case, side=Side.BUYER, story="It is cracked.", now=T0, **more):
    return hearing.save_statement(session, case, side, {"story": story}, None, None, now, **more)


def hand_in(session, case, side=Side.BUYER, nonce=None, now=T0):
    write(session, case, side, now=now)
    hearing.hand_in(session, case, side, nonce, now)


def kinds_told(session, person):
    return [n.kind for n in session.scalars(select(Notice).where(Notice.person_id == person.id))]


def open_deadlines(session, case):
    rows = select(Deadline).where(Deadline.case_id == case.id, Deadline.done_at.is_(None))
    return {row.kind: row.due_at for row in session.scalars(rows)}


def test_a_draft_keeps_what_was_saved_and_an_empty_text_goes(session, case):
    hearing.save_statement(
        session, case, Side.SELLER, {"story": "A", "wish": "B"}, T0.date(), Remedy.NO_REFUND, T0
    )
    draft = case.statement_of(Side.SELLER)
    assert (draft.happened_on, draft.asks) == (T0.date(), Remedy.NO_REFUND)
    hearing.save_statement(session, case, Side.SELLER, {"wish": " "}, None, None, T0)
    assert [p.kind for p in session.scalars(select(Passage))] == ["story"]


def test_a_version_that_is_not_the_newest_is_refused(session, case):
    write(session, case, seen="")
    with pytest.raises(hearing.ChangedElsewhere):
        write(session, case, story="Other", seen="")
    seen = hearing.version_of(case.statement_of(Side.BUYER))
    write(session, case, story="Other", now=T0 + HOUR, seen=seen)
    with pytest.raises(hearing.ChangedElsewhere):
        write(session, case, seen=seen)


def test_the_claimants_hand_in_starts_the_respondents_day(session, case):
    hand_in(session, case, nonce=NONCE, now=T0 + 60 * HOUR)
    assert case.phase is Phase.ANSWERING
    assert open_deadlines(session, case) == {Due.ANSWER_ENDS: T0 + 84 * HOUR}
    assert case.hearings[0].draw.r_claimant == NONCE
    assert kinds_told(session, case.person_on(Side.SELLER)) == ["filed", "answer_wanted"]


def test_a_claimant_who_is_quick_takes_no_time_for_evidence_from_the_respondent(session, case):
    hand_in(session, case, now=T0 + HOUR)
    assert open_deadlines(session, case) == {Due.ANSWER_ENDS: T0 + 72 * HOUR}
    told = select(Notice.facts).where(Notice.kind == "answer_wanted")
    assert session.scalar(told)["ends"] == (T0 + 72 * HOUR).isoformat()
    session.commit()
    due.tick(session, T0 + 25 * HOUR, acts.ACTS)
    write(session, case, Side.SELLER, now=T0 + 72 * HOUR - timedelta(microseconds=1))
    assert case.phase is Phase.ANSWERING

    session.commit()
    due.tick(session, T0 + 72 * HOUR, acts.ACTS)
    assert case.phase is Phase.REDACTING
    assert case.statement_of(Side.SELLER).handed_in_at == T0 + 72 * HOUR


def test_the_respondent_may_be_first_and_both_together_close_the_evidence(session, case):
    hand_in(session, case, Side.SELLER, nonce=NONCE)
    assert case.phase is Phase.EVIDENCE
    assert kinds_told(session, case.person_on(Side.BUYER)) == ["filing_kept", "handed_in"]
    hand_in(session, case)
    assert case.phase is Phase.REDACTING and not open_deadlines(session, case)
    assert case.hearings[0].draw.r_respondent == NONCE


@pytest.mark.parametrize("nonce", [None, "", "abc", "G" * 32, NONCE.upper(), NONCE + "0"])
def test_a_nonce_that_is_none_is_left_out_of_the_seed(session, case, nonce):
    hand_in(session, case, nonce=nonce)
    assert case.statement_of(Side.BUYER).nonce is None
    assert case.hearings[0].draw.r_claimant is None


def test_what_was_handed_in_cannot_be_changed(session, case):
    hand_in(session, case)
    with pytest.raises(hearing.AlreadyHandedIn):
        write(session, case)
    with pytest.raises(hearing.AlreadyHandedIn):
        hearing.hand_in(session, case, Side.BUYER, None, T0)


def test_a_second_tab_cannot_hand_in_again(session, case):
    hand_in(session, case, Side.SELLER)
    stale = case.statement_of(Side.SELLER)
    session.flush()
    session.execute(Statement.__table__.update().values(handed_in_at=T0))
    stale.__dict__["handed_in_at"] = None
    with pytest.raises(hearing.AlreadyHandedIn):
        hearing.hand_in(session, case, Side.SELLER, None, T0)


def test_nothing_can_be_handed_in_without_a_story(session, case):
    hearing.save_statement(session, case, Side.BUYER, {"wish": "Money"}, None, None, T0)
    with pytest.raises(hearing.NothingToHandIn):
        hearing.hand_in(session, case, Side.BUYER, None, T0)
    assert case.phase is Phase.EVIDENCE


def test_after_the_evidence_nothing_is_added(session, case):
    hand_in(session, case)
    hand_in(session, case, Side.SELLER)
    with pytest.raises(hearing.EvidenceClosed, match="brought with an appeal"):
        write(session, case)


@pytest.mark.parametrize("phase", [Phase.EVIDENCE, Phase.ANSWERING])
def test_at_the_deadline_it_is_too_late_though_the_clock_has_not_struck_yet(session, case, phase):
    side, ends = Side.BUYER, Due.EVIDENCE_ENDS
    if phase is Phase.ANSWERING:
        hand_in(session, case)
        side, ends = Side.SELLER, Due.ANSWER_ENDS
    ends_at = open_deadlines(session, case)[ends]
    write(session, case, side, now=ends_at - timedelta(microseconds=1))

    picture = exhibits.cleaned("a.webp", "image/webp", 10, 10, b"a")
    with pytest.raises(hearing.EvidenceClosed):
        write(session, case, side, now=ends_at)
    with pytest.raises(hearing.EvidenceClosed):
        hearing.hand_in(session, case, side, None, ends_at)
    with pytest.raises(hearing.EvidenceClosed):
        exhibits.add_exhibit(session, case, side, picture, "A crack", ends_at)
    assert case.phase is phase


def test_the_ledger_holds_hashes_of_what_was_handed_in_and_not_the_words(session, case):
    hand_in(session, case, nonce=NONCE)
    entry = session.scalars(select(Entry).where(Entry.act == "statement_handed_in")).one()
    assert NONCE in entry.body and "cracked" not in entry.body


def test_the_respondent_agrees_and_the_case_is_settled_at_once(session, case):
    hand_in(session, case)
    settling.agree(session, case, Side.SELLER, T0)
    assert (case.phase, case.ended_at) == (Phase.SETTLED, T0)
    after = {
        Due.PAYMENT_OVERDUE,
        Due.COMPLY_ENDS,
        Due.TEXTS_EXPIRE,
    }
    assert set(open_deadlines(session, case)) == after
    assert "case_settled" in kinds_told(session, case.person_on(Side.BUYER))


def test_the_claimant_cannot_agree_to_its_own_claim(session, case):
    with pytest.raises(hearing.NotYours):
        settling.agree(session, case, Side.BUYER, T0)


def test_only_the_claimant_withdraws_and_not_before_a_panel(session, case):
    with pytest.raises(hearing.NotYours):
        hearing.withdraw(session, case, Side.SELLER, T0)
    hand_in(session, case)
    hand_in(session, case, Side.SELLER)
    assert hearing.may_withdraw(case, Side.BUYER)
    case.phase = Phase.HEARING
    session.flush()
    with pytest.raises(hearing.TooLate):
        hearing.withdraw(session, case, Side.BUYER, T0)
    assert not hearing.may_withdraw(case, Side.BUYER)


def test_time_takes_what_the_claimant_saved_as_handed_in(session, case):
    write(session, case)
    session.commit()  # a tick begins by rolling back
    due.tick(session, T0 + 72 * HOUR - timedelta(seconds=1), acts.ACTS)
    assert case.phase is Phase.EVIDENCE
    due.tick(session, T0 + 72 * HOUR, acts.ACTS)
    assert case.phase is Phase.ANSWERING
    assert case.statement_of(Side.BUYER).handed_in_at == T0 + 72 * HOUR
    assert open_deadlines(session, case) == {Due.ANSWER_ENDS: T0 + 96 * HOUR}


def test_a_claimant_who_brings_nothing_withdraws_by_silence(session, case):
    session.commit()
    due.tick(session, T0 + 72 * HOUR, acts.ACTS)
    assert case.phase is Phase.WITHDRAWN
    assert "case_lapsed" in kinds_told(session, case.person_on(Side.SELLER))


def test_a_silent_respondent_does_not_stop_the_case(session, case):
    hand_in(session, case)
    session.commit()
    due.tick(session, T0 + 72 * HOUR, acts.ACTS)
    assert case.phase is Phase.REDACTING
    assert case.statement_of(Side.SELLER) is None


def test_what_the_respondent_saved_counts_when_its_day_is_over(session, case):
    hand_in(session, case)
    hearing.save_statement(session, case, Side.SELLER, {"wish": "Nothing"}, None, None, T0)
    session.commit()
    due.tick(session, T0 + 72 * HOUR, acts.ACTS)
    assert case.statement_of(Side.SELLER).handed_in_at == T0 + 72 * HOUR


def test_a_deadline_that_comes_late_changes_nothing(session, case):
    hand_in(session, case)
    hand_in(session, case, Side.SELLER)
    hearing.end_evidence(session, case, None, T0)
    hearing.end_answer(session, case, None, T0)
    assert case.phase is Phase.REDACTING
