"""How long a panel takes to be called from a long roll."""

import statistics
import time

import psycopg
from sqlalchemy import create_engine, func, select
from sqlalchemy.orm import Session

from bench.town import database
from jury.clock import now
from jury.court import empanelling
from jury.store.panels import DrawStep
from tests.factories import make_policy, make_released

WARM_UP = 5  # a first draw also reads in what the database and SQLAlchemy then keep at hand

# People of the past: only what the draw looks at matters, so they are made where they lie.
ROLL = """
INSERT INTO person (id, email, name, locale, scheme, is_staff, is_senior, is_admin, joined_at,
                    failed_sign_ins)
  SELECT md5(n::text)::uuid, n || '@example.org', n, 'en', 'auto', false, false, false, now(), 0
  FROM generate_series(1, {n}) n;
INSERT INTO market_account (id, ref, person_id, name, email, phone, opened_on, n_bought, n_sold)
  SELECT md5(n::text)::uuid, 'roll' || n, md5(n::text)::uuid, '', '', '', '2020-01-01', 50, 0
  FROM generate_series(1, {n}) n;
INSERT INTO juror (person_id, account_id, code, stratum, languages, qualified_at, on_duty,
                   n_ballots)
  SELECT md5(n::text)::uuid, md5(n::text)::uuid, 'R' || n,
         CASE n % 2 WHEN 0 THEN 'buys' ELSE 'sells' END, '{{zh,en}}', now(), true, 50
  FROM generate_series(1, {n}) n;
INSERT INTO epoch (n, n_buys, n_newcomers, root, key, frozen_at)
  VALUES ({n}, {n} / 2, 0, repeat('0', 64), repeat('0', 64), now());
INSERT INTO roll_slot (epoch_id, slot, juror_id, alias, stratum)
  SELECT (SELECT max(id) FROM epoch), n - 1, md5(n::text)::uuid, md5(n::text),
         CASE n % 2 WHEN 0 THEN 'buys' ELSE 'sells' END
  FROM generate_series(1, {n}) n;
ANALYZE;
"""


def measure(n: int = 100_000, panels: int = 100) -> list[str]:
    """The table: opening a hearing before a full panel, committed, once a first few have been."""
    with database() as urls:
        began = time.perf_counter()
        with psycopg.connect(urls.owner, autocommit=True) as connection:
            connection.execute(ROLL.format(n=n))
            connection.execute("VACUUM")
        made = time.perf_counter() - began
        engine = create_engine(urls.app.replace("postgresql", "postgresql+psycopg", 1))
        with Session(engine) as session:
            policy = make_policy(session, now()).policy
            taken = [_call_a_panel(session) for _ in range(WARM_UP + panels)][WARM_UP:]
            steps = session.scalar(select(func.count()).select_from(DrawStep))
        engine.dispose()
    p95 = statistics.quantiles(taken, n=20)[-1]
    return [
        f"{'milliseconds to call a panel':44} {'n':>5} {'median':>8} {'p95':>8}",
        f"{f'{policy.seats} of {n:,} jurors':44} {panels:5} "
        f"{statistics.median(taken):8.1f} {p95:8.1f}",
        f"({steps} counts of the draw; the roll was made in {made:.0f} s)",
    ]


def _call_a_panel(session: Session) -> float:
    """Milliseconds, without those of making the case."""
    case = make_released(session, now())
    session.commit()
    began = time.perf_counter()
    empanelling.open_hearing(session, case, now())
    session.commit()
    return (time.perf_counter() - began) * 1000
