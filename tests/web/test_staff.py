"""Truths about the desk: the queue, the blind look, the decision, and who may come in."""

from datetime import timedelta

import pytest
from sqlalchemy import event, select

from jury.court import reviewing
from jury.rules.phases import Phase
from jury.rules.words import Decision, Side, Task
from jury.store.ledger import Entry
from jury.store.outcomes import Ruling
from tests.factories import (
    T0,
    make_account,
    make_escalation,
    make_juror,
    make_order,
    make_panel,
    make_person,
    make_policy,
    make_policy_review,
    make_staff,
    seated,
)

LATER = T0 + timedelta(hours=48)
TEXT = "The photograph of the parcel shows the damage before delivery."


@pytest.fixture
def agent(web, session):
    agent = make_staff(session)
    web.wind(LATER)
    web.sign_in(agent)
    return agent


@pytest.fixture
def review(session, agent):
    return make_escalation(session)


def look(web, review, side="buyer", **more):
    web.post(f"/desk/{review.id}/claim")
    return web.post(
        f"/desk/{review.id}/view", {"choice": side, "reason": "The label is dated."} | more
    )


def decide(web, review, side="buyer", code="evidence_supports", text=TEXT, **more):
    typed = {"choice": side, "code": code, "text": text} | more
    return web.post(f"/desk/{review.id}/decide", typed)


def test_only_staff_find_the_desk(web, session, review):
    web.sign_in(make_person(session))
    for url in ("/desk", "/desk/release", "/desk/gold", "/desk/leave", f"/desk/{review.id}"):
        assert web.get(url).status_code == 404
    assert web.post("/desk/next").status_code == 404


def test_the_queue_stands_by_due_date_and_tells_who_works_on_what(web, session, agent):
    make_policy(session)
    late, mine, others = (make_policy_review(session) for _ in range(3))
    late.due_at = LATER - timedelta(hours=1)
    reviewing.claim(session, mine, agent, LATER)
    colleague = make_staff(session, name="Chen Jing")
    reviewing.claim(session, others, colleague, LATER)

    page = web.page("/desk")
    assert page.index(late.case.code) < page.index(mine.case.code)
    assert "late" in page
    assert "your own view" in page
    assert "Chen Jing, until" in page
    assert late.case.code not in web.page("/desk?show=mine")
    unclaimed = web.page("/desk?show=unclaimed")
    assert late.case.code in unclaimed
    assert others.case.code not in unclaimed
    web.wind(timedelta(minutes=31))
    assert others.case.code in web.page("/desk?show=unclaimed")


def test_forty_rows_take_no_more_queries_than_two(web, session, agent, connection):
    make_policy(session)

    def queries_for(n):
        for _ in range(n):
            make_policy_review(session)
        seen = []
        listener = lambda *args: seen.append(args[2])  # noqa: E731
        event.listen(connection, "before_cursor_execute", listener)
        web.client.get("/desk")
        event.remove(connection, "before_cursor_execute", listener)
        return len(seen)

    assert queries_for(2) == queries_for(38)


def test_the_next_case_is_what_is_due_first_and_may_be_taken(web, session, agent):
    make_policy(session)
    own, claimed, free = (
        make_policy_review(session, order=order)
        for order in (make_order(session, buyer=make_account(session, agent)), None, None)
    )
    own.due_at, claimed.due_at = LATER, LATER + timedelta(hours=1)
    reviewing.claim(session, claimed, make_staff(session), LATER)

    taken = web.post("/desk/next")
    assert taken.location == f"/desk/{free.id}"
    assert free.claimed_by == agent.id
    assert web.get(f"/desk/{own.id}").status_code == 403


def test_the_panel_is_hidden_until_the_own_view_is_recorded(web, session, agent, review):
    before = web.page(f"/desk/{review.id}")
    web.post(f"/desk/{review.id}/claim")
    claimed = web.page(f"/desk/{review.id}")
    for page in (before, claimed, web.page("/desk")):
        assert "not sure enough" not in page
        assert "Counted plainly" not in page
        assert "probability" not in page

    assert look(web, review).status_code == 302
    after = web.page(f"/desk/{review.id}")
    assert "Counted plainly, most support the buyer" in after
    assert "the panel was not sure enough" in after


def test_an_audit_looks_like_an_escalation_until_it_is_decided(web, session, agent, review):
    def pages():
        return [web.get(url).data for url in ("/desk", f"/desk/{review.id}")]

    def is_blind(task, phase):
        review.task, review.case.phase = task, phase
        review.why = review.why if task is Task.ESCALATION else None
        return [page.split(b"<main")[1].split(b"csrf_token")[0] for page in pages()]

    for act in (lambda: None, lambda: web.post(f"/desk/{review.id}/claim")):
        review.task, review.case.phase = Task.ESCALATION, Phase.ESCALATED
        act()
        escalated = is_blind(Task.ESCALATION, Phase.ESCALATED)
        assert escalated == is_blind(Task.AUDIT, Phase.RULED)

    look(web, review)
    decide(web, review, "seller", "panel_misread")
    assert "blind audit" in web.page(f"/desk/{review.id}")
    assert not session.scalars(select(Ruling)).all()


