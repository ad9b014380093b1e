"""What follows from a letter that did not reach its reader."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from jury.court import bouncing, notices, posting
from jury.rules.words import CallState, Side
from jury.store.calls import Call
from jury.store.ledger import Entry
from jury.store.notices import Attempt, FailingAddress, Letter, SwitchedOff
from tests.channel_makers import KINDS, give_up, make_phoned_case, owe_seller, refuse
from tests.factories import make_juror, make_person, make_staff


@pytest.fixture
def case(session):
    return make_phoned_case(session)


def calls(session):
    return list(session.scalars(select(Call)))


def follow_up(session, at):
    session.commit()
    return posting.follow_up(session, KINDS, at)


def test_each_try_is_kept_with_what_was_said_back_but_no_address(session, case, now):
    letter = owe_seller(session, case).letters[0]
    posting.deliver(session, {"mail": refuse}, KINDS, now)
    posting.deliver(session, {"mail": lambda each: None}, KINDS, letter.next_try_at)

    tries = [(each.is_ok, each.said) for each in session.scalars(select(Attempt))]
    assert [is_ok for is_ok, said in tries] == [False, True]
    assert letter.to not in tries[0][1]
    assert "no such mailbox" in tries[0][1]


def test_a_message_with_a_deadline_given_up_is_told_by_telephone(session, case, now):
    owe_seller(session, case)
    at = give_up(session)

    assert follow_up(session, at) == 1
    (call,) = calls(session)
    assert (call.case_id, call.side, call.state) == (case.id, Side.SELLER, CallState.OPEN)
    assert call.kind == "answer_wanted"
    assert at < call.due_at <= now + timedelta(hours=24)
    assert session.scalar(select(func.count()).where(Entry.act == "call_asked")) == 1
    assert follow_up(session, at) == 0  # once


def test_without_a_number_the_case_is_flagged_instead(session):
    case = make_phoned_case(session, phone="")
    owe_seller(session, case)
    follow_up(session, give_up(session))
    (call,) = calls(session)
    assert call.state is CallState.UNREACHED


def test_what_needs_nothing_of_its_reader_asks_for_no_call(session, case):
    owe_seller(session, case, "handed_in")
    assert follow_up(session, give_up(session)) == 0
    assert not calls(session)


def test_who_has_read_it_in_the_inbox_is_not_telephoned(session, case, now):
    notice = owe_seller(session, case)
    notices.mark_read(session, notice, now)
    assert follow_up(session, give_up(session)) == 0


def test_who_got_it_by_another_channel_is_not_telephoned(session):
    case = make_phoned_case(session, im="wx:seller")
    owe_seller(session, case)
    assert follow_up(session, give_up(session, im=lambda each: None)) == 0


def test_only_when_every_channel_has_failed_is_there_one_call(session):
    case = make_phoned_case(session, im="wx:seller")
    owe_seller(session, case)
    assert follow_up(session, give_up(session, im=refuse)) == 1
    assert len(calls(session)) == 1


def test_once_it_is_too_late_to_act_nobody_is_telephoned(session, case, now):
    owe_seller(session, case)
    give_up(session)
    assert follow_up(session, now + timedelta(hours=24)) == 0


def test_staff_and_jurors_are_not_telephoned(session, case, now):
    ends = now + timedelta(hours=24)
    notices.owe(session, make_staff(session), "answer_wanted", now, case=case, ends=ends)
    notices.owe(session, make_juror(session).person, "answer_wanted", now, ends=ends)
    session.flush()
    assert follow_up(session, give_up(session)) == 0


def test_a_newer_message_takes_the_place_of_the_older_in_the_open_call(session, case, now):
    for kind in ("filed", "answer_wanted"):
        owe_seller(session, case, kind)
    assert follow_up(session, give_up(session)) == 2
    assert [call.kind for call in calls(session)] == ["answer_wanted"]


def test_an_address_given_up_fails_until_something_gets_through(session, case, now):
    owe_seller(session, case)
    at = give_up(session)
    (failing,) = session.scalars(select(FailingAddress))
    assert (failing.address, failing.because) == (case.person_on(Side.SELLER).email, "failed")

    owe_seller(session, case, now=at)
    posting.deliver(session, {"mail": lambda each: None}, KINDS, at)
    assert not session.scalars(select(FailingAddress)).all()


def test_a_letter_that_comes_back_is_known_once_and_outlives_a_later_yes(session, case, now):
    letter = owe_seller(session, case).letters[0]
    posting.deliver(session, {"mail": lambda each: None}, KINDS, now)
    said = f"550 {letter.to} unknown"

    assert bouncing.letter_came_back(session, letter.id, said, now, "marketplace") is letter
    assert bouncing.letter_came_back(session, letter.id, said, now, "marketplace") is None
    assert (letter.state, letter.bounced_at) == ("sent", now)
    assert [each.is_ok for each in letter.tries] == [True, False]
    assert letter.to not in letter.tries[1].said
    assert follow_up(session, now) == 1

    owe_seller(session, case, "handed_in")
    posting.deliver(session, {"mail": lambda each: None}, KINDS, now)
    assert session.scalars(select(FailingAddress)).one().because == "bounced"


def test_an_address_that_comes_back_takes_what_was_sent_lately_with_it(session, case, now):
    letter = owe_seller(session, case).letters[0]
    posting.deliver(session, {"mail": lambda each: None}, KINDS, now)
    assert letter in bouncing.address_came_back(session, letter.to, "", now, "marketplace")
    assert not bouncing.address_came_back(session, letter.to, "", now, "marketplace")
    assert not bouncing.address_came_back(session, "nobody@example.org", "", now, "marketplace")
    assert [each.address for each in session.scalars(select(FailingAddress))] == [letter.to]


def test_a_reader_does_without_a_channel_for_what_has_no_deadline(session, case, now):
    seller = case.person_on(Side.SELLER)
    session.add(SwitchedOff(person_id=seller.id, kinds="cases", channel="mail"))
    wanted, unwanted = (owe_seller(session, case, kind) for kind in ("answer_wanted", "handed_in"))
    posted = []
    done = posting.deliver(session, {"mail": lambda each: posted.append(each.kind)}, KINDS, now)

    assert posted == ["answer_wanted"]
    assert done.declined == 1
    assert [n.letters[0].state for n in (wanted, unwanted)] == ["sent", "declined"]
    assert follow_up(session, now) == 0


def test_a_channel_that_the_house_does_not_have_sends_nothing_and_fails_nothing(session, now):
    person = make_person(session, im="wx:li")
    notices.owe(session, person, "handed_in", now)
    session.flush()
    posting.deliver(session, {"mail": lambda each: None}, KINDS, now)
    states = dict(session.execute(select(Letter.channel, Letter.state)).all())
    assert states == {"mail": "sent", "im": "declined"}
