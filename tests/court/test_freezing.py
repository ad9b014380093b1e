"""The evidence is frozen when it is released, and anybody can see that it was not touched since."""

import json

import pytest
from sqlalchemy import select

from jury.court import deciding, exhibits, freezing, releasing
from jury.rules.phases import Phase
from jury.rules.words import Side
from jury.store.ledger import Entry
from tests.factories import T0, make_jurors, make_policy, make_released, make_staff, seated


@pytest.fixture
def case(session):
    make_policy(session, seats=3, quorum=2)
    make_jurors(session, 8)
    return make_released(session)


def release(session, case):
    releasing.release(session, case, make_staff(session), T0)
    session.expire(case)


def frozen(session, case):
    entries = select(Entry).where(Entry.case_id == case.id, Entry.act == freezing.FROZEN)
    return [json.loads(entry.body) for entry in session.scalars(entries)]


def test_one_root_over_every_text_stands_in_the_ledger_before_the_panel_is_drawn(session, case):
    release(session, case)
    (body,) = frozen(session, case)
    assert (body["texts"], body["pictures"], len(body["root"])) == (2, 0, 64)
    acts = list(session.scalars(select(Entry.act).where(Entry.case_id == case.id)))
    assert acts.index(freezing.FROZEN) < acts.index("hearing_opened")
    assert freezing.holds(session, case)


def test_a_case_for_staff_is_frozen_too_and_recomputed(session):
    make_policy(session, crowd_max_minor=1)
    case = make_released(session)
    release(session, case)
    assert case.phase is Phase.ESCALATED and len(frozen(session, case)) == 1
    again = deciding.recompute(session, case)
    assert again.agrees and [what for what, *_ in again.found] == [
        "evidence",
        "chain",
        "terms said",
    ]


def test_a_word_or_a_picture_changed_afterwards_is_found_out(session, case):
    case.phase = Phase.EVIDENCE
    session.flush()
    picture = exhibits.cleaned("0" * 32, "image/png", 6, 4, b"pixels")
    exhibit = exhibits.add_exhibit(session, case, Side.BUYER, picture, "It", T0)
    case.phase, exhibit.shown = Phase.REDACTING, "show"
    session.flush()
    release(session, case)
    assert frozen(session, case)[0]["pictures"] == 1 and freezing.holds(session, case)

    exhibit.sha256 = "1" * 64
    assert not freezing.holds(session, case)
    session.expire(exhibit)
    case.passages[0].raw += "!"
    assert not freezing.holds(session, case)
    assert ("evidence", False, "") in deciding.recompute(session, case).found


def test_a_pause_and_another_release_freeze_nothing_anew(session, case):
    release(session, case)
    releasing.report_leak(session, seated(session, case.hearings[0].panel)[0], "A name", T0)
    release(session, case)
    assert len(frozen(session, case)) == 1 and freezing.holds(session, case)


def test_the_order_in_which_things_were_brought_does_not_matter(session, case):
    assert freezing.root_of(case.passages, []) == freezing.root_of(case.passages[::-1], [])


def test_what_was_erased_or_never_frozen_is_not_judged(session, case):
    assert freezing.holds(session, case) is None
    release(session, case)
    case.texts_erased_at = T0
    assert freezing.holds(session, case) is None
