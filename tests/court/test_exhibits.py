"""Pictures: brought, captioned, taken back, shown or withheld."""

import pytest

from jury.court import exhibits, hearing, redacting
from jury.rules.phases import Phase
from jury.rules.words import Side
from jury.store.cases import Exhibit, Passage
from tests.factories import T0, make_case, make_policy, make_staff

PICTURE = exhibits.cleaned("0" * 32, "image/png", 60, 40, b"pixels")


@pytest.fixture
def case(session):
    make_policy(session)
    return make_case(session)


def bring(session, case, side=Side.BUYER, caption="The crack"):
    return exhibits.add_exhibit(session, case, side, PICTURE, caption, T0)


def test_a_picture_comes_with_its_redacted_caption(session, case):
    exhibit = bring(session, case, caption="Call 13800138000")
    assert exhibit.shown == "undecided" and "138" not in exhibit.caption.redacted


def test_numbers_are_never_given_twice(session, case):
    first, second = bring(session, case), bring(session, case)
    assert (first.number, second.number) == (1, 2)
    exhibits.remove_exhibit(session, first, T0)
    assert bring(session, case).number == 3


def test_each_side_may_bring_nine(session, case):
    for _ in range(exhibits.MOST_A_SIDE):
        bring(session, case)
    with pytest.raises(exhibits.TooManyExhibits):
        bring(session, case)
    assert bring(session, case, Side.SELLER).number == 1


def test_a_picture_taken_back_leaves_nothing_and_tells_its_file(session, case):
    assert exhibits.remove_exhibit(session, bring(session, case), T0) == PICTURE.file
    assert not session.query(Exhibit).count() and not session.query(Passage).count()


def test_nothing_is_brought_or_taken_back_after_handing_in(session, case):
    exhibit = bring(session, case)
    hearing.save_statement(session, case, Side.BUYER, {"story": "x"}, None, None, T0)
    hearing.hand_in(session, case, Side.BUYER, None, T0)
    with pytest.raises(hearing.AlreadyHandedIn):
        bring(session, case)
    with pytest.raises(hearing.AlreadyHandedIn):
        exhibits.remove_exhibit(session, exhibit, T0)


def test_a_caption_that_is_too_long_is_refused(session, case):
    with pytest.raises(redacting.TextTooLong):
        bring(session, case, caption="x" * 5001)


def test_staff_choose_only_while_they_redact(session, case):
    exhibit, agent = bring(session, case), make_staff(session)
    with pytest.raises(redacting.NotNow):
        exhibits.show(session, exhibit, agent, T0)
    case.phase = Phase.REDACTING
    session.flush()
    exhibits.show(session, exhibit, agent, T0)
    assert exhibit.shown == "show"
    exhibits.withhold(session, exhibit, agent, T0)
    assert exhibit.shown == "withhold"


def test_pictures_alone_count_as_something_when_time_is_over(session, case):
    bring(session, case)
    hearing.end_evidence(session, case, None, T0)
    assert case.phase is Phase.ANSWERING
