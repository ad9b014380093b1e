"""Truths about items of low value: a ruling for the buyer asks for no return, by band (R19)."""

import pytest
from sqlalchemy import select

from jury.court import deciding, policies, recomputing
from jury.court.record import OPERATOR
from jury.rules.execution import Stage
from jury.rules.policy import Policy
from jury.rules.policy_book import Band, PolicyBook, Scope
from jury.rules.words import Body, Category, Due, Remedy, Side
from jury.store.cases import Deadline
from jury.store.notices import Notice
from tests.appeal_makers import RULED_AT, appeal, in_force, make_ruled, ruled_again
from tests.factories import QUIET, T0, make_case, make_order, make_panel, make_policy, seated, vote
from tests.money_makers import check_balanced, events_of, make_ruling, stage, steps

BACK = Remedy.RETURN_AND_REFUND
STAYS = Remedy.REFUND_WITHOUT_RETURN


def by_band(session):
    """The line lies at ¥20, for food at ¥50, and for what is second-hand at nothing at all."""
    bands = (
        Band(Scope(frozenset({Category.FOOD})), {"low_value_minor": 5_000}),
        Band(Scope(frozenset({Category.SECOND_HAND})), {"low_value_minor": 0}),
    )
    terms = Policy.from_terms(QUIET | {"low_value_minor": 2_000, "seats": 5, "quorum": 3})
    return policies.adopt(session, PolicyBook(terms, bands), "for a test", T0, OPERATOR)


def bought(session, category, amount_minor):
    return make_order(session, category=category, amount_minor=amount_minor)


def told(session, kind):
    return session.scalars(select(Notice).where(Notice.kind == kind)).all()


@pytest.mark.parametrize(
    ("category", "line"),
    [(Category.IN_SALE, 2_000), (Category.FOOD, 5_000), (Category.SECOND_HAND, 0)],
)
@pytest.mark.parametrize("cents", [-1, 0, 1])
def test_a_ruling_spares_the_return_up_to_the_line_of_its_band(session, category, line, cents):
    by_band(session)
    amount = max(1, line + cents)
    case = make_case(session, order=bought(session, category, amount), asks=BACK)
    ruling = make_ruling(session, case)

    is_spared = amount <= line
    assert (ruling.remedy, ruling.amount_minor) == (STAYS if is_spared else BACK, amount)
    assert stage(session, case) is (Stage.DUE if is_spared else Stage.RETURNING)
    assert steps(session, case) == ["refund_due" if is_spared else "return_due"]
    returns = select(Deadline.id).where(Deadline.kind == Due.RETURN_ENDS)
    assert (session.scalar(returns) is None) is is_spared
    check_balanced(session)


@pytest.mark.parametrize(("amount", "ordered"), [(2_000, STAYS), (2_001, BACK)])
def test_a_panel_orders_the_same_as_staff_and_it_can_be_recomputed(session, amount, ordered):
    order = bought(session, Category.IN_SALE, amount)
    panel = make_panel(session, policy=by_band(session), order=order, asks=BACK)
    for summons in seated(session, panel):
        vote(session, summons, "buyer")
    case = panel.hearing.case
    deciding.close_panel(session, case, panel, RULED_AT)

    ruling = in_force(session, case)
    assert (ruling.body, ruling.remedy) == (Body.CROWD, ordered)
    assert recomputing.recompute(session, case).agrees


def test_both_sides_and_the_marketplace_are_told_that_nothing_goes_back(session):
    make_policy(session)
    case = make_case(session, order=bought(session, Category.IN_SALE, 1_500), asks=BACK)
    make_ruling(session, case)

    notices = told(session, "return_spared")
    assert {n.person_id for n in notices} == {case.person_on(side).id for side in Side}
    assert {n.facts["amount_minor"] for n in notices} == {2_000}, "they read where the line lies"
    assert not told(session, "return_due_buyer") and not told(session, "return_due_seller")
    (event,) = events_of(session, "case.ruled")
    assert event.facts["remedy"] == "refund_without_return"


def test_who_asked_to_keep_the_item_is_told_no_news_of_it(session):
    make_policy(session)
    case = make_case(session, order=bought(session, Category.IN_SALE, 1_500), asks=STAYS)
    make_ruling(session, case)
    assert not told(session, "return_spared")


def test_a_second_ruling_for_the_buyer_spares_it_too_and_reverses_nothing(session):
    policy = make_policy(session, seats=5, quorum=3, max_open_summonses=9, appeal_staff_max_minor=0)
    order = bought(session, Category.IN_SALE, 1_500)
    case = make_ruled(session, policy=policy, order=order, asks=BACK)
    appeal(session, case)
    again = ruled_again(session, case, Side.BUYER)

    assert again.remedy is STAYS and stage(session, case) is Stage.DUE
    assert not told(session, "case_reversed") and len(told(session, "return_spared")) == 2
