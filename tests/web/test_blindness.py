"""A gold case and a real one look alike to a juror, byte for byte; a code is the summons' own."""

import re

import pytest
from sqlalchemy import select

from jury.court import deciding
from jury.rules.words import Side
from jury.store.panels import Panel, Summons
from tests.factories import T0, make_gold, make_panel, make_policy, seated, tick

PAGES = ("", "/leak", "/recuse")


@pytest.fixture
def both(session, web):
    """A real summons and a gold one, with the same deadline, of jurors who see the same side left.

    The juror signs in by name of the summons.
    """
    make_policy(session, seats=5, quorum=3, gold_share=0.5, max_open_summonses=50)
    make_gold(session)
    panel = make_panel(session, policy=True, n_jurors=60)
    measured = session.scalars(select(Summons).join(Panel).where(Panel.is_gold)).all()
    to_gold = {summons.juror_id for summons in measured}
    called = {summons.juror_id for summons in panel.summonses}
    gold = next(s for s in measured if s.juror_id not in called)
    real = next(s for s in seated(session, panel) if s.juror_id not in to_gold)
    for summons in (real, gold):
        summons.left = Side.BUYER
        for passage in summons.case.passages:
            passage.released_at = T0
    session.flush()
    return real, gold


def seen(web, summons, page):
    """The page as its juror sees it, without what is the summons' own."""
    web.sign_in(summons.juror.person)
    html = web.get(f"/bench/{summons.id}{page}").get_data(as_text=True)
    assert summons.case.code not in html and str(summons.case.id) not in html
    html = html.replace(str(summons.id), "ID").replace(summons.code, "CODE")
    html = html.replace(summons.juror.person.name, "NAME")
    html = re.sub(r'(name="csrf_token" value=)"[^"]*"', r"\1", html)
    return re.sub(r"case \d+ of \d+ waiting", "waiting", html)


@pytest.mark.parametrize("page", PAGES)
def test_a_gold_case_and_a_real_one_are_alike_byte_for_byte(web, both, page):
    real, gold = both
    assert seen(web, real, page) == seen(web, gold, page)


def test_they_are_alike_when_the_panel_closed_before_an_answer(session, web, both):
    real, gold = both
    deciding.close_panel(session, real.case, real.panel, T0)
    tick(session, T0)

    page = seen(web, real, "")
    assert "The panel closed before you answered." in page
    assert page == seen(web, gold, "")


def test_two_jurors_of_one_case_know_it_by_different_codes(session, web, both):
    real, _gold = both
    other = next(s for s in seated(session, real.panel) if s is not real)
    assert real.code != other.code and real.code == session.get(Summons, real.id).code
    web.sign_in(real.juror.person)
    for page in (f"/bench/{real.id}", "/bench"):
        html = web.get(page).get_data(as_text=True)
        assert real.code in html and other.code not in html and real.case.code not in html
