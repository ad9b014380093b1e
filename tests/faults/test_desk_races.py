"""Two agents, or one with two tabs, at once: one claim, one decision."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from jury.court import reviewing
from jury.rules.phases import Phase
from jury.rules.words import Side
from jury.store.cases import Case
from jury.store.ledger import Entry
from jury.store.outcomes import Review, Ruling
from jury.store.people import Person
from tests.factories import (
    T0,
    make_policy_review,
    make_staff,
)

pytestmark = pytest.mark.faults

LATER = T0 + timedelta(hours=48)
TEXT = "The photograph of the parcel shows the damage before delivery."


def race(engine, *deeds):
    """Each deed in a session and thread of its own, all let loose at once; what each came to."""
    barrier, came_to = Barrier(len(deeds)), [None] * len(deeds)

    def run(place):
        with Session(engine) as own:
            own.connection()
            barrier.wait()
            try:
                deeds[place](own)
                own.commit()
                came_to[place] = "done"
            except Exception as refused:
                own.rollback()
                came_to[place] = type(refused).__name__

    threads = [Thread(target=run, args=(place,)) for place in range(len(deeds))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return sorted(came_to)


def lean(session, review):
    return reviewing.lean_of(reviewing.outcome_of(session, review))


def look(session, review, agent, side=Side.BUYER, now=LATER):
    reviewing.claim(session, review, agent, now)
    reviewing.record_view(session, review, side, "The label is dated.", agent, now)


def finish(session, review, agent, side, code="evidence_supports", text=TEXT, now=LATER):
    decision = reviewing.decision_for(lean(session, review), side)
    reviewing.decide(session, review, decision, side, code, text, agent, now)


def entries(session, case):
    of_case = select(Entry.act).where(Entry.case_id == case.id).order_by(Entry.id)
    return list(session.scalars(of_case))


def test_of_two_agents_who_claim_at_once_one_gets_it(engine):
    with Session(engine) as session:
        review = make_policy_review(session)
        agents, review_id = [make_staff(session).id for _ in range(2)], review.id
        session.commit()

    def claims(agent_id):
        return lambda own: reviewing.claim(
            own, own.get(Review, review_id), own.get(Person, agent_id), LATER
        )

    assert race(engine, *map(claims, agents)) == ["ClaimedByOther", "done"]


def test_one_who_decides_twice_at_once_makes_one_ruling(engine):
    with Session(engine) as session:
        review, agent = make_policy_review(session), make_staff(session)
        look(session, review, agent)
        review_id, agent_id, case_id = review.id, agent.id, review.case_id
        session.commit()

    def decides(own):
        finish(own, own.get(Review, review_id), own.get(Person, agent_id), Side.BUYER)

    assert race(engine, decides, decides) == ["AlreadyDecided", "done"]
    with Session(engine) as session:
        assert session.get(Case, case_id).phase is Phase.RULED
        assert len(session.scalars(select(Ruling)).all()) == 1
