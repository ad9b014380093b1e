"""Identity out of what parties write, as they write it; and people adding to it."""

import pytest
from sqlalchemy import select

from jury.court import redacting
from jury.redaction.text import LONGEST
from jury.rules.phases import Phase
from jury.rules.words import Side
from jury.store.cases import Passage
from jury.store.ledger import Entry
from tests.factories import T0, make_case, make_order, make_policy, make_staff

CONTACTS = {"buyer": ["Zhang Wei"], "phone": ["13800138000"]}


@pytest.fixture
def case(session):
    make_policy(session)
    order = make_order(session)
    order.contacts = CONTACTS
    return make_case(session, order=order)


@pytest.fixture
def party(case):
    return case.person_on(Side.BUYER)


def write(session, case, raw, side=Side.BUYER, kind="story"):
    return redacting.write_passage(session, case, side, kind, raw, T0)


def test_known_identity_is_taken_out_at_once(session, case):
    passage = write(session, case, "I am Zhang Wei, 138 0013 8000.")
    assert "Zhang" not in passage.redacted and "8000" not in passage.redacted
    assert "".join(words for words, _kind in passage.segments) == passage.redacted


def test_the_same_thing_has_the_same_placeholder_in_every_text(session, case):
    one = write(session, case, "Call 13900139001 or 13900139002.")
    other = write(session, case, "He has 13900139002.", Side.SELLER)
    second = one.taken_out[1]["placeholder"]
    assert [found["placeholder"] for found in other.taken_out] == [second]


def test_a_text_at_the_limit_is_kept_and_one_beyond_is_refused(session, case):
    write(session, case, "x" * LONGEST)
    with pytest.raises(redacting.TextTooLong, match=str(LONGEST + 1)):
        write(session, case, "x" * (LONGEST + 1))
    assert len(session.scalars(select(Passage)).one().raw) == LONGEST


def test_a_null_character_does_not_reach_the_database(session, case):
    assert write(session, case, "a\x00b").raw == "ab"


def test_covered_words_are_gone_wherever_they_can_be_read(session, case, party):
    passage = write(session, case, "Blue door, second floor. The blue door again: Blue door.")
    redacting.cover_words(session, passage, "Blue door", party, T0)
    assert "Blue door" not in passage.redacted and "blue door" in passage.redacted
    assert len(passage.covers) == 2


def test_covered_words_stay_covered_when_the_text_is_edited(session, case, party):
    passage = write(session, case, "I live at the mill.")
    redacting.cover_words(session, passage, "the mill", party, T0)
    write(session, case, "Two days later: I live at the mill, still.")
    assert "the mill" not in passage.redacted


def test_what_is_covered_cannot_be_found_by_guessing(session, case, party):
    passage = write(session, case, "Call 13800138000.")
    assert not redacting.can_read(passage, "13800138000")
    with pytest.raises(redacting.NoSuchSpan):
        redacting.cover_words(session, passage, "13800138000", party, T0)


@pytest.mark.parametrize(("start", "end"), [(-1, 2), (3, 3), (5, 2), (0, 10_000)])
def test_a_span_outside_the_text_is_refused(session, case, party, start, end):
    passage = write(session, case, "Short.")
    with pytest.raises(redacting.NoSuchSpan):
        redacting.cover(session, passage, start, end, party, T0)


def test_only_a_reason_gives_words_back(session, case):
    passage = write(session, case, "Call 13900139001.")
    agent, (found,) = make_staff(session), passage.taken_out
    span = found["start"], found["end"]
    with pytest.raises(redacting.ReasonMissing):
        redacting.uncover(session, passage, *span, " ", agent, T0)
    redacting.uncover(session, passage, *span, "The shop's public line", agent, T0)
    assert passage.redacted == passage.raw
    entry = session.scalars(select(Entry).where(Entry.act == "passage_uncovered")).one()
    assert "public line" not in entry.body


def test_nothing_is_covered_while_jurors_read(session, case, party):
    passage = write(session, case, "At the mill.")
    case.phase = Phase.HEARING
    session.flush()
    with pytest.raises(redacting.NotNow):
        redacting.cover_words(session, passage, "mill", party, T0)


def test_a_look_at_the_raw_texts_is_an_entry(session, case):
    agent = make_staff(session)
    redacting.look_at_raw(session, case, agent, T0)
    entry = session.scalars(select(Entry).where(Entry.act == "raw_texts_seen")).one()
    assert entry.actor == f"person:{agent.id}"
