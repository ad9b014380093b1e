"""Truths about the pages that say how reliable the court is, and what stops it."""

import pytest
from sqlalchemy import select

from jury.court import alarming, assuring, refitting
from jury.store.alarms import RefitRun
from jury.store.outcomes import ErrorCertificate
from jury.store.panels import Summons
from jury.web import reliability_charts
from tests.certificate_makers import HOUR, answer, certifying_policy, make_certificate, make_closed
from tests.factories import T0, make_panel, make_person, make_policy, make_staff, tick
from tests.web.checker import words_of

PAGE = "/office/reliability"
LATER = T0 + 4 * HOUR
BECAUSE = "The forged receipts are known now, and jurors were told how to spot them."


@pytest.fixture
def admin(session, web):
    person = make_person(session, is_admin=True, name="Admin", locale="en")
    web.sign_in(person)
    return person


@pytest.fixture
def alarm(session, admin):
    policy = certifying_policy(session, alpha=0.05, delta=0.1)
    for _ in range(2):
        answer(session, make_closed(session, policy), "seller")
    return alarming.watch(session, LATER)


@pytest.mark.parametrize("locale", ["zh", "en"])
def test_an_empty_court_says_that_nothing_is_certified(web, admin, locale):
    admin.locale = locale
    page = web.page(PAGE)
    said = {"en": "Nothing yet: there are too few audits", "zh": "尚未认证：抽查数量不足"}[locale]
    assert said in page


def test_the_certificate_is_told_in_plain_words_with_its_curve(session, web, admin):
    made = make_certificate(session, certifying_policy(session))
    page = web.page(PAGE)

    assert "at most 40% are wrong, with 60% confidence, measured on 2 randomly audited" in page
    assert f"{made.threshold * 100:.1f}%" in page
    assert "Is it true what panels say" in page and "If it promised something else" in page
    assert "cannot be promised" in page  # at one percent
    assert "at most 40% are wrong at 60% confidence" in web.page("/office")
    assert "measured on 2 randomly audited cases" in web.page("/how")


def test_how_far_audits_fall_short_is_told_of_those_that_are_tested_first(session, web, admin):
    policy = certifying_policy(session)
    make_certificate(session, policy)
    for _ in range(3):
        answer(session, make_closed(session, policy), "seller")
    (failed,) = assuring.assure(session, LATER)
    tested, wrong = failed.found["tested"]
    page = web.page(PAGE)

    assert failed.threshold is None and wrong > 0 and tested < failed.needed
    assert f"5 audits are in. Among the surest panels, which are tested first, are {tested}" in page
    assert (
        f"{wrong} of these found a mistake. With so many mistakes it takes {failed.needed}" in page
    )


def test_terms_without_a_certificate_say_so_and_what_to_do(session, web, admin):
    make_policy(session, alpha=0.0)
    assert "the terms in force use no certificate" in web.page(PAGE)


def test_panels_that_close_by_other_terms_are_told_apart(session, web, admin):
    made = make_certificate(session, certifying_policy(session))
    certifying_policy(session, quorum=4)
    page = web.page(PAGE)

    assert "No audit of a panel that closes by the terms in force" in page
    assert made.stopping in page


def test_a_fit_is_asked_for_once_and_its_progress_is_shown(session, web, admin):
    assert web.post(f"{PAGE}/fit").status_code == 302
    assert "It waits for the worker." in web.page(PAGE)
    again = web.post(f"{PAGE}/fit")
    assert again.status_code == 409
    assert "computed already" in words_of(again)

    run = session.scalars(select(RefitRun)).one()
    assert run.asked_by == admin.id
    refitting.reach(session, run.id, "fitting", T0)
    assert "Fitting the jurors." in words_of(web.get(f"{PAGE}/fit"))
    refitting.end(session, run.id, None, T0)
    ended = words_of(web.get(f"{PAGE}/fit"))
    assert "It failed" in ended and "Fit anew now" in ended


