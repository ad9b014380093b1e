"""The jurors' pages: one case at a time, nothing of the others before the close."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from jury.court import deciding
from jury.rules import reasons
from jury.rules.phases import Phase
from jury.rules.words import Answer, Choice
from jury.store.panels import Ballot, LeakReport, Panel, Summons
from tests.factories import T0, make_gold, make_panel, make_person, seated, vote
from tests.web.checker import Visitor


@pytest.fixture
def panel(session: Session) -> Panel:
    panel = make_panel(session, T0)
    for passage in panel.hearing.case.passages:
        passage.released_at = T0
    session.flush()
    return panel


@pytest.fixture
def summons(web: Visitor, session: Session, panel: Panel) -> Summons:
    """The first seat's summons, its juror signed in."""
    summons = seated(session, panel)[0]
    web.sign_in(summons.juror.person)
    return summons


def ballot(choice: str = "buyer", text: str = "") -> dict[str, str]:
    return {"choice": choice, "reason": reasons.codes(Choice(choice))[0], "text": text}


def test_the_bench_lists_what_waits_and_opens_the_case(web: Visitor, summons: Summons) -> None:
    page = web.get("/bench")
    assert f"/bench/{summons.id}" in page.text
    case = web.get(f"/bench/{summons.id}")
    assert "What the buyer says." in case.text
    assert "What the seller says." in case.text
    assert summons.opened_at is not None


def test_the_sides_stand_as_they_were_shuffled(
    web: Visitor, session: Session, panel: Panel
) -> None:
    for each in seated(session, panel):
        web.sign_in(each.juror.person)
        text = web.get(f"/bench/{each.id}").text
        first = text.index(f'id="side-{each.left}"')
        assert first < text.index(f'id="side-{each.left.other}"')


def test_a_ballot_is_asked_for_once_more_and_then_recorded(
    web: Visitor, session: Session, summons: Summons
) -> None:
    asked = web.post(f"/bench/{summons.id}/confirm", ballot(text="The photo shows it."))
    assert "The photo shows it." in asked.text
    assert session.scalar(select(func.count()).select_from(Ballot)) == 0

    done = web.post(f"/bench/{summons.id}/ballot", ballot(text="The photo shows it."))
    assert done.status_code == 302
    assert done.location.endswith(f"/bench/{summons.id}/receipt")
    assert summons.answer is Answer.VOTED
    assert "support the buyer" in web.get(f"/bench/{summons.id}/receipt").text


def test_who_changes_the_language_on_an_answer_to_a_form_comes_to_the_page_above_it(
    web: Visitor, summons: Summons
) -> None:
    asked = web.post(f"/bench/{summons.id}/confirm", ballot())
    assert f'name="next" value="/bench/{summons.id}"' in asked.text
    assert 'name="next" value="/bench/me?page=2"' in web.get("/bench/me?page=2").text


def test_a_ballot_without_a_fitting_reason_keeps_what_was_typed(
    web: Visitor, summons: Summons
) -> None:
    wrong = {"choice": "buyer", "reason": "claimed_too_late", "text": "Kept whole."}
    page = web.post(f"/bench/{summons.id}/confirm", wrong)
    assert page.status_code == 422
    assert "Kept whole." in page.text
    assert "not recorded yet" in page.text


def test_going_back_from_the_confirmation_keeps_what_was_typed(
    web: Visitor, summons: Summons
) -> None:
    page = web.post(f"/bench/{summons.id}/revise", ballot("seller", "Not sure about the date."))
    assert page.status_code == 200
    assert "Not sure about the date." in page.text


def test_the_same_ballot_again_shows_the_receipt_and_a_different_one_is_refused(
    web: Visitor, session: Session, summons: Summons
) -> None:
    url = f"/bench/{summons.id}/ballot"
    assert web.post(url, ballot()).status_code == 302
    assert web.post(url, ballot()).status_code == 302
    refused = web.post(url, ballot("seller"))
    assert refused.status_code == 409
    assert "Your first answer counts" in refused.text
    assert session.scalar(select(func.count()).select_from(Ballot)) == 1


def test_who_votes_otherwise_in_a_second_tab_is_told_that_nothing_changed(
    web: Visitor, summons: Summons
) -> None:
    web.sign_in(summons.juror.person)
    web.post(f"/bench/{summons.id}/ballot", ballot())
    web.post(f"/bench/{summons.id}/confirm", ballot("seller"))
    assert "You had already voted; nothing changed." in web.page(f"/bench/{summons.id}/receipt")


def test_words_too_long_are_refused_and_kept(web: Visitor, summons: Summons) -> None:
    web.sign_in(summons.juror.person)
    assert 'maxlength="1000"' not in web.page(f"/bench/{summons.id}")
    page = web.post(f"/bench/{summons.id}/confirm", ballot(text="y" * 6000))
    assert page.status_code == 422 and "y" * 6000 in page.text