def test_a_case_is_upheld_with_a_ground_and_words_the_parties_read(web, session, agent, review):
    look(web, review)
    assert decide(web, review, "buyer", "panel_reasons_hold").status_code == 302
    assert (review.decision, review.side) == (Decision.UPHOLD, Side.BUYER)
    assert session.scalars(select(Ruling)).one().review_id == review.id

    page = web.page(f"/desk/{review.id}")
    assert "Decide: support the buyer" in page
    assert TEXT in page
    buyer = review.case.person_on(Side.BUYER)
    web.sign_in(buyer)
    assert TEXT in web.page(f"/cases/{review.case_id}")


def test_what_is_missing_is_said_at_its_field_and_nothing_typed_is_lost(
    web, session, agent, review
):
    web.post(f"/desk/{review.id}/claim")
    answer = web.post(f"/desk/{review.id}/view", {"reason": "The label is dated."})
    assert answer.status_code == 422
    assert b"Choose a side." in answer.data
    assert b"The label is dated." in answer.data

    look(web, review)
    answer = decide(web, review, code="", text="It is short.")
    assert answer.status_code == 422
    assert b"It is short." in answer.data
    assert b"write 20 to 5000" in answer.data
    answer = decide(web, review, code="panel_misread")
    assert answer.status_code == 422
    assert TEXT.encode() in answer.data
    assert review.decided_at is None


def test_a_claim_that_ran_out_while_typing_loses_nothing(web, session, agent, review):
    look(web, review)
    web.wind(timedelta(minutes=31))
    answer = decide(web, review)
    assert answer.status_code == 409
    assert TEXT.encode() in answer.data
    assert b'name="again"' in answer.data

    assert decide(web, review, again="1").status_code == 302
    assert review.decided_by == agent.id


def test_a_colleague_who_took_over_stands_in_the_way_but_the_words_are_shown(
    web, session, agent, review
):
    look(web, review)
    web.wind(timedelta(minutes=31))
    reviewing.claim(session, review, make_staff(session), LATER + timedelta(minutes=31))
    answer = decide(web, review, again="1")
    assert answer.status_code == 409
    assert b"A colleague works on this case" in answer.data
    assert TEXT.encode() in answer.data


def test_a_double_click_decides_once_and_scolds_nobody(web, session, agent, review):
    look(web, review)
    assert [decide(web, review).status_code for _ in range(2)] == [302, 302]
    assert len(session.scalars(select(Ruling)).all()) == 1


def test_each_look_at_the_raw_texts_is_recorded_once_a_visit(web, session, agent, review):
    seen = select(Entry).where(Entry.act == "raw_texts_seen")
    web.get(f"/desk/{review.id}")
    assert not session.scalars(seen).all()
    for _ in range(2):
        page = web.page(f"/desk/{review.id}?raw=1")
        assert "this look was recorded" in page
        assert "What the buyer says." in page
    assert len(session.scalars(seen).all()) == 1
    web.wind(timedelta(hours=1))
    web.get(f"/desk/{review.id}?raw=1")
    assert len(session.scalars(seen).all()) == 2


def test_a_juror_of_the_case_cannot_read_it_on_the_desk(web, session, agent):
    make_policy(session, seats=5, quorum=3)
    juror = make_juror(session, person=agent)
    panel = make_panel(session, policy=True)
    first = seated(session, panel)[0]
    first.juror_id = juror.person_id
    session.flush()
    case = panel.hearing.case
    case.phase = Phase.ESCALATED
    review = reviewing.open_review(session, case, panel.hearing, Task.ESCALATION, None, LATER)
    answer = web.get(f"/desk/{review.id}?raw=1")
    assert answer.status_code == 403
    assert b"What the buyer says" not in answer.data


def test_who_leaves_confirms_it_and_is_out(web, session, agent, review):
    web.post(f"/desk/{review.id}/claim")
    assert review.case.code in web.page("/desk/leave")
    assert web.post("/desk/leave").status_code == 422
    assert agent.left_at is None

    assert web.post("/desk/leave", {"sure": "1"}).location == "/"
    assert agent.left_at == LATER
    assert review.claimed_by is None
    assert web.get("/desk").status_code == 302  # to the sign-in


@pytest.mark.parametrize("step", ["claim", "view", "decide"])
def test_where_there_is_no_panel_the_desk_speaks_of_none(web, session, agent, step):
    review = make_policy_review(session)
    if step != "claim":
        web.post(f"/desk/{review.id}/claim")
    if step == "decide":
        look(web, review)
    page = web.page(f"/desk/{review.id}")
    assert "see what the panel thought" not in page and "ballots are shown" not in page
    assert "What the panel thought" not in page and "The panel, and" not in page
    assert "There is no panel here" in page or step == "view"
