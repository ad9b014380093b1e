"""Events owed to the marketplace: in order, at least once, and never lost."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from jury.court import announcing
from jury.court.publishing import publish
from jury.store.events import Event
from tests.factories import T0, make_case, make_person, make_policy

SECOND = timedelta(seconds=1)


@pytest.fixture
def case(session):
    """A case whose filing the marketplace knows of."""
    make_policy(session)
    filed = make_case(session)
    session.execute(update(Event).values(state="sent", sent_at=T0))
    return filed


def deliver(session, sent, now=T0, broken=()):
    def send(event, at):
        if event.kind in broken:
            raise OSError("answered 500")
        sent.append(event.kind)

    return announcing.deliver(session, send, now)


def owe(session, *kinds, case=None, subject="O-1"):
    for kind in kinds:
        publish(session, kind, subject, T0, case=case)
        session.flush()


def test_events_go_out_once_in_the_order_they_came_to_be(session, case):
    owe(session, "case.filed", "case.ruled", "refund.pay", case=case)
    sent = []
    assert deliver(session, sent).sent == 3
    assert deliver(session, sent).sent == 0
    assert sent == ["case.filed", "case.ruled", "refund.pay"]


def test_a_later_event_of_a_case_waits_for_the_one_before(session, case):
    owe(session, "case.ruled", "refund.pay", case=case)
    owe(session, "seller.restricted", subject="S-9")
    sent = []
    deliver(session, sent, broken={"case.ruled"})
    deliver(session, sent, T0 + SECOND, broken={"case.ruled"})
    assert sent == ["seller.restricted"], "another subject goes on"
    deliver(session, sent, T0 + timedelta(seconds=30))
    assert sent[1:] == ["case.ruled", "refund.pay"]


def test_one_that_fails_ends_the_round_so_that_a_dead_receiver_is_met_once(session):
    for n in range(3):
        owe(session, "case.ruled", subject=f"O-{n}")
    done = deliver(session, [], broken={"case.ruled"})
    assert (done.sent, done.failed) == (0, 1)


def test_it_is_tried_ever_later_and_given_up_with_the_reason(session):
    event = publish(session, "case.ruled", "O-1", T0)
    now, waits = T0, []
    for _ in range(announcing.MOST_ATTEMPTS):
        deliver(session, [], now, broken={"case.ruled"})
        session.refresh(event)
        waits.append(event.next_try_at - now)
        now = event.next_try_at
    assert waits[:3] == [timedelta(seconds=s) for s in (30, 60, 120)]
    assert max(waits) == timedelta(hours=6)
    assert (event.state, event.last_error) == ("failed", "OSError: answered 500")
    assert not deliver(session, [], now + timedelta(days=9)).sent


def test_one_given_up_holds_up_nobody_and_an_admin_sends_it_again(session, case):
    owe(session, "case.ruled", "refund.pay", case=case)
    event = announcing.next_event(session, T0)
    event.state = "failed"
    sent = []
    deliver(session, sent)
    assert sent == ["refund.pay"]

    admin = make_person(session, is_admin=True)
    announcing.try_again(session, event, admin, T0 + SECOND)
    deliver(session, sent, T0 + SECOND)
    assert sent == ["refund.pay", "case.ruled"]
    with pytest.raises(announcing.NotGivenUp):
        announcing.try_again(session, event, admin, T0 + SECOND)


def test_a_recalled_event_is_not_sent(session):
    publish(session, "refund.pay", "O-1", T0).state = "recalled"
    assert deliver(session, []).sent == 0
