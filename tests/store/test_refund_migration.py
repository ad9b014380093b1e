"""What stood before the wait was known is read into it, and taken back without harm."""

from datetime import timedelta

from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from jury.court import refunding, reviewing, settling
from jury.rules.words import Side
from jury.store import migrating
from jury.store.outcomes import Review
from jury.store.refunds import RefundRequest
from jury.store.settlements import Settlement
from tests.factories import T0, make_case, make_escalation, make_order, make_staff

LATER = T0 + timedelta(hours=48)


def test_orders_settlements_and_overtaken_reviews_are_known_after_migrating(fresh_urls):
    engine = create_engine(fresh_urls.app, poolclass=NullPool)
    with Session(engine) as session:
        applied_at = T0 - timedelta(days=10)
        told = [{"what": "shipped", "at": applied_at.isoformat()},
                {"what": "refund_applied", "at": applied_at.isoformat()}]  # fmt: skip
        order = make_order(session, milestones=told, applied_at=None)
        case = make_case(session)
        settling.agree(session, case, Side.SELLER, T0)
        review = make_escalation(session)
        reviewing.claim(session, review, make_staff(session), LATER)
        settling.settle(session, review.case, Side.SELLER, review.case.asks, LATER)
        order_id, case_id, review_id = order.id, case.id, review.id
        session.commit()

    role = migrating.role_of(fresh_urls.app)
    migrating.downgrade(fresh_urls.owner, role, "0009")
    migrating.upgrade(fresh_urls.owner, role)

    with Session(engine) as session:
        request = session.get_one(RefundRequest, order_id)
        assert request.opens_at == applied_at + timedelta(hours=72)
        order = session.get_one(type(order), order_id)
        assert [step.at for step in refunding.steps_of(session, order)] == [applied_at]
        made = session.get_one(Settlement, case_id)
        assert (made.by, made.amount_minor, made.made_at) == (Side.SELLER, 12_900, T0)
        assert session.get_one(Review, review_id).overtaken_at == LATER
        assert len(session.scalars(select(Settlement)).all()) == 2
    engine.dispose()
