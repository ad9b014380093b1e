"""The one order of locks: what the clock holds, and what it may lock next."""

from jury.court.locks import try_lock_case
from tests.factories import T0, make_case


def test_what_came_along_with_a_locked_case_can_be_locked_by_itself(session):
    case = try_lock_case(session, make_case(session, T0).id)
    for row in (case, case.order, case.order.buyer, case.order.seller, case.order.buyer.person):
        session.refresh(row, with_for_update=True)
        assert row in session
