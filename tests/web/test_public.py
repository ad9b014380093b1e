"""What anybody may read, and the way to the bench."""

from datetime import date, timedelta

import pytest

from jury.court import joining
from jury.rules.policy import Policy
from jury.store.people import Juror
from tests.factories import make_account, make_case, make_juror, make_person
from tests.web.checker import words_of

POLICY = Policy()


@pytest.fixture
def person(session):
    person = make_person(session, locale="en")
    make_account(session, person)
    return person


@pytest.mark.parametrize("path", ["/", "/how", "/join", "/sign-in", "/recover"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_anybody_may_read_the_public_pages(web, path, language):
    web.post("/language", {"language": language})
    assert len(web.page(path)) > 100


def test_the_explanation_uses_the_numbers_in_force(web):
    web.post("/language", {"language": "en"})
    page = web.page("/how")
    for number in ("12 jurors", "up to 17", "9 votes", "99.0%", "365 days", "10% of the cases"):
        assert number in page


def test_the_first_page_names_what_waits(web, session, person):
    web.sign_in(person)
    assert "Nothing waits for you" in web.page("/")


def test_the_first_page_counts_the_cases_that_want_a_statement(web, session):
    case = make_case(session)
    party = case.person_on(case.claimant)
    party.locale = "en"
    web.sign_in(party)
    assert "1 case waits for you." in web.page("/")


@pytest.mark.parametrize(
    ("grow", "said"),
    [
        (lambda session, person: None, "Begin the quiz"),
        (lambda session, person: make_juror(session, person=person), "You are a juror."),
    ],
)
def test_the_way_in_is_shown_to_whoever_may_take_it(web, session, person, grow, said):
    grow(session, person)
    web.sign_in(person)
    assert said in web.page("/join")


def test_whoever_does_not_qualify_is_told_why(web, session):
    young = make_person(session, locale="en")
    web.sign_in(young)
    assert "No marketplace account is linked" in web.page("/join")
    make_account(session, young, opened_on=date(2026, 8, 1))
    assert "too new" in web.page("/join")
    assert web.post("/join/quiz").status_code == 403


def answer(web, session, person, n_wrong=0):
    web.post("/join/quiz")
    attempt = joining.open_quiz(session, person)
    for at, slug in enumerate(list(attempt.cases)):
        right = joining.BY_SLUG[slug].right
        said = words_of(web.get("/join/quiz"))
        assert joining.BY_SLUG[slug].question.en in said
        assert joining.BY_SLUG[slug].why.en not in said, "explained only at the end"
        web.post(f"/join/quiz/{at}", {"answer": right.other if at < n_wrong else right})


def test_passing_the_quiz_makes_a_juror_and_explains_every_case(web, session, person):
    web.sign_in(person)
    answer(web, session, person)
    juror = session.get(Juror, person.id)
    page = web.page("/join/quiz")
    assert juror.code in page and "5 of 5 were right" in page
    assert page.count("You answered as we did.") == POLICY.quiz_cases


def test_failing_it_explains_too_and_says_when_to_come_back(web, session, person):
    web.sign_in(person)
    answer(web, session, person, n_wrong=2)
    assert "3 of 5 were right" in web.page("/join/quiz")
    assert "may try the quiz again after" in web.page("/join")
    assert web.post("/join/quiz").status_code == 409
    web.wind(timedelta(hours=POLICY.quiz_wait_hours))
    assert web.post("/join/quiz").status_code == 302


def test_a_question_wants_an_answer(web, session, person):
    web.sign_in(person)
    web.post("/join/quiz")
    asked = web.post("/join/quiz/0")
    assert asked.status_code == 422 and "Choose whom you support." in words_of(asked)


def test_a_repeated_answer_counts_once(web, session, person):
    web.sign_in(person)
    web.post("/join/quiz")
    for _ in range(2):
        assert web.post("/join/quiz/0", {"answer": "buyer"}).status_code == 302
    assert joining.open_quiz(session, person).answers == ["buyer"]