def test_the_alarm_stands_on_every_page_that_it_concerns(session, web, alarm):
    assert "no panel rules: of 2 audited verdicts 2 were wrong" in web.page(PAGE)
    assert "No panel rules at present" in web.page("/office")
    assert "At present no panel rules" in web.page("/how")
    web.sign_in(make_staff(session, locale="en"))
    assert "No panel rules at present" in web.page("/desk")


def test_a_party_is_told_why_staff_decide(session, web, admin):
    policy = certifying_policy(session, alpha=0.05, delta=0.1)
    open_panel = make_panel(session, policy=policy)
    for _ in range(2):
        answer(session, make_closed(session, policy), "seller")
    alarming.watch(session, LATER)
    tick(session, LATER)
    case = open_panel.hearing.case
    case.person_on("buyer").locale = "en"
    web.sign_in(case.person_on("buyer"))

    assert "audits found more wrong rulings than we promise" in web.page(f"/cases/{case.id}")


def test_a_short_reason_is_given_back_and_a_good_one_waits_for_a_second(session, web, alarm):
    short = web.post(f"{PAGE}/alarm", {"because": "All is fine."})
    assert short.status_code == 422
    assert "All is fine." in short.get_data(as_text=True)
    web.post(f"{PAGE}/alarm", {"because": BECAUSE})

    page = web.page(PAGE)
    assert BECAUSE in page and "waits for another admin or a senior agent" in page
    assert alarming.standing(session) is not None


def test_a_senior_lifts_it_at_the_desk_and_other_staff_may_only_read(session, web, alarm):
    web.post(f"{PAGE}/alarm", {"because": BECAUSE})
    (lift,) = alarming.standing(session).lifts
    web.sign_in(make_staff(session, locale="en"))
    assert BECAUSE in web.page("/desk/alarm")
    assert web.post(f"/desk/alarm/{lift.id}").status_code == 404
    web.sign_in(make_staff(session, is_senior=True, locale="en"))
    assert "Agree, and let panels rule again" in web.page("/desk/alarm")
    assert web.post(f"/desk/alarm/{lift.id}").status_code == 302

    assert alarming.standing(session) is None
    assert "There is no alarm" in web.page("/desk/alarm")


def test_another_admin_lifts_it_in_the_office_and_the_page_keeps_who_and_why(session, web, alarm):
    web.post(f"{PAGE}/alarm", {"because": BECAUSE})
    (lift,) = alarming.standing(session).lifts
    assert web.post(f"{PAGE}/alarm/{lift.id}").status_code == 403
    web.sign_in(make_person(session, is_admin=True, name="Second", locale="en"))
    assert "Agree, and let panels rule again" in web.page(PAGE)
    web.post(f"{PAGE}/alarm/{lift.id}")

    page = web.page(PAGE)
    assert "by Admin and Second" in page and BECAUSE in page
    assert web.post(f"{PAGE}/alarm/{lift.id}").status_code == 409
    assert web.post(f"{PAGE}/alarm", {"because": BECAUSE}).status_code == 404


def ruled_page(session, web, panel):
    case = panel.hearing.case
    person = case.person_on("buyer")
    person.locale = "en"
    web.sign_in(person)
    return web.page(f"/cases/{case.id}") + web.page(f"/cases/{case.id}/file")


def test_a_ruling_says_whether_it_is_certified_and_what_the_majority_would_have_said(session, web):
    policy = certifying_policy(session)
    first = make_closed(session, policy)
    answer(session, first)
    make_certificate(session, policy)
    later = make_closed(session, policy, now=LATER)
    web.now = LATER + HOUR

    before, after = ruled_page(session, web, first), ruled_page(session, web, later)
    assert before.count("not yet certified") == 2
    assert "not yet certified" not in after
    assert after.count("at most 40% are wrong, with 60% confidence") == 2
    assert before.count("the majority would have said the same") == 2


def test_a_ruling_of_staff_against_the_majority_says_so(session, web):
    policy = certifying_policy(session, second_person_minor=10**9, clear_posterior=0.99)
    panel = make_closed(session, policy, "bbbss")
    answer(session, panel, "seller")
    assert "the majority would have said the opposite" in ruled_page(session, web, panel)


