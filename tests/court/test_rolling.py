"""Truths about the roll: who is on it, and what proves it."""

from sqlalchemy import select

from jury.court import empanelling, rolling
from jury.rules import merkle
from jury.store.ledger import Entry
from tests.factories import T0, make_case, make_juror, make_jurors, make_policy


def acts(session):
    return list(session.scalars(select(Entry.act).order_by(Entry.id)))


def test_the_roll_stands_in_the_ledger_before_any_case_is_bound_to_it(session):
    make_policy(session)
    make_jurors(session, 3)
    make_case(session)  # the first ever: there was no roll yet

    order = acts(session)
    assert order.index("roll_frozen") < order.index("draw_committed")


def test_a_roll_names_its_jurors_by_alias_and_its_root_proves_each_line(session):
    jurors = make_jurors(session, 7)
    epoch = rolling.freeze(session, jurors, T0)

    lines = rolling.lines_of(session, epoch)
    tree = rolling.tree_of(lines)
    assert {line.juror_id for line in lines} == {juror.person_id for juror in jurors}
    for line in lines:
        text = merkle.roll_line(line.slot, line.alias, line.stratum)
        path = merkle.proof(tree, line.slot)
        assert merkle.proves(path, text, line.slot, epoch.n, bytes.fromhex(epoch.root))
        assert str(line.juror_id) not in line.alias


def test_the_roll_of_the_day_holds_only_those_who_may_be_drawn(session):
    ready = make_juror(session)
    make_juror(session, on_duty=False)
    make_juror(session, suspended_at=T0, suspended_reason="for a test")
    make_juror(session).person.left_at = T0

    epoch = empanelling.freeze_roll(session, T0)

    assert [line.juror_id for line in rolling.lines_of(session, epoch)] == [ready.person_id]
