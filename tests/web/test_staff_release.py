"""Truths about release: nothing reaches jurors unseen; staff cover, give back and decide."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from jury.court import redacting, releasing
from jury.rules.phases import Phase
from jury.rules.words import Body, Side, Why
from jury.store.cases import Exhibit
from jury.store.ledger import Entry
from jury.store.outcomes import Review
from jury.store.panels import LeakReport
from tests.factories import (
    T0,
    call_to_gold,
    make_account,
    make_case,
    make_gold,
    make_juror,
    make_jurors,
    make_order,
    make_panel,
    make_policy,
    make_staff,
    seated,
)

STORY = "I wrote to Wang Xiaoming, phone 13812345678, and sent the video."


@pytest.fixture
def agent(web, session):
    make_policy(session, seats=5, quorum=3)
    agent = make_staff(session)
    web.sign_in(agent)
    return agent


@pytest.fixture
def case(session, agent):
    make_jurors(session, 10)
    case = make_case(session, order=make_order(session, contacts={"seller": ["Wang Xiaoming"]}))
    for side in Side:
        redacting.write_passage(session, case, side, "story", STORY, T0)
    case.phase = Phase.REDACTING
    session.flush()
    return case


def picture(session, case, number=1):
    exhibit = Exhibit(
        case=case, side=Side.BUYER, number=number, file=f"{number:032x}", media_type="image/png",
        width=4, height=3, sha256="0" * 64, brought_at=T0,
    )  # fmt: skip
    session.add(exhibit)
    session.flush()
    return exhibit


def story(case):
    return next(p for p in case.passages if p.side is Side.BUYER)


def post(web, case, act="", **typed):
    return web.post(f"/desk/release/{case.id}{act}", typed)


def test_both_texts_stand_side_by_side_and_the_look_is_recorded_once(web, session, case):
    assert case.code in web.page("/desk/release")
    for _ in range(2):
        page = web.page(f"/desk/release/{case.id}")
    assert "13812345678" in page
    assert story(case).redacted in page.replace("【 ", "【")
    assert len(session.scalars(select(Entry).where(Entry.act == "raw_texts_seen")).all()) == 1


def test_words_are_covered_wherever_they_stand(web, case):
    passage = story(case)
    answer = post(web, case, "/cover", passage=passage.id, words="the video")
    assert answer.location.endswith(f"#text-{passage.id}")
    assert "the video" not in passage.redacted


def test_words_that_are_not_there_are_shown_back(web, case):
    answer = post(web, case, "/cover", passage=story(case).id, words="the parcel")
    assert answer.status_code == 422
    assert b'value="the parcel"' in answer.data
    for bad in ("", "nonsense", case.id):
        assert post(web, case, "/cover", passage=bad, words="video").status_code == 404


def test_words_are_given_back_with_a_reason_only(web, case):
    found = next(f for f in story(case).taken_out if f["kind"] == "phone")
    span = {"passage": story(case).id, "start": found["start"], "end": found["end"]}
    assert post(web, case, "/uncover", **span, reason=" ").status_code == 422
    assert "13812345678" not in story(case).redacted
    assert post(web, case, "/uncover", **span, reason="A hotline.").status_code == 302
    assert "13812345678" in story(case).redacted
    span |= {"start": "x"}
    assert post(web, case, "/uncover", **span, reason="A hotline.").status_code == 422


def test_a_case_is_released_once_every_picture_is_decided(web, session, case):
    first, second = picture(session, case), picture(session, case, 2)
    choice = {f"shown-{first.id}": "show"}
    answer = post(web, case, do="release", **choice)
    assert answer.status_code == 409
    assert answer.data.count(b" checked") == 2  # what was chosen is still chosen, beside how to ask
    assert first.shown == "undecided"
    assert post(web, case, do="keep", **choice).status_code == 302
    assert first.shown == "show"

    answer = post(web, case, do="release", **{f"shown-{second.id}": "withhold"})
    assert answer.location == "/desk/release"
    assert case.phase is Phase.HEARING
    assert all(passage.released_at for passage in case.passages)
    assert web.get(f"/desk/release/{case.id}").status_code == 409
    assert post(web, case, do="release").status_code == 409


def test_a_case_the_policy_keeps_from_the_crowd_goes_to_the_desk(web, session, case):
    case.body = Body.STAFF
    assert "Release to staff" in web.page(f"/desk/release/{case.id}")
    post(web, case, do="release")
    review = session.scalars(select(Review)).one()
    assert case.code in web.page("/desk")
    assert review.why is Why.POLICY


def test_a_party_may_not_read_the_raw_texts_as_an_agent(web, session, agent):
    case = make_case(session, order=make_order(session, seller=make_account(session, agent)))
    redacting.write_passage(session, case, Side.BUYER, "story", STORY, T0)
    case.phase = Phase.REDACTING
    answer = web.get(f"/desk/release/{case.id}")
    assert answer.status_code == 403
    assert b"13812345678" not in answer.data
    assert post(web, case, do="release").status_code == 403


def test_a_paused_case_comes_first_with_what_the_juror_wrote(web, session, agent, case):
    panel = make_panel(session, policy=True)
    releasing.report_leak(session, seated(session, panel)[0], "A name in picture 2.", T0)
    paused = panel.hearing.case

    page = web.page("/desk/release")
    assert page.index(paused.code) < page.index(case.code)
    assert "A name in picture 2." in page
    assert "A name in picture 2." in web.page(f"/desk/release/{paused.id}")
    web.wind(timedelta(hours=2))
    post(web, paused, do="release")
    assert paused.phase is Phase.HEARING
    assert not session.scalars(select(LeakReport).where(LeakReport.resolved_at.is_(None))).all()


def test_a_report_on_a_gold_case_is_answered_without_stopping_anybody(web, session, agent):
    gold = make_gold(session)
    summons = call_to_gold(session, gold, make_juror(session))
    releasing.report_leak(session, summons, "A telephone number.", T0)
    assert gold.case.code in web.page("/desk/release")

    assert "A telephone number." in web.page(f"/desk/gold/{gold.case_id}")
    web.post(f"/desk/gold/{gold.case_id}/reports")
    assert gold.state == "active"
    assert gold.case.code not in web.page("/desk/release")


@pytest.mark.parametrize(("answer", "phase"), [("stop", "paused"), ("nothing", "hearing")])
def test_staff_answer_a_report_that_did_not_stop_the_hearing(web, session, agent, answer, phase):
    panel = make_panel(session, policy=True)
    case, summons = panel.hearing.case, seated(session, panel)[0]
    session.add(LeakReport(summons_id=summons.id, made_at=T0, resolved_at=T0, was_founded=False))
    session.flush()
    releasing.report_leak(session, summons, "A name in picture 2.", T0)
    assert "A name in picture 2." in web.page("/desk/release")

    page = web.page(f"/desk/release/{case.id}")
    assert "The hearing goes on" in page and "Cover these words" not in page
    web.post(f"/desk/release/{case.id}/reports", {"do": answer})
    assert case.phase == phase
    assert ("A name in picture 2." in web.page("/desk/release")) is (answer == "stop")


def test_what_is_doubtful_is_marked_and_covered_with_one_click(web, session, case):
    raw = "快递放在南门旁边的菜鸟驿站"
    passage = redacting.write_passage(session, case, Side.BUYER, "wish", raw, T0)
    doubt = passage.doubts[0]
    span = {"start": doubt["start"], "end": doubt["end"]}
    words = raw[doubt["start"] : doubt["end"]]
    assert f"Cover “{words}”" in web.page(f"/desk/release/{case.id}")

    post(web, case, "/cover", passage=passage.id, **span)
    assert words not in passage.redacted
    assert "Doubtful" not in web.page(f"/desk/release/{case.id}")
