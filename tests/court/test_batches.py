"""Truths about adding many rows in one statement."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DataError, IntegrityError

from jury.court import notices
from jury.court.batches import add_many, make_many
from jury.rules.words import Answer
from jury.store.notices import Letter, Notice
from jury.store.panels import Summons
from tests.factories import make_panel, make_person, seated


@pytest.fixture
def letter(now):
    return {"id": uuid4(), "to": "a@example.org", "locale": "zh", "next_try_at": now}


def add(session, now, *letters):
    add_many(session, Letter, letters, kind="summoned", facts={"n": 1}, owed_at=now)


def test_rows_are_as_given_and_what_is_not_named_is_as_the_model_says(session, letter, now):
    later = letter | {"id": uuid4(), "next_try_at": now + timedelta(hours=1)}
    add(session, now, letter, later)

    first, second = session.scalars(select(Letter).order_by(Letter.next_try_at))
    assert (first.id, first.to, first.locale) == (letter["id"], "a@example.org", "zh")
    assert (second.id, second.next_try_at) == (later["id"], later["next_try_at"])
    for each in (first, second):
        assert (each.kind, each.facts, each.owed_at) == ("summoned", {"n": 1}, now)
        assert (each.state, each.attempts, each.path) == ("owed", 0, "")


def test_a_word_too_long_is_refused_and_not_cut(session, letter, now):
    with pytest.raises(DataError, match="too long"):
        add(session, now, letter | {"locale": "zh-Hans"})


def test_a_moment_without_its_time_zone_is_refused(session, letter, now):
    with pytest.raises(ValueError, match="time zone"):
        add(session, now, letter | {"next_try_at": now.replace(tzinfo=None)})


def test_no_rows_are_no_statement(session):
    add_many(session, Letter, [])
    assert make_many(session, Letter, []) == []


def test_what_was_made_is_the_rows_themselves(session, now):
    panel = make_panel(session)
    voted = seated(session, panel)[0]
    voted.answer, voted.answered_at = Answer.RELEASED, now
    named = {"juror_id": make_panel(session).summonses[0].juror_id, "left": voted.left}
    row = named | {"id": uuid4(), "seat": voted.seat, "lapses_at": now}

    made = make_many(session, Summons, [row], panel_id=panel.id, called_at=now)

    assert made == [session.get(Summons, row["id"])]
    assert (made[0].answer, made[0].panel) == (Answer.AWAITED, panel)
    with pytest.raises(IntegrityError, match="uq_summons"):
        make_many(session, Summons, [row | {"id": uuid4()}], panel_id=panel.id, called_at=now)


def test_many_are_owed_what_each_would_be_owed_alone(session, now):
    one, other, gone = make_person(session), make_person(session, locale="zh"), make_person(session)
    gone.left_at = now
    notices.owe(session, one, "summoned", now, path="/bench/1", lapses_at=now)
    session.flush()
    owed = [(person, "/bench/1", {"lapses_at": now}) for person in (one, other, gone)]
    notices.owe_each(session, "summoned", now, owed)

    def told(person):
        found = session.scalars(select(Notice).where(Notice.person_id == person.id)).all()
        letters = [session.scalars(select(Letter).filter_by(notice=each)).one() for each in found]
        return [
            (n.kind, n.facts, n.path, n.owed_at, letter.to, letter.locale, letter.kind,
             letter.facts, letter.path, letter.owed_at, letter.next_try_at)
            for n, letter in zip(found, letters, strict=True)
        ]  # fmt: skip

    alone, among_many = told(one)
    assert alone == among_many
    assert [row[4:6] for row in told(other)] == [(other.email, "zh")]
    assert told(gone) == []
