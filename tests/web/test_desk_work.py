"""Truths about the desk's other work: asking, second persons, stepping aside, ready texts."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from jury.court import asking, claiming, ready_texts
from jury.rules.asking import Asked, Way
from jury.rules.words import Decision, Side, Why
from jury.store.desk import ReadyText
from jury.store.ledger import Entry
from jury.store.outcomes import Ruling
from jury.store.questions import Question
from jury.web import desk_second
from tests.desk_makers import LATER, make_proposal, make_question, make_senior
from tests.factories import (
    make_escalation,
    make_policy,
    make_policy_review,
    make_released,
    make_staff,
)

GAPPED = "Exhibit [which exhibit] shows it."
ASKED = "On which day did you open the parcel?"


@pytest.fixture
def agent(web, session):
    agent = make_staff(session)
    web.wind(LATER)
    web.sign_in(agent)
    return agent


@pytest.fixture
def review(session, agent):
    return make_escalation(session)


def look(web, review, side="buyer"):
    web.post(f"/desk/{review.id}/claim")
    web.post(f"/desk/{review.id}/view", {"choice": side, "reason": "The label is dated."})


def ask(web, case, **typed):
    form = {"side": "buyer", "question": ASKED, "way": "written"} | typed
    return web.post(f"/desk/questions/{case.id}", form)


def test_a_question_goes_to_the_party_and_the_answer_to_everybody(web, session, agent, review):
    look(web, review)
    assert ask(web, review.case).status_code == 302
    assert "asked, until" in web.page("/desk")
    assert "asked, until" in web.page("/desk?show=asked")
    question = session.scalars(select(Question)).one()
    buyer, seller = (review.case.person_on(side) for side in Side)

    web.sign_in(seller)
    assert "may answer until" in web.page(f"/cases/{review.case_id}")
    url = f"/cases/{review.case_id}/questions/{question.id}"
    assert web.post(url, {"answer": "I answer for them."}).status_code == 404
    web.sign_in(buyer)
    page = web.page(f"/cases/{review.case_id}")
    assert "Staff ask you something. Please answer by" in page
    assert ASKED in page
    assert "Waiting for you" in web.page("/cases")
    assert web.post(url, {"answer": " "}).status_code == 422
    assert web.post(url, {"answer": "On Monday."}).status_code == 302
    assert "You answered a question of staff" in web.page(f"/cases/{review.case_id}")

    for reader in (seller, buyer):
        web.sign_in(reader)
        assert "On Monday." in web.page(f"/cases/{review.case_id}")
    web.sign_in(agent)
    assert "On Monday." in web.page(f"/desk/{review.id}")
    assert "has answered" in web.page("/desk")


def test_what_is_wrong_with_a_question_is_said_and_its_words_are_kept(web, session, agent, review):
    look(web, review)
    answer = ask(web, review.case, question="Why?")
    assert answer.status_code == 422
    assert b">Why?</textarea>" in answer.data
    assert ask(web, review.case, side="nobody").status_code == 422
    assert not session.scalars(select(Question)).all()


def test_calls_are_noted_on_the_case_and_a_question_is_taken_back(web, session, agent, review):
    look(web, review)
    ask(web, review.case, way="phone")
    question = session.scalars(select(Question)).one()
    url = f"/desk/question/{question.id}"
    assert web.post(f"{url}/call", {"came": "no_answer"}).status_code == 302
    assert "nobody answered" in web.page(f"/desk/{review.id}")
    assert web.post(f"{url}/call", {"came": ""}).status_code == 422
    assert web.post(f"{url}/take-back").status_code == 302
    assert question.state is Asked.TAKEN_BACK


def test_a_colleague_reads_a_question_and_is_given_neither_number_nor_a_form_to_answer(
    web, session, agent, review
):
    review.case.order.buyer.phone = "13800138111"
    make_question(session, review, agent, way=Way.PHONE)
    assert "Show the number" in web.page(f"/desk/{review.id}")
    web.sign_in(make_staff(session))
    page = web.get(f"/desk/{review.id}").text
    assert ASKED in page
    assert "13800138111" not in page and "Keep this answer" not in page
    question = session.scalars(select(Question)).one()
    typed = {"came": "answered", "answer": "I admit it all."}
    answer = web.post(f"/desk/question/{question.id}/call", typed)
    assert "claim the case again" in answer.text and "I admit it all." in answer.text
    assert question.state is Asked.OPEN and "13800138111" not in answer.text
    looked = web.post(f"/desk/question/{question.id}/number", typed)
    assert looked.status_code == 422 and "13800138111" not in looked.text
    assert "I admit it all." in looked.text


def test_each_look_at_the_number_to_call_is_recorded_and_nothing_typed_is_lost(
    web, session, agent, review
):
    review.case.order.buyer.phone = "138 0013 8111"
    question = make_question(session, review, agent, way=Way.PHONE)
    seen = select(func.count()).select_from(Entry).where(Entry.act == "number_seen")
    assert "138 0013 8111" not in web.page(f"/desk/{review.id}") and not session.scalar(seen)
    page = web.post(f"/desk/question/{question.id}/number", {"answer": "On Mon"}).text
    assert 'href="tel:13800138111"' in page and ">On Mon</textarea>" in page
    assert session.scalar(seen) == 1
    assert "138 0013 8111" not in web.page(f"/desk/{review.id}")


def test_an_open_question_shows_its_way_out_when_the_case_is_decided(web, session, agent, review):
    look(web, review)
    make_question(session, review, agent)
    typed = {"choice": "buyer", "code": "evidence_supports", "text": "x" * 30}
    answer = web.post(f"/desk/{review.id}/decide", typed)
    assert answer.status_code == 409
    assert b"Take the question back" in answer.data
    assert b"x" * 30 in answer.data


def test_answers_from_the_release_room_are_released_with_the_case(web, session, agent, review):
    case = review.case
    case.phase = "redacting"
    session.flush()
    assert ask(web, case).location.startswith(f"/desk/release/{case.id}")
    question = session.scalars(select(Question)).one()
    asking.answer(session, question, "On Monday.", case.person_on(Side.BUYER), LATER)
    assert "Answer to a question of staff" in web.page(f"/desk/release/{case.id}")


def test_a_senior_sees_nothing_of_a_proposal_before_looking_and_then_confirms(web, session, agent):
    review, proposal = make_proposal(session, agent)
    assert "waits for a second person" in web.page(f"/desk/{review.id}")
    assert "a second person, for your decision" in web.page("/desk")
    senior = make_senior(session)
    web.sign_in(make_staff(session))
    assert "not yours to take" in web.page("/desk")
    assert web.post(f"/desk/{review.id}/claim").status_code == 403

    web.sign_in(senior)
    for page in (web.page("/desk"), web.page(f"/desk/{review.id}")):
        assert "second person" not in page
    web.post(f"/desk/{review.id}/claim")
    assert proposal.text not in web.page(f"/desk/{review.id}")
    look(web, review)
    page = web.page(f"/desk/{review.id}")
    assert proposal.text in page
    assert "Your own view was the other one." in page
    assert web.post(f"/desk/{review.id}/send-back").status_code == 422
    assert web.post(f"/desk/{review.id}/confirm").status_code == 302
    assert session.scalars(select(Ruling)).one().side is Side.SELLER
    assert "Second person" in web.page(f"/desk/{review.id}")


def test_the_first_reads_why_a_decision_came_back(web, session, agent):
    review, _ = make_proposal(session, agent)
    web.sign_in(make_senior(session))
    look(web, review)
    web.post(f"/desk/{review.id}/send-back", {"because": "Look at exhibit 2."})
    web.sign_in(agent)
    web.post(f"/desk/{review.id}/claim")
    assert "Look at exhibit 2." in web.page(f"/desk/{review.id}")


def test_who_steps_aside_says_why_and_reads_the_case_no_more(web, session, agent, review):
    url, _colleague = f"/desk/{review.id}/step-aside", make_staff(session)
    assert "I know a party, or think I do" in web.page(url)
    assert web.post(url).status_code == 422
    assert web.post(url, {"because": "knows_party"}).status_code == 302
    assert web.get(f"/desk/{review.id}").status_code == 403
    assert "not yours to take" in web.page("/desk")


def test_a_senior_gives_a_case_and_the_reason_stands_on_it(web, session, agent, review):
    senior = make_senior(session)
    form = {"to": desk_second.handle_of(review, agent), "given_because": "You know cameras."}
    to_senior = form | {"to": desk_second.handle_of(review, senior)}
    assert web.post(f"/desk/{review.id}/give", to_senior).status_code == 403
    web.sign_in(senior)
    assert web.post(f"/desk/{review.id}/give", form | {"given_because": ""}).status_code == 422
    assert web.post(f"/desk/{review.id}/give", form).status_code == 302
    web.sign_in(agent)
    assert "it was given to you" in web.page("/desk?show=mine")
    assert "You know cameras." in web.page(f"/desk/{review.id}")


def test_a_ready_text_is_inserted_and_sends_nothing(web, session, agent, review):
    kept = [
        ready_texts.keep(session, language, each, "Damage", GAPPED, make_senior(session), LATER)
        for each in Decision
        for language in ("en", "zh")
    ]
    look(web, review)
    assert "Insert a ready text" in web.page(f"/desk/{review.id}")
    typed = {"choice": "buyer", "code": "evidence_supports", "text": "My words."}
    fitting = next(t for t in kept if t.language == "en" and t.decision is Decision.UPHOLD)
    answer = web.post(f"/desk/{review.id}/insert", typed | {"ready": str(fitting.id)})
    assert answer.status_code == 200
    assert f"My words.\n\n{GAPPED}</textarea>".encode() in answer.data
    assert review.decided_at is None
    answer = web.post(f"/desk/{review.id}/decide", typed | {"text": GAPPED})
    assert answer.status_code == 422
    assert b"still has a gap: [which exhibit]" in answer.data


def test_seniors_write_ready_texts_and_others_read_them(web, session, agent):
    form = {"language": "en", "decision": "uphold", "title": "Damage", "text": GAPPED}
    assert web.post("/desk/texts", form).status_code == 404
    web.sign_in(make_senior(session))
    assert (
        web.post("/desk/texts", form | {"text": "Without a gap it is refused."}).status_code == 422
    )
    assert web.post("/desk/texts", form).status_code == 302
    assert web.post("/desk/texts", form).status_code == 409
    ready = session.scalars(select(ReadyText)).one()
    web.sign_in(agent)
    assert GAPPED in web.page("/desk/texts")
    assert web.post(f"/desk/texts/{ready.id}", {"do": "retire"}).status_code == 403
    web.sign_in(make_senior(session))
    web.post(f"/desk/texts/{ready.id}", {"do": "retire"})
    assert GAPPED not in web.page("/desk/texts")


def test_the_queue_is_searched_by_code_and_by_what_may_be_told_of_its_reason(web, session, agent):
    make_policy(session)
    panels, policies = make_escalation(session), make_policy_review(session)
    panels.due_at = policies.due_at = LATER + timedelta(days=2)
    assert policies.case.code not in web.page(f"/desk?q={panels.case.code[2:].lower()}")
    assert panels.case.code not in web.page("/desk?why=policy")
    assert policies.case.code not in web.page("/desk?why=panel")
    assert "No open case fits." in web.page("/desk?why=appeal")
    audit = make_escalation(session)
    audit.task, audit.why, audit.case.phase = "audit", None, "ruled"
    assert audit.case.code in web.page("/desk?why=panel")
    assert panels.why is Why.BORDERLINE


@pytest.mark.parametrize(("locale", "place"), [("en", "waits for release"), ("zh", "等待放行")])
def test_what_is_sought_and_lies_elsewhere_is_told_with_its_place(
    web, session, agent, locale, place
):
    agent.locale, case = locale, make_released(session)
    page = web.page(f"/desk?q={case.order.ref}")
    assert case.code in page and place in page
    assert place not in web.page("/desk?q=nothing")


def test_a_provisional_due_date_is_marked(web, session, agent, review):
    review.is_provisional = True
    for url in ("/desk", f"/desk/{review.id}"):
        assert "provisional" in web.page(url)


def test_who_leaves_sees_what_stays_open(web, session, agent, review):
    make_question(session, review, agent, way=Way.PHONE)
    claiming.let_go(session, review, agent, LATER)
    assert "your question to a party" in web.page("/desk/leave")
