"""Truths about drawing a panel from a roll that is long."""

import psycopg
from sqlalchemy import event
from sqlalchemy.orm import Session

from bench.draw import ROLL
from jury.court import empanelling, rolling
from tests.factories import T0, draw_of, make_jurors, make_policy, make_released, seated


def test_the_work_of_a_draw_does_not_grow_with_the_roll(session, worker_engine):
    make_policy(session, seats=5, quorum=3, stratum_share=0.0, newcomer_share=1.0)
    said = []

    def listen(*told):
        said.append(told[2])

    def queries_over(n):
        rolling.freeze(session, make_jurors(session, n), T0)
        case = make_released(session)
        said.clear()
        event.listen(worker_engine, "before_cursor_execute", listen)
        empanelling.open_hearing(session, case, T0)
        event.remove(worker_engine, "before_cursor_execute", listen)
        return len(said)

    few = queries_over(20)
    assert queries_over(200) <= few


def test_no_query_of_a_draw_reads_a_long_roll_from_end_to_end(fresh_urls, engine):
    with psycopg.connect(fresh_urls.owner) as owner:
        owner.execute(ROLL.format(n=20_000))
    asked = []

    def listen(_connection, _cursor, statement, parameters, *_more):
        asked.append((statement, parameters))

    with Session(engine) as session:
        make_policy(session)
        case = make_released(session)
        event.listen(engine, "before_cursor_execute", listen)
        empanelling.open_hearing(session, case, T0)
        event.remove(engine, "before_cursor_execute", listen)
        plans = [
            "\n".join(session.connection().exec_driver_sql(f"EXPLAIN {query}", given).scalars())
            for query, given in asked
            if query.lstrip().startswith("SELECT")
        ]

    assert any("on roll_slot" in plan for plan in plans)
    long = ("roll_slot", "juror", "person", "market_account")
    scans = [line for plan in plans for line in plan.splitlines() if "Seq Scan" in line]
    assert not [line for line in scans if line.split(" on ")[1].split()[0] in long]


def test_jurors_passed_over_are_looked_up_many_at_a_time(session, worker_engine):
    make_policy(session, seats=5, quorum=3, stratum_share=0.0)
    readers = make_jurors(session, 10)
    rolling.freeze(session, [*readers, *make_jurors(session, 90, languages=["zh"])], T0)
    looked = []

    def listen(*told):
        looked.append("FROM roll_slot" in told[2] and "advisory" not in told[2])

    case = make_released(session, language="en")
    event.listen(worker_engine, "before_cursor_execute", listen)
    panel = empanelling.open_hearing(session, case, T0)
    event.remove(worker_engine, "before_cursor_execute", listen)

    counted = draw_of(session, panel).next_counter
    assert len(seated(session, panel)) == 5
    assert sum(looked) <= 1 + counted / 5