def test_jurors_of_different_waves_see_pages_that_are_alike(session, web):
    policy = make_policy(
        session, seats=9, quorum=4, wave_margin=0, wave_seats=3, wave_hours=8, voting_hours=72
    )
    panel = make_panel(session, policy=policy, n_jurors=40)
    tick(session, T0 + 8 * HOUR)
    early = session.scalars(select(Summons).where(Summons.called_at == T0)).first()
    late = session.scalars(select(Summons).where(Summons.called_at > T0)).first()
    for passage in panel.hearing.case.passages:
        passage.released_at = T0
    early.left = late.left
    early.lapses_at = late.lapses_at
    session.flush()

    def seen(summons):
        summons.juror.person.locale = "en"
        web.sign_in(summons.juror.person)
        page = web.page(f"/bench/{summons.id}")
        return page.replace(summons.code, "CODE").replace(summons.juror.person.name, "NAME")

    assert seen(early) == seen(late)


def test_the_curve_has_a_dot_and_a_row_for_each_group_of_panels(app):
    with app.test_request_context():
        drawn = reliability_charts.curve([[0.7, 0.5, 4], [0.95, 1.0, 20]])
    assert drawn.svg.count("<circle") == 2
    assert [row[2] for row in drawn.rows] == ["4", "20"]


def certified(session, **terms):
    """A certificate in force."""
    return make_certificate(session, certifying_policy(session, **terms))


def computed_again(session, made, **found):
    """A later computation like that one, but for what it found."""
    names = set(ErrorCertificate.__table__.columns.keys()) - {"id"}
    again = ErrorCertificate(**{name: getattr(made, name) for name in names} | found)
    session.add(again)
    session.flush()


def test_the_office_offers_to_close_panels_where_they_may_rule(session, web, admin):
    made = certified(session)
    offer = {
        "closing": 0.962, "threshold": 0.951, "audited": 2, "decided": 2, "wrong": 0,
        "panels": 40, "ballots": 300, "ballots_now": 400,
    }  # fmt: skip
    computed_again(session, made, found=made.found | {"offer": offer})
    page = web.page(PAGE)

    assert "Had panels closed at 96.2%, 25% of the ballots of 40 closed panels" in page
    assert "By 2 of them a panel would then rule from 95.1%, with at most 40% wrong" in page
    (link,) = [
        each for each in web.get(PAGE).text.split('"') if each.startswith("/office/policy/new?")
    ]
    form = web.get(link).text
    assert 'value="96.2"' in form and "sure_posterior=0.962" in link


def test_a_court_without_anything_to_save_offers_nothing(session, web, admin):
    certified(session)
    page = web.page(PAGE)
    assert "Close panels sooner" not in page and "Panels close too soon" not in page


def test_panels_that_close_before_they_may_rule_are_said_to(session, web, admin):
    made = certified(session, sure_posterior=0.6, fallback_posterior=0.6)
    computed_again(session, made, threshold=0.9712, found=made.found | {"too_soon": 3})
    page = web.page(PAGE)

    assert "closes at 60.0%, but rules only from 97.1%. 3 panels so far lay between" in page
    assert "are not certified until enough of their own panels have been audited" in page
    assert "Write a version that closes panels at 97.2%" in page


def test_without_a_certificate_the_office_says_how_long_panels_go_on(session, web, admin):
    certifying_policy(session, sure_posterior=0.9)
    assert "Nor does a panel close for being sure before it has 95.0%." in web.page(PAGE)


@pytest.mark.parametrize("proposed", ["", "nan", "0.2", "2", "abc", "0.5"])
def test_a_proposal_that_no_policy_can_hold_leaves_the_form_as_it_is(session, web, admin, proposed):
    certifying_policy(session)
    form = web.get(f"/office/policy/new?sure_posterior={proposed}").text
    assert 'name="base-sure_posterior" value="100"' in form or 'value="100"' in form
