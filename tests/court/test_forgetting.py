"""Truths about retention: a case that ended long ago keeps its result and loses its texts."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

import jury.court
from jury.court import (
    auditing,
    deciding,
    filing,
    forgetting,
    hearing,
    notices,
    reviewing,
    settling,
)
from jury.rules.phases import Phase
from jury.rules.words import Due, Side, Task
from jury.store.cases import Deadline, Exhibit, Passage
from jury.store.ledger import Entry
from jury.store.notices import Letter
from jury.store.outcomes import Ruling
from jury.store.panels import Ballot, BallotText, LeakReport
from tests.factories import (
    T0,
    make_account,
    make_case,
    make_gold,
    make_order,
    make_panel,
    make_policy,
    make_staff,
    seated,
    tick,
    vote,
)

YEAR = timedelta(days=365)
NAME = "Wang Xiaoming"


def expires_at(session, case):
    due = select(Deadline.due_at).where(Deadline.kind == Due.TEXTS_EXPIRE)
    return session.scalar(due.where(Deadline.case_id == case.id, Deadline.done_at.is_(None)))


@pytest.fixture
def case(session):
    """A case that a panel ruled and nobody appealed, with all that people wrote of it."""
    order = make_order(session, contacts={"seller": [NAME]})
    panel = make_panel(session, order=order)
    case = panel.hearing.case
    session.add(
        Exhibit(
            case=case,
            side=Side.BUYER,
            number=1,
            file="0" * 32,
            media_type="image/png",
            width=4,
            height=3,
            sha256="0" * 64,
            brought_at=T0,
            shown="show",
        )  # fmt: skip
    )
    voters = seated(session, panel)
    for summons in voters:
        vote(session, summons, "seller", text=f"{NAME} is right.")
    session.add(
        LeakReport(summons_id=voters[0].id, text=NAME, made_at=T0, resolved_at=T0, was_founded=True)
    )
    deciding.close_panel(session, case, panel, T0 + timedelta(hours=1))
    tick(session, session.scalars(select(Ruling.appeal_ends_at)).one())
    assert case.phase is Phase.CLOSED
    return case


def test_texts_are_kept_for_the_days_of_the_case_s_own_policy(session, case):
    make_policy(session, retention_days=1)  # of later cases
    assert expires_at(session, case) == case.ended_at + YEAR

    tick(session, case.ended_at + YEAR - timedelta(microseconds=1))
    assert case.texts_erased_at is None and case.passages
    tick(session, case.ended_at + YEAR)
    assert case.texts_erased_at == case.ended_at + YEAR


def test_what_people_wrote_is_erased_and_what_was_decided_is_kept(session, case):
    tick(session, case.ended_at + YEAR)

    for table in (Passage, BallotText):
        assert session.scalar(select(func.count()).select_from(table)) == 0
    assert session.scalars(select(LeakReport.text)).all() == [""]
    assert (case.placeholders, case.order.contacts) == ({}, {})
    assert session.scalar(select(func.count()).select_from(Ballot)) == 5
    assert session.scalar(select(Entry.act).order_by(Entry.id.desc()).limit(1)) == "texts_erased"
    again = deciding.recompute(session, case)
    assert again.found and again.agrees, again.lines()


def test_what_staff_wrote_stays_without_identity(session, case):
    review = reviewing.open_review(session, case, None, Task.AUDIT, None, T0)
    review.view_side, review.viewed_at, review.view_reason = Side.BUYER, T0, f"{NAME} lies."
    review.decision, review.side, review.text = "uphold", Side.BUYER, f"{NAME} sent it late."
    review.decided_at = T0
    session.flush()
    tick(session, case.ended_at + YEAR)

    assert case.texts_erased_at and review.text.endswith("sent it late.")
    assert NAME not in review.text + review.view_reason


def test_a_case_that_lies_on_the_desk_keeps_its_texts_until_it_is_decided(session, case):
    review = reviewing.open_review(session, case, None, Task.AUDIT, None, T0)
    tick(session, case.ended_at + YEAR)
    assert case.texts_erased_at is None and case.passages

    review.view_side, review.viewed_at, review.decided_at = Side.BUYER, T0, T0
    review.decision, review.side = "uphold", Side.BUYER
    session.flush()
    tick(session, case.ended_at + YEAR + timedelta(days=1))
    assert case.texts_erased_at


def test_gold_keeps_its_texts_until_it_is_voided(session):
    make_policy(session, retention_days=30)
    gold = make_gold(session)
    forgetting.forget(session, gold.case, None, T0 + timedelta(days=30))
    assert gold.case.passages and gold.case.texts_erased_at is None

    auditing.void_gold(session, gold, "It was wrong.", make_staff(session), T0 + YEAR)
    tick(session, T0 + YEAR)  # asked again each day since
    assert gold.case.texts_erased_at == T0 + YEAR


def test_contacts_are_kept_while_another_case_of_the_order_needs_them(session):
    make_policy(session, retention_days=30)
    order = make_order(session, contacts={"seller": [NAME]})
    first = make_case(session, order=order)
    hearing.withdraw(session, first, Side.BUYER, T0)
    second = make_case(session, order=order)
    tick(session, T0 + timedelta(days=2))
    forgetting.forget(session, first, None, T0 + timedelta(days=30))
    assert first.texts_erased_at and order.contacts

    second_ended = T0 + timedelta(days=31)
    if second.ended_at is None:
        hearing.withdraw(session, second, Side.BUYER, second_ended)
    forgetting.forget(session, second, None, second_ended + timedelta(days=30))
    assert order.contacts == {}


@pytest.mark.parametrize("end", [settling.agree, hearing.withdraw])
def test_every_end_of_a_case_sets_the_day_its_texts_expire(session, end):
    case = make_case(session)
    end(session, case, Side.SELLER if end is settling.agree else Side.BUYER, T0)
    assert expires_at(session, case) == T0 + YEAR


def test_a_case_that_lapsed_expires_too(session):
    case = make_case(session)
    tick(session, T0 + timedelta(days=3))
    assert case.phase is Phase.WITHDRAWN and expires_at(session, case) == case.ended_at + YEAR


def test_no_case_ends_but_by_the_one_way():
    folder = Path(jury.court.__file__).parent
    ends = re.compile(r"case\.ended_at\b[^=\n]*= ")
    found = {path.name for path in folder.glob("*.py") if ends.search(path.read_text())}
    assert found == {"ending.py"}


def test_erased_pictures_are_named_until_their_files_are_gone(session, case):
    assert not forgetting.with_erased_pictures(session)
    tick(session, case.ended_at + YEAR)

    assert list(forgetting.with_erased_pictures(session)) == [case]
    assert list(forgetting.files_of(session, case)) == ["0" * 32]
    forgetting.pictures_removed(session, case, case.ended_at + YEAR)
    session.expire_all()
    assert not forgetting.with_erased_pictures(session)
    assert case.exhibits[0].file == ""


def test_the_pictures_of_a_case_that_is_kept_are_not_forgotten(session, case):
    forgetting.pictures_removed(session, case, case.ended_at)
    session.expire_all()
    assert case.exhibits[0].file == "0" * 32


def test_a_live_case_is_never_forgotten(session):
    case = make_case(session)
    forgetting.forget(session, case, None, T0 + 9 * YEAR)
    assert case.texts_erased_at is None


def test_an_order_that_never_became_a_case_is_forgotten_as_late_as_a_case_s_texts(session):
    make_policy(session, retention_days=30)
    trader = make_account(session, name=NAME, email="wang@example.org", phone="13800138000")
    order = make_order(session, contacts={"seller": [NAME]}, seller=trader, applied_at=None)
    filed = make_order(session, contacts={"seller": [NAME]}, told_at=T0)
    make_case(session, order=filed)
    end = T0 + timedelta(days=30)

    assert forgetting.forget_orders(session, end - timedelta(microseconds=1)) == 0
    assert forgetting.forget_orders(session, end) == 1
    assert (order.contacts, trader.name, trader.email, trader.phone) == ({}, "", "", "")
    assert filed.contacts
    last = session.scalars(select(Entry).order_by(Entry.id.desc()).limit(1)).one()
    assert (last.act, NAME in str(last.body)) == ("order_forgotten", False)
    assert forgetting.forget_orders(session, end) == 0


def test_an_order_is_remembered_while_a_refund_is_lately_asked_for(session):
    make_policy(session, retention_days=30)
    order = make_order(session, contacts={"seller": [NAME]}, applied_at=T0 + timedelta(days=20))
    assert forgetting.forget_orders(session, T0 + timedelta(days=49)) == 0
    assert forgetting.forget_orders(session, T0 + timedelta(days=50)) == 1
    assert order.contacts == {}


def test_no_case_is_opened_on_an_order_whose_traders_are_forgotten(session):
    make_policy(session, retention_days=30)
    order = make_order(session, contacts={"seller": [NAME]})
    forgetting.forget_orders(session, T0 + YEAR)
    with pytest.raises(filing.OrderForgotten, match="ask the marketplace"):
        make_case(session, T0 + YEAR, order=order)


def test_where_old_letters_about_no_case_went_is_forgotten(session):
    make_policy(session, retention_days=30)
    notices.write(session, "wang@example.org", "zh", "invited", T0, {}, "/welcome/x")
    letter = session.scalars(select(Letter)).one()
    forgetting.forget_orders(session, T0 + YEAR)
    assert letter.to == "wang@example.org"  # still owed
    letter.state, letter.sent_at = "sent", T0
    session.flush()
    forgetting.forget_orders(session, T0 + timedelta(days=29))
    assert letter.to == "wang@example.org"
    forgetting.forget_orders(session, T0 + timedelta(days=30))
    session.refresh(letter)
    assert letter.to == ""
