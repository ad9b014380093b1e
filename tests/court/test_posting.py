"""Letters owed, sent, tried again and given up."""

from datetime import timedelta

import pytest

from jury.court import posting
from jury.court.notices import write
from tests.channel_makers import KINDS
from tests.factories import make_person


@pytest.fixture
def letter(session, now):
    letter = write(session, make_person(session).email, "zh", "recover", now, {}, "/recover/secret")
    session.flush()
    return letter


def post(session, send, at):
    return posting.deliver(session, {"mail": send}, KINDS, at)


def refuse(letter):
    raise OSError("mailbox full")


def test_a_letter_is_sent_once_and_its_one_time_link_forgotten(session, letter, now):
    posted = []
    done = post(session, lambda each: posted.append(each.path), now)
    again = post(session, lambda each: posted.append(each.path), now)
    assert (done.sent, again.sent, posted) == (1, 0, ["/recover/secret"])
    assert (letter.state, letter.sent_at, letter.path) == ("sent", now, "")


def test_a_letter_that_fails_waits_twice_as_long_each_time_and_holds_up_no_other(
    session, letter, now
):
    other = write(session, "wang@example.org", "zh", "ruled", now, {}, "/cases/1")
    session.flush()

    def send(each):
        if each.to == letter.to:
            raise OSError("mailbox full")

    done = post(session, send, now)

    assert (done.sent, done.failed) == (1, 1)
    assert (other.state, other.path) == ("sent", "/cases/1")
    assert letter.last_error == "OSError: mailbox full"
    assert letter.next_try_at == now + posting.FIRST_WAIT
    post(session, send, letter.next_try_at)
    assert letter.next_try_at == now + 3 * posting.FIRST_WAIT


def test_after_the_last_attempt_a_letter_has_failed_for_good_with_the_reason(session, letter, now):
    for attempt in range(posting.MOST_ATTEMPTS):
        post(session, refuse, now + attempt * timedelta(hours=7))
    assert (letter.state, letter.attempts, letter.path) == ("failed", posting.MOST_ATTEMPTS, "")
    assert post(session, refuse, now + timedelta(days=30)).failed == 0