def test_the_page_is_the_same_however_the_others_voted(
    web: Visitor, session: Session, panel: Panel, summons: Summons
) -> None:
    web.get(f"/bench/{summons.id}")
    before = web.get(f"/bench/{summons.id}").data
    for other in seated(session, panel)[1:3]:
        vote(session, other, "seller", T0)
    assert web.get(f"/bench/{summons.id}").data == before


def test_another_jurors_summons_does_not_exist(
    web: Visitor, session: Session, panel: Panel, summons: Summons
) -> None:
    other = seated(session, panel)[1]
    for path in ("", "/receipt", "/recuse", "/leak"):
        assert web.get(f"/bench/{other.id}{path}").status_code == 404
    assert web.post(f"/bench/{other.id}/ballot", ballot()).status_code == 404


def test_stepping_aside_calls_another_and_costs_nothing(
    web: Visitor, session: Session, panel: Panel, summons: Summons
) -> None:
    assert web.get(f"/bench/{summons.id}/recuse").status_code == 200
    web.post(f"/bench/{summons.id}/recuse", {"because": "knows_party"})
    assert summons.answer is Answer.RECUSED
    assert len(seated(session, panel)) == panel.seats
    assert "counts for nothing against you" in web.get(f"/bench/{summons.id}").text


def test_reporting_personal_data_pauses_the_case_for_everybody(
    web: Visitor, session: Session, panel: Panel, summons: Summons
) -> None:
    web.post(f"/bench/{summons.id}/leak", {"text": "third line"})
    assert panel.hearing.case.phase is Phase.PAUSED
    assert "paused" in web.get(f"/bench/{summons.id}").text
    refused = web.post(f"/bench/{summons.id}/ballot", ballot())
    assert refused.status_code == 409
    assert "Your time stands still" in refused.text


def test_a_juror_found_mistaken_is_told_kindly_that_the_case_goes_on(
    web: Visitor, session: Session, panel: Panel, summons: Summons
) -> None:
    session.add(LeakReport(summons_id=summons.id, made_at=T0, resolved_at=T0, was_founded=False))
    session.flush()
    page = web.get(f"/bench/{summons.id}/leak").text
    assert "You have reported this case before" in page and "Tell staff" in page
    web.post(f"/bench/{summons.id}/leak", {"text": "third line"})
    assert "meanwhile the case goes on" in web.get("/bench").text
    assert panel.hearing.case.phase is Phase.HEARING
    assert "Your decision" in web.get(f"/bench/{summons.id}").text


def test_after_the_close_the_receipt_tells_the_ruling_and_the_reasons(
    web: Visitor, session: Session, panel: Panel, summons: Summons
) -> None:
    for each in seated(session, panel):
        vote(session, each, "buyer", T0)
    waiting = web.get(f"/bench/{summons.id}/receipt").text
    assert "What became of it" not in waiting
    deciding.close_panel(session, panel.hearing.case, panel, T0 + timedelta(hours=48))
    session.flush()
    assert "What became of it" in web.get(f"/bench/{summons.id}/receipt").text


def test_a_gold_case_looks_like_any_other_until_the_vote_and_teaches_after_it(
    web: Visitor, session: Session, panel: Panel
) -> None:
    gold = make_gold(session, T0 - timedelta(days=90))
    gold.lesson = "Look at the dates. Wang Xiaoming sent it late."
    gold.case.order.contacts = {"seller": ["Wang Xiaoming"]}
    golden = session.scalars(
        select(Panel).where(Panel.is_gold, Panel.hearing.has(case_id=gold.case_id))
    ).one()
    juror = seated(session, panel)[0].juror
    called = Summons(
        panel_id=golden.id,
        juror_id=juror.person_id,
        seat=1,
        left="seller",
        called_at=T0,
        lapses_at=T0 + timedelta(hours=24),
    )
    session.add(called)
    session.flush()
    web.sign_in(juror.person)
    page = web.get(f"/bench/{called.id}").text
    assert "known" not in page and "gold" not in page.lower()
    web.post(f"/bench/{called.id}/ballot", ballot("seller"))
    receipt = web.get(f"/bench/{called.id}/receipt").text
    assert "Look at the dates." in receipt
    assert "Xiaoming" not in receipt
    web.post(f"/bench/{called.id}/dispute", {"text": "The dates prove nothing."})
    assert "The dates prove nothing." in web.get(f"/bench/{called.id}/receipt").text


def test_somebody_who_is_no_juror_finds_no_bench(web: Visitor, session: Session) -> None:
    web.sign_in(make_person(session))
    assert web.get("/bench").status_code == 404


def test_duty_is_left_and_taken_up_again(web: Visitor, summons: Summons) -> None:
    web.post("/bench/duty", {"on": "0"})
    assert not summons.juror.on_duty
    web.post("/bench/duty", {"on": "1"})
    assert summons.juror.on_duty
    assert web.get("/bench/history").status_code == 200
    assert web.get("/bench/me").status_code == 200
