"""The parties' way through an appeal, page by page; and what jurors and staff see of it."""

import re
from datetime import timedelta

import pytest

from jury.court import appealing, deciding
from jury.rules.phases import Phase
from jury.rules.words import Side
from tests.appeal_makers import (
    RULED_AT,
    WORDS,
    add_picture,
    answer,
    appeal,
    draft,
    heard_again,
    make_ruled,
    ruled_again,
)
from tests.factories import make_panel, make_policy, make_staff, seated, vote

EVIDENCE = "The parcel weighed 2 kg when it was handed over."
SENT = {"ground": "new_evidence", "words": WORDS, "evidence": EVIDENCE, "seen": ""}


@pytest.fixture
def case(session):
    return make_ruled(session)


@pytest.fixture
def seller(case):
    return case.person_on(Side.SELLER)


@pytest.fixture
def buyer(case):
    return case.person_on(Side.BUYER)


def test_the_page_of_a_ruled_case_says_until_when_and_how_to_appeal(web, case, seller):
    web.sign_in(seller)
    page = web.page(f"/cases/{case.id}")
    assert "Until then you can appeal, once." in page and "See what counts" in page
    page = web.page(f"/cases/{case.id}/appeal")
    assert "What counts" in page and "Disagreeing with the ruling" in page


def test_a_draft_is_kept_and_read_by_nobody_else(web, case, seller, buyer):
    web.sign_in(seller)
    assert web.post(f"/cases/{case.id}/appeal", SENT).status_code == 302
    page = web.page(f"/cases/{case.id}/appeal")
    assert WORDS in page and EVIDENCE in page
    assert case.statement_of(Side.SELLER, 2).handed_in_at is None
    assert "Go on with your appeal" in web.page(f"/cases/{case.id}")
    web.sign_in(buyer)
    assert EVIDENCE not in web.page(f"/cases/{case.id}")
    sent = {"of": "other", "words": "2 kg"}
    web.post(f"/cases/{case.id}/cover", sent)
    assert "2 kg" in next(p.redacted for p in case.passages if p.kind == "later")


def test_what_is_missing_is_said_beside_its_field_and_the_draft_kept(web, case, seller):
    web.sign_in(seller)
    web.post(f"/cases/{case.id}/appeal", SENT | {"evidence": ""})
    response = web.post(f"/cases/{case.id}/appeal/send", {"do": "appeal"})
    assert response.status_code == 422 and WORDS in response.text
    assert 'href="#evidence"' in response.text and case.phase is Phase.RULED


def test_an_appeal_is_checked_sent_and_takes_a_share_in_the_draw(web, case, seller):
    web.sign_in(seller)
    web.post(f"/cases/{case.id}/appeal", SENT | {"then": "check"})
    page = web.page(f"/cases/{case.id}/appeal/check")
    assert EVIDENCE in page and "data-nonce" not in page  # nothing to add to before the commit
    response = web.post(f"/cases/{case.id}/appeal/send", {"do": "appeal"})
    assert response.location == f"/cases/{case.id}/appeal/share"
    draw = case.last_hearing.draw
    assert draw.commitment in web.page(response.location)
    web.post(response.location, {"nonce": "a" * 32})
    assert draw.r_respondent == "a" * 32
    page = web.page(f"/cases/{case.id}")
    assert "Your appeal is in." in page and "share to the draw" not in page


def test_a_late_appeal_keeps_what_was_typed_on_the_page(web, case, seller):
    web.wind(RULED_AT + timedelta(days=7))
    web.sign_in(seller)
    response = web.post(f"/cases/{case.id}/appeal", SENT)
    assert response.status_code == 409 and EVIDENCE in response.text


def test_the_other_side_reads_the_appeal_and_answers(web, session, case, buyer):
    appeal(session, case)
    web.sign_in(buyer)
    page = web.page(f"/cases/{case.id}")
    assert "You may answer by" in page and "You may answer the appeal" in page
    assert "The other side may answer the appeal" not in page
    assert "Waiting for you" in web.page("/cases")
    page = web.page(f"/cases/{case.id}/appeal")
    assert WORDS in page and EVIDENCE in page and "I have nothing to add" in page
    web.post(f"/cases/{case.id}/appeal", {"evidence": "It is another slip.", "seen": ""})
    assert case.last_hearing.draw.commitment in web.page(f"/cases/{case.id}/appeal/check")
    web.post(f"/cases/{case.id}/appeal/send", {"do": "answer", "nonce": "b" * 32})
    assert case.phase is Phase.REDACTING and case.last_hearing.draw.r_claimant == "b" * 32
    assert "to be heard again" in web.page(f"/cases/{case.id}")


def test_both_can_appeal_from_the_same_page(web, session, case, buyer):
    appeal(session, case)
    web.sign_in(buyer)
    sent = {"ground": "no_notice", "words": WORDS, "evidence": "", "seen": ""}
    web.post(f"/cases/{case.id}/appeal", sent)
    page = web.page(f"/cases/{case.id}/appeal/check")
    assert "Hand in the answer only" in page
    web.post(f"/cases/{case.id}/appeal/send", {"do": "appeal"})
    assert case.phase is Phase.REDACTING


def test_while_the_second_panel_votes_the_first_ruling_stands_with_its_own_votes(
    web, session, case, seller
):
    appeal(session, case)
    panel = heard_again(session, case)
    vote(session, seated(session, panel)[0], "seller", RULED_AT)
    web.sign_in(seller)
    page = web.page(f"/cases/{case.id}")
    assert "A new, larger panel" in page and "5 votes" in page and "1 vote" not in page
    deciding.close_panel(session, case, panel, RULED_AT)
    page = web.page(f"/cases/{case.id}")
    assert "A senior member of staff" in page and "1 vote" not in page


def test_earlier_rulings_are_folded_and_each_hearing_has_its_certificate(
    web, session, case, seller
):
    appeal(session, case)
    ruled_again(session, case, Side.SELLER)
    web.sign_in(seller)
    page = web.page(f"/cases/{case.id}")
    assert "The earlier ruling of" in page and "reversed" in page
    assert "11 votes" in page and "5 votes" in page
    commits = []
    for instance in (1, 2):
        proof = web.get(f"/cases/{case.id}/hearings/{instance}/certificate.json")
        commits.append(proof.json["commit"])
    assert commits == [hearing.draw.commitment for hearing in case.hearings]
    assert web.get(f"/cases/{case.id}/hearings/0/certificate.json").status_code == 404


def test_a_final_ruling_offers_no_appeal(web, session, case, seller, buyer):
    appeal(session, case, Side.SELLER)
    appeal(session, case, Side.BUYER)
    ruled_again(session, case, Side.SELLER)
    for person in (seller, buyer):
        web.sign_in(person)
        page = web.page(f"/cases/{case.id}")
        assert "The ruling is final." in page and "See what counts" not in page
        assert web.get(f"/cases/{case.id}/appeal").status_code == 302


def shape(page):
    """The page without what differs from one case to another: words, ids, hashes, times."""
    page = re.sub(r">[^<]*<", "><", page)
    page = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "ID", page)
    return re.sub(r'(value|datetime|title|id|href|content)="[^"]*"', "", page)


def test_nothing_on_a_jurors_page_tells_an_appeal_from_a_first_hearing(web, session):
    policy = make_policy(session, seats=5, quorum=3, max_open_summonses=9)
    case = make_ruled(session, policy=policy)
    appeal(session, case)
    again = heard_again(session, case)
    first = make_panel(session, policy=policy, n_jurors=10)
    for text in first.hearing.case.passages:
        text.released_at = RULED_AT
    story = next(p for p in first.hearing.case.passages if p.side is Side.SELLER)
    story.redacted = f"{story.redacted}\n\n{EVIDENCE}"
    pages = []
    for panel in (first, again):
        summons = seated(session, panel)[0]
        summons.left = Side.BUYER
        web.sign_in(summons.juror.person)
        pages.append(web.get(f"/bench/{summons.id}").text)
    assert EVIDENCE in pages[1] and WORDS not in pages[1]
    assert not re.search("appeal|second|again|later", pages[1].split("<main")[1], re.I)
    assert shape(pages[0]) == shape(pages[1])


def test_a_first_panels_juror_reads_without_blame_that_it_became_otherwise(web, session, case):
    appeal(session, case)
    ruled_again(session, case, Side.SELLER)
    first, second = (hearing.panel for hearing in case.hearings)
    for panel, is_told in ((first, True), (second, False)):
        summons = seated(session, panel)[0]
        web.sign_in(summons.juror.person)
        page = web.page(f"/bench/{summons.id}/receipt")
        assert ("heard again" in page) is is_told


def test_the_desk_shows_an_appeal_to_seniors_alone(web, session):
    policy = make_policy(session, seats=5, quorum=3, appeal_staff_max_minor=99_999)
    case = make_ruled(session, policy=policy)
    appeal(session, case)
    answer(session, case)
    review = case.reviews[-1]
    web.sign_in(make_staff(session))
    assert case.code not in web.page("/desk")
    assert web.get(f"/desk/{review.id}").status_code == 403
    web.sign_in(make_staff(session, is_senior=True))
    page = web.page("/desk")
    assert case.code in page and "Appeal" in page
    page = web.page(f"/desk/{review.id}")
    assert WORDS in page and EVIDENCE in page


def test_staff_who_release_read_what_is_new_and_no_draft(web, session, case):
    draft(session, case, Side.BUYER, evidence="Nobody reads this yet.")
    picture = add_picture(session, case, Side.BUYER)
    appeal(session, case)
    assert len(appealing.grounds_of(session, case)) == 1
    web.sign_in(make_staff(session))
    assert web.get(f"/exhibits/{picture.id}").status_code == 404
    answer(session, case)
    page = web.page(f"/desk/release/{case.id}")
    assert EVIDENCE in page and "Nobody reads this yet." in page and "heard again" in page


def test_words_too_few_are_refused_before_the_check(web, case, seller):
    web.sign_in(seller)
    assert "At least 20 characters." in web.page(f"/cases/{case.id}/appeal")
    response = web.post(f"/cases/{case.id}/appeal", SENT | {"words": "Unfair", "then": "check"})
    assert response.status_code == 422 and 'href="#words"' in response.text
    assert "Unfair" in web.page(f"/cases/{case.id}/appeal")


def test_a_buyer_who_lost_finds_in_the_list_until_when_to_appeal(web, session):
    lost = make_ruled(session, Side.SELLER)
    session.commit()
    web.sign_in(lost.person_on(Side.BUYER))
    listed = web.page("/cases")
    assert "Decided for the other side; you can appeal" in listed
    assert "You can appeal before" in listed and "Going on, nothing" not in listed
